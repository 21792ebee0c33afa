"""Judgement (回访研判) of a dissatisfied or unsolved answer: reasonable and handled again, or unreasonable or beyond duty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tickets.acts import archiving, history, redo
from tickets.acts.moving import Step, check_seen, move_many
from tickets.models import Callback, RedoOrder, Ticket
from tickets.rules.workflow import Act, Status
from units.models import Unit, User
from units.models.bulk import update_where_old

Judgement = Callback.Judgement
COLUMNS = ("judgement", "judged_by", "judged_at", "judgement_words")


@dataclass(frozen=True)
class Judging:
    """A reasonable complaint is a redo in the same step, by `unit` (None: the one that had it) until `due_at` (None: by the
    table), its words the order. Otherwise the completion stands, and the ticket is closed where `closes`."""

    ticket: Ticket
    at: datetime
    judgement: str
    words: str
    unit: Unit | None = None
    due_at: datetime | None = None
    closes: bool = False
    seen: int | None = None


def judge(given: Judging, by: User) -> None:
    judge_many([given], by)


def judge_many(judgings: Sequence[Judging], by: User) -> None:
    """All or none. ValidationError: nothing_to_judge, reason_missing, moved_on, and those of `redo_many` and `close_many`."""
    complaints = _complaints(judgings)
    for each in judgings:
        _check(each, complaints)
    with transaction.atomic():
        move_many([_step(each, complaints[each.ticket.pk]) for each in judgings], by)
        rows = [_row(call, each, by) for each in judgings for call in complaints[each.ticket.pk]]
        update_where_old(Callback, rows, [], COLUMNS)
        orders = [
            redo.Redo(each.ticket, each.at, each.words, each.unit, RedoOrder.Source.CALLBACK, each.due_at)
            for each in judgings
            if each.judgement == Judgement.REASONABLE
        ]
        if orders:
            redo.redo_many(orders, by)
        closing = [each for each in judgings if each.closes and each.judgement != Judgement.REASONABLE]
        closures = [archiving.Closure(each.ticket, each.at) for each in closing if each.ticket.status == Status.COMPLETED]
        if closures:
            archiving.close_many(closures, by)


def _complaints(judgings: Sequence[Judging]) -> dict[int, list[Callback]]:
    """The answers of each ticket that wait to be judged: of the city's and the district's call of one moment both."""
    found: dict[int, list[Callback]] = {}
    for call in Callback.objects.unjudged().filter(ticket__in=[each.ticket.pk for each in judgings]):
        found.setdefault(call.ticket_id, []).append(call)
    return found


def _check(each: Judging, complaints: dict[int, list[Callback]]) -> None:
    if each.seen is not None:
        check_seen(each.ticket, each.seen)
    if each.judgement not in Judgement.values or not each.judgement:
        raise ValidationError("请选择研判结论：合理、不合理或超出职责。", code="no_judgement")
    if not each.words.strip():
        raise ValidationError(f"工单 {each.ticket.number}：研判要写明理由；重办要写明原因，承办单位才知道办什么。", code="reason_missing")
    if each.ticket.pk not in complaints:
        raise ValidationError(f"工单 {each.ticket.number} 没有待研判的不满意回访，可能已由他人处理。请刷新页面。", code="nothing_to_judge")


def _step(each: Judging, calls: Sequence[Callback]) -> Step:
    facts: dict[str, str | int | bool | None] = {
        "callbacks": ",".join(str(call.pk) for call in calls),
        "judgement": each.judgement,
        "words": history.words_digest(each.words),
    }
    return Step(each.ticket, Act.JUDGE, each.at, facts, stays=True)


def _row(call: Callback, each: Judging, by: User) -> dict[str, object]:
    return {
        "pk": call.pk,
        "judgement": each.judgement,
        "judged_by": by.pk,
        "judged_at": each.at,
        "judgement_words": each.words.strip()[:500],
    }
