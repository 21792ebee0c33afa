"""Closing by a button, reopening with a reason, recounting: what is told of each, and what is refused."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.acts import closing, drafts
from scoring.models import Closing, Correction
from scoring.rules.periods import parse
from scoring.tasks import run_close, run_recompute_month
from tests import build
from tests.scoring import cases
from tests.scoring.cases import held, moment
from tests.scoring.pages import page
from tickets.rules.deadlines import local
from units.models import JobRun, Unit, User
from units.rules.roles import Role

pytestmark = pytest.mark.django_db
FEBRUARY = moment("2022-02-03 09:00")


@pytest.fixture
def month(unit: Unit) -> Iterator[None]:
    cases.district()
    cases.calendar()
    cases.method()
    for day in range(1, 6):
        held(unit, f"2022-01-{day:02} 10:00", replied=f"2022-01-{day:02} 15:00", completed=f"2022-01-{day:02} 16:00")
    held(unit, "2022-02-02 10:00")
    yield


def test_the_next_month_is_closed_by_its_button(client: Client, supervisor: User, month: None) -> None:
    assert "关账 2022年1月" in page(client, supervisor, "/closings/")
    sent = client.post("/closings/close/", {"label": "2022-01"})
    job = JobRun.objects.get(kind="close", requested_by=supervisor)
    assert sent.headers["Location"] == f"/closings/jobs/{job.pk}/"
    waiting = page(client, supervisor, f"/closings/jobs/{job.pk}/")
    assert "排队中" in waiting
    assert "hx-get" in waiting
    assert "正在关账 2022-01" in page(client, supervisor, "/closings/")
    run_close(job.pk)
    over = page(client, supervisor, f"/closings/jobs/{job.pk}/")
    assert "已关账" in over
    assert "hx-get" not in over
    closed = Closing.objects.get(label="2022-01")
    assert (closed.state, closed.closed_by) == (Closing.State.CLOSED, supervisor)
    assert ">5</a>" in page(client, supervisor, "/closings/")


def test_who_closes_what_is_being_closed_reads_who_does_it_and_starts_nothing(client: Client, supervisor: User, month: None) -> None:
    second = build.person("另一位督办员", Role.SUPERVISOR, build.unit("督办室"))
    client.force_login(supervisor)
    client.post("/closings/close/", {"label": "2022-01"})
    job = JobRun.objects.get()
    told = f"正在关账 2022-01，由{supervisor.masked_name}于 {local(job.requested_at):%m-%d %H:%M} 开始，完成后再关账。"
    for person in (supervisor, second):
        client.force_login(person)
        assert told in client.post("/closings/close/", {"label": "2022-01"}, follow=True).content.decode()
    assert JobRun.objects.get() == job
    run_close(job.pk)
    assert Closing.objects.get(label="2022-01").closed_by == supervisor
    page(client, second, f"/closings/jobs/{job.pk}/", 404)


def test_a_month_that_was_closed_meanwhile_stays_as_it_is(client: Client, supervisor: User, month: None) -> None:
    client.force_login(supervisor)
    client.post("/closings/close/", {"label": "2022-01"})
    closing.close("2022-01", None, FEBRUARY)
    run_close(JobRun.objects.get().pk)
    assert JobRun.objects.get().words == "未变"
    assert "已经关过账" in page(client, supervisor, f"/closings/jobs/{JobRun.objects.get().pk}/")


@pytest.mark.parametrize(
    ("label", "words"),
    [("2022-02", "请先关 2022-01"), ("2999-01", "才结束"), ("2021-12", "早于本系统起用日期"), ("2022-1", "看不懂"), ("", "看不懂")],
)
def test_what_cannot_be_closed_is_told_before_anything_starts(
    client: Client, supervisor: User, month: None, label: str, words: str
) -> None:
    client.force_login(supervisor)
    answer = client.post("/closings/close/", {"label": label}, follow=True)
    assert words in answer.content.decode()
    assert JobRun.objects.count() == 0


def test_a_reopened_month_names_its_reason_and_can_be_closed_again(client: Client, supervisor: User, month: None) -> None:
    closing.close("2022-01", None, FEBRUARY)
    client.force_login(supervisor)
    refused = client.post("/closings/2022-01/reopen/", {"why": " "})
    assert "重开要写明原因" in refused.content.decode()
    assert client.post("/closings/2022-01/reopen/", {"why": "补录回访"}).headers["Location"] == "/closings/"
    html = page(client, supervisor, "/closings/")
    assert "已重开" in html
    assert "补录回访" in html
    assert "关账 2022年1月" in html
    again = client.post("/closings/2022-01/reopen/", {"why": "再开一次"})
    assert "没有关账，不用重开" in again.content.decode()
    page(client, supervisor, "/closings/1999-01/reopen/", 404)


def test_the_closing_page_is_empty_before_the_first_ticket(client: Client, supervisor: User) -> None:
    assert "还没有可关账的月份" in page(client, supervisor, "/closings/")


@pytest.mark.parametrize("path", ["/closings/", "/ledger/", "/outside/", "/closings/2022-01/reopen/"])
def test_only_the_supervisor_closes_and_enters(client: Client, leader: User, dispatcher: User, month: None, path: str) -> None:
    for person in (leader, dispatcher):
        page(client, person, path, 403)


def test_reopening_a_month_behind_closed_ones_says_what_becomes_of_them(client: Client, supervisor: User, month: None) -> None:
    closing.close("2022Q1", None, moment("2022-04-03 09:00"))
    html = page(client, supervisor, "/closings/2022-01/reopen/")
    assert "其后 2022-02、2022-03 已经关账：这些月份的计数不变" in html
    assert "已经关账" not in page(client, supervisor, "/closings/2022-03/reopen/")


def test_a_month_that_is_being_counted_says_so_beside_its_former_figures(client: Client, supervisor: User, month: None) -> None:
    closing.trial("2022-01", moment("2022-01-20 02:00"))
    drafts.begin(drafts.Order(parse("2022-01"), None, FEBRUARY, FEBRUARY))
    html = page(client, supervisor, "/closings/")
    assert "关账中" in html
    assert ">5</a>" in html


def test_what_came_late_stands_with_both_months(client: Client, supervisor: User, unit: Unit, month: None) -> None:
    closing.close("2022-01", None, FEBRUARY)
    held(unit, "2022-01-20 10:00", due="2022-02-08 17:00", recorded="2022-02-10 10:00")
    closing.close("2022-02", None, moment("2022-03-03 09:00"))
    html = page(client, supervisor, "/closings/")
    assert "晚到补计在本月：2022-01 派单 1" in html
    assert "本月晚到的计入：2022-02 派单 1" in html


def test_closed_months_are_recounted_by_the_button_and_their_difference_is_read(
    client: Client, supervisor: User, unit: Unit, month: None
) -> None:
    closing.close("2022-01", None, FEBRUARY)
    held(unit, "2022-01-20 10:00")
    client.force_login(supervisor)
    sent = client.post("/closings/recount/", {"label": "2022", "why": "漏录一件"})
    job = JobRun.objects.get(kind="recompute")
    assert sent.headers["Location"] == f"/closings/recounts/{job.pk}/"
    waiting = page(client, supervisor, f"/closings/recounts/{job.pk}/")
    assert "0 / 1" in waiting
    assert "hx-get" in waiting
    run_recompute_month(JobRun.objects.get(part_of=job).pk)
    assert "1 个月已重算，其中 1 个月与原数字不同，差异已记为更正" in page(client, supervisor, f"/closings/recounts/{job.pk}/")
    kept = Correction.objects.get()
    assert f'href="/corrections/{kept.pk}/"' in page(client, supervisor, "/closings/")
    html = page(client, supervisor, f"/corrections/{kept.pk}/")
    assert "漏录一件" in html
    assert "逐行差异" in html
    assert "承办件数" in html
    for part in ("figures", "scores"):
        for kind, begins in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")):
            assert client.get(f"/corrections/{kept.pk}/{part}/{kind}/").content.startswith(begins)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"label": "2022", "why": " "}, "重算要写明原因"),
        ({"label": "", "why": "口径"}, "请选要重算的期间"),
        ({"label": "2031", "why": "口径"}, "没有已关账的月份"),
        ({"label": "去年", "why": "口径"}, "看不懂"),
    ],
)
def test_a_recount_that_cannot_be_is_refused_in_words(
    client: Client, supervisor: User, month: None, asked: dict[str, str], words: str
) -> None:
    client.force_login(supervisor)
    assert words in client.post("/closings/recount/", asked, follow=True).content.decode()
    assert not JobRun.objects.exists()


def test_a_month_counted_again_to_the_same_says_that_there_is_no_difference(client: Client, supervisor: User, month: None) -> None:
    closing.close("2022-01", None, FEBRUARY)
    closing.reopen("2022-01", supervisor, FEBRUARY, "复核")
    kept = Correction.objects.get()
    assert "待重新关账" in page(client, supervisor, f"/corrections/{kept.pk}/")
    closing.close("2022-01", supervisor, moment("2022-02-04 09:00"))
    assert "与原数字一致" in page(client, supervisor, f"/corrections/{kept.pk}/")


def test_a_recount_without_a_difference_leaves_one_line_for_itself_and_none_at_its_months(
    client: Client, supervisor: User, unit: Unit, month: None
) -> None:
    closing.close("2022-01", None, FEBRUARY)
    held(unit, "2022-02-05 10:00")
    closing.close("2022-02", None, moment("2022-03-03 09:00"))
    client.force_login(supervisor)
    client.post("/closings/recount/", {"label": "2022", "why": "年终复核"})
    job = JobRun.objects.get(kind="recompute")
    for part in JobRun.objects.filter(part_of=job):
        run_recompute_month(part.pk)
    told = page(client, supervisor, f"/closings/recounts/{job.pk}/")
    assert "2 个月已重算，与原数字一致" in told
    assert "差异已记为更正" not in told
    html = page(client, supervisor, "/closings/")
    assert "更正</a>" not in html
    assert html.count("年终复核") == html.count("2 个月已重算，与原数字一致") == 1
    assert Correction.objects.count() == 2, "who recounted, when and why is kept"


def test_a_month_that_is_not_closed_has_no_form_to_reopen_it(client: Client, supervisor: User, month: None) -> None:
    closing.trial("2022-01", FEBRUARY)
    client.force_login(supervisor)
    answer = client.get("/closings/2022-01/reopen/", follow=True)
    assert answer.redirect_chain == [("/closings/", 302)]
    assert "2022-01 没有关账，不用重开" in answer.content.decode()


def test_the_closing_page_asks_the_same_however_many_corrections_there_are(
    client: Client, supervisor: User, unit: Unit, month: None
) -> None:
    closing.close("2022-01", None, FEBRUARY)
    client.force_login(supervisor)
    client.get("/closings/")
    with CaptureQueriesContext(connection) as before:
        client.get("/closings/")
    for day in (4, 5, 6):
        closing.reopen("2022-01", supervisor, moment(f"2022-02-0{day} 09:00"), "复核")
        closing.close("2022-01", supervisor, moment(f"2022-02-0{day} 10:00"))
    with CaptureQueriesContext(connection) as after:
        client.get("/closings/")
    assert len(after) == len(before)
