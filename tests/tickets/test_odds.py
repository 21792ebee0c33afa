"""How sure a proposed unit is: every case can be added up by hand."""

import pytest

from tickets.rules.odds import Hints, grade, shares


@pytest.mark.parametrize(
    ("hints", "expected"),
    [
        # (41 + 20) / (46 + 20 + 5) = 85.9
        ({1: Hints(41, 0, 20), 2: Hints(5, 0, 0)}, {1: 86, 2: 7}),
        # the list alone: 20 / 25; the list and the place: 30 / 35
        ({1: Hints(points=20)}, {1: 80}),
        ({1: Hints(points=30)}, {1: 86}),
        # the place alone: 10 / 15; named in the text alone: 5 / 10
        ({1: Hints(points=10)}, {1: 67}),
        ({1: Hints(points=5)}, {1: 50}),
        # two leads of one line each: 20 / 45
        ({1: Hints(points=20), 2: Hints(points=20)}, {1: 44, 2: 44}),
        # one finished ticket is little: 1 / 6; one given back speaks for nobody: 0 / 6
        ({1: Hints(kept=1)}, {1: 17}),
        ({1: Hints(returned=1)}, {1: 0}),
        # 1000 tickets count as 50: 900 of them as 45, (45 + 0) / (50 + 20 + 5); the list keeps its weight: 20 / 75
        ({1: Hints(kept=900), 2: Hints(kept=100, points=20)}, {1: 60, 2: 33}),
        # what was given back is taken off: (8 - 2) / (10 + 5)
        ({1: Hints(8, 2, 0)}, {1: 40}),
        ({}, {}),
    ],
)
def test_the_share_is_the_units_points_of_all(hints: dict[int, Hints], expected: dict[int, int]) -> None:
    assert shares(hints) == expected


@pytest.mark.parametrize(("share", "expected"), [(100, "高"), (70, "高"), (69, "中"), (40, "中"), (39, "低"), (0, "低")])
def test_the_share_has_a_word(share: int, expected: str) -> None:
    assert grade(share) == expected
