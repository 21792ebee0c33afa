"""Redo: who asked for it, whose limit the new round has, and that earlier rounds stay as they were."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tests import build
from tickets.acts import callbacks, redo, replies, reporting, reviewing, signing
from tickets.acts.cases import open_case
from tickets.models import Callback, RedoOrder, Reply, Ticket
from units.models import Unit, User

pytestmark = pytest.mark.django_db
AT = build.moment("2022-01-10 09:00")
Source = RedoOrder.Source


def again(ticket: Ticket) -> None:
    """The unit answers the new round and the district accepts."""
    signing.sign(ticket, by=None, at=AT + timedelta(hours=1))
    replies.reply(replies.Answer(ticket, "已更换灯头，路灯当晚恢复照明，已告知诉求人。", AT + timedelta(hours=5)), by=None)
    reviewing.accept(ticket, by=None, at=AT + timedelta(hours=6))


@pytest.mark.parametrize("source", list(Source))
def test_who_asked_for_the_redo_is_kept_and_told(unit: Unit, dispatcher: User, source: str) -> None:
    ticket = build.completed(unit)
    redo.redo(ticket, by=None, at=AT, reason="诉求人说灯还是不亮", source=source)
    assert RedoOrder.objects.get().source == source
    line = open_case(ticket, dispatcher, AT).story.latest
    assert f"{Source(source).label}提出" in line.words and "灯还是不亮" in line.more


@pytest.mark.parametrize(
    ("source", "unit_due"),
    [
        (Source.CITY, "2022-01-13 17:00"),  # the city's 01-14 24:00, a Friday, less the reserve of one working day
        (Source.DISTRICT, "2022-01-15 00:00"),  # typed for the unit
        (Source.CALLBACK, "2022-01-15 00:00"),
    ],
)
def test_a_given_limit_is_the_citys_or_the_units_by_who_gave_it(unit: Unit, source: str, unit_due: str) -> None:
    ticket = build.completed(unit)
    due = build.moment("2022-01-15 00:00")
    redo.redo(ticket, by=None, at=AT, reason="请落实", source=source, due_at=due)
    ticket.refresh_from_db()
    assert (ticket.due_at, build.lead(ticket).due_at) == (build.moment(unit_due), build.moment(unit_due))


def test_the_citys_new_limit_is_the_citys_clock_now(unit: Unit, dispatcher: User) -> None:
    ticket = build.completed(unit, city_due_at=build.moment("2022-01-08 00:00"))
    due = build.moment("2022-01-15 00:00")
    redo.redo(ticket, by=None, at=AT, reason="请落实", source=Source.CITY, due_at=due)
    ticket = Ticket.objects.get()
    assert ticket.city_due_at == due
    term = open_case(ticket, dispatcher, AT).term
    assert (term.city_words, term.is_in_file, term.is_redo) == ("市平台退办时给定", True, False)


def test_without_a_new_limit_the_citys_clock_is_the_first_rounds(unit: Unit, dispatcher: User) -> None:
    ticket = build.completed(unit, city_due_at=build.moment("2022-01-08 00:00"))
    redo.redo(ticket, by=None, at=AT, reason="请落实", source=Source.CITY)
    assert ticket.city_due_at == build.moment("2022-01-08 00:00")
    assert open_case(Ticket.objects.get(), dispatcher, AT).term.is_redo


def test_a_limit_that_has_passed_is_refused(unit: Unit) -> None:
    ticket = build.completed(unit)
    with pytest.raises(ValidationError, match="已过") as refused:
        redo.redo(ticket, by=None, at=AT, reason="请落实", due_at=AT)
    assert refused.value.code == "due_past"


def test_a_redo_ordered_by_the_city_is_to_be_reported_again(unit: Unit, dispatcher: User) -> None:
    ticket = build.completed(unit)
    reporting.report_many([ticket], dispatcher, AT - timedelta(days=1))
    redo.redo(ticket, by=None, at=AT, reason="请落实", source=Source.CITY)
    again(ticket)
    ticket.refresh_from_db()
    assert ticket.reported_at is None and ticket.is_to_report


def test_every_round_keeps_its_reply_and_its_callback(unit: Unit) -> None:
    ticket = build.completed(unit)
    build.called(ticket, AT - timedelta(hours=1), grade="dissatisfied", stars=1)
    redo.redo(ticket, by=None, at=AT, reason="诉求人不满意", source=Source.CALLBACK)
    again(ticket)
    callbacks.call(callbacks.Call(ticket, AT + timedelta(days=1), result_grade="satisfied", stars=5), by=None)
    assert list(Reply.objects.order_by("at").values_list("round", flat=True)) == [1, 2]
    assert list(Callback.objects.order_by("called_at").values_list("round", flat=True)) == [1, 2]
