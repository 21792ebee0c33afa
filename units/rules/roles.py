"""Who does what: the roles of a district's hotline (domain.md, 2) and the two facts about them that every floor needs."""

from django.db.models import TextChoices


class Role(TextChoices):
    DISPATCHER = "dispatcher", "派单员"
    HANDLER = "handler", "承办人"
    PRINCIPAL = "principal", "单位主要负责人"
    CALLBACK = "callback", "回访员"
    SUPERVISOR = "supervisor", "督办员"
    LEADER = "leader", "区领导"
    ADMINISTRATOR = "administrator", "管理员"
    CLIENT = "client", "接口用户"


# Bound to one unit and its subtree; everybody else works for the district centre.
UNIT_ROLES = frozenset({Role.HANDLER, Role.PRINCIPAL})

# May open a citizen's identity (by an act that is logged), so production asks them for a second factor.
IDENTITY_ROLES = frozenset({Role.DISPATCHER, Role.HANDLER, Role.CALLBACK, Role.SUPERVISOR, Role.ADMINISTRATOR})
