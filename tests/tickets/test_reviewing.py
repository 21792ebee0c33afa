"""Decisions on replies: where a ticket stands after its answer was sent back, and from when a promise holds."""

from datetime import date, datetime

from tests import build
from tickets.acts import history, promises, redo, replies, reviewing
from tickets.models import Assignment, Event, Reply, Ticket
from tickets.rules.workflow import Act, Status
from units.models import Unit

at = build.moment
FIRST = at("2022-01-06 09:00")
LATER = at("2022-01-09 09:00")


def staged(ticket: Ticket, promised_on: date, when: datetime) -> None:
    replies.reply(replies.Answer(ticket, build.ANSWER, when, Reply.Kind.STAGED, promised_on), by=None)


def tracked(unit: Unit, promised_on: date = date(2022, 1, 10)) -> Ticket:
    ticket = build.handling(unit)
    staged(ticket, promised_on, FIRST)
    reviewing.accept(ticket, by=None, at=FIRST)
    return ticket


def send_back(ticket: Ticket, when: datetime = LATER) -> None:
    reviewing.send_back(ticket, by=None, at=when, words="请写明更换灯具的时间")


def test_a_follow_up_that_is_sent_back_is_followed_up_again_and_not_late(unit: Unit) -> None:
    ticket = tracked(unit)
    replies.reply(replies.Answer(ticket, build.ANSWER, LATER), by=None)
    send_back(ticket)
    lead = build.lead(ticket)
    assert (ticket.status, lead.status, ticket.replied_at, lead.replied_at) == (Status.TRACKING, Status.TRACKING, FIRST, FIRST)
    assert not Ticket.objects.overdue(LATER).exists()
    assert Event.objects.filter(act=Act.KEEP_TRACKING).count() == 1
    assert Reply.objects.latest("pk").decision == Reply.Decision.SENT_BACK
    assert promises.watch(at("2022-01-11 00:10")) == 1
    assert history.verify().fault is None


def test_a_first_reply_that_is_sent_back_is_handled_again(unit: Unit) -> None:
    ticket = build.handling(unit)
    staged(ticket, date(2022, 1, 10), FIRST)
    send_back(ticket)
    assert (ticket.status, ticket.promised_on, ticket.replied_at) == (Status.HANDLING, None, None)


def test_an_earlier_rounds_promise_does_not_make_a_new_round_a_follow_up(unit: Unit) -> None:
    ticket = tracked(unit)
    replies.reply(replies.Answer(ticket, build.ANSWER, LATER), by=None)
    reviewing.accept(ticket, by=None, at=LATER)
    redo.redo(ticket, by=None, at=at("2022-01-12 09:00"), reason="路灯又不亮了")
    Ticket.objects.filter(pk=ticket.pk).update(status=Status.HANDLING)
    Assignment.objects.filter(ticket=ticket).update(status=Status.HANDLING)
    ticket.refresh_from_db()
    replies.reply(replies.Answer(ticket, build.ANSWER, at("2022-01-12 10:00")), by=None)
    send_back(ticket, at("2022-01-12 11:00"))
    assert ticket.status == Status.HANDLING


def test_both_kinds_are_sent_back_together(unit: Unit) -> None:
    followed, fresh = tracked(unit), build.replied(unit, number="2")
    replies.reply(replies.Answer(followed, build.ANSWER, LATER), by=None)
    reviewing.send_back_many([reviewing.Verdict(each, LATER, "请补充现场照片") for each in (followed, fresh)], None)
    assert (followed.status, fresh.status) == (Status.TRACKING, Status.HANDLING)


def test_a_new_promise_holds_from_its_acceptance_and_a_refused_one_never(unit: Unit) -> None:
    ticket = tracked(unit)
    staged(ticket, date(2022, 2, 28), LATER)
    assert ticket.promised_on == date(2022, 1, 10)
    send_back(ticket)
    ticket.refresh_from_db()
    assert ticket.promised_on == date(2022, 1, 10)
    staged(ticket, date(2022, 1, 20), LATER)
    reviewing.accept(ticket, by=None, at=LATER)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.promised_on) == (Status.TRACKING, date(2022, 1, 20))
