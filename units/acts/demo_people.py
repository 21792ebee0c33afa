"""The demo's log-ins, one for each role: made by the demo, offered by its log-in page, unknown to every other stage."""

from django.conf import settings
from django.db import transaction

from units.models import Unit, User
from units.rules.roles import UNIT_ROLES, Role

# role, user name, the person's name
PEOPLE: tuple[tuple[Role, str, str], ...] = (
    (Role.DISPATCHER, "paidan", "周派单"),
    (Role.HANDLER, "chengban", "陈承办"),
    (Role.PRINCIPAL, "fuze", "傅负责"),
    (Role.CALLBACK, "huifang", "惠回访"),
    (Role.SUPERVISOR, "duban", "杜督办"),
    (Role.LEADER, "lingdao", "凌领导"),
    (Role.ADMINISTRATOR, "guanli", "管管理"),
)


def create(unit: Unit) -> list[User]:
    """Makes who is missing; handler and principal belong to `unit`. A second run changes nobody but their password."""
    made = []
    with transaction.atomic():
        for role, username, name in PEOPLE:
            person = User.objects.filter(username=username).first() or User(username=username)
            person.name, person.role, person.unit = name, role, unit if role in UNIT_ROLES else None
            if not person.check_password(settings.DEMO_PASSWORD):
                person.set_password(settings.DEMO_PASSWORD)
            person.save()
            made.append(person)
    return made


def offered() -> list[dict[str, str]]:
    """role, username and password for the log-in page; empty outside the demo and before the demo made them."""
    if not settings.DEMO_PASSWORD:
        return []
    names = [username for _, username, _ in PEOPLE]
    known = set(User.objects.filter(username__in=names, is_active=True).values_list("username", flat=True))
    return [
        {"role": role.label, "username": username, "password": settings.DEMO_PASSWORD} for role, username, _ in PEOPLE if username in known
    ]
