"""Who is told what happened to a ticket: from the event chain, once, and only those whom it concerns."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import build
from tickets.acts import announcing, dispatching, redo, replies, reviewing
from tickets.models import Event
from units.models import Notice, Unit, User

NOW = build.ARRIVED + timedelta(hours=3)


def _announce(at: object = NOW) -> int:
    return announcing.announce(NOW if at is NOW else at, lambda number: f"/tickets/{number}/")  # type: ignore[arg-type]


def _told(to: User) -> list[str]:
    return [notice.words for notice in Notice.objects.filter(to=to).order_by("pk")]


def test_a_unit_hears_of_a_new_ticket_and_nobody_else_does(
    unit: Unit, handler: User, principal: User, stranger: User, dispatcher: User
) -> None:
    build.dispatched(unit, number="22")
    assert _announce() == 2
    assert _told(handler) == _told(principal) == ["新派工单 22，请及时签收"]
    assert _told(stranger) == _told(dispatcher) == []
    told = Notice.objects.filter(to=handler).get()
    assert (told.url, told.about) == ("/tickets/22/", "路灯不亮")


def test_what_was_told_is_not_told_twice(unit: Unit, handler: User) -> None:
    build.dispatched(unit)
    assert (_announce(), _announce()) == (1, 0)


def test_the_next_run_tells_what_came_since(unit: Unit, handler: User) -> None:
    build.dispatched(unit, number="1")
    _announce()
    build.dispatched(unit, number="2")
    assert _announce() == 1
    assert _told(handler)[-1] == "新派工单 2，请及时签收"


def test_a_reply_that_is_sent_back_is_urgent(unit: Unit, handler: User, dispatcher: User) -> None:
    ticket = build.replied(unit, reply_after=timedelta(hours=2, minutes=10))
    reviewing.send_back(ticket, by=dispatcher, at=NOW, words="请补充现场照片。")
    _announce()
    urgent = Notice.objects.filter(to=handler, is_urgent=True)
    assert [notice.words for notice in urgent] == [f"工单 {ticket.number} 的答复退回修改"]


def test_old_events_are_no_news(unit: Unit, handler: User) -> None:
    build.dispatched(unit)
    assert _announce(NOW + timedelta(days=2)) == 0


def test_a_ticket_that_is_over_is_no_news(unit: Unit, handler: User) -> None:
    build.completed(unit, reply_after=timedelta(hours=2, minutes=5))
    assert _announce() == 0


def test_the_one_who_did_it_is_not_told(unit: Unit, handler: User, principal: User) -> None:
    ticket = build.handling(unit)
    replies.reply(replies.Answer(ticket, build.ANSWER, NOW), by=handler)
    reviewing.accept(ticket, by=None, at=NOW)
    redo.redo(ticket, by=None, at=NOW, reason="仍未解决。")
    _announce()
    assert _told(handler)[-1] == f"工单 {ticket.number} 退回重办，请及时签收"


def test_the_number_of_queries_does_not_grow_with_the_news(unit: Unit, handler: User) -> None:
    def queries(count: int, start: int) -> int:
        for number in range(start, start + count):
            dispatching.dispatch(build.ticket(str(number)), to=unit, by=None, at=NOW)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert _announce() == count
        return len(caught)

    queries(1, 0)  # the first one reads the settings too
    assert queries(2, 100) == queries(20, 200)
    assert Event.objects.count() == 46
