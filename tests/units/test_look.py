"""The template tags of the look: what they draw, and how moments are written."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from units.templatetags import look


def test_an_icon_without_a_label_is_passed_over_by_screen_readers() -> None:
    assert look.icon("inbox", 22) == (
        '<svg class="icon" width="22" height="22" aria-hidden="true"><use href="/static/vendor/tabler/icons.svg#inbox"></use></svg>'
    )


def test_an_icon_with_a_label_is_told() -> None:
    assert 'role="img" aria-label="超期"' in look.icon("clock", 14, "超期")


@dataclass(frozen=True)
class Left:
    state: str
    short: str


def test_what_is_left_stands_as_a_sign_and_an_amount_so_that_amounts_stand_below_each_other() -> None:
    drawn = look.countdown(Left("today", "剩 3 小时"), title="<收到 07-03>")
    assert drawn.startswith('<span class="countdown today" title="&lt;收到 07-03&gt;"><svg')
    assert drawn.endswith('<span>剩</span><span class="words">3 小时</span></span>')


def test_a_limit_that_has_run_over_is_told_to_who_cannot_see_its_colour() -> None:
    drawn = look.countdown(Left("overdue", "超 2 个工作日"), "超 2 天")
    assert 'aria-label="超期"' in drawn
    assert '<span class="words">2 天</span>' in drawn


def test_without_a_limit_nothing_is_drawn() -> None:
    assert look.countdown(None) == ""


def test_a_badge_names_its_word_and_its_tone() -> None:
    assert look.badge("已并案", "blue") == '<span class="badge blue">已并案</span>'
    assert 'icons.svg#copy"' in look.badge("疑似重复 91%", "amber", "copy")


def test_a_bar_holds_its_width_as_a_value_not_as_a_style() -> None:
    assert look.bar(415, 420, "green") == '<progress class="bar green" value="415" max="420" aria-hidden="true"></progress>'


def test_a_bar_of_nothing_is_empty() -> None:
    assert 'value="0" max="1"' in look.bar(0, 0)


def test_a_small_line_runs_from_lowest_to_highest_with_a_dot_on_the_last_month() -> None:
    drawn = look.spark([1, 3, 2], 66, 26)
    assert 'points="3.0,23.0 33.0,3.0 63.0,13.0"' in drawn
    assert '<circle cx="63.0" cy="13.0" r="3">' in drawn


def test_a_month_without_a_figure_leaves_a_gap() -> None:
    drawn = look.spark([1, 2, None, 2, 1])
    assert drawn.count("<polyline") == 2


def test_a_last_month_without_a_figure_has_no_dot() -> None:
    assert "<circle" not in look.spark([1, 2, None])


def test_no_figures_draw_no_line() -> None:
    assert look.spark([None, None]) == ""


HEAT = [(None, 436, "heat-0"), (0, 436, "heat-0"), (4, 436, "heat-0"), (218, 436, "heat-3"), (436, 436, "heat-6"), (5, 0, "heat-0")]


@pytest.mark.parametrize(("value", "top", "expected"), HEAT)
def test_heat_goes_in_seven_steps_to_the_highest_number(value: int | None, top: int, expected: str) -> None:
    assert look.heat(value, top) == expected


def test_moments_are_written_by_the_office_clock() -> None:
    at = datetime(2023, 10, 7, 1, 12, tzinfo=UTC)
    assert look.moment(at) == "2023-10-07 09:12"
    assert look.short_moment(at) == "10-07 09:12"
    assert look.row_moment(at) == "2023-10-07", "of another year"
    this_year = timezone.localtime().replace(month=3, day=1, hour=9, minute=5)
    assert look.row_moment(this_year) == "03-01 09:05"
    assert look.row_moment(None) == look.moment(None) == look.short_moment(None) == look.due_moment(None) == ""


def test_midnight_is_the_24_00_of_the_day_that_it_ends() -> None:
    assert look.due_moment(datetime(2023, 7, 10, 16, 0, tzinfo=UTC)) == "7月10日 24:00"
    assert look.due_moment(datetime(2023, 7, 7, 9, 0, tzinfo=UTC)) == "7月7日 17:00"


def test_days_are_named() -> None:
    assert look.month_day(date(2023, 7, 3)) == "7月3日"
    assert look.weekday(date(2023, 7, 3)) == "周一"


@pytest.mark.parametrize(("count", "expected"), [(0, "0"), (1000, "1000"), (1001, "1000+")])
def test_counts_are_true_to_a_thousand(count: int, expected: str) -> None:
    assert look.over_thousand(count) == expected


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("兴工街铺路", ["铺路"], '兴工街<u class="read">铺路</u>'),
        ("路灯、路", ["路", "路灯"], '<u class="read">路灯</u>、<u class="read">路</u>'),
        ("<b>路</b>", ["路"], '&lt;b&gt;<u class="read">路</u>&lt;/b&gt;'),
        ("a<b", ["a<"], '<u class="read">a&lt;</u>b'),
        ("1.5 米", [".", "1.5"], '<u class="read">1.5</u> 米'),
    ],
)
def test_words_are_underlined_and_all_else_is_escaped(text: str, words: list[str], shown: str) -> None:
    assert look.traced(text, words) == shown
