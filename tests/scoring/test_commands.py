"""What close_month and indicators print, and what they refuse."""

import os
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from scoring import tasks
from scoring.models import Closing
from scoring.rules.indicators import FAMILIES, INDICATORS
from tests import build
from tests.scoring import cases
from tests.scoring.cases import called, held, points
from tickets.models import Channel
from units.acts import jobs
from units.models import JobRun, Unit, UnitName, User

pytestmark = pytest.mark.django_db


def printed(*arguments: str) -> list[str]:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture(autouse=True)
def _district(db: None) -> None:
    cases.district()
    cases.method()
    cases.calendar()


def test_definitions_are_listed_without_dates() -> None:
    lines = printed("indicators")
    assert (
        "on_time_feedback 按时反馈率：本期到期的承办件中，首次答复不晚于首轮时限的比例。［来源 承办，按首轮时限到期日期，"
        "分母 承办件（不含已退件、转派、撤单的和重办另派的），分子 首次答复不晚于首轮时限的，累计件数，可加］" in lines
    )
    assert len(lines) == len(INDICATORS) + len(FAMILIES)


def test_figures_are_counted_live_between_dates_by_channel_group_channel_or_unit(unit: Unit) -> None:
    phone = Channel.objects.create(label="电话", group="话务端", aliases=["热线"])
    site = Channel.objects.create(label="网站", group="网络端")
    other = build.unit("教育局")
    UnitName.objects.create(unit=other, name="区教育局")
    first = held(unit, "2022-01-05 10:00", replied="2022-01-07 10:00", completed="2022-01-07 11:00", channel=phone)
    held(other, "2022-01-06 10:00", channel=site)
    called(first, "2022-01-08 10:00", stars=4)
    points(unit, "2022-01-09", 2)
    dates = ("--from", "2022-01-01", "--to", "2022-01-31")
    lines = printed("indicators", *dates)
    assert lines[0].startswith("2022-01-01至2022-01-31，截至 ")
    assert {"承办件数 2 件", "办结率 50.00%（1/2）", "按时反馈率 50.00%（1/2）", "满意率 100.00%（1/1）", "得星平均分 4.00（4/1）"} <= set(
        lines
    )
    assert {"低星件 1 件", "加分 0.02（1 项）", "超期件数 1 件", "平均办理工作日 2.00（2/1）"} <= set(lines)
    assert "承办件数 1 件" in printed("indicators", *dates, "--channel", "网络端")
    assert "办结率 100.00%（1/1）" in printed("indicators", *dates, "--channel", "热线")
    assert "满意率 未抽访" in printed("indicators", "--period", "2022-01", "--unit", "区教育局")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--channel", "飞鸽"], "没有渠道或渠道组“飞鸽”"),
        (["--unit", "天文局"], "没有承办单位“天文局”"),
        (["--from", "2022-02-01", "--to", "2022-01-01"], "起止日期颠倒"),
        (["--to", "2022-01-01"], "还要用 --from"),
        (["--period", "2022Q9"], "看不懂"),
        (["--period", "2022Q1", "--from", "2022-01-01"], "只能用一种"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_words(arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        printed("indicators", *arguments)


def test_close_month_prints_facts_scores_and_last_what_it_did(unit: Unit) -> None:
    first = held(unit, "2022-01-05 10:00", replied="2022-01-07 10:00", completed="2022-01-07 11:00")
    called(first, "2022-01-08 10:00")
    lines = printed("close_month", "2022-01")
    assert lines[0].startswith("2022-01 已关账，截至 ")
    assert {"承办件数 1 件", "按时反馈率 100.00%（1/1）"} <= set(lines)
    assert "2022-01 得分，测试办法 1 版，试算（2022-01 已关账）" in lines
    assert any(line.startswith("  1 住建局  10.00  满意率 3.0000") for line in lines)
    assert lines[-1] == "已关账"
    assert printed("close_month", "2022-01")[-1] == "未变"


def test_close_month_refuses_the_future() -> None:
    with pytest.raises(CommandError, match="才结束"):
        printed("close_month", "2999-01")


def test_a_reader_who_has_seen_enough_ends_a_command_without_a_word() -> None:
    ending = "from units.management.house import BaseCommand\nclass C(BaseCommand):\n  requires_system_checks = []\n"
    writing = "  def handle(self, *a, **o):\n    for n in range(99999): self.stdout.write('x')\nC().run_from_argv(['manage.py', 'c'])"
    script = f"import django\ndjango.setup()\n{ending}{writing}"
    run = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ.copy())
    assert run.stdout is not None
    run.stdout.readline()
    run.stdout.close()
    assert run.stderr is not None
    assert run.stderr.read() == b""
    assert run.wait() == 1


def test_a_job_closes_for_the_person_who_asked(unit: Unit, supervisor: User) -> None:
    held(unit, "2022-01-05 10:00")
    job = JobRun.objects.create(kind="close", argument={"label": "2022-01"}, requested_by=supervisor)
    tasks.run_close(job.pk)
    tasks.run_close(job.pk)
    job.refresh_from_db()
    assert (job.state, job.words, job.result, job.tries) == ("done", "已关账", {"closed": ["2022-01"]}, 1)
    assert Closing.objects.get().closed_by == supervisor


def test_a_refused_job_keeps_the_words(unit: Unit) -> None:
    job = JobRun.objects.create(kind="close", argument={"label": "2999-01"})
    tasks.run_close(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "才结束" in job.words


def test_the_worker_knows_the_tasks_that_jobs_and_the_clock_name() -> None:
    assert tasks.run_close.name == jobs.TASKS["close"]
    tasks.compute_trial()
    assert Closing.objects.get().state == "trial"


def test_a_period_in_the_future_and_one_without_a_ticket_are_named(unit: Unit) -> None:
    with pytest.raises(CommandError, match="2999年1月尚未开始，还没有数字"):
        printed("indicators", "--period", "2999-01")
    assert "本期没有计入的工单、回访和加减分。" in printed("indicators", "--period", "2022-W05")
