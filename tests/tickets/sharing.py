"""What the tests of shared work build: a ticket handed on, and the section's answer."""

from datetime import datetime, timedelta

from tests import build
from tickets.acts import handed, handing
from tickets.acts.handed import Deed
from tickets.acts.handing import Handing
from tickets.models import HandOn
from units.models import Unit, User

# 2022-01-05 is a Wednesday; the unit's limit is 01-11 17:00.
AT = build.moment("2022-01-05 14:00")
TEXT = "已到现场核实，更换灯泡两只，居民认可。"


def handed_on(unit: Unit, *sections: Unit, by: User | None = None, number: str = "1", **values: object) -> list[HandOn]:
    ticket = build.handling(unit, number=number)
    handing.hand_on_many([Handing(ticket, each, AT, note="请当天到现场", **values) for each in sections], by)  # type: ignore[arg-type]
    return rows()


def rows() -> list[HandOn]:
    return list(HandOn.objects.select_related("ticket", "unit").order_by("pk"))


def after(**values: float) -> datetime:
    return AT + timedelta(**values)


def answered(row: HandOn, by: User | None = None, text: str = TEXT) -> HandOn:
    handed.answer_many([Deed(row, after(hours=1), text)], by)
    return rows()[0]
