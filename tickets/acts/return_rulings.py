"""Returns (退件), the district's side: a slip is sent back to be completed, accepted, refused, or put before a meeting (联席研判)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tickets.acts.clocks import Clocks
from tickets.acts.dispatching import Order, check_receiving, dispatch_many
from tickets.acts.ending import end_parts
from tickets.acts.moving import Step, check_seen, move_many
from tickets.acts.slips import above, check_decision, decided, slip_facts, slip_step, write_slips
from tickets.models import Assignment, LimitRule, ReturnRequest, Ticket
from tickets.models.applications import Decision
from tickets.rules.deadlines import due_at
from tickets.rules.returning import Ruling as Kind
from tickets.rules.workflow import Act, Status
from units.models import Unit, User

# What is to be done before a slip can be granted.
FIRST = {
    Status.REPLIED: "请先审核单位的答复：退回修改后可以同意退件，审核通过的退件单自动撤回。",
    Status.SUSPENDED: "请先恢复办理，再同意退件。",
}


@dataclass(frozen=True)
class Ruling:
    """`request` comes with its ticket. To accept: to `unit` with its `assists`, back `to_city`, or with neither into the
    queue to be dispatched. To refuse and to have it mended: the `words` alone."""

    request: ReturnRequest
    at: datetime
    words: str = ""
    unit: Unit | None = None
    to_city: bool = False
    assists: tuple[Unit, ...] = ()


@dataclass(frozen=True)
class Adjudication:
    """The meeting at which `convener` and `attendees` settle whose matter it is."""

    request: ReturnRequest
    at: datetime
    meeting_at: datetime
    convener: Unit
    attendees: tuple[Unit, ...]
    words: str = ""


def mend_many(rulings: Sequence[Ruling], by: User | None) -> None:
    """要求补正: the unit is asked to complete its slip. All or none. ValidationError: reason_missing, unsigned, not_now."""
    _check([ruling.request for ruling in rulings], Decision.WAITING)
    for ruling in rulings:
        if not ruling.words.strip():
            raise ValidationError("要求补正要写明缺什么，单位才知道补什么。", code="reason_missing")
    with transaction.atomic():
        move_many([slip_step(ruling.request, Act.MEND_RETURN, ruling.at, ruling.words) for ruling in rulings], by)
        write_slips([(each.request, _to_mend(each, by)) for each in rulings])


def refuse_many(rulings: Sequence[Ruling], by: User | None) -> None:
    """The unit goes on handling by its old clock. All or none. ValidationError: reason_missing, unsigned, not_now."""
    _check([ruling.request for ruling in rulings], Decision.WAITING, Decision.ADJUDICATING)
    for ruling in rulings:
        if not ruling.words.strip():
            raise ValidationError("不同意退件要写明理由。", code="reason_missing")
    with transaction.atomic():
        move_many([slip_step(ruling.request, Act.REFUSE_RETURN, ruling.at, ruling.words) for ruling in rulings], by)
        write_slips([(each.request, decided(Decision.REFUSED, by, each.at, each.words)) for each in rulings])


def accept_many(rulings: Sequence[Ruling], by: User | None) -> None:
    """The tickets leave their units (End.RETURNED: no volume of theirs) and go where each ruling says, all or none.

    ValidationError: two_ways, same_unit, unsigned, not_now (also while a reply is reviewed or the clock stands), and those of
    `dispatch_many`.
    """
    _check([ruling.request for ruling in rulings], Decision.WAITING, Decision.ADJUDICATING)
    units = [ruling.unit for ruling in rulings if ruling.unit is not None]
    own = above(units) if units else {}
    for ruling in rulings:
        _check_state(ruling.request.ticket)
        _check_way(ruling, own)
    clocks = Clocks.load()
    with transaction.atomic():
        move_many([_leave(ruling, clocks) for ruling in rulings], by)
        # The decision before the end: what is still open when a ticket leaves its unit is withdrawn with it.
        write_slips([(each.request, _accepted(each, by)) for each in rulings])
        end_parts([(ruling.request.ticket, ruling.at) for ruling in rulings], Assignment.End.RETURNED)
        to_city = [ruling for ruling in rulings if ruling.to_city]
        move_many([_to_city(ruling) for ruling in to_city], by)
        orders = [Order(each.request.ticket, each.unit, each.at, each.assists, each.words.strip()[:500]) for each in rulings if each.unit]
        if orders:
            dispatch_many(orders, by)


def adjudicate_many(adjudications: Sequence[Adjudication], by: User | None) -> None:
    """The slips stay open as 研判中 until the meeting's result is entered by accepting or refusing; after that the ticket
    may not be returned again. ValidationError: meeting_past, attendees_missing, adjudicated, unsigned, not_now."""
    _check([each.request for each in adjudications], Decision.WAITING)
    for each in adjudications:
        if each.meeting_at < each.at:
            raise ValidationError("研判时间已经过去，请填以后的时间。", code="meeting_past")
        if len({unit.pk for unit in each.attendees} | {each.convener.pk}) < 2:
            raise ValidationError("请勾选参会单位，至少一家召集单位以外的单位。", code="attendees_missing")
    with transaction.atomic():
        move_many([slip_step(each.request, Act.ADJUDICATE, each.at, each.words) for each in adjudications], by)
        write_slips([(each.request, _called(each, by)) for each in adjudications])
        seat = ReturnRequest.attendees.through
        seats = [seat(returnrequest_id=each.request.pk, unit_id=unit.pk) for each in adjudications for unit in each.attendees]
        seat._default_manager.bulk_create(seats, ignore_conflicts=True)


@dataclass(frozen=True)
class GivenBack:
    """The city does not take `ticket` and sends it again."""

    ticket: Ticket
    at: datetime


def from_city_many(back: Sequence[GivenBack], by: User | None) -> None:
    """市平台退还: to be dispatched again, by a limit that runs from now. ValidationError not_now for one that is not there."""
    clocks = Clocks.load()
    for each in back:
        if each.ticket.city_return_at is None:
            raise ValidationError(f"工单 {each.ticket.number} 没有退回市平台，或已经回来，请刷新页面。", code="not_now")
    steps = []
    for each in back:
        changes = {"city_return_at": None, "dispatch_due_at": _dispatch_due(each.ticket, each.at, clocks)}
        steps.append(Step(each.ticket, Act.FROM_CITY, each.at, {}, changes, stays=True))
    move_many(steps, by)


@dataclass(frozen=True)
class Choice:
    """What one dispatcher chose on the desk; `seen` is the ticket's event count on the page that was read. `ruling` None:
    要求补正."""

    ruling: Kind | None
    words: str = ""
    unit: Unit | None = None
    to_city: bool = False
    meeting_at: datetime | None = None
    convener: Unit | None = None
    attendees: tuple[Unit, ...] = ()
    seen: int | None = None


def decide(request: ReturnRequest, choice: Choice, by: User, at: datetime) -> None:
    """Decides on one slip as it was chosen. ValidationError: moved_on, meeting_missing, and those of each ruling."""
    if choice.seen is not None:
        check_seen(request.ticket, choice.seen)
    ruling = Ruling(request, at, choice.words)
    match choice.ruling:
        case Kind.ACCEPT:
            accept_many([replace(ruling, unit=choice.unit, to_city=choice.to_city)], by)
        case Kind.REFUSE:
            refuse_many([ruling], by)
        case Kind.ADJUDICATE:
            if choice.meeting_at is None or choice.convener is None:
                raise ValidationError("提交联席研判要写明时间和召集单位。", code="meeting_missing")
            adjudicate_many([Adjudication(request, at, choice.meeting_at, choice.convener, choice.attendees, choice.words)], by)
        case None:
            mend_many([ruling], by)


def decide_checked(requests: Sequence[ReturnRequest], words: str, by: User, at: datetime, *, is_accepted: bool) -> None:
    """One decision on all: refused, or each sent to the unit that its slip names. ValidationError no_proposal, and those
    of `accept_many` and `refuse_many`."""
    if not is_accepted:
        refuse_many([Ruling(request, at, words) for request in requests], by)
        return
    for request in requests:
        if request.proposed_unit is None:
            raise ValidationError(f"工单 {request.ticket.number} 的退件单没有写建议承办单位，请单独审核。", code="no_proposal")
    accept_many([Ruling(request, at, words, request.proposed_unit) for request in requests], by)


def _check(requests: Sequence[ReturnRequest], *wanted: Decision) -> None:
    if not requests:
        raise ValidationError("没有勾选退件单，请先勾选。", code="nothing_chosen")
    for request in requests:
        check_decision(request, *wanted)
        if not request.is_signed:
            number = request.ticket.number
            raise ValidationError(f"工单 {number} 的退件单还没有主要负责人签批，不能审核。", code="unsigned")


def _check_state(ticket: Ticket) -> None:
    """ValidationError not_now, with what comes first, where something else is to be decided before the slip."""
    if ticket.status in FIRST:
        words = f"工单 {ticket.number} 现在是“{Status(ticket.status).label}”，{FIRST[Status(ticket.status)]}"
        raise ValidationError(words, code="not_now")


def _check_way(ruling: Ruling, own: dict[int, frozenset[int | None]]) -> None:
    ticket = ruling.request.ticket
    if ruling.unit is not None and ruling.to_city:
        raise ValidationError("改派和退回市平台只能选一样。", code="two_ways")
    if ruling.unit is not None:
        if ruling.unit.pk == ticket.lead_unit_id:
            raise ValidationError(f"“{ruling.unit}”就是退件单位，同意退件要改派给别的单位；否则请选“不同意退件”。", code="same_unit")
        if ticket.lead_unit_id in own[ruling.unit.pk]:
            words = f"“{ruling.unit}”是退件单位“{ticket.lead_unit}”的科室，不能改派给它。请改派给别的单位；"
            words += f"要由科室办理的，请选“不同意退件”，由“{ticket.lead_unit}”用“下派”交科室。"
            raise ValidationError(f"工单 {ticket.number}：{words}", code="same_unit")
        check_receiving(ruling.unit, ruling.at)


def _to_mend(each: Ruling, by: User | None) -> dict[str, object]:
    asked = {"mend_words": each.words.strip()[:500]}
    return {"decision": Decision.MENDING, "decided_by": by.pk if by else None, "decided_at": each.at, **asked}


def _leave(ruling: Ruling, clocks: Clocks) -> Step:
    """The ticket's part: back at the district, to be dispatched within the limit counted from the decision."""
    request = ruling.request
    changes = {
        "lead": None,
        "lead_unit": None,
        "due_at": None,
        "replied_at": None,
        "promised_on": None,
        "dispatch_due_at": _dispatch_due(request.ticket, ruling.at, clocks),
    }
    facts = {**slip_facts(request, ruling.words), "unit": ruling.unit.pk if ruling.unit else None, "to_city": ruling.to_city}
    return Step(request.ticket, Act.ACCEPT_RETURN, ruling.at, facts, changes)


def _dispatch_due(ticket: Ticket, at: datetime, clocks: Clocks) -> datetime:
    return due_at(at, clocks.limit_for(ticket, LimitRule.Step.DISPATCH), clocks.days)


def _to_city(ruling: Ruling) -> Step:
    facts = slip_facts(ruling.request, "")
    return Step(ruling.request.ticket, Act.TO_CITY, ruling.at, facts, {"city_return_at": ruling.at}, stays=True)


def _accepted(each: Ruling, by: User | None) -> dict[str, object]:
    way = {"sent_to": each.unit.pk if each.unit else None, "is_to_city": each.to_city}
    return {**decided(Decision.ACCEPTED, by, each.at, each.words), **way}


def _called(each: Adjudication, by: User | None) -> dict[str, object]:
    return {**decided(Decision.ADJUDICATING, by, each.at, each.words), "meeting_at": each.meeting_at, "convener": each.convener.pk}
