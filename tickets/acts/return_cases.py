"""A slip as the return desk opens it: its ticket's way from unit to unit, the slips before it, what was checked, what the rule advises."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from tickets.acts import wording
from tickets.models import Assignment, Attachment, ReturnRequest
from tickets.models.applications import Decision
from tickets.rules.countdown import TimeLeft, time_left
from tickets.rules.hops import Flow, Stay, flow
from tickets.rules.returning import Advice, Slip, Window, advise, names_article
from tickets.rules.wording import check
from units.acts.calendar import day_table
from units.acts.settings import values
from units.models import Unit, User
from units.rules.roles import UNIT_ROLES


@dataclass(frozen=True)
class Clock:
    """The first column of the desk: how much of the window was gone when the unit asked."""

    used: int
    whole: int
    words: str
    is_late: bool


@dataclass(frozen=True)
class Badge:
    word: str
    tone: str
    icon: str


@dataclass(frozen=True)
class SlipCase:
    """`returned_in`: the serials of the slips by which the proposed unit returned this ticket itself. `involved`: who may
    be called to a meeting because it had the ticket or is to have it. `proposed`: the unit that the slip names, as far as the
    ticket may be sent there: not to the returning unit's own section."""

    request: ReturnRequest
    clock: Clock
    flow: Flow
    slips: tuple[ReturnRequest, ...]
    reason: wording.Reading
    clause: wording.Reading
    files: tuple[Attachment, ...]
    returned_in: tuple[int, ...]
    advice: Advice
    badges: tuple[Badge, ...]
    involved: tuple[Unit, ...]
    proposed: Unit | None

    @property
    def may_decide(self) -> bool:
        request = self.request
        return request.is_signed and request.decision in {Decision.WAITING, Decision.ADJUDICATING}

    @property
    def is_adjudicating(self) -> bool:
        return self.request.decision == Decision.ADJUDICATING


def clock_of(request: ReturnRequest) -> Clock:
    window = Window(request.received_at, request.window_ends_at)
    words = over(request).short if request.is_late else window.words(request.at)
    return Clock(window.used(request.at), window.minutes, words, request.is_late)


def over(request: ReturnRequest) -> TimeLeft:
    """By how much a late slip missed the window, whole working days first."""
    return time_left(request.at, request.window_ends_at, day_table())


def latest(number: str) -> ReturnRequest | None:
    """The newest slip of the ticket of that number, with all that a page shows of it."""
    return _full().filter(ticket__number=number).order_by("-serial").first()


def latest_readable(number: str, reader: User) -> ReturnRequest | None:
    """The same as `reader` may read it: people of a unit their unit's own slips alone."""
    rows = _full().filter(ticket__number=number).order_by("-serial")
    if reader.role in UNIT_ROLES:
        rows = rows.filter(assignment__unit__in=Unit.objects.subtree(reader.unit) if reader.unit else Unit.objects.none())
    return rows.first()


def _full() -> QuerySet[ReturnRequest]:
    ticket = ("ticket__channel", "ticket__ticket_type", "ticket__level", "ticket__category", "ticket__lead_unit", "ticket__identity")
    slip = ("assignment__unit", "kind", "by", "proposed_unit__parent", "signed_by", "decided_by", "sent_to", "convener")
    return ReturnRequest.objects.select_related(*ticket, *slip)


def open_slip(request: ReturnRequest, now: datetime, reader: User) -> SlipCase:
    """Everything beside the slip itself, in six queries whatever its ticket has been through. People of a unit read on to
    their own slip alone: what came after it is not theirs."""
    slips = tuple(request.ticket.returnrequests.select_related("assignment__unit", "kind", "decided_by", "sent_to").order_by("serial"))
    parts = list(request.ticket.assignments.filter(is_lead=True).select_related("unit").order_by("assigned_at", "pk"))
    if reader.role in UNIT_ROLES:
        slips = tuple(slip for slip in slips if slip.serial <= request.serial)
        parts = [part for part in parts if part.assigned_at <= request.assignment.assigned_at]
    rules = wording.phrases("return")
    reason, clause = (wording.Reading(text, check(text, rules, "return")) for text in (request.reason, request.clause))
    files = tuple(request.attachments.select_related("by", "unit"))
    named = request.proposed_unit
    names_own = named is not None and _is_below(named, request.assignment.unit_id)
    proposed = None if names_own else named
    returned_in = tuple(slip.serial for slip in slips if slip.assignment.unit_id == request.proposed_unit_id)
    return SlipCase(
        request=request,
        clock=clock_of(request),
        flow=flow([_stay(part) for part in parts], now),
        slips=slips,
        reason=reason,
        clause=clause,
        files=files,
        returned_in=returned_in,
        advice=_advice(request, slips, names_own=names_own),
        badges=_badges(request, reason.banned + clause.banned, bool(files)),
        involved=_involved(proposed, parts),
        proposed=proposed,
    )


def _is_below(unit: Unit, holder: int) -> bool:
    """Whether `unit` (loaded with its parent) is the holder or one of its own."""
    return holder in {unit.pk, unit.parent_id, unit.parent.parent_id if unit.parent else None}


def _stay(part: Assignment) -> Stay:
    return Stay(part.unit_id, part.unit.label, part.assigned_at, part.ended_at)


def _involved(proposed: Unit | None, parts: Sequence[Assignment]) -> tuple[Unit, ...]:
    units = {part.unit_id: part.unit for part in parts}
    if proposed is not None:
        units.setdefault(proposed.pk, proposed)
    return tuple(units.values())


def _advice(request: ReturnRequest, slips: Sequence[ReturnRequest], *, names_own: bool) -> Advice:
    told = [slip for slip in slips if slip.decision != Decision.WITHDRAWN]
    slip = Slip(
        serial=request.serial,
        many_from=values().many_returns_from,
        asked_by=request.assignment.unit_id,
        returned_by={slip.assignment.unit_id for slip in told},
        proposed=request.proposed_unit_id,
        is_late=request.is_late,
        was_adjudicated=request.meeting_at is not None,
        names_own=names_own,
    )
    return advise(slip)


def _badges(request: ReturnRequest, banned: int, has_paper: bool) -> tuple[Badge, ...]:
    """Five checks: window, hand, clause, wording, how often."""
    hours = Window(request.received_at, request.window_ends_at).minutes // 60
    window = Badge(f"超 {hours} 小时", "red", "alert-triangle") if request.is_late else Badge(f"{hours} 小时内", "green", "check")
    clause = Badge("条款具体", "green", "check")
    if not names_article(request.clause):
        needs = request.kind is not None and request.kind.needs_clause
        clause = Badge("条款不具体" if request.clause else "未写条款", "amber" if needs or request.clause else "grey", "alert-circle")
    words = Badge(f"禁用表述 {banned} 处", "red", "ban") if banned else Badge("无禁用表述", "green", "check")
    often = Badge(f"第 {request.serial} 次退件", "amber" if request.serial >= values().many_returns_from else "grey", "repeat")
    return window, _hand(request, has_paper), clause, words, often


def _hand(request: ReturnRequest, has_paper: bool) -> Badge:
    if not request.is_signed:
        return Badge("未签批", "red", "signature")
    if request.signed_at is None and not has_paper:
        return Badge("免签批", "grey", "signature")
    return Badge("签批齐全", "green", "check")
