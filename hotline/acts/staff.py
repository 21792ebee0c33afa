"""Who acts where tickets are made for show: one person for each desk of the district, one handler for each unit."""

from collections.abc import Iterable
from dataclasses import dataclass

from units.models import Unit, User
from units.rules.roles import Role

SURNAMES = "赵钱孙李周吴郑王冯褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
DESKS = {Role.DISPATCHER: "派单", Role.CALLBACK: "回访", Role.SUPERVISOR: "督办"}


@dataclass(frozen=True)
class Staff:
    dispatcher: User
    agent: User
    supervisor: User
    handlers: dict[str, User]


def staff_of(units: Iterable[Unit]) -> Staff:
    """Those that there are; whoever is missing is made without a password, so that nobody can log in as them."""
    desks = {role: _person(role, f"demo-{role.value}", f"周{word}", None) for role, word in DESKS.items()}
    handlers = {
        unit.name: _person(Role.HANDLER, f"demo-handler-{unit.order:03}", f"{SURNAMES[unit.order % len(SURNAMES)]}承办", unit)
        for unit in units
    }
    return Staff(desks[Role.DISPATCHER], desks[Role.CALLBACK], desks[Role.SUPERVISOR], handlers)


def principal_of(unit: Unit) -> User:
    """The principal who signs the unit's returns; made as in `staff_of` where there is none."""
    return _person(Role.PRINCIPAL, f"demo-principal-{unit.order:03}", f"{SURNAMES[-1 - unit.order % len(SURNAMES)]}负责", unit)


def _person(role: Role, username: str, name: str, unit: Unit | None) -> User:
    known = User.objects.filter(role=role, unit=unit, is_active=True).order_by("pk").first()
    if known is not None:
        return known
    person = User(username=username, name=name, role=role, unit=unit)
    person.set_unusable_password()
    person.save()
    return person
