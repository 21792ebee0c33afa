"""Returns (退件), the unit's side: the 退件单 is asked for, signed by the principal, mended, withdrawn. The district's side is
tickets.acts.return_rulings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tickets.acts import attachments, history, rounds, wording
from tickets.acts.dispatching import check_receiving
from tickets.acts.moving import Step, check_holder, leads_of, move_many
from tickets.acts.slips import Facts, above, check_decision, decided, slip_step, write_slips
from tickets.models import Assignment, Attachment, Reason, ReturnRequest, Ticket
from tickets.models.applications import OPEN_DECISIONS, Decision
from tickets.rules.returning import Window
from tickets.rules.workflow import Act, Status
from units.acts.settings import values
from units.models import Unit, User

SHORTEST = 10
RETURNABLE = frozenset({Status.DISPATCHED, Status.HANDLING})


@dataclass(frozen=True)
class Ask:
    """A slip as the unit writes it. `files`: the signed paper, kept for the ticket (attachments.keep, use "return")."""

    ticket: Ticket
    kind: Reason
    text: str
    at: datetime
    clause: str = ""
    proposed: Unit | None = None
    files: tuple[Attachment, ...] = ()


def ask_many(asks: Sequence[Ask], by: User | None) -> list[ReturnRequest]:
    """One slip for each ticket, or none. ValidationError: bad_reason, too_short, clause_missing, same_unit, unit_closed,
    banned, paper_missing, not_now, open_slip, adjudicated, and those of `check_holder` and `move_many`."""
    _check_asks(asks)
    tickets = [ask.ticket for ask in asks]
    check_holder(tickets, by)
    for ticket in tickets:
        if ticket.status not in RETURNABLE:
            label = Status(ticket.status).label
            raise ValidationError(f"工单 {ticket.number} 现在是“{label}”，只有待签收、办理中的工单可以退件。", code="not_now")
    serials = _next_serials(tickets)
    leads = leads_of(tickets)
    given_at = rounds.given_at(list(leads.values()))
    with transaction.atomic():
        rows = []
        for ask in asks:
            lead = leads[ask.ticket.pk]
            rows.append(_row(ask, lead, given_at[lead.pk], serials[ask.ticket.pk], by))
        move_many([_ask_step(ask, row) for ask, row in zip(asks, rows, strict=True)], by)
        ReturnRequest.objects.bulk_create(rows, batch_size=500)
        _join(asks, rows)
    return rows


@dataclass(frozen=True)
class Resend:
    """A slip sent again as `ask` says, after the district asked to complete it (要求补正)."""

    request: ReturnRequest
    ask: Ask


def resend_many(resends: Sequence[Resend], by: User | None) -> None:
    """All or none; the principal signs anew. Errors as in `ask_many`; not_now for a slip that nobody asked to mend."""
    asks = [each.ask for each in resends]
    papers = _papers(resends)
    _check_asks(asks, {each.ask.ticket.pk for each in resends if each.request.pk in papers})
    check_holder([ask.ticket for ask in asks], by)
    for each in resends:
        check_decision(each.request, Decision.MENDING)
    with transaction.atomic():
        move_many([_ask_step(each.ask, each.request, again=True) for each in resends], by)
        write_slips([(each.request, _again(each, each.request.pk in papers)) for each in resends])
        _join(asks, [each.request for each in resends])


@dataclass(frozen=True)
class Signature:
    request: ReturnRequest
    at: datetime
    words: str = ""


def sign_many(signatures: Sequence[Signature], by: User | None) -> None:
    """The principal's hand: from now on the district sees the slips. ValidationError not_now for a signed or decided one,
    and those of `check_holder` and `move_many`."""
    _check_own([each.request for each in signatures], by)
    for each in signatures:
        check_decision(each.request, Decision.WAITING)
        if each.request.is_signed:
            raise ValidationError(f"工单 {each.request.ticket.number} 的退件单已经签批过了，请刷新页面。", code="not_now")
    with transaction.atomic():
        move_many([slip_step(each.request, Act.SIGN_RETURN, each.at, each.words) for each in signatures], by)
        write_slips([(each.request, _signed(each, by)) for each in signatures])


@dataclass(frozen=True)
class Withdrawal:
    request: ReturnRequest
    at: datetime
    words: str = ""


def withdraw_many(withdrawals: Sequence[Withdrawal], by: User | None) -> None:
    """The unit takes its slips back and goes on handling; not any more once they are before an adjudication. A slip that its
    unit took back itself counts no longer towards 多次退件."""
    _check_own([each.request for each in withdrawals], by)
    for each in withdrawals:
        check_decision(each.request, Decision.WAITING, Decision.MENDING)
    with transaction.atomic():
        move_many([_withdraw_step(each) for each in withdrawals], by)
        write_slips([(each.request, decided(Decision.WITHDRAWN, by, each.at, each.words)) for each in withdrawals])


def _withdraw_step(each: Withdrawal) -> Step:
    step = slip_step(each.request, Act.WITHDRAW, each.at, each.words)
    return replace(step, changes={"return_count": max(each.request.ticket.return_count - 1, 0)})


def _check_own(requests: Sequence[ReturnRequest], by: User | None) -> None:
    check_holder([request.ticket for request in requests], by)


def _check_asks(asks: Sequence[Ask], has_paper: Iterable[int] = ()) -> None:
    """`has_paper`: ids of the tickets whose slip has its signed paper already."""
    needs_paper = values().return_signature == "paper"
    proposed = [ask.proposed for ask in asks if ask.proposed is not None]
    own = above(proposed) if proposed else {}
    for ask in asks:
        _check_words(ask)
        if ask.proposed is not None:
            if ask.ticket.lead_unit_id in own[ask.proposed.pk]:
                words = "建议承办单位不能是本单位或本单位的科室：请写明应由哪个单位办理；本单位的科室用“下派”。"
                raise ValidationError(words, code="same_unit")
            check_receiving(ask.proposed, ask.at)
        if needs_paper and not ask.files and ask.ticket.pk not in has_paper:
            raise ValidationError("请上传主要负责人签批的退件单扫描件；可先打印退件单。", code="paper_missing")
    wording.refuse_banned_many([f"{ask.text}\n{ask.clause}" for ask in asks], "return")


def _check_words(ask: Ask) -> None:
    if ask.kind.act != Reason.Act.RETURN or not ask.kind.is_open:
        raise ValidationError("这个退件事由已停用，请另选。", code="bad_reason")
    if len(ask.text.strip()) < SHORTEST:
        raise ValidationError(f"退件理由至少 {SHORTEST} 个字，请写明为什么不该由本单位办理。", code="too_short")
    if ask.kind.needs_clause and not ask.clause.strip():
        raise ValidationError(f"“{ask.kind}”要写明法律依据和具体条款，例如《消费者权益保护法》第五十三条。", code="clause_missing")


def _next_serials(tickets: Sequence[Ticket]) -> dict[int, int]:
    """The number of the next slip of each ticket; refuses where one is open, or where an adjudication has spoken. One query."""
    numbers = {ticket.pk: ticket.number for ticket in tickets}
    serials = dict.fromkeys(numbers, 1)
    slips = ReturnRequest.objects.filter(ticket__in=list(numbers)).order_by("ticket", "serial")
    for ticket, serial, decision, meeting_at in slips.values_list("ticket_id", "serial", "decision", "meeting_at"):
        if decision in OPEN_DECISIONS:
            raise ValidationError(f"工单 {numbers[ticket]} 已有一张退件单在办，不能再提。", code="open_slip")
        if meeting_at is not None and decision != Decision.WITHDRAWN:
            raise ValidationError(f"工单 {numbers[ticket]} 已经联席研判，按研判结论办理，不得再退。", code="adjudicated")
        serials[ticket] = serial + 1
    return serials


def _row(ask: Ask, lead: Assignment, given_at: datetime, serial: int, by: User | None) -> ReturnRequest:
    window = Window.of(given_at, values().return_window_hours)
    return ReturnRequest(
        ticket=ask.ticket,
        assignment=lead,
        round=lead.round,
        kind=ask.kind,
        reason=ask.text.strip(),
        by=by,
        at=ask.at,
        received_at=window.starts_at,
        window_ends_at=window.ends_at,
        is_late=window.is_late(ask.at),
        clause=ask.clause.strip(),
        proposed_unit=ask.proposed,
        serial=serial,
        needs_hand=_needs_hand(has_paper=bool(ask.files)),
    )


def _needs_hand(*, has_paper: bool) -> bool:
    """By the setting return_signature: signed here, on paper, on either, or by nobody."""
    setting = values().return_signature
    return setting == "system" or (setting == "either" and not has_paper)


def _ask_step(ask: Ask, row: ReturnRequest, *, again: bool = False) -> Step:
    facts: Facts = {
        "assignment": row.assignment_id,
        "serial": row.serial,
        "kind": ask.kind.pk,
        "text": history.words_digest(ask.text.strip()),
        "clause": history.words_digest(ask.clause.strip()) if ask.clause.strip() else "",
        "proposed": ask.proposed.pk if ask.proposed else None,
        "late": row.is_late,
        "again": again,
        "files": attachments.digests(ask.files),
    }
    changes = {} if again else {"return_count": ask.ticket.return_count + 1}
    return Step(ask.ticket, Act.ASK_RETURN, ask.at, facts, changes, stays=True)


def _papers(resends: Sequence[Resend]) -> set[int]:
    """The slips that have their signed paper from before."""
    held = Attachment.objects.filter(return_request__in=[each.request.pk for each in resends])
    return set(held.values_list("return_request_id", flat=True))


def _again(each: Resend, had_paper: bool) -> dict[str, object]:
    ask = each.ask
    return {
        "kind": ask.kind.pk,
        "reason": ask.text.strip(),
        "clause": ask.clause.strip(),
        "proposed_unit": ask.proposed.pk if ask.proposed else None,
        "needs_hand": _needs_hand(has_paper=had_paper or bool(ask.files)),
        "signed_by": None,
        "signed_at": None,
        "signed_words": "",
        "decision": Decision.WAITING,
        "decided_by": None,
        "decided_at": None,
    }


def _signed(each: Signature, by: User | None) -> dict[str, object]:
    return {"signed_by": by.pk if by else None, "signed_at": each.at, "signed_words": each.words.strip()[:200]}


def _join(asks: Sequence[Ask], rows: Sequence[ReturnRequest]) -> None:
    for ask, row in zip(asks, rows, strict=True):
        attachments.join(ask.files, row, ask.ticket)
