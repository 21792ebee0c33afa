"""Figures of many months in one scan agree with what is counted period by period; what is missing is not compared."""

from datetime import timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from scoring.acts import closing, series
from scoring.acts.comparing import Against, compare
from scoring.models import OutsideFigure
from scoring.rules.changes import moved, size, tone
from scoring.rules.periods import parse
from tests import build
from tests.scoring import cases
from tests.scoring.cases import called, held, moment
from tests.scoring.closed import counted_anew_before_facts_are_read
from units.models import Unit

APRIL = moment("2022-04-03 09:00")
CODES = ("volume", "completion", "on_time_feedback", "satisfaction", "overdue", "dissatisfied")


@pytest.mark.parametrize(
    ("shape", "now", "before", "change", "words"),
    [
        ("rate", "71.06", "67.96", "3.10", "3.10 个百分点"),
        ("rate", "99.28", "99.28", "0", "持平"),  # of 99.284 and 99.276: what a reader sees is compared
        ("count", "3", "4", "-25.00", "25.00%"),
        ("count", "2087", "1961", "6.43", "6.43%"),
        ("count", "0", "0", "0", "持平"),
        ("count", "3", "0", None, "无可比"),
        ("rate", None, "67.96", None, "无可比"),
        ("mean", "2.07", "2.00", "0.07", "0.07"),
    ],
)
def test_how_far_a_figure_moved_and_in_which_words(shape: str, now: str | None, before: str | None, change: str | None, words: str) -> None:
    found = moved(shape, now and Decimal(now), before and Decimal(before))  # type: ignore[arg-type]
    assert found == (None if change is None else Decimal(change))
    assert size(shape, found) == words  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "change", "expected"),
    [
        ("completion", "0.10", "better"),
        ("completion", "-0.10", "worse"),
        ("overdue", "5", "worse"),
        ("dissatisfied", "-5", "better"),
        ("volume", "5", ""),
        ("completion", "0", ""),
    ],
)
def test_better_or_worse_is_said_only_where_it_is_beyond_doubt(code: str, change: str, expected: str) -> None:
    assert tone(code, Decimal(change)) == expected


@pytest.mark.django_db
class TestSeries:
    @pytest.fixture(autouse=True)
    def _quarter(self, unit: Unit) -> None:
        cases.district(starts_on="2021-01-01")
        cases.calendar()
        other = build.unit("教育局")
        for number in range(14):
            day, to = f"2022-0{number % 3 + 1}-{number + 5:02}", other if number % 4 == 3 else unit
            done = None if number % 5 == 0 else f"{day} 15:00"
            row = held(to, f"{day} 10:00", replied=done, completed=done)
            if number % 2:
                called(row, f"{day} 18:00", "dissatisfied" if number % 3 == 0 else "satisfied")
        closing.close("2022Q1", None, APRIL)

    @pytest.mark.parametrize("against", ["previous", "year"])
    def test_a_series_compares_as_two_counts_of_the_periods_do(self, unit: Unit, against: Against) -> None:
        OutsideFigure.objects.create(period="2021-03", code="volume", label="承办件数", value=4, source="2021 年 3 月通报")
        period = parse("2022-03")
        whole, own = series.load(series.months_for(period), CODES), series.load(series.months_for(period), CODES, series.ids_for([unit.pk]))
        outside = {one.code: one for one in OutsideFigure.objects.all()} if against == "year" else {}
        for code in CODES:
            expected = compare(code, period, APRIL, against)
            found = whole.compare(code, period, against, outside)
            assert (found.difference, found.ours, found.outside) == (expected.difference, expected.ours, expected.outside), code
            expected = compare(code, period, APRIL, against, {"unit": unit})
            assert own.compare(code, period, against).difference == expected.difference, code

    def test_what_was_not_counted_is_missing_and_never_a_nought(self, unit: Unit) -> None:
        found = series.load(series.months_for(parse("2022Q2")), CODES)
        assert found.words(parse("2022Q1")) == "已关账"
        closing.reopen("2022-03", None, APRIL, "补录")
        found = series.load(series.months_for(parse("2022Q2")), CODES)
        assert found.words(parse("2022Q1")).startswith("部分已关账")
        assert found.words(parse("2022Q2")) == "未计算"
        assert found.compare("volume", parse("2022Q2"), "previous").difference is None
        late = series.load(series.months_for(parse("2022-04")), CODES)
        assert late.compare("volume", parse("2022-04"), "previous").basis == "2022年4月尚未计算"
        part = series.load(series.months_for(parse("2022-01")), CODES).compare("volume", parse("2022-01"), "previous")
        assert (part.difference, part.notes) == (None, ("2021年12月没有数据，也没有登记外部数据，无法环比。",))

    def test_a_year_of_months_is_two_queries(self, unit: Unit, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        months = series.months_for(parse("2022"))
        series.load(months, CODES)
        known = series.load(months, CODES).known
        with django_assert_num_queries(2):
            series.load(months, CODES, [unit.pk], {}, known)

    def test_a_month_that_is_counted_anew_while_it_is_read_shows_its_figures_before_or_after(self) -> None:
        """The month's closing is another row then."""
        months = series.months_for(parse("2022Q1"))
        with counted_anew_before_facts_are_read("2022-02", APRIL + timedelta(days=1)):
            found = series.load(months, CODES)
        assert found.by_month == series.load(months, CODES).by_month
        assert [found.by_month[month.label]["volume"][1] for month in parse("2022Q1").months()] == [5, 5, 4]
