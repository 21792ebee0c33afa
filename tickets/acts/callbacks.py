"""Callbacks (回访): recording what the citizen answered, from the district's desk or the city's sample."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tickets.acts import rounds
from tickets.acts.moving import Step, move_many
from tickets.acts.rounds import Held
from tickets.models import Callback, Ticket
from tickets.rules.workflow import FINISHED, Act, Status
from units.acts.settings import values
from units.models import User
from units.models.bulk import update_where_old
from units.rules.district import District

Source = Callback.Source


@dataclass(frozen=True)
class Call:
    """One call and its independent answers; empty where the citizen was not asked or did not say."""

    ticket: Ticket
    at: datetime
    source: str = Callback.Source.DISTRICT
    reached: str = Callback.Reached.REACHED
    contacted: bool | None = None
    solved: str = ""
    result_grade: str = ""
    process_grade: str = ""
    stars: int | None = None
    remark: str = ""

    @property
    def has_answer(self) -> bool:
        return bool(self.solved or self.result_grade or self.process_grade or self.stars)


def call(given: Call, *, by: User | None) -> Callback:
    return call_many([given], by)[0]


def call_many(calls: Sequence[Call], by: User | None, recorded_at: datetime | None = None) -> list[Callback]:
    """Records all or none. ValidationError: not_completed, bad_stars, answers_without_citizen, no_answer, twice, moved_on.

    `recorded_at`: when the calls became known, where that is later than they were made (a file of the city's).
    A call is about the unit that had the ticket when it was made, and about that unit's round then: one that becomes known
    after the ticket went to another unit is not that one's. A call that reached nobody leaves the ticket on the call list;
    every other one takes it off.
    """
    district = values()
    for each in calls:
        check_call(each, district.stars_max)
    holders = rounds.holders_at([(each.ticket, each.at) for each in calls])
    with transaction.atomic():
        rows = [callback_row(each, holder, by, district, recorded_at) for each, holder in zip(calls, holders, strict=True)]
        mark_first_and_last({each.ticket.pk for each in calls}, rows)
        Callback.objects.bulk_create(rows, batch_size=500)
        move_many([call_step(each, row) for each, row in zip(calls, rows, strict=True)], by)
    return rows


def check_call(each: Call, stars_max: int) -> None:
    """ValidationError where `call_many` would refuse the call."""
    number = each.ticket.number
    if each.ticket.completed_at is None and each.source == Source.DISTRICT:
        state = Status(each.ticket.status).label
        raise ValidationError(f"工单 {number} 现在是“{state}”，办结后才能回访。", code="not_completed")
    if each.stars is not None and not 1 <= each.stars <= stars_max:
        raise ValidationError(f"工单 {number}：评星应在 1 到 {stars_max} 之间，现为 {each.stars}。", code="bad_stars")
    if each.reached != Callback.Reached.REACHED and (each.has_answer or each.contacted is not None):
        raise ValidationError(f"工单 {number}：没有接通的回访不能填写答案，请改接通情况或清空答案。", code="answers_without_citizen")
    if each.reached == Callback.Reached.REACHED and not each.has_answer and each.source == Source.DISTRICT:
        raise ValidationError(f"工单 {number}：已接通，请至少填写一项答案；诉求人不愿回答请选“拒访”。", code="no_answer")


def callback_row(each: Call, holder: Held | None, by: User | None, district: District, recorded_at: datetime | None = None) -> Callback:
    """The callback as it is stored, unsaved; one that gives no reason to look at it again is cleared from the start."""
    row = Callback(
        ticket=each.ticket,
        assignment=holder.part if holder else None,
        unit_id=holder.part.unit_id if holder else each.ticket.lead_unit_id,
        source=each.source,
        round=holder.round if holder else 1,
        called_at=each.at,
        by=by,
        reached=each.reached,
        contacted=each.contacted,
        solved=each.solved,
        result_grade=each.result_grade,
        process_grade=each.process_grade,
        stars=each.stars,
        remark=each.remark[:500],
        recorded_at=recorded_at or each.at,
    )
    row.cleared_at = None if row.wants_a_look(district) else each.at
    return row


def mark_first_and_last(tickets: Collection[int], rows: Sequence[Callback] = ()) -> None:
    """Of one ticket's calls from one source the first and the last in time bear the mark; a call without an answer only
    when there is none with one. `rows` are new ones, unsaved; marks of the calls already stored move along."""
    stored = list(Callback.objects.filter(ticket__in=tickets))
    groups: dict[tuple[int, str], list[Callback]] = {}
    for row in (*stored, *rows):
        groups.setdefault((row.ticket_id, row.source), []).append(row)
    for group in groups.values():
        group.sort(key=lambda row: row.called_at)
        answered = [row for row in group if row.solved or row.result_grade or row.process_grade or row.stars] or group
        for row in group:
            row.is_first, row.is_last = row is answered[0], row is answered[-1]
    marks = [{"pk": row.pk, "is_first": row.is_first, "is_last": row.is_last} for row in stored]
    if marks:
        update_where_old(Callback, marks, [], ["is_first", "is_last"])


def call_step(each: Call, row: Callback) -> Step:
    facts: dict[str, str | int | bool | None] = {
        "callback": row.pk,
        "source": each.source,
        "reached": each.reached,
        "solved": each.solved,
        "result_grade": each.result_grade,
        "process_grade": each.process_grade,
        "stars": each.stars,
    }
    return Step(each.ticket, Act.CALL, each.at, facts, {"called_at": called_at_after(each)}, stays=True)


def called_at_after(each: Call) -> datetime | None:
    """The ticket's called_at when the call is known: the latest call that is over. A call about an earlier round, told by
    the city while the ticket is handled again, leaves the citizen to be asked about the new one."""
    ticket = each.ticket
    if each.reached == Callback.Reached.NO_ANSWER or ticket.completed_at is None:
        return ticket.called_at
    return max(each.at, ticket.called_at or each.at)


def is_dissatisfied(callback: Callback) -> bool:
    """Asks for a judgement: dissatisfied with the result or unsolved, on a ticket that counts as finished."""
    said_no = callback.result_grade == Callback.Grade.DISSATISFIED or callback.solved == Callback.Solved.UNSOLVED
    return said_no and callback.ticket.status in FINISHED
