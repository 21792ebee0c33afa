"""Lines that somebody types about the city's words: number, words, and a new limit at the end."""

import pytest

from tests.build import moment
from tickets.rules.answers import UNREAD, read_ruling
from tickets.rules.deadlines import Limit
from tickets.rules.incoming import IncomingRuling, Refusal
from tickets.rules.rulings_in import limit_in, typed_rulings


@pytest.mark.parametrize(
    ("line", "number", "words", "due"),
    [
        ("230703094127106144 请跟踪落实，并回复最终处理结果", "230703094127106144", "请跟踪落实，并回复最终处理结果", None),
        ("4129489，请落实，2023-07-14", "4129489", "请落实", moment("2023-07-15 00:00")),
        ("4129489\t请落实\t2023/7/14 17:00", "4129489", "请落实", moment("2023-07-14 17:00")),
        ("4129489 请落实 限：2023年7月14日", "4129489", "请落实", moment("2023-07-15 00:00")),
        ("4129489 请落实 3个工作日", "4129489", "请落实", Limit(3)),
        ("4129489 请于2023-07-14前落实", "4129489", "请于2023-07-14前落实", None),
        ("４１２９４８９　请落实", "4129489", "请落实", None),
        ("4129489", "4129489", "", None),
    ],
)
def test_a_line_is_number_words_and_limit(line: str, number: str, words: str, due: object) -> None:
    [found] = typed_rulings(f"\n  {line}  \n", "refusal")
    assert isinstance(found, IncomingRuling)
    assert (found.row, found.number, found.kind, found.words, found.limit or found.due_at) == (2, number, "refusal", words, due)


@pytest.mark.parametrize(
    ("words", "said", "limit"),
    [
        ("请3个工作日内办结并回复", "3个工作日内", Limit(3)),
        ("限三个工作日", "三个工作日", Limit(3)),
        ("请于十五日内反馈", "十五日内", Limit(15, "day")),
        ("24小时内联系诉求人", "24小时内", Limit(24, "hour")),
        ("请于7月14日前落实", "7月14日前", moment("2023-07-15 00:00")),
        ("2023年12月1日之前回复", "2023年12月1日之前", moment("2023-12-02 00:00")),
        ("请于1月5日前回复", "1月5日前", moment("2023-01-06 00:00")),
        ("诉求人称已等3天，仍未解决", None, None),
        ("7月3日已致电", None, None),
        ("2月30日前回复", None, None),
        ("请尽快落实", None, None),
    ],
)
def test_a_limit_amid_the_words_is_seen(words: str, said: str | None, limit: object) -> None:
    assert limit_in(words, moment("2023-07-04 09:00")) == ((said, limit) if said else None)


def test_a_day_without_a_year_is_the_one_to_come_at_the_turn_of_the_year() -> None:
    assert limit_in("1月5日前回复", moment("2023-12-20 09:00")) == ("1月5日前", moment("2024-01-06 00:00"))


@pytest.mark.parametrize(("line", "code"), [("2.31007E+17 请落实", "number_lost"), ("1 请落实 2023-02-30", "date_impossible")])
def test_a_line_that_cannot_be_read_is_refused_with_its_row(line: str, code: str) -> None:
    [found] = typed_rulings(line, "refusal")
    assert isinstance(found, Refusal)
    assert (found.row, found.code) == (1, code) and "一行一件" in found.words


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("退办", "refusal"),
        ("不予办结", "refusal"),
        ("通报批评", "criticism"),
        ("同意延期", "extended"),
        ("不同意延期", "not_extended"),
        ("", None),
    ],
)
def test_the_citys_decisions_are_read_from_its_words(word: str, kind: str | None) -> None:
    assert read_ruling(word) == kind
    assert read_ruling("马马虎虎") is UNREAD
