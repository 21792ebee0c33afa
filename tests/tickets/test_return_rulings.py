"""Returns, the district's side: each decision with its consequences for ticket, unit and clock."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests import build
from tests.tickets.test_returns import ask, refusal
from tickets.acts import history, queues, replies, return_lists, return_rulings, returns, reviewing
from tickets.acts.return_rulings import Adjudication, GivenBack, Ruling
from tickets.models import Assignment, Event, Reason, Reply, ReturnRequest, Ticket
from tickets.models.applications import Decision
from tickets.rules.workflow import Act, Status
from units.models import Unit, User
from units.rules.roles import Role

RULED = build.moment("2022-01-05 16:20")
MEETING = build.moment("2022-01-07 14:30")


@pytest.fixture
def reason(db: None) -> Reason:
    return Reason.objects.create(act="return", label="职能不符", needs_clause=True)


@pytest.fixture
def other(db: None) -> Unit:
    return build.unit("城管局")


@pytest.fixture
def slip(reason: Reason, unit: Unit, other: Unit, handler: User, principal: User) -> ReturnRequest:
    """Asked and signed."""
    return signed(build.handling(unit), handler, principal, proposed=other)


def signed(ticket: Ticket, handler: User, principal: User, **values: Any) -> ReturnRequest:
    made = ask(ticket, handler, **values)
    returns.sign_many([returns.Signature(made, made.at)], principal)
    return made


def test_an_accepted_return_goes_to_the_other_unit_with_a_fresh_clock(slip: ReturnRequest, other: Unit, dispatcher: User) -> None:
    old = build.lead(slip.ticket)
    return_rulings.accept_many([Ruling(slip, RULED, "职能属城管局", other)], dispatcher)
    ticket = Ticket.objects.get(pk=slip.ticket_id)
    new = build.lead(ticket)
    assert (ticket.status, ticket.lead_unit, new.unit, new.assigned_at) == (Status.DISPATCHED, other, other, RULED)
    assert ticket.due_at == new.due_at is not None
    old.refresh_from_db()
    assert (old.ended_at, old.end_reason) == (RULED, Assignment.End.RETURNED)
    slip.refresh_from_db()
    assert (slip.decision, slip.sent_to, slip.is_to_city, slip.decided_by) == (Decision.ACCEPTED, other, False, dispatcher)
    acts = Event.objects.filter(ticket=ticket).order_by("seq").values_list("act", flat=True)
    assert list(acts)[-2:] == [Act.ACCEPT_RETURN, Act.DISPATCH]
    assert history.verify().fault is None


def test_without_a_unit_it_waits_in_the_queue_again_by_a_limit_from_the_decision(slip: ReturnRequest, dispatcher: User) -> None:
    return_rulings.accept_many([Ruling(slip, RULED)], dispatcher)
    ticket = Ticket.objects.get(pk=slip.ticket_id)
    assert (ticket.status, ticket.lead, ticket.lead_unit, ticket.due_at) == (Status.ARRIVED, None, None, None)
    assert ticket.dispatch_due_at == RULED + timedelta(hours=1)
    assert queues.to_dispatch(dispatcher).get() == ticket


def test_back_to_the_city_it_leaves_the_queue_until_the_city_sends_it_again(slip: ReturnRequest, dispatcher: User) -> None:
    return_rulings.accept_many([Ruling(slip, RULED, to_city=True)], dispatcher)
    ticket = queues.at_city(dispatcher).get()
    assert (ticket.status, ticket.city_return_at) == (Status.ARRIVED, RULED)
    assert not queues.to_dispatch(dispatcher).exists()
    later = RULED + timedelta(days=1)
    return_rulings.from_city_many([GivenBack(ticket, later)], dispatcher)
    ticket = queues.to_dispatch(dispatcher).get()
    assert ticket.dispatch_due_at == later + timedelta(hours=1)
    assert refusal(return_rulings.from_city_many, [GivenBack(ticket, later)], dispatcher) == "not_now"
    assert history.verify().fault is None


def test_a_slip_is_granted_also_while_the_ticket_is_followed_up(slip: ReturnRequest, other: Unit, dispatcher: User) -> None:
    replies.reply(replies.Answer(slip.ticket, build.ANSWER, RULED, Reply.Kind.STAGED, date(2022, 1, 20)), by=None)
    reviewing.accept(slip.ticket, by=None, at=RULED)
    assert return_lists.waiting(RULED).get() == slip
    slip = return_lists.waiting(RULED).get()
    return_rulings.accept_many([Ruling(slip, RULED, "职能属城管局", other)], dispatcher)
    ticket = Ticket.objects.get(pk=slip.ticket_id)
    assert (ticket.status, ticket.lead_unit, ticket.promised_on, ticket.replied_at) == (Status.DISPATCHED, other, None, None)
    assert history.verify().fault is None


def test_what_is_reviewed_or_suspended_says_what_comes_first(slip: ReturnRequest, dispatcher: User) -> None:
    replies.reply(replies.Answer(slip.ticket, build.ANSWER, RULED), by=None)
    with pytest.raises(ValidationError, match="请先审核单位的答复") as refused:
        return_rulings.accept_many([Ruling(slip, RULED)], dispatcher)
    assert refused.value.code == "not_now"


def test_a_refused_return_stays_with_its_unit_and_its_clock(slip: ReturnRequest, unit: Unit, dispatcher: User) -> None:
    due = slip.ticket.due_at
    return_rulings.refuse_many([Ruling(slip, RULED, "路灯在管护范围内")], dispatcher)
    ticket = Ticket.objects.get(pk=slip.ticket_id)
    assert (ticket.status, ticket.lead_unit, ticket.due_at) == (Status.HANDLING, unit, due)
    slip.refresh_from_db()
    assert (slip.decision, slip.decision_words) == (Decision.REFUSED, "路灯在管护范围内")


@pytest.mark.parametrize(
    ("act", "ruling", "code"),
    [
        ("refuse_many", {}, "reason_missing"),
        ("mend_many", {"words": " "}, "reason_missing"),
        ("accept_many", {"unit": "own"}, "same_unit"),
        ("accept_many", {"unit": "section"}, "same_unit"),
        ("accept_many", {"unit": "other", "to_city": True}, "two_ways"),
    ],
)
def test_a_ruling_must_make_sense(
    slip: ReturnRequest, unit: Unit, other: Unit, dispatcher: User, act: str, ruling: dict[str, Any], code: str
) -> None:
    chosen = {
        **ruling,
        **(
            {"unit": {"own": unit, "other": other, "section": build.unit("市政科", parent=unit)}[ruling["unit"]]}
            if "unit" in ruling
            else {}
        ),
    }
    assert refusal(getattr(return_rulings, act), [Ruling(slip, RULED, **chosen)], dispatcher) == code


@pytest.mark.parametrize("act", ["accept_many", "refuse_many", "mend_many"])
@pytest.mark.usefixtures("reason")
def test_an_unsigned_slip_is_not_decided(unit: Unit, handler: User, dispatcher: User, act: str) -> None:
    unsigned = ask(build.handling(unit), handler)
    assert refusal(getattr(return_rulings, act), [Ruling(unsigned, RULED, "请签批")], dispatcher) == "unsigned"


@pytest.mark.parametrize("act", ["accept_many", "refuse_many", "mend_many"])
def test_only_a_dispatcher_decides(slip: ReturnRequest, handler: User, act: str) -> None:
    assert refusal(getattr(return_rulings, act), [Ruling(slip, RULED, "理由")], handler) == "not_allowed"


def test_of_two_dispatchers_the_second_is_told_who_was_first(slip: ReturnRequest, dispatcher: User) -> None:
    stale = ReturnRequest.objects.select_related("ticket").get(pk=slip.pk)
    return_rulings.refuse_many([Ruling(slip, RULED, "在管护范围内")], dispatcher)
    with pytest.raises(ValidationError) as refused:
        return_rulings.accept_many([Ruling(stale, RULED)], dispatcher)
    assert refused.value.code == "moved_on"
    assert "不同意退件" in refused.value.messages[0]
    assert ReturnRequest.objects.get(pk=slip.pk).decision == Decision.REFUSED


def meeting(slip: ReturnRequest, unit: Unit, other: Unit, **values: Any) -> Adjudication:
    return Adjudication(**{"request": slip, "at": RULED, "meeting_at": MEETING, "convener": other, "attendees": (unit,), **values})


def test_an_adjudication_keeps_the_slip_open_until_its_result(
    slip: ReturnRequest, unit: Unit, other: Unit, handler: User, dispatcher: User
) -> None:
    return_rulings.adjudicate_many([meeting(slip, unit, other)], dispatcher)
    slip = ReturnRequest.objects.select_related("ticket").get(pk=slip.pk)
    assert (slip.decision, slip.meeting_at, slip.convener, slip.is_open) == (Decision.ADJUDICATING, MEETING, other, True)
    assert list(slip.attendees.all()) == [unit]
    assert refusal(returns.withdraw_many, [returns.Withdrawal(slip, RULED)], handler) == "not_now"
    return_rulings.refuse_many([Ruling(slip, MEETING, "研判：由住建局主办")], dispatcher)
    assert refusal(ask, Ticket.objects.get(pk=slip.ticket_id), handler, at=MEETING) == "adjudicated"


def test_after_an_adjudication_the_next_unit_may_not_return_it_either(
    slip: ReturnRequest, unit: Unit, other: Unit, dispatcher: User
) -> None:
    return_rulings.adjudicate_many([meeting(slip, unit, other)], dispatcher)
    return_rulings.accept_many([Ruling(slip, MEETING, "研判：由城管局主办", other)], dispatcher)
    theirs = build.person("城管局承办人", Role.HANDLER, other)
    assert refusal(ask, Ticket.objects.get(pk=slip.ticket_id), theirs, at=MEETING) == "adjudicated"


@pytest.mark.parametrize(
    ("values", "code"),
    [({"meeting_at": build.moment("2022-01-04 14:30")}, "meeting_past"), ({"attendees": ()}, "attendees_missing")],
)
def test_a_meeting_has_a_time_to_come_and_somebody_to_come(
    slip: ReturnRequest, unit: Unit, other: Unit, dispatcher: User, values: dict[str, Any], code: str
) -> None:
    assert refusal(return_rulings.adjudicate_many, [meeting(slip, unit, other, **values)], dispatcher) == code


def test_many_are_ruled_on_together_or_none(
    slip: ReturnRequest, unit: Unit, other: Unit, handler: User, principal: User, dispatcher: User
) -> None:
    second = signed(build.handling(unit, number="R2"), handler, principal, proposed=other)
    rulings = [Ruling(slip, RULED, "属城管局", other), Ruling(second, RULED, "属城管局", unit)]
    assert refusal(return_rulings.accept_many, rulings, dispatcher) == "same_unit"
    assert not ReturnRequest.objects.filter(decision=Decision.ACCEPTED).exists()
    return_rulings.accept_many([Ruling(each, RULED, "属城管局", other) for each in (slip, second)], dispatcher)
    assert ReturnRequest.objects.filter(decision=Decision.ACCEPTED, sent_to=other).count() == 2
    assert Ticket.objects.filter(status=Status.DISPATCHED, lead_unit=other).count() == 2


def test_a_slip_whose_unit_came_under_the_returning_one_is_not_sent_there(
    slip: ReturnRequest, unit: Unit, other: Unit, dispatcher: User
) -> None:
    Unit.objects.filter(pk=other.pk).update(parent=unit)
    with pytest.raises(ValidationError, match="由“住建局”用“下派”交科室"):
        return_rulings.decide_checked([slip], "属城管局", dispatcher, RULED, is_accepted=True)
    assert not ReturnRequest.objects.filter(decision=Decision.ACCEPTED).exists()


def test_volume_loses_an_accepted_return_and_keeps_a_refused_one(slip: ReturnRequest, other: Unit, dispatcher: User) -> None:
    return_rulings.accept_many([Ruling(slip, RULED, "属城管局", other)], dispatcher)
    counted = Assignment.objects.filter(is_lead=True).exclude(end_reason__in=[Assignment.End.RETURNED, Assignment.End.TRANSFERRED])
    assert [part.unit for part in counted] == [other]
