"""Places in a table: ties and what breaks them, bands, the best and the worst, least volumes of groups."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rules.methods import MethodBody, check
from scoring.rules.points import score
from scoring.rules.ranking import Entry, Place, rank

BASE: dict[str, Any] = {
    "code": "x",
    "version": "1",
    "name": "办法",
    "valid_from": "2024-01-01",
    "period": "month",
    "full_mark": 100,
    "decimals": 1,
    "rounding": "sum",
    "unsampled": "not_ranked",
    "ties": "shared",
    "components": [
        {"kind": "share", "code": "completion", "indicator": "completion", "points": 60},
        {"kind": "share", "code": "solved", "indicator": "solved", "points": 40},
    ],
}


def places(method: MethodBody, rows: list[tuple[str, str, str, int | None]], kind: str = "department") -> list[Place[str]]:
    """Rows: unit, per cent completed, per cent solved, volume; in the units' order."""
    entries = []
    for order, (unit, completed, solved, volume) in enumerate(rows):
        counts = {"completion": (Decimal(100), Decimal(completed)), "solved": (Decimal(100), Decimal(solved))}
        entries.append(Entry(unit, order, kind, volume, score(method, counts, method.group_of(kind) or "")))
    return rank(method, entries)


EQUAL: list[tuple[str, str, str, int | None]] = [
    ("甲", "90", "90", 10),  # 90.0
    ("乙", "100", "75", 30),  # 90.0, more completed
    ("丙", "90.06", "90", 20),  # 90.036 → 90.0
    ("丁", "100", "100", 5),
    ("戊", "50", "50", 5),
]


@pytest.mark.parametrize(
    ("ties", "breakers", "expected"),
    [
        ("serial", [], "丁1 甲2 乙3 丙4 戊5"),
        ("shared", [], "丁1 甲2 乙2 丙2 戊5"),
        ("dense", [], "丁1 甲2 乙2 丙2 戊3"),
        ("shared", ["completion"], "丁1 乙2 丙3 甲4 戊5"),
        ("shared", ["solved"], "丁1 甲2 丙2 乙4 戊5"),
        ("shared", ["solved", "volume"], "丁1 丙2 甲3 乙4 戊5"),
        ("shared", ["-volume"], "丁1 甲2 丙3 乙4 戊5"),
        ("dense", ["exact"], "丁1 丙2 甲3 乙3 戊4"),
        ("shared", ["order"], "丁1 甲2 乙3 丙4 戊5"),
    ],
)
def test_equal_totals_are_told_apart_by_the_breakers_and_then_as_the_method_says(ties: str, breakers: list[str], expected: str) -> None:
    found = places(check({**BASE, "ties": ties, "tie_breakers": breakers}), EQUAL)
    assert " ".join(f"{place.who}{place.rank}" for place in found) == expected


BANDS = {
    "at_least": [{"label": "优", "at_least": 95}, {"label": "良", "at_least": 90}, {"label": "中"}],
    "top": [{"label": "优", "top": 1}, {"label": "良", "top": 2}, {"label": "中"}],
    "top_percent": [{"label": "优", "top_percent": 20}, {"label": "良", "top_percent": 80}],
}


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("at_least", "丁优 甲良 乙良 丙良 戊中"),
        ("top", "丁优 甲良 乙良 丙良 戊中"),  # three share the second place
        ("top_percent", "丁优 甲良 乙良 丙良 戊"),  # 20% of 5 are 1, 80% are 4; what no band takes in has none
    ],
)
def test_bands_go_by_points_by_place_or_by_share_of_the_units(form: str, expected: str) -> None:
    assert " ".join(f"{place.who}{place.band}" for place in places(check({**BASE, "bands": BANDS[form]}), EQUAL)) == expected


def test_the_first_are_the_best_and_the_last_the_worst_and_nobody_is_both() -> None:
    serial = check({**BASE, "ties": "serial", "best": 2, "best_label": "先进", "worst": 4})
    assert [(place.who, place.note) for place in places(serial, EQUAL)] == [
        ("丁", "先进第1"),
        ("甲", "先进第2"),
        ("乙", "较差第3"),
        ("丙", "较差第2"),
        ("戊", "较差第1"),
    ]
    shared = check({**BASE, "best": 2, "worst": 1})
    assert [place.note for place in places(shared, EQUAL)] == ["优秀第1", "优秀第2", "优秀第2", "优秀第2", "较差第1"]
    assert places(check({**BASE, "best": 10}), EQUAL)[0].note == "十佳第1"


def test_a_group_has_its_own_least_volume_full_mark_and_points() -> None:
    groups = [
        {"label": "部门", "kinds": ["department"], "least_volume": 10},
        {"label": "街道", "kinds": ["subdistrict"], "full_mark": 80, "points": {"completion": 40}},
    ]
    method = check({**BASE, "least_volume": 20, "groups": groups})
    assert [(place.who, place.rank) for place in places(method, EQUAL)] == [("甲", 1), ("乙", 1), ("丙", 1), ("丁", None), ("戊", None)]
    streets = places(method, EQUAL, "subdistrict")
    assert [(place.who, str(place.total), place.rank) for place in streets] == [
        ("丙", "72.0", 1),
        ("乙", "70.0", 2),
        ("甲", "None", None),
        ("丁", "None", None),
        ("戊", "None", None),
    ]


def test_a_component_for_one_group_is_left_out_of_the_others() -> None:
    returns = {"kind": "share", "code": "returns", "indicator": "return_rate", "points": 0, "groups": ["部门"]}
    groups = [{"label": "部门", "kinds": ["department"]}, {"label": "街道", "kinds": ["subdistrict"]}]
    method = check({**BASE, "groups": groups, "components": [*BASE["components"], returns]})
    [street] = places(method, [("甲", "100", "100", None)], "subdistrict")
    assert [(part.code, part.points, part.note) for part in street.parts][2] == ("returns", None, "本组不计")
    assert street.rank == 1


@given(st.permutations(EQUAL))
def test_the_order_of_the_rows_moves_no_total_and_no_rank(rows: list[tuple[str, str, str, int | None]]) -> None:
    method = check({**BASE, "tie_breakers": ["completion"]})
    assert {place.who: (place.rank, place.total) for place in places(method, rows)} == {
        place.who: (place.rank, place.total) for place in places(method, EQUAL)
    }
