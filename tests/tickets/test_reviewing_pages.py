"""Review: the reply that waits longest comes first; accepted or sent back with a reason, then the next."""

from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import build
from tickets.acts import replies, reviewing
from tickets.models import Reply, Ticket
from tickets.rules.workflow import Status
from units.models import Unit, User


@pytest.fixture
def desk(client: Client, dispatcher: User) -> Client:
    client.force_login(dispatcher)
    return client


def seq(number: str) -> int:
    return Ticket.objects.get(number=number).seq


def staged(unit: Unit, number: str) -> Ticket:
    ticket = build.handling(unit, number=number)
    answer = replies.Answer(ticket, build.ANSWER, build.moment("2022-01-06 09:00"), Reply.Kind.STAGED, date(2022, 2, 1))
    replies.reply(answer, by=None)
    return ticket


def test_the_oldest_reply_comes_first_with_its_text(desk: Client, unit: Unit) -> None:
    build.replied(unit, number="late", reply_after=timedelta(days=2))
    build.replied(unit, number="early", reply_after=timedelta(days=1))
    shown = desk.get("/review/").content.decode()
    assert shown.index("/review/early/") < shown.index("/review/late/")
    assert build.ANSWER in shown and "通过，办结" in shown


def test_accepting_completes_and_the_next_is_there(desk: Client, unit: Unit, dispatcher: User) -> None:
    build.replied(unit, number="1")
    build.replied(unit, number="2", reply_after=timedelta(days=2))
    answer = desk.post("/review/1/", {"act": "accept", "seq": seq("1"), "words": "同意"})
    assert answer.headers["Location"] == "/review/2/"
    reply = Reply.objects.get(ticket__number="1")
    assert (reply.decision, reply.decided_by, reply.decision_words) == (Reply.Decision.ACCEPTED, dispatcher, "同意")
    assert Ticket.objects.get(number="1").status == Status.COMPLETED


def test_sending_back_needs_a_reason(desk: Client, unit: Unit) -> None:
    build.replied(unit, number="1")
    refused = desk.post("/review/1/", {"act": "send_back", "seq": seq("1"), "words": " "}).content.decode()
    assert "退回修改要写明原因" in refused
    assert Ticket.objects.get().status == Status.REPLIED
    desk.post("/review/1/", {"act": "send_back", "seq": seq("1"), "words": "未写明处理结果"})
    assert (Ticket.objects.get().status, Reply.objects.get().decision_words) == (Status.HANDLING, "未写明处理结果")


def test_a_staged_reply_says_its_date_and_goes_into_tracking(desk: Client, unit: Unit) -> None:
    staged(unit, "1")
    shown = desk.get("/review/").content.decode()
    assert "2022-02-01" in shown and "通过，转跟踪" in shown
    desk.post("/review/1/", {"act": "accept", "seq": seq("1")})
    assert Ticket.objects.get().status == Status.TRACKING


def test_a_reply_that_was_not_read_is_never_accepted(desk: Client, unit: Unit) -> None:
    """Sent back and replied to anew while the page stood open: the state is the same, the reply is another."""
    ticket = build.replied(unit, number="1")
    seen = ticket.seq
    reviewing.send_back(ticket, by=None, at=build.moment("2022-01-07 09:00"), words="补充")
    replies.reply(replies.Answer(ticket, "第二次的答复，内容完全不同。", build.moment("2022-01-07 10:00")), by=None)
    shown = desk.post("/review/1/", {"act": "accept", "seq": seen}).content.decode()
    assert "您的操作没有执行" in shown and "第二次的答复" in shown
    assert Ticket.objects.get().status == Status.REPLIED


def test_the_second_reviewer_reads_who_was_first(desk: Client, unit: Unit, dispatcher: User) -> None:
    ticket = build.replied(unit, number="1")
    seen = ticket.seq
    reviewing.accept(ticket, by=dispatcher, at=build.moment("2022-01-07 09:00"))
    shown = desk.post("/review/1/", {"act": "send_back", "seq": seen, "words": "补充"}).content.decode()
    assert "已由 派**（派单员） 于 01-07 09:00 审核通过" in shown
    assert "没有等待审核的答复" in shown


@pytest.mark.parametrize("rows", [5, 50])
def test_the_number_of_queries_does_not_grow_with_the_queue(
    desk: Client, unit: Unit, rows: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        build.replied(unit, number=f"9{number}")
    desk.get("/review/")
    with django_assert_max_num_queries(21):
        desk.get("/review/")
