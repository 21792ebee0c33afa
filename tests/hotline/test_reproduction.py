"""Reproducing the published quarter: from the printed table to tickets, through the acts, and back to every printed cell."""

import os
import re
import subprocess
import sys
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Sum

from hotline.acts import profile
from hotline.acts.reproduction import running
from hotline.acts.reproduction.job import Outcome
from hotline.acts.reproduction.scratch import MARK
from hotline.rules.comparing import Cell, Comparison
from hotline.rules.laid_out import cell_words, columned, comparison_lines, spoil_words
from hotline.rules.listed import Case, Numbers, category_of, in_printed_order, merged
from hotline.rules.printed import bonus_step, ledgers_of, lists_of, rows_of, totals_of, units_by_name
from hotline.rules.profiles.folder import PROFILES, Profile, read_profile
from hotline.rules.solving import total_of
from scoring.models import Closing, LedgerEntry
from tests.build import moment
from tests.progress import quiet
from tickets.acts import history
from tickets.models import Event, IntakeBatch, Ticket
from tickets.rules.workflow import Status

NAME = "xinglongtai-2022q1"


@pytest.fixture(scope="module")
def printed() -> Profile:
    return read_profile(PROFILES / NAME)


def reproduce(spoil: bool = False) -> Outcome:
    loaded = profile.load(PROFILES / NAME).profile
    return running.run(loaded, quiet, spoil=spoil)


def backwards() -> list[str]:
    """Tickets with an event that lies before the one that it follows."""
    events = list(Event.objects.order_by("ticket", "seq").values_list("ticket__number", "at"))
    return [number for (before, earlier), (number, at) in pairwise(events) if before == number and at < earlier]


def cell(verdict: str, printed: str = "98.81", ours: str = "98.80", table: str = "units", row: str = "卫生健康局") -> Cell:
    return Cell(table, row, "completion_pct", printed, ours, verdict)  # type: ignore[arg-type]


# --- what the printed table says ---


def test_the_printed_rows_are_read_with_units_by_their_other_names(printed: Profile) -> None:
    assert printed.published is not None
    names = units_by_name(printed.units)
    rows = {row.unit: row for row in rows_of(printed.published, names)}
    assert len(rows) == 22
    environment = rows["盘锦市兴隆台生态环境分局"]
    assert (environment.satisfaction, environment.low, environment.dissatisfied) == (Decimal("87.50"), 1, 1)
    assert rows["兴隆街道办事处"].low == 1
    assert totals_of(printed.published).volume == 2755
    assert [[case.number for case in each][-2:] for each in lists_of(printed.published, names)] == [
        ["4271967", "4224140"],
        ["4257611", "4213677"],
    ]


def test_bonus_events_come_in_the_largest_common_step_and_a_capped_unit_has_more_than_count(printed: Profile) -> None:
    assert printed.published is not None
    assert bonus_step(printed.published) == 2
    ledgers = ledgers_of(printed.published, units_by_name(printed.units), Decimal("1.00"))
    assert ledgers["市场监督管理局"].bonus == (2,) * 31
    assert sum(ledgers["卫生健康局"].bonus) > 100
    assert ledgers["城建中心"].deduction == (10,)


# --- listed tickets ---


def test_what_two_lists_say_of_one_ticket_is_put_together() -> None:
    low, bad = Case("4257611", "承诺未兑现", "环保局", stars=4), Case("4257611", "承诺未兑现", "环保局", grade="dissatisfied")
    assert merged([low, bad]) == [Case("4257611", "承诺未兑现", "环保局", 4, "dissatisfied")]


def test_calls_follow_the_order_of_every_list() -> None:
    at = {number: moment(f"2022-03-0{day} 10:00") for number, day in (("甲", 5), ("乙", 3), ("丙", 4))}
    moments = in_printed_order(at, [["甲", "乙"], ["乙", "丙"]])
    assert moments["甲"] < moments["乙"] < moments["丙"]
    assert moments["甲"] == at["甲"]


def test_running_numbers_pass_through_the_listed_ones() -> None:
    numbers = Numbers.through([Case("4015678", "", ""), Case("4271967", "", "")], datetime(2022, 1, 1).date(), datetime(2022, 3, 31).date())
    assert numbers.at(numbers.moment_of("4129489")) == pytest.approx(4129489, abs=2)


def test_a_listed_ticket_is_filed_under_what_its_summary_names() -> None:
    paths = [("城市管理类", "市容市貌"), ("环境保护类", "噪音扰民"), ("市场管理类", "消费维权")]
    assert category_of("盘锦市市民反映市容问题", paths) == ("城市管理类", "市容市貌")
    assert category_of("关于某群众反映工厂生产噪音的问题", paths) == ("环境保护类", "噪音扰民")
    assert category_of("市民反映区环保承诺未兑现", paths) == ()


# --- the comparison ---


def test_the_last_line_counts_rows_cells_outside_and_declared() -> None:
    cells = (cell("same"), cell("differs", row="人社局"), cell("outside", table="figures"), cell("declared", table="figures"))
    assert Comparison("某区", cells).summary == "某区: 1/2 rows, 1/2 cells, 1 outside, 1 declared"
    assert [each.row for each in Comparison("某区", cells).differences] == ["人社局"]


def test_a_difference_shows_both_figures_and_chinese_stands_in_columns() -> None:
    assert cell_words(cell("differs")) == "98.81 ≠ 98.80"
    assert cell_words(cell("declared")) == "98.81（声明，我们为 98.80）"
    assert columned([["人社局", "1"], ["a", "2"]]) == ["人社局  1", "a       2"]
    assert comparison_lines(Comparison("某区", (cell("same"),)))[1].split() == ["单位表", "completion_pct"]


def test_what_was_spoilt_is_said_to_be_found_out_or_not() -> None:
    assert spoil_words(Comparison("某区", (cell("same"), cell("differs")))) == "某区：故意改动了一件的结果，核对查出 1 格与原文不同。"
    assert spoil_words(Comparison("某区", (cell("same"),))) == "某区：故意改动了一件的结果，核对没有查出，这样的核对不可信。"


# --- the whole ---


@pytest.mark.django_db
def test_every_printed_cell_of_the_quarter_is_reproduced_and_a_second_run_adds_nothing(printed: Profile) -> None:
    outcome = reproduce()
    assert outcome.comparison.differences == ()
    assert outcome.comparison.summary == f"{NAME}: 22/22 rows, 244/244 cells, 4 outside, 0 declared"
    assert outcome.refusals == ()
    assert outcome.pdf is not None
    assert outcome.pdf.read_bytes().startswith(b"%PDF")
    whole = total_of(outcome.found)
    assert (whole.volume, whole.late, whole.incomplete, whole.dissatisfied, whole.starred, whole.low) == (2755, 2, 11, 2, 237, 8)
    assert Ticket.objects.count() == 2755
    assert Ticket.objects.get(number="4129489").status == Status.TRACKING
    assert Ticket.objects.filter(status=Status.REPLIED).count() == 10
    assert list(Closing.objects.values_list("label", "state")) == [(f"2022-0{month}", "closed") for month in (1, 2, 3)]
    assert history.verify().fault is None
    assert backwards() == []
    assert dict(IntakeBatch.objects.values_list("layout").annotate(Sum("added"))) == {"city28": 2755, "callbacks": 2500}
    seen = (history.verify().events, LedgerEntry.objects.count())
    again = reproduce()
    assert again.comparison.summary == outcome.comparison.summary
    assert again.revision == outcome.revision
    assert (history.verify().events, LedgerEntry.objects.count()) == seen


def command(folder: Path, *flags: str, **env: str) -> "subprocess.CompletedProcess[str]":
    """As an office would call it: with the house's own settings and a database that must not be touched."""
    own = {
        "DJANGO_SETTINGS_MODULE": "hotline.settings",
        "HOTLINE_STAGE": "demo",
        "HOTLINE_VAR": str(folder / "var"),
        "DATABASE_URL": f"sqlite:///{folder}/configured.sqlite3",
        "TMPDIR": str(folder),
    }
    arguments = [sys.executable, str(settings.BASE_DIR / "manage.py"), "reproduce", NAME, *flags]
    return subprocess.run(arguments, capture_output=True, text=True, timeout=500, check=False, env={**os.environ, **own, **env})


@pytest.mark.only_sqlite
def test_one_changed_outcome_fails_in_a_database_of_its_own_never_the_configured_one(tmp_path: Path) -> None:
    spoilt = command(tmp_path, "--spoil", "--keep")
    assert spoilt.returncode == 1, spoilt.stderr
    assert "满意率                                                   99.92 ≠ 99.88" in spoilt.stdout
    told, summary = spoilt.stdout.splitlines()[-2:]
    assert summary.startswith(f"{NAME}: 21/22 rows, ")
    assert re.fullmatch(f"{NAME}：故意改动了一件的结果，核对查出 [1-9][0-9]* 格与原文不同。", told)
    kept = Path(spoilt.stderr.splitlines()[-1].split()[-1])
    assert (kept / "hotline.sqlite3").is_file()
    assert not (tmp_path / "configured.sqlite3").exists()


@pytest.mark.only_sqlite
def test_the_mark_of_a_scratch_database_is_refused_from_outside(tmp_path: Path) -> None:
    refused = command(tmp_path, **{MARK: str(tmp_path / "elsewhere")})
    assert refused.returncode != 0
    assert "只由 reproduce 命令自己设置" in refused.stderr
