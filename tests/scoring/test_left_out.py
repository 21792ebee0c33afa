"""Tickets that a what-if leaves out, as people type them."""

import pytest

from scoring.rules.indicators import STANDARD
from scoring.rules.left_out import LeftOut, Typed, read_left_out
from tickets.models import Exclusion

ASPECTS = dict(Exclusion.Aspect.choices)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("\n  \n", ()),
        ("2310071234", (LeftOut("2310071234", (), 1),)),
        ("  2310071234  \r\n\r\n4129489", (LeftOut("2310071234", (), 1), LeftOut("4129489", (), 3))),
        ("4129489 满意率 办结率", (LeftOut("4129489", ("satisfaction", "completion"), 1),)),
        ("4129489：满意率、completion，满意率", (LeftOut("4129489", ("satisfaction", "completion"), 1),)),
        ("4129489\tsatisfaction.dissatisfied", (LeftOut("4129489", ("satisfaction.dissatisfied",), 1),)),
    ],
)
def test_one_ticket_a_line_with_the_indicators_that_it_is_left_out_of(text: str, found: tuple[LeftOut, ...]) -> None:
    assert read_left_out(text, STANDARD) == Typed(found)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1\n2\n1", ["第 3 行：工单 1 与第 1 行重复，请把指标写在同一行。"]),
        ("1 满意", ["第 1 行：没有指标“满意”，是不是：满意率、不满意件、过程满意率？不写指标即从全部指标剔除。"]),
        ("1 xyz", ["第 1 行：没有指标“xyz”，名称见“指标口径”。不写指标即从全部指标剔除。"]),
        ("1 加分", ["第 1 行：没有指标“加分”，"]),
        ("1 xyz\n2 满意率\n2", ["第 1 行：没有指标“xyz”，", "第 3 行：工单 2 与第 2 行重复，"]),
        ("\n".join(map(str, range(501))), ["一次至多剔除 500 件，现有 501 件，请分几次试算。"]),
    ],
)
def test_every_fault_is_told_with_its_line(text: str, words: list[str]) -> None:
    faults = read_left_out(text, STANDARD).faults
    assert len(faults) == len(words)
    assert all(told.startswith(expected) for told, expected in zip(faults, words, strict=True)), faults


@pytest.mark.parametrize("label", ASPECTS.values())
def test_every_word_of_an_exclusion_is_understood(label: str) -> None:
    typed = read_left_out(f"4129489 {label}", STANDARD, ASPECTS)
    assert typed.faults == () and typed.tickets[0].every_code


def test_an_exclusions_word_takes_all_indicators_of_its_aspect() -> None:
    [one] = read_left_out("4129489 结果满意、办结率", STANDARD, ASPECTS).tickets
    assert one.codes == ("completion",)
    assert {"satisfaction", "dissatisfied"} <= set(one.every_code) and "solved" not in one.every_code
