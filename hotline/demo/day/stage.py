"""Who and what the demo's day is played with: the units by their parts, their people, the tickets by their names in matters.csv."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from hotline.acts.staff import Staff
from tickets.models import Reason, ReturnRequest, Ticket
from units.models import Unit, User
from units.rules.roles import Role

FOLDER = Path(__file__).parent
OWN = "own"


def read(name: str) -> list[dict[str, str]]:
    """The lines of a table of this folder; those that begin with # are remarks."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


@dataclass
class Stage:
    """`units` and `sections` by their parts, `numbers` by the names of matters.csv; `now` is the moment that the day ends at."""

    now: datetime
    units: dict[str, Unit]
    sections: dict[str, Unit]
    staff: Staff
    numbers: dict[str, str] = field(default_factory=dict)

    def ago(self, hours: float) -> datetime:
        return self.now - timedelta(hours=hours)

    def tickets(self, *keys: str) -> list[Ticket]:
        """As they stand now, in the order of `keys`."""
        found = {ticket.number: ticket for ticket in Ticket.objects.filter(number__in=[self.numbers[key] for key in keys])}
        return [found[self.numbers[key]] for key in keys]

    def ticket(self, key: str) -> Ticket:
        return self.tickets(key)[0]

    def slips(self, *keys: str) -> list[ReturnRequest]:
        """The newest slip of each ticket, with its ticket."""
        rows = ReturnRequest.objects.filter(ticket__number__in=[self.numbers[key] for key in keys]).select_related("ticket")
        newest = {slip.ticket.number: slip for slip in rows.order_by("serial")}
        return [newest[self.numbers[key]] for key in keys]

    def handler(self, slot: str) -> User:
        return self.staff.handlers[self.units[slot].name]

    def principal(self, slot: str) -> User:
        """The unit's; made without a password where there is none, so that nobody can log in as them."""
        unit = self.units[slot]
        known = User.objects.filter(role=Role.PRINCIPAL, unit=unit, is_active=True).order_by("pk").first()
        if known is not None:
            return known
        person = User(username=f"demo-principal-{unit.order:03}", name="郑负责", role=Role.PRINCIPAL, unit=unit)
        person.set_unusable_password()
        person.save()
        return person

    def section_handler(self, slot: str) -> User:
        """The section's; the demo makes one for the first section, and people without a password for the others."""
        section = self.sections[slot]
        known = User.objects.filter(role=Role.HANDLER, unit=section, is_active=True).order_by("pk").first()
        if known is not None:
            return known
        person = User(username=f"demo-section-{slot}", name="吴网格", role=Role.HANDLER, unit=section)
        person.set_unusable_password()
        person.save()
        return person


def reason(act: str, label: str = "") -> Reason | None:
    """That line of the district's list for `act`, or its first one."""
    rows = Reason.objects.filter(act=act, is_open=True)
    return rows.filter(label=label).first() or rows.first()


def cast(own: Unit) -> dict[str, Unit] | None:
    """A unit for each part: the one that units.csv names, else the next of the district's that is free. None where the
    district has too few."""
    ranked = list(Unit.objects.receiving().filter(is_ranked=True, parent=None).exclude(pk=own.pk).order_by("order", "pk"))
    wanted = read("units.csv")
    if len(ranked) < len(wanted):
        return None
    named = {unit.name: unit for unit in ranked}
    taken = {line["slot"]: named[line["name"]] for line in wanted if line["name"] in named}
    free = iter([unit for unit in ranked if unit not in taken.values()])
    return {OWN: own, **{line["slot"]: taken.get(line["slot"]) or next(free) for line in wanted}}


def sections_of(own: Unit) -> dict[str, Unit]:
    """The sections of the demo's unit by their parts; made where they are missing, behind all other units, and unranked."""
    last = Unit.objects.order_by("-order").values_list("order", flat=True).first() or 0
    found = {}
    for place, line in enumerate(read("sections.csv"), start=last + 1):
        made = {"kind": own.kind, "parent": own, "order": place, "is_ranked": False}
        found[line["slot"]], _ = Unit.objects.get_or_create(name=line["name"], defaults=made)
    return found


def by_unit(stage: Stage, keys: Sequence[str]) -> dict[str, list[Ticket]]:
    """The tickets in the hands of each part's unit."""
    slots = {unit.pk: slot for slot, unit in stage.units.items()}
    found: dict[str, list[Ticket]] = {}
    for ticket in stage.tickets(*keys):
        found.setdefault(slots[ticket.lead_unit_id or 0], []).append(ticket)
    return found
