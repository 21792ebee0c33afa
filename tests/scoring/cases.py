"""Rows for the tests of figures: tables written directly, each with just the columns that figures read."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from scoring.acts import methods
from scoring.models import LedgerEntry, Method
from tests import build
from tickets.models import Assignment, Callback, Category, Exclusion, RedoOrder, Ticket
from units.models import CalendarDay, Setting, Unit
from units.rules.workdays import seed_days

moment = build.moment
_numbers = count(1)

METHOD: dict[str, Any] = {
    "code": "test",
    "version": "1",
    "name": "测试办法",
    "valid_from": "2022-01-01",
    "period": "quarter",
    "full_mark": 10,
    "rounding": "sum",
    "unsampled": "full",
    "ties": "serial",
    "components": [
        {"kind": "share", "code": "satisfaction", "indicator": "satisfaction", "points": 3},
        {"kind": "share", "code": "on_time_feedback", "indicator": "on_time_feedback", "points": 4},
        {"kind": "share", "code": "completion", "indicator": "completion", "points": 3},
        {"kind": "ledger", "code": "bonus", "ledger": "bonus", "sign": "+", "cap": "1.00"},
        {"kind": "ledger", "code": "deduction", "ledger": "deduction", "sign": "-"},
    ],
}


def district(**values: object) -> None:
    """Settings of the district under test, starting in 2022 unless told otherwise."""
    given = {"starts_on": "2022-01-01", **values}
    Setting.objects.all().delete()
    Setting.objects.bulk_create([Setting(key=key, value=value) for key, value in given.items()])
    build.forget()


def calendar() -> None:
    rows = seed_days(date(2021, 12, 1), date(2022, 6, 30))
    CalendarDay.objects.bulk_create([CalendarDay(day=day, is_workday=worked, label=label) for day, worked, label in rows])


def method(**keys: object) -> Method:
    return methods.adopt({**METHOD, **keys})


def category(path: str) -> Category:
    found = Category.objects.filter(path=path).first()
    if found is not None:
        return found
    above, _, name = path.rpartition("/")
    parent = category(above) if above else None
    root = (parent.root or parent) if parent else None
    return Category.objects.create(name=name, path=path, parent=parent, root=root, depth=path.count("/") + 1)


# What `held` gives to the ticket that it makes; everything else is the assignment's.
OF_THE_TICKET = ("is_direct", "is_enterprise", "is_tourism", "area", "ticket_type", "level", "return_count")


def held(
    unit: Unit,
    at: str,
    due: str | None = None,
    replied: str | None = None,
    completed: str | None = None,
    recorded: str | None = None,
    ticket: Ticket | None = None,
    **values: Any,
) -> Assignment:
    """A lead assignment with its outcome; `at` is the moment of dispatch, everything else follows it or is given.

    One in a later round has been ordered to be redone, at `redone` or at once.
    """
    sent = moment(at)
    due_at = moment(due) if due else sent + timedelta(days=5)
    replied_at = moment(replied) if replied else None
    redo_count = values.pop("redo_count", values.get("round", 1) - 1)
    made = ticket or Ticket.objects.create(
        number=f"T{next(_numbers):06}",
        title="路灯不亮",
        text="路灯不亮",
        arrived_at=sent,
        dispatch_due_at=sent,
        recorded_at=sent,
        category=values.pop("category", None),
        channel=values.pop("channel", None),
        dispatched_at=sent,
        lead_unit=unit,
        redo_count=redo_count,
        **{name: values.pop(name) for name in OF_THE_TICKET if name in values},
    )
    redone_at = values.pop("redone", "")
    row = Assignment.objects.create(
        ticket=made,
        unit=unit,
        assigned_at=sent,
        due_at=due_at,
        first_due_at=due_at,
        replied_at=replied_at,
        first_replied_at=replied_at,
        on_time=None if replied_at is None else replied_at <= due_at,
        completed_at=moment(completed) if completed else None,
        recorded_at=moment(recorded) if recorded else sent,
        **{"ended_at": None, **values},
    )
    if redo_count:
        ordered_at = moment(redone_at) if redone_at else sent
        RedoOrder.objects.create(ticket=made, assignment=row, round=redo_count + 1, reason="灯还是不亮", at=ordered_at)
    return row


def called(
    of: Assignment, at: str, grade: str = "satisfied", stars: int | None = 5, recorded: str | None = None, **values: Any
) -> Callback:
    fields = {"source": "city", "process_grade": grade, "solved": "solved" if grade else "", "result_grade": grade, **values}
    return Callback.objects.create(
        ticket=of.ticket,
        assignment=of,
        unit=of.unit,
        called_at=moment(at),
        recorded_at=moment(recorded or at),
        stars=stars,
        **fields,
    )


def exclude(row: Assignment, aspect: str, **values: object) -> Exclusion:
    """Leaves the ticket out of one thing, by a decision made at once unless told otherwise."""
    decided: dict[str, Any] = {"decision": "accepted", "decided_at": row.assigned_at, **values}
    return Exclusion.objects.create(
        ticket=row.ticket, assignment=row, aspect=aspect, reason="不可抗力", evidence="市平台通知", at=row.assigned_at, **decided
    )


def points(unit: Unit, on: str, hundredths: int, ledger: str = "bonus", recorded: datetime | None = None) -> LedgerEntry:
    return LedgerEntry.objects.create(
        unit=unit,
        happened_on=date.fromisoformat(on),
        hundredths=hundredths,
        ledger=ledger,
        reason="市级表扬",
        recorded_at=recorded or moment(f"{on} 12:00"),
    )
