"""The district's pages about time: the desk 延期审批, promises, the month-end clearing."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests import build
from tests.tickets.applying import extending, in_hand, suspending
from tickets.acts import extensions, replies, reviewing, suspensions
from tickets.models import ExtensionRequest, Reply, SuspensionRequest, Ticket
from tickets.models.applications import Decision
from tickets.rules.deadlines import end_of
from tickets.rules.workflow import Status
from units.acts import settings
from units.models import Unit, User
from units.rules.district import District


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def desk(client: Client, dispatcher: User) -> Client:
    client.force_login(dispatcher)
    return client


def seq(number: str) -> int:
    return Ticket.objects.get(number=number).seq


def test_what_burns_first_stands_first_with_its_reason_and_both_limits(desk: Client, unit: Unit, now: datetime) -> None:
    extending(unit, now, "later", days=30)
    extending(unit, now, "sooner", days=12)
    shown = desk.get("/applications/").content.decode()
    assert shown.index("/applications/sooner/") < shown.index("/applications/later/")
    assert "需要外购配件" in shown and "告知诉求人" in shown and "延期 3 个工作日：" in shown


def test_granting_moves_the_limit_and_the_next_is_there(desk: Client, unit: Unit, now: datetime, dispatcher: User) -> None:
    request = extending(unit, now, "1", days=12)
    extending(unit, now, "2", days=30)
    answer = desk.post("/applications/1/", {"act": "grant", "words": "同意", "seq": seq("1")})
    assert answer.headers["Location"] == "/applications/2/"
    row = ExtensionRequest.objects.get(pk=request.pk)
    assert (row.decision, row.decided_by, row.decision_words) == (Decision.ACCEPTED, dispatcher, "同意")
    assert Ticket.objects.get(number="1").due_at == row.new_due_at


def test_refusing_needs_a_reason_beside_its_field(desk: Client, unit: Unit, now: datetime) -> None:
    extending(unit, now)
    refused = desk.post("/applications/1/", {"act": "refuse", "words": " ", "seq": seq("1")}).content.decode()
    assert "不同意要写明理由" in refused
    desk.post("/applications/1/", {"act": "refuse", "words": "请加快办理", "seq": seq("1")})
    assert ExtensionRequest.objects.get().decision == Decision.REFUSED


def test_the_second_to_decide_reads_who_was_first(desk: Client, unit: Unit, now: datetime, dispatcher: User) -> None:
    request = extending(unit, now)
    seen = seq("1")
    extensions.grant_many([extensions.Verdict(request, now)], dispatcher)
    shown = desk.post("/applications/1/", {"act": "refuse", "words": "请加快办理", "seq": seen}).content.decode()
    assert "没有等待审批的延期申请" in shown
    assert ExtensionRequest.objects.get().decision == Decision.ACCEPTED


def test_a_page_that_was_read_before_another_act_decides_nothing(desk: Client, unit: Unit, now: datetime) -> None:
    extending(unit, now)
    shown = desk.post("/applications/1/", {"act": "grant", "seq": seq("1") - 1}).content.decode()
    assert "您的操作没有执行" in shown
    assert ExtensionRequest.objects.get().is_open


def test_many_are_decided_at_once_or_none(desk: Client, unit: Unit, now: datetime) -> None:
    for number in ("1", "2"):
        extending(unit, now, number)
    boxes = [f"{number}|{seq(number)}" for number in ("1", "2")]
    desk.post("/applications/checked/", {"act": "refuse", "ticket": boxes, "words": ""})
    assert ExtensionRequest.objects.filter(decision=Decision.WAITING).count() == 2
    desk.post("/applications/checked/", {"act": "grant", "ticket": [boxes[0], "2|1"]})
    assert ExtensionRequest.objects.filter(decision=Decision.WAITING).count() == 2
    desk.post("/applications/checked/", {"act": "grant", "ticket": boxes})
    assert ExtensionRequest.objects.filter(decision=Decision.ACCEPTED).count() == 2


def test_nothing_checked_is_said(desk: Client, unit: Unit) -> None:
    assert "没有勾选申请" in desk.post("/applications/checked/", {"act": "grant"}, follow=True).content.decode()


def test_a_limit_behind_the_citys_is_said_before_granting(desk: Client, unit: Unit, now: datetime) -> None:
    extending(unit, now, days=12)
    assert "新的单位时限晚于市平台时限" in desk.get("/applications/1/").content.decode()


def test_the_citys_decision_is_entered_with_its_new_limit(desk: Client, unit: Unit, now: datetime) -> None:
    settings.store(District(extension_authority="city"))
    extending(unit, now)
    assert "登记：市平台同意延期" in desk.get("/applications/1/").content.decode()
    asked_for = desk.post("/applications/1/", {"act": "grant", "seq": seq("1")}).content.decode()
    assert "请填写新的市平台时限" in asked_for
    until = timezone.localdate(now) + timedelta(days=40)
    desk.post("/applications/1/", {"act": "grant", "seq": seq("1"), "city_due_on": until.isoformat()})
    assert Ticket.objects.get().city_due_at == end_of(until)


def test_suspensions_have_a_tab_of_their_own(desk: Client, unit: Unit, now: datetime) -> None:
    suspending(unit, now)
    assert "都审批完了" in desk.get("/applications/").content.decode()
    assert "等待诉求人提供购房合同" in desk.get("/applications/?tab=suspension").content.decode()
    desk.post("/applications/1/?tab=suspension", {"act": "grant", "city_agrees": "on", "seq": seq("1")})
    row = SuspensionRequest.objects.get()
    assert (Ticket.objects.get().status, row.city_agrees) == (Status.SUSPENDED, True)


def test_what_was_decided_is_listed_with_the_latest_first(desk: Client, unit: Unit, now: datetime) -> None:
    for number, minutes in (("1", 2), ("2", 1)):
        request = extending(unit, now, number)
        extensions.refuse_many([extensions.Verdict(request, now - timedelta(minutes=minutes), "请加快办理")], None)
    extending(unit, now, "3")
    shown = desk.get("/applications/decided/").content.decode()
    assert shown.index("/tickets/2/") < shown.index("/tickets/1/")
    assert "/tickets/3/" not in shown and "请加快办理" in shown


def test_the_dispatcher_resumes_too(desk: Client, unit: Unit, now: datetime) -> None:
    suspensions.grant_many([suspensions.Verdict(suspending(unit, now), now)], None)
    assert desk.post("/tickets/1/resume/").headers["Location"] == "/tickets/1/"
    assert Ticket.objects.get().status == Status.HANDLING


def test_the_story_tells_what_was_asked_and_decided(desk: Client, unit: Unit, now: datetime, dispatcher: User) -> None:
    extensions.grant_many([extensions.Verdict(extending(unit, now), now, "同意延期")], dispatcher)
    ticket = Ticket.objects.get()
    suspensions.ask_many([suspensions.Ask(ticket, now, timezone.localdate(now) + timedelta(days=3), "等待诉求人提供合同。")], None)
    suspensions.grant_many([suspensions.Verdict(SuspensionRequest.objects.select_related("ticket").get(), now, "同意")], dispatcher)
    suspensions.resume_many([suspensions.Resumption(Ticket.objects.get(), now + timedelta(minutes=1))], None)
    shown = desk.get("/tickets/1/").content.decode()
    for words in ("申请延期", "需要外购配件", "同意延期", "单位时限停计，市平台时限照常", "到期自动恢复"):
        assert words in shown


def test_promises_are_listed_by_span(client: Client, unit: Unit, supervisor: User, now: datetime) -> None:
    client.force_login(supervisor)
    today = timezone.localdate(now)
    for number, day in (("over", today), ("today", today)):
        ticket = in_hand(unit, now, number)
        replies.reply(replies.Answer(ticket, build.ANSWER, now, Reply.Kind.STAGED, day), by=None)
        reviewing.accept(ticket, by=None, at=now)
    Ticket.objects.filter(number="over").update(promised_on=today - timedelta(days=2))
    broken, due = client.get("/promises/").content.decode(), client.get("/promises/?tab=today").content.decode()
    assert "/tickets/over/" in broken and "2 天" in broken and "/tickets/today/" not in broken
    assert "/tickets/today/" in due


def test_the_clearing_says_until_when_and_who_has_how_many(client: Client, unit: Unit, supervisor: User, now: datetime) -> None:
    client.force_login(supervisor)
    in_hand(unit, now, "1")
    in_hand(build.unit("城管局"), now, "2")
    build.handling(unit, build.moment("2022-01-05 09:30"), number="old")
    shown = client.get("/clearing/").content.decode()
    assert "24:00 前清零" in shown and f"?unit={unit.pk}" in shown
    narrowed = client.get(f"/clearing/?tab=carried&unit={unit.pk}").content.decode()
    assert "/tickets/old/" in narrowed and "/tickets/2/" not in narrowed


PAGES = ["/applications/", "/applications/?tab=suspension", "/applications/decided/", "/promises/", "/clearing/"]


# Far fewer than twenty rows would cost if each asked for itself; what the cache holds for seconds may or may not be asked for.
MOST = 16


@pytest.mark.parametrize("page", PAGES)
def test_the_number_of_queries_does_not_grow_with_the_rows(
    desk: Client, unit: Unit, now: datetime, page: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        extending(unit, now, f"e{number}")
        suspending(unit, now, f"s{number}")
        decided = extending(unit, now, f"d{number}")
        extensions.refuse_many([extensions.Verdict(decided, now, "请加快办理")], None)
    Ticket.objects.filter(number__startswith="d").update(status=Status.TRACKING, promised_on=date(2022, 1, 5))
    desk.get(page)
    with django_assert_max_num_queries(MOST):
        shown = desk.get(page).content
    assert shown.count(b"/tickets/") + shown.count(b"/applications/") > 20
