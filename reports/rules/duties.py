"""Whose duty a bulletin is: who composes and publishes it, who reads it."""

from units.rules.roles import Role

COMPOSERS = frozenset({Role.SUPERVISOR})
READERS = COMPOSERS | {Role.LEADER, Role.DISPATCHER, Role.ADMINISTRATOR}


def may_compose(role: str) -> bool:
    return role in COMPOSERS
