"""Callbacks that come in by file (市级抽访): found by ticket number, each new, changed, known already, or refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError

from tickets.acts.callbacks import Call, call_many, check_call
from tickets.acts.moving import Step, move_many
from tickets.models import Callback, Ticket
from tickets.rules.incoming import IncomingCallback
from tickets.rules.workflow import Act
from units.models.bulk import update_where_old

ANSWERS = ("reached", "contacted", "solved", "result_grade", "process_grade", "stars", "remark")


@dataclass(frozen=True)
class Sorted:
    """A callback's row and what becomes of it: added, updated, unchanged or refused (then with words)."""

    record: IncomingCallback
    outcome: str
    ticket: Ticket | None = None
    call: Call | None = None
    known: Callback | None = None
    words: str = ""


def sort(records: Sequence[IncomingCallback], tickets: dict[str, Ticket], at: datetime, stars_max: int) -> list[Sorted]:
    """`tickets` holds the known ones by number. One query for the callbacks that are stored already."""
    stored = _stored([tickets[record.number] for record in records if record.number in tickets])
    return [_sort(record, tickets.get(record.number), stored, at, stars_max) for record in records]


def write(rows: Sequence[Sorted], at: datetime, batch: int) -> None:
    """Stores what is new and what has changed, each with its event."""
    new: dict[int, list[Call]] = {}
    for row in rows:
        if row.outcome == "added" and row.call is not None:
            new.setdefault(row.call.ticket.pk, []).append(row.call)
    # Of one ticket's calls each needs the chain's head that the one before it left.
    while new:
        call_many([calls.pop(0) for calls in new.values()], None, recorded_at=at)
        new = {pk: calls for pk, calls in new.items() if calls}
    changed = [row for row in rows if row.outcome == "updated" and row.call and row.known]
    update_where_old(Callback, [{"pk": row.known.pk, **_answers(row.call)} for row in changed if row.known and row.call], [], ANSWERS)
    facts: dict[str, str | int | bool | None] = {"batch": batch, "fields": "callback"}
    move_many([Step(row.call.ticket, Act.UPDATE, at, facts, stays=True) for row in changed if row.call], None)


def _stored(tickets: Sequence[Ticket]) -> dict[int, list[Callback]]:
    found: dict[int, list[Callback]] = {}
    ids = [ticket.pk for ticket in tickets]
    for start in range(0, len(ids), 2_000):
        for callback in Callback.objects.filter(ticket__in=ids[start : start + 2_000]):
            found.setdefault(callback.ticket_id, []).append(callback)
    return found


def _sort(record: IncomingCallback, ticket: Ticket | None, stored: dict[int, list[Callback]], at: datetime, stars_max: int) -> Sorted:
    if ticket is None:
        return Sorted(record, "refused", words=f"第 {record.row} 行：没有编号为“{record.number}”的工单。请先导入工单，再导入这一行回访。")
    if record.called_at is not None and record.called_at < ticket.arrived_at:
        return Sorted(record, "refused", ticket, words=f"第 {record.row} 行：回访时间早于工单受理时间。请核对后重新导入这一行。")
    call = _call(record, ticket, at)
    try:
        check_call(call, stars_max)
    except ValidationError as error:
        return Sorted(record, "refused", ticket, words=f"第 {record.row} 行：{error.messages[0]}")
    for callback in stored.get(ticket.pk, []):
        if callback.source == call.source and (record.called_at in (None, callback.called_at)):
            same = all(getattr(callback, name) == value for name, value in _answers(call).items())
            if same or record.called_at is not None:
                return Sorted(record, "unchanged" if same else "updated", ticket, call, callback)
    return Sorted(record, "added", ticket, call)


def _call(record: IncomingCallback, ticket: Ticket, at: datetime) -> Call:
    reached = record.reached or Callback.Reached.REACHED
    called_at = record.called_at or ticket.completed_at or at
    return Call(
        ticket,
        called_at,
        source=record.source,
        reached=reached,
        contacted=record.contacted,
        solved=record.solved or "",
        result_grade=record.result_grade or "",
        process_grade=record.process_grade or "",
        stars=record.stars,
        remark=record.remark,
    )


def _answers(call: Call) -> dict[str, object]:
    return {name: getattr(call, name)[:500] if name == "remark" else getattr(call, name) for name in ANSWERS}
