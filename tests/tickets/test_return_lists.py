"""Slips in their queues: what the district can decide on now, and which slips make a ticket one that was returned many times."""

from datetime import date, timedelta

from tests import build
from tickets.acts import replies, return_lists, returns, reviewing, suspensions
from tickets.models import ReturnRequest, SuspensionRequest, Ticket
from tickets.models.applications import Decision
from units.models import Unit, User

ASKED = build.moment("2022-01-05 15:00")
LATER = build.moment("2022-01-06 10:00")


def on_the_desk(dispatcher: User) -> tuple[int, int, int]:
    return return_lists.waiting(LATER).count(), return_lists.counts(LATER).waiting, return_lists.to_decide(dispatcher).count()


def test_a_slip_is_off_the_desk_while_its_ticket_is_suspended(unit: Unit, dispatcher: User) -> None:
    ticket = build.handling(unit, number="1")
    build.slip(ticket, ASKED)
    assert on_the_desk(dispatcher) == (1, 1, 1)
    suspensions.ask_many([suspensions.Ask(ticket, ASKED, date(2022, 1, 12), "等待诉求人提供购房合同。")], None)
    request = SuspensionRequest.objects.select_related("ticket").get()
    suspensions.grant_many([suspensions.Verdict(request, ASKED)], None)
    assert on_the_desk(dispatcher) == (0, 0, 0)
    suspensions.resume_many([suspensions.Resumption(Ticket.objects.get(), LATER)], None)
    assert on_the_desk(dispatcher) == (1, 1, 1)


def test_a_slip_is_off_the_desk_while_the_reply_is_reviewed(unit: Unit, dispatcher: User) -> None:
    ticket = build.handling(unit, number="1")
    build.slip(ticket, ASKED)
    replies.reply(replies.Answer(ticket, build.ANSWER, ASKED + timedelta(hours=1)), by=None)
    assert on_the_desk(dispatcher) == (0, 0, 0)
    reviewing.send_back(ticket, by=None, at=LATER, words="请补充现场照片")
    assert on_the_desk(dispatcher) == (1, 1, 1)


def test_slips_that_their_unit_took_back_do_not_make_a_ticket_one_of_many_returns(unit: Unit, dispatcher: User) -> None:
    ticket = build.handling(unit, number="1")
    for _ in range(3):
        returns.withdraw_many([returns.Withdrawal(build.slip(ticket, ASKED), ASKED)], None)
    build.slip(ticket, ASKED)
    ticket.refresh_from_db()
    assert (ReturnRequest.objects.filter(decision=Decision.WITHDRAWN).count(), ticket.return_count) == (3, 1)
    assert ReturnRequest.objects.latest("pk").serial == 4  # each slip keeps its own number
    assert not return_lists.many_returned(dispatcher).exists() and not return_lists.histogram()
    assert not return_lists.repeated(LATER).exists() and return_lists.counts(LATER).many == 0
