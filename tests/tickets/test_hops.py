"""Rounds of the flow: where a unit gets a ticket again, a new round begins."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import build
from tickets.rules.hops import Flow, Stay, flow, rounds


@pytest.mark.parametrize(
    ("units", "cut"),
    [
        ("", []),
        ("A", ["A"]),
        ("ABC", ["ABC"]),
        ("ABCABC", ["ABC", "ABC"]),
        ("ABABA", ["AB", "AB", "A"]),
        ("AAB", ["A", "AB"]),
        ("ABCBD", ["ABC", "BD"]),
    ],
)
def test_a_round_ends_where_a_unit_gets_the_ticket_again(units: str, cut: list[str]) -> None:
    assert ["".join(units[place] for place in run) for run in rounds(units)] == cut


@given(st.lists(st.integers(0, 4), max_size=20))
def test_rounds_hold_every_hop_once_in_order_and_no_unit_twice(units: list[int]) -> None:
    cut = rounds(units)
    assert [place for run in cut for place in run] == list(range(len(units)))
    for run, following in pairwise(cut):
        held = [units[place] for place in run]
        assert len(held) == len(set(held))
        assert units[following[0]] in held


def example() -> Flow:
    """美吉姆早教退费 as the picture shows it: three units, back and forth twice."""
    names = {1: "区市场局", 2: "区教育局", 3: "区文广局"}
    days = ["2023-05-15", "2023-05-17", "2023-05-23", "2023-06-02", "2023-06-19", "2023-07-10"]
    moments = [build.moment(f"{day} 09:00") for day in days]
    stays = [Stay(unit, names[unit], at, until) for unit, at, until in zip([1, 2, 3] * 2, moments, [*moments[1:], None], strict=True)]
    return flow(stays, build.moment("2023-07-10 16:20"))


def test_the_flow_says_how_long_how_often_and_how_many_rounds() -> None:
    assert example().words == "历时 56 天 · 流转 6 次 · 3 家单位往返两轮"
    assert [each.label for each in example().rounds] == ["第一轮", "第二轮"]


def test_each_hop_tells_how_many_days_the_ticket_lay_there() -> None:
    hops = [hop for each in example().rounds for hop in each.hops]
    assert [(hop.place, hop.days, hop.is_here) for hop in hops] == [
        (1, 2, False),
        (2, 6, False),
        (3, 10, False),
        (4, 17, False),
        (5, 21, False),
        (6, 0, True),
    ]


def test_one_unit_alone_has_no_rounds_to_speak_of() -> None:
    one = flow([Stay(1, "区住建局", build.moment("2023-07-10 08:40"))], build.moment("2023-07-12 00:10"))
    assert one.words == "历时 2 天 · 流转 1 次 · 1 家单位"
    assert flow([], build.ARRIVED).count == 0
