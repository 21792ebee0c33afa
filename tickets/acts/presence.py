"""Who of the dispatchers looks at which ticket: seconds-long facts that stand in the cache and nowhere else."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

from units.acts.near import remembered
from units.models import User
from units.rules.roles import Role

# Who has not looked for so long has gone.
SECONDS = 30
_PEOPLE_SECONDS = 60
_PEOPLE = "presence-people"


@dataclass(frozen=True)
class Look:
    """`name` is masked; `number` is the ticket's, empty for a list without one."""

    name: str
    number: str
    at: datetime


def look(by: User, number: str, at: datetime) -> None:
    """`by` looks at the ticket with that number."""
    cache.set(_key(by.pk), Look(by.masked_name, number, at), SECONDS)


def others(than: User, at: datetime) -> list[Look]:
    """Where the other dispatchers look, who looked last first. No query but one a minute for who they are."""
    people = [pk for pk in _dispatchers() if pk != than.pk]
    looks: dict[str, Look] = cache.get_many([_key(pk) for pk in people])
    recent = [each for each in looks.values() if at - each.at < timedelta(seconds=SECONDS)]
    return sorted(recent, key=lambda each: (each.at, each.number), reverse=True)


def _dispatchers() -> list[int]:
    return remembered(_PEOPLE, _PEOPLE_SECONDS, _load_dispatchers)


def _load_dispatchers() -> list[int]:
    return list(User.objects.filter(role=Role.DISPATCHER, is_active=True).order_by("pk").values_list("pk", flat=True))


def _key(pk: int) -> str:
    return f"presence-{pk}"
