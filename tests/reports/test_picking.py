"""Which units a sentence names: the farthest first, ties in the ranking's order, nothing counted is never named."""

from __future__ import annotations

import pytest

from reports.rules.frames import Pick
from reports.rules.picking import Standing, lead, picked

# name, rank, volume, on time of due
UNITS = (
    ("甲", 1, 30, (9, 10)),
    ("乙", 2, 50, (10, 10)),
    ("丙", 3, 30, (8, 10)),
    ("丁", 4, 0, (0, 0)),
)
STANDINGS = [
    Standing(name, rank, {"volume": (volume, volume), "on_time_feedback": (due, hits)}) for name, rank, volume, (hits, due) in UNITS
]


@pytest.mark.parametrize(
    ("pick", "names"),
    [
        (Pick("a", "volume", "highest", 2), "乙甲"),
        (Pick("a", "volume", "lowest", 9), "甲丙乙"),
        (Pick("a", "on_time_feedback", "lowest", 1), "丙"),
        (Pick("a", "on_time_feedback", "lowest", 9, below="100"), "丙甲"),
        (Pick("a", "on_time_feedback", "lowest", 9, below="50"), ""),
        (Pick("a", "satisfaction", "highest", 9), ""),
    ],
)
def test_units_are_picked_by_their_figure(pick: Pick, names: str) -> None:
    assert "".join(one.name for one in picked(pick, STANDINGS, {})) == names


def test_they_lead_only_when_they_hold_the_first_places() -> None:
    assert lead(STANDINGS[:2])
    assert lead(list(reversed(STANDINGS[:3])))
    assert not lead(STANDINGS[1:3])
    assert not lead([])
