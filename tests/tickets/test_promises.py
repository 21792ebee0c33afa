"""Promises of staged replies: kept or not, and that one that passed is marked once."""

from datetime import date, datetime, timedelta

from django.test import Client
from django.utils import timezone

from tests import build
from tickets.acts import history, promises, replies, reviewing
from tickets.models import Event, Reply, Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules.workflow import Act, Status
from units.models import Unit, User

at = build.moment
REPLIED = at("2022-01-06 09:00")


def promised(unit: Unit, number: str, on: date, replied: datetime = REPLIED) -> Ticket:
    ticket = Ticket.objects.filter(number=number).first() or build.handling(unit, number=number)
    replies.reply(replies.Answer(ticket, build.ANSWER, replied, Reply.Kind.STAGED, on), by=None)
    reviewing.accept(ticket, by=None, at=replied)
    return ticket


def breaks() -> int:
    return Event.objects.filter(act=Act.BREAK_PROMISE).count()


def test_a_promise_is_broken_when_its_day_is_over(unit: Unit) -> None:
    promised(unit, "1", date(2022, 1, 20))
    assert promises.watch(at("2022-01-20 23:59")) == 0
    assert promises.watch(at("2022-01-21 00:10")) == 1
    ticket = Ticket.objects.get()
    assert (ticket.broken_promises, ticket.status) == (1, Status.TRACKING)
    assert history.verify().fault is None


def test_it_is_marked_once_however_often_the_watcher_runs(unit: Unit) -> None:
    promised(unit, "1", date(2022, 1, 20))
    for night in ("2022-01-21 00:10", "2022-01-21 00:10", "2022-01-22 00:10", "2022-03-01 00:10"):
        promises.watch(at(night))
    assert (breaks(), Ticket.objects.get().broken_promises) == (1, 1)


def test_a_new_promise_is_watched_anew(unit: Unit) -> None:
    promised(unit, "1", date(2022, 1, 20))
    promises.watch(at("2022-01-21 00:10"))
    promised(unit, "1", date(2022, 1, 21), at("2022-01-21 09:00"))
    assert promises.watch(at("2022-01-21 23:00")) == 0
    assert promises.watch(at("2022-01-22 00:10")) == 1
    assert Ticket.objects.get().broken_promises == 2


def test_an_answered_promise_is_not_broken(unit: Unit) -> None:
    ticket = promised(unit, "1", date(2022, 1, 20))
    replies.reply(replies.Answer(ticket, build.ANSWER, at("2022-01-20 15:00")), by=None)
    assert promises.watch(at("2022-01-21 00:10")) == 0


def test_a_worker_that_died_half_way_is_followed_by_one_that_does_the_rest(unit: Unit) -> None:
    for number in ("1", "2", "3"):
        promised(unit, number, date(2022, 1, 20))
    half = [Ticket.objects.get(number="1").pk]
    assert promises.mark(half, at("2022-01-21 00:10")) == 1
    assert promises.watch(at("2022-01-21 00:20")) == 2
    assert breaks() == 3


def test_the_lists_part_broken_today_and_this_week(unit: Unit, supervisor: User, handler: User, stranger: User) -> None:
    for number, day in (("1", 18), ("2", 19), ("3", 20), ("4", 23), ("5", 24)):
        promised(unit, number, date(2022, 1, day))
    now = at("2022-01-19 10:00")  # a Wednesday

    def numbers(rows: TicketQuerySet) -> list[str]:
        return list(rows.order_by("number").values_list("number", flat=True))

    assert numbers(promises.broken(supervisor, now)) == ["1"]
    assert numbers(promises.due_today(handler, now)) == ["2"]
    assert numbers(promises.due_this_week(handler, now)) == ["3", "4"]
    assert numbers(promises.later(supervisor, now)) == ["5"]
    assert numbers(promises.broken(stranger, now)) == []


def test_the_list_says_how_many_days_are_left(client: Client, unit: Unit, supervisor: User) -> None:
    ticket = promised(unit, "1", date(2022, 1, 20))
    Ticket.objects.filter(pk=ticket.pk).update(promised_on=timezone.localdate() + timedelta(days=20))
    client.force_login(supervisor)
    assert "20 天</span>" in client.get("/promises/?tab=later").content.decode()
