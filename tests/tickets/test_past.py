"""A past holder reads what it saw, masked, and no more: in the story, on the page, in lists and by the search."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import build
from tickets.acts import past, redo, replies, return_rulings, reviewing, searching, signing, story, transferring
from tickets.acts.cases import open_case
from tickets.acts.searching import By, Question
from tickets.models import Identity, ReturnRequest, Ticket, TicketType
from tickets.rules.workflow import Act, Status
from units.models import Unit, User

GIVEN = build.ARRIVED + timedelta(hours=5)
LATER = GIVEN + timedelta(days=1)


@pytest.fixture
def other(db: None) -> Unit:
    return build.unit("城管局")


@pytest.fixture
def left(unit: Unit, other: Unit) -> Ticket:
    """Handled by `unit`, moved to `other`, answered and completed there."""
    ticket = build.handling(unit, number="T1")
    transferring.transfer(ticket, to=other, by=None, at=GIVEN, note="属城管局职责")
    signing.sign(ticket, by=None, at=GIVEN + timedelta(hours=1))
    replies.reply(replies.Answer(ticket, build.ANSWER, LATER), by=None)
    reviewing.accept(ticket, by=None, at=LATER)
    return Ticket.objects.get(pk=ticket.pk)


def test_the_ticket_stands_as_it_stood_when_it_was_given_away(left: Ticket, unit: Unit, handler: User) -> None:
    case = open_case(left, handler, LATER)
    assert (case.seen.status, case.seen.lead_unit) == (Status.HANDLING, unit)
    assert (case.seen.replied_at, case.seen.completed_at) == (None, None)
    assert case.ticket.status == Status.COMPLETED  # what may be done is still judged by the ticket itself


def test_its_page_names_neither_the_next_unit_nor_its_outcome(client: Client, left: Ticket, handler: User) -> None:
    client.force_login(handler)
    shown = client.get("/tickets/T1/").content.decode()
    assert "城管局" not in shown and "已办结" not in shown and build.ANSWER not in shown


def test_a_unit_that_returned_reads_no_further_also_while_nobody_has_the_ticket(unit: Unit, handler: User) -> None:
    slip = build.slip(build.handling(unit, number="T2"), GIVEN)
    return_rulings.accept_many([return_rulings.Ruling(slip, LATER, "重新派单")], None)
    ticket = Ticket.objects.get(number="T2")
    told = story.read(ticket, handler, LATER)
    assert told.until == LATER
    assert Act.ACCEPT_RETURN not in {event.act for event in told.events}
    assert ReturnRequest.objects.get().decision == "accepted"


def test_a_unit_that_led_to_the_end_reads_on(unit: Unit, handler: User) -> None:
    ticket = build.closed(unit)
    assert story.read(ticket, handler, LATER).until is None


def test_a_unit_that_gets_it_back_reads_all_again(left: Ticket, unit: Unit, handler: User) -> None:
    redo.redo(left, by=None, at=LATER + timedelta(days=1), reason="仍未解决。", unit=unit)
    assert story.read(left, handler, LATER + timedelta(days=2)).until is None


def test_a_list_shows_the_rows_as_they_were_seen_in_a_fixed_number_of_queries(
    left: Ticket, unit: Unit, other: Unit, handler: User, dispatcher: User
) -> None:
    for number in range(3):
        ticket = build.handling(unit, number=f"M{number}")
        transferring.transfer(ticket, to=other, by=None, at=GIVEN, note="属城管局职责")
    build.handling(unit, number="own")
    rows = list(Ticket.objects.order_by("pk"))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        seen = past.all_as_seen(rows, handler)
    assert len(queries) == 3
    assert {row.lead_unit_id for row in seen} == {unit.pk}
    assert [row.status for row in past.all_as_seen(rows, dispatcher)] == [row.status for row in rows]


def test_the_search_shows_no_later_unit(left: Ticket, handler: User, unit: Unit) -> None:
    found = searching.find(Question(), Ticket.objects.all(), handler, after=None, before=None)
    assert [(row.number, row.lead_unit, row.status) for row in found.page.rows] == [("T1", unit, Status.HANDLING)]


@pytest.mark.parametrize(("is_confidential", "type_label"), [(True, "投诉"), (False, "举报"), (False, "投诉")])
def test_a_phone_finds_no_hidden_citizen_for_a_unit(
    unit: Unit, handler: User, dispatcher: User, is_confidential: bool, type_label: str
) -> None:
    kind = TicketType.objects.create(label=type_label)
    ticket = build.handling(unit, is_confidential=is_confidential, ticket_type=kind)
    Identity.objects.create(ticket=ticket, phone="13987654321", phone_hash=searching.hash_of("13987654321"))
    question = Question(By.PHONE, phone_hash=searching.hash_of("13987654321"))
    hits = {user: searching.find(question, Ticket.objects.all(), user, after=None, before=None).count for user in (handler, dispatcher)}
    is_hidden = is_confidential or type_label == "举报"
    assert hits == {handler: 0 if is_hidden else 1, dispatcher: 1}
