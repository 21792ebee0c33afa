"""撤单: only by the city's word; every part of the ticket ends with it."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from tests import build
from tests.tickets.test_intake import WAITING, city_file, take
from tickets.acts import dispatching, grouping, history, story, voiding
from tickets.models import Assignment, Ticket
from tickets.rules.workflow import Status
from units.models import Unit, User

AT = build.moment("2022-01-07 09:00")
WITHDRAWN = "已撤单"


def withdrawn(ticket: Ticket) -> Ticket:
    """As the import leaves it: the city's word is stored, the two sides disagree."""
    Ticket.objects.filter(pk=ticket.pk).update(city_status=WITHDRAWN, is_conflict=True, conflict_words="市平台已撤单。")
    return Ticket.objects.get(pk=ticket.pk)


@pytest.mark.parametrize("made", [build.dispatched, build.handling, build.replied])
def test_the_dispatcher_carries_out_the_citys_word(unit: Unit, dispatcher: User, made) -> None:  # type: ignore[no-untyped-def]
    ticket = withdrawn(made(unit))
    voiding.void(ticket, by=dispatcher, at=AT)
    ticket.refresh_from_db()
    part = build.lead(ticket)
    assert (ticket.status, ticket.is_conflict, ticket.conflict_words) == (Status.VOIDED, False, "")
    assert (part.ended_at, part.end_reason, part.status) == (AT, Assignment.End.VOIDED, Status.VOIDED)
    assert history.verify().fault is None


def test_the_assists_parts_end_too(unit: Unit, dispatcher: User) -> None:
    ticket = build.ticket()
    dispatching.dispatch(ticket, to=unit, by=None, at=build.ARRIVED, assists=[build.unit("城管局")])
    voiding.void(withdrawn(ticket), by=dispatcher, at=AT)
    assert list(Assignment.objects.values_list("end_reason", flat=True)) == ["voided", "voided"]


def test_a_ticket_given_back_to_the_city_is_voided_by_its_word(db: None, dispatcher: User) -> None:
    ticket = withdrawn(build.ticket(city_return_at=build.ARRIVED))
    voiding.void(ticket, by=dispatcher, at=AT)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.city_return_at) == (Status.VOIDED, None)


@pytest.mark.parametrize("city_status", ["", "办理中", "已办结"])
def test_without_the_citys_word_nothing_is_voided(unit: Unit, dispatcher: User, city_status: str) -> None:
    ticket = build.handling(unit, city_status=city_status)
    with pytest.raises(ValidationError) as refused:
        voiding.void(ticket, by=dispatcher, at=AT)
    assert refused.value.code == "not_withdrawn" and "只有市平台撤单后才能撤" in str(refused.value)
    assert not ticket.is_withdrawn


@pytest.mark.parametrize("made", [build.completed, build.closed])
def test_what_was_completed_stays_so(unit: Unit, dispatcher: User, made) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValidationError) as refused:
        voiding.void(withdrawn(made(unit)), by=dispatcher, at=AT)
    assert refused.value.code == "not_now" and "以区平台为准" in str(refused.value)


def test_a_supervisor_voids_nothing(unit: Unit, supervisor: User) -> None:
    with pytest.raises(ValidationError) as refused:
        voiding.void(withdrawn(build.handling(unit)), by=supervisor, at=AT)
    assert refused.value.code == "not_allowed"
    assert Ticket.objects.get().status == Status.HANDLING


def test_a_voided_lead_lets_its_members_go_and_none_is_voided_with_it(unit: Unit, dispatcher: User) -> None:
    lead = build.handling(unit, number="lead")
    grouping.merge_many([build.ticket("1"), build.ticket("2")], lead, dispatcher, build.ARRIVED + timedelta(hours=3))
    both = [withdrawn(lead), withdrawn(Ticket.objects.get(number="2"))]
    voiding.void_many(both, dispatcher, AT)
    assert {ticket.number: (ticket.status, ticket.group_lead_id) for ticket in Ticket.objects.all()} == {
        "lead": (Status.VOIDED, None),
        "1": (Status.DISPATCHED, None),
        "2": (Status.VOIDED, None),
    }
    assert history.verify().fault is None


def test_a_lead_that_the_import_voids_lets_its_members_go(dispatcher: User, tmp_path: Path) -> None:
    take(city_file(tmp_path, WAITING, {**WAITING, "工单编号": "member"}))
    lead, member = Ticket.objects.get(number=WAITING["工单编号"]), Ticket.objects.get(number="member")
    grouping.merge_many([member], lead, dispatcher, AT)
    take(city_file(tmp_path, {**WAITING, "工单状态": "已撤单"}, name="later.xlsx"))
    assert [(ticket.status, ticket.group_lead_id) for ticket in Ticket.objects.order_by("number")] == [
        (Status.VOIDED, None),
        (Status.ARRIVED, None),
    ]
    assert history.verify().fault is None


def test_what_the_import_voids_is_no_more_at_the_city_and_in_no_conflict(dispatcher: User, tmp_path: Path) -> None:
    take(city_file(tmp_path, WAITING))
    conflict = {"is_conflict": True, "conflict_words": "市平台已办结，区平台为“待派单”。"}
    Ticket.objects.update(city_return_at=AT, **conflict)
    take(city_file(tmp_path, {**WAITING, "工单状态": "已撤单"}, name="later.xlsx"))
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.city_return_at, ticket.is_conflict, ticket.conflict_words) == (Status.VOIDED, None, False, "")


def test_of_two_the_second_is_told(unit: Unit, dispatcher: User) -> None:
    ticket = withdrawn(build.handling(unit))
    old = Ticket.objects.get()
    voiding.void(ticket, by=dispatcher, at=AT)
    with pytest.raises(ValidationError) as refused:
        voiding.void(old, by=dispatcher, at=AT)
    assert refused.value.code == "moved_on"


def test_the_time_line_says_by_whose_word(unit: Unit, dispatcher: User) -> None:
    ticket = withdrawn(build.handling(unit))
    voiding.void(ticket, by=dispatcher, at=AT)
    assert any("按市平台撤单办理" in moment.words for moment in story.read(ticket, dispatcher, AT).moments)


@pytest.mark.parametrize("count", [1, 8])
def test_many_take_as_many_statements(
    unit: Unit, dispatcher: User, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    tickets = [withdrawn(build.handling(unit, number=str(number))) for number in range(count)]
    with django_assert_max_num_queries(16):
        voiding.void_many(tickets, dispatcher, AT)
    assert Ticket.objects.filter(status=Status.VOIDED).count() == count
