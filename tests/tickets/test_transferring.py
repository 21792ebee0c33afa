"""转派: the ticket moves on to another unit with a clock of its own; what the old one did stays its own."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from tests import build
from tickets.acts import grouping, history, story, suspensions, transferring
from tickets.acts.dispatching import Order
from tickets.models import Assignment, SuspensionRequest, Ticket
from tickets.rules.workflow import Status
from units.models import Unit, User

AT = build.moment("2022-01-06 09:00")
WHY = "路灯由城管局管护"


@pytest.mark.parametrize("made", [build.dispatched, build.handling])
def test_the_new_unit_signs_anew_and_the_old_part_ends(unit: Unit, dispatcher: User, made) -> None:  # type: ignore[no-untyped-def]
    ticket, new, assist = made(unit), build.unit("城管局"), build.unit("街道办")
    transferring.transfer(ticket, to=new, by=dispatcher, at=AT, note=WHY, assists=[assist])
    ticket.refresh_from_db()
    assert (ticket.lead_unit, ticket.status) == (new, Status.DISPATCHED)
    parts = {part.unit.name: (part.is_lead, part.end_reason, part.assigned_at) for part in Assignment.objects.select_related("unit")}
    assert parts["住建局"][:2] == (True, Assignment.End.TRANSFERRED)
    assert (parts["城管局"], parts["街道办"]) == ((True, "", AT), (False, "", AT))


def test_a_reason_is_asked_and_another_unit(unit: Unit, dispatcher: User) -> None:
    ticket = build.handling(unit)
    for to, note, code in ((build.unit("城管局"), " ", "reason_missing"), (unit, WHY, "same_unit")):
        with pytest.raises(ValidationError) as refused:
            transferring.transfer(ticket, to=to, by=dispatcher, at=AT, note=note)
        assert refused.value.code == code


@pytest.mark.parametrize("made", [build.replied, build.completed, build.closed])
def test_what_is_answered_is_not_moved_on(unit: Unit, dispatcher: User, made) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValidationError) as refused:
        transferring.transfer(made(unit), to=build.unit("城管局"), by=dispatcher, at=AT, note=WHY)
    assert refused.value.code == "not_now"


def test_the_time_line_says_from_whom_to_whom_and_why(unit: Unit, dispatcher: User) -> None:
    ticket = build.handling(unit)
    transferring.transfer(ticket, to=build.unit("城管局"), by=dispatcher, at=AT, note=WHY, assists=[build.unit("街道办")])
    told = [(moment.words, moment.more) for moment in story.read(ticket, dispatcher, AT).moments if moment.strong == "转派"]
    assert len(told) == 1
    assert "从 住建局 给 城管局，协办 街道办" in told[0][0] and told[0][1] == WHY


def test_members_with_the_same_unit_may_go_along(unit: Unit, dispatcher: User) -> None:
    lead = build.handling(unit, number="lead")
    grouping.merge_many([build.ticket("1"), build.ticket("2")], lead, dispatcher, build.ARRIVED + timedelta(hours=3))
    new = build.unit("城管局")
    transferring.transfer(Ticket.objects.get(number="2"), to=build.unit("水务局"), by=dispatcher, at=AT, note=WHY)
    orders = grouping.with_held_members([Order(Ticket.objects.get(number="lead"), new, AT, note=WHY)])
    transferring.transfer_many(orders, dispatcher)
    assert {ticket.number: ticket.lead_unit and ticket.lead_unit.name for ticket in Ticket.objects.select_related("lead_unit")} == {
        "lead": "城管局",
        "1": "城管局",
        "2": "水务局",
    }


@pytest.mark.parametrize(
    ("city_agrees", "city_due", "unit_due"), [(True, "01-18 00:00", "01-14 17:00"), (False, "01-13 00:00", "01-13 00:00")]
)
def test_a_suspended_ticket_goes_with_the_days_that_the_city_agreed_to(
    unit: Unit, dispatcher: User, city_agrees: bool, city_due: str, unit_due: str
) -> None:
    """Stopped on Friday 01-07 14:00, moved on Wednesday 01-12 09:00: three working days."""
    ticket = build.handling(unit, city_due_at=build.moment("2022-01-13 00:00"))
    stopped, now = build.moment("2022-01-07 14:00"), build.moment("2022-01-12 09:00")
    suspensions.ask_many([suspensions.Ask(ticket, stopped, date(2022, 1, 17), "等待诉求人提供购房合同。")], None)
    request = SuspensionRequest.objects.select_related("ticket").get()
    suspensions.grant_many([suspensions.Verdict(request, stopped, "同意", city_agrees)], None)
    transferring.transfer(Ticket.objects.get(), to=build.unit("城管局"), by=dispatcher, at=now, note=WHY)
    ticket, old = Ticket.objects.get(), Assignment.objects.get(unit=unit)
    assert (ticket.status, ticket.city_due_at) == (Status.DISPATCHED, build.moment(f"2022-{city_due}"))
    assert (build.lead(ticket).due_at, old.end_reason) == (build.moment(f"2022-{unit_due}"), Assignment.End.TRANSFERRED)
    assert old.first_due_at == build.moment("2022-01-14 17:00")  # not run out under it
    request.refresh_from_db()
    assert (request.resumed_at, request.resumed_by) == (now, dispatcher)
    assert history.verify().fault is None


@pytest.mark.parametrize("count", [1, 8])
def test_many_take_as_many_statements(
    unit: Unit, dispatcher: User, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    new = build.unit("城管局")
    orders = [Order(build.handling(unit, number=str(number)), new, AT, note=WHY) for number in range(count)]
    with django_assert_max_num_queries(20):
        transferring.transfer_many(orders, dispatcher)
    assert Ticket.objects.filter(lead_unit=new, lead__unit=new).count() == count
