"""Callbacks that come in by file (市级抽访): found by ticket number, each new, changed, known already, or refused."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError

from tickets.acts.callbacks import Call, call_many, called_at_after, check_call, mark_first_and_last
from tickets.acts.moving import Step, move_many
from tickets.models import Callback, Ticket
from tickets.rules.deadlines import MIDNIGHT, local
from tickets.rules.incoming import IncomingCallback
from tickets.rules.workflow import Act
from units.models.bulk import update_where_old
from units.rules.masking import mask_text

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
    for calls in _in_turns([row.call for row in rows if row.outcome == "added" and row.call]):
        call_many(calls, None, recorded_at=at)
    changed = [row for row in rows if row.outcome == "updated" and row.call and row.known]
    update_where_old(Callback, [{"pk": row.known.pk, **_answers(row.call)} for row in changed if row.known and row.call], [], ANSWERS)
    mark_first_and_last({row.ticket.pk for row in changed if row.ticket})
    facts: dict[str, str | int | bool | None] = {"batch": batch, "fields": "callback"}
    # Of one ticket's calls each needs the chain's head and the called_at that the one before it left.
    for calls in _in_turns([row.call for row in changed if row.call]):
        move_many([Step(call.ticket, Act.UPDATE, at, facts, {"called_at": called_at_after(call)}, stays=True) for call in calls], None)


def _in_turns(calls: Sequence[Call]) -> Iterator[list[Call]]:
    """The first call of each ticket, then the second of each, and so on."""
    waiting: dict[int, list[Call]] = {}
    for call in calls:
        waiting.setdefault(call.ticket.pk, []).append(call)
    while waiting:
        yield [row.pop(0) for row in waiting.values()]
        waiting = {pk: row for pk, row in waiting.items() if row}


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
    call = _call(record, ticket, at)
    if call.at < ticket.arrived_at:
        return Sorted(record, "refused", ticket, words=f"第 {record.row} 行：回访时间早于工单受理时间。请核对后重新导入这一行。")
    try:
        check_call(call, stars_max)
    except ValidationError as error:
        return Sorted(record, "refused", ticket, words=f"第 {record.row} 行：{error.messages[0]}")
    own = [callback for callback in stored.get(ticket.pk, []) if callback.source == call.source]
    alike = [callback for callback in own if all(getattr(callback, name) == value for name, value in _answers(call).items())]
    known = next((callback for callback in own if callback.called_at == call.at), None)
    if known in alike or (record.called_at is None and alike):
        return Sorted(record, "unchanged", ticket, call, known)
    return Sorted(record, "updated" if known else "added", ticket, call, known)


def _call(record: IncomingCallback, ticket: Ticket, at: datetime) -> Call:
    reached = record.reached or Callback.Reached.REACHED
    """A bare date on the day of the arrival is not put before it."""
    called_at = record.called_at or ticket.completed_at or at
    if local(called_at).time() == MIDNIGHT and local(called_at).date() == local(ticket.arrived_at).date():
        called_at = ticket.arrived_at
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
        remark=_remark(record),
    )


def _remark(record: IncomingCallback) -> str:
    """The file's remark, and behind it what else stood in the row: words that nobody reads as an answer are not lost."""
    others = "；".join(f"{heading}：{mask_text(words)}" for heading, words in record.extras.items())
    return "；".join(filter(None, (record.remark, others)))[:500]


def _answers(call: Call) -> dict[str, object]:
    return {name: getattr(call, name) for name in ANSWERS}
