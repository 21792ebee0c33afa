"""The demo's log-ins, one for each role: made by the demo, offered by its log-in page, unknown to every other stage."""

from django.conf import settings
from django.db import transaction

from units.acts import passwords
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
# Works in a section of that unit, and has what was handed on to it (下派).
SECTION_PERSON = (Role.HANDLER, "kezhang", "柯科长")


def create(unit: Unit, section: Unit) -> list[User]:
    """Makes who is missing; handler and principal belong to `unit`, one more handler to its `section`. A second run changes
    nobody but their password."""
    made = []
    with transaction.atomic():
        for role, username, name in (*PEOPLE, SECTION_PERSON):
            person = User.objects.filter(username=username).first() or User(username=username)
            own = section if username == SECTION_PERSON[1] else unit
            person.name, person.role, person.unit = name, role, own if role in UNIT_ROLES else None
            if not person.check_password(settings.DEMO_PASSWORD):
                person.set_password(settings.DEMO_PASSWORD)
            person.save()
            made.append(person)
        passwords.mark_own(made)  # the log-in page offers them
    return made


def offered() -> list[dict[str, str]]:
    """role, username and password for the log-in page; empty outside the demo and before the demo made them."""
    if not settings.DEMO_PASSWORD:
        return []
    names = [username for _, username, _ in (*PEOPLE, SECTION_PERSON)]
    known = {person.username: person for person in User.objects.filter(username__in=names, is_active=True).select_related("unit")}
    return [{"role": _label(known[name]), "username": name, "password": settings.DEMO_PASSWORD} for name in names if name in known]


def _label(person: User) -> str:
    """The role; of the section's person also which section."""
    label = str(person.get_role_display())
    return f"{label}（{person.unit}）" if person.username == SECTION_PERSON[1] else label
