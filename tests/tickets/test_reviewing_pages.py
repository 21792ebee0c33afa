"""Review: the reply that waits longest comes first; accepted or sent back with a reason, then the next."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests import build
from tickets.acts import replies, reviewing
from tickets.models import Phrase, Reason, Reply, StockText, Ticket
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


def test_the_green_message_masks_a_number_in_the_title(desk: Client, unit: Unit) -> None:
    build.replied(unit, number="1", title="请回电 13812345678")
    said = desk.post("/review/1/", {"act": "accept", "seq": seq("1"), "words": ""}, follow=True).content.decode()
    assert "已通过：请回电 138****5678（1）" in said and "13812345678" not in said


def test_a_refused_acceptance_of_several_keeps_what_was_checked(desk: Client, unit: Unit) -> None:
    for number in "12":
        build.replied(unit, number=number)
    shown = desk.post("/review/checked/", {"ticket": [f"1|{seq('1')}", "2|1"]}).content.decode()
    assert all(re.search(rf'value="{number}\|\d+" checked', shown) for number in "12")
    assert not Reply.objects.exclude(decision="").exists()


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


def test_a_reason_of_the_list_stands_before_the_words_and_is_enough(desk: Client, unit: Unit) -> None:
    reason = Reason.objects.create(act=Reason.Act.SEND_BACK, label="未写明处理结果")
    for number, words, said in (("1", "请补充照片", "未写明处理结果：请补充照片"), ("2", "", "未写明处理结果")):
        build.replied(unit, number=number)
        desk.post(f"/review/{number}/", {"act": "send_back", "seq": seq(number), "reason": reason.pk, "words": words})
        assert Reply.objects.get(ticket__number=number).decision_words == said


def test_a_reason_of_the_list_is_no_word_of_an_acceptance(desk: Client, unit: Unit) -> None:
    reason = Reason.objects.create(act=Reason.Act.SEND_BACK, label="未写明处理结果")
    build.replied(unit, number="1")
    desk.post("/review/1/", {"act": "accept", "seq": seq("1"), "reason": reason.pk, "words": ""})
    assert Reply.objects.get().decision_words == ""


def test_a_reason_that_is_off_the_list_is_refused(desk: Client, unit: Unit) -> None:
    reason = Reason.objects.create(act=Reason.Act.SEND_BACK, label="旧原因", is_open=False)
    build.replied(unit, number="1")
    shown = desk.post("/review/1/", {"act": "send_back", "seq": seq("1"), "reason": reason.pk, "words": "x"}).content.decode()
    assert "已停用" in shown and Ticket.objects.get().status == Status.REPLIED


def test_checked_replies_are_accepted_together(desk: Client, unit: Unit, dispatcher: User) -> None:
    for number in "123":
        build.replied(unit, number=number)
    staged(unit, "4")
    said = desk.post("/review/checked/", {"ticket": [f"{n}|{seq(n)}" for n in "134"]}, follow=True).content.decode()
    assert "已通过 3 件" in said
    states = {ticket.number: ticket.status for ticket in Ticket.objects.all()}
    assert states == {"1": Status.COMPLETED, "2": Status.REPLIED, "3": Status.COMPLETED, "4": Status.TRACKING}


def test_of_checked_replies_none_is_accepted_when_one_is_not_the_one_that_was_read(desk: Client, unit: Unit) -> None:
    for number in "12":
        build.replied(unit, number=number)
    said = desk.post("/review/checked/", {"ticket": [f"1|{seq('1')}", f"2|{seq('2') - 1}"]}, follow=True).content.decode()
    assert "您的操作没有执行" in said
    assert not Ticket.objects.exclude(status=Status.REPLIED).exists()


@pytest.mark.parametrize("word", ["", "1", "1|x", "|3", "1|99999999999"])
def test_nothing_checked_says_so(desk: Client, unit: Unit, word: str) -> None:
    build.replied(unit, number="1")
    assert "没有勾选工单" in desk.post("/review/checked/", {"ticket": [word]}, follow=True).content.decode()


def test_the_reviewer_sees_banned_words_files_and_stock_texts(desk: Client, unit: Unit, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    Phrase.objects.create(words="不是我局职能", better="经核实属某某单位职责")
    StockText.objects.create(use=StockText.Use.REVIEW, title="补充结果", text="请补充处理结果和联系时间。")
    ticket = build.handling(unit, number="1")
    at, files = build.moment("2022-01-06 09:00"), tuple(build.kept(ticket))
    replies.reply_many([replies.Answer(ticket, "现场核实，路灯已亮，已联系诉求人。", at, files=files)], None)
    # Reviewed with a phrase that was banned only after it was sent.
    Reply.objects.update(text="此事不是我局职能，请另派。")
    shown = desk.get("/review/1/").content.decode()
    assert "属禁用表述：经核实属某某单位职责" in shown and "现场照片.jpg" in shown and "请补充处理结果和联系时间。" in shown


@pytest.mark.parametrize("rows", [5, 50])
def test_the_number_of_queries_does_not_grow_with_the_queue(
    desk: Client, unit: Unit, rows: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        build.replied(unit, number=f"9{number}")
    build.forget()  # what is read now is kept for ten seconds from here
    desk.get("/review/")
    with django_assert_max_num_queries(12):
        assert desk.get("/review/").status_code == 200
