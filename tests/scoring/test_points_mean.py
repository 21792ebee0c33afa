"""Mean × points and constants: the grass-roots rows of panjin-2024h1 from whole counts."""

from decimal import Decimal
from typing import Any

import pytest

from scoring.rules.methods import check
from scoring.rules.points import percent, score

PANJIN: dict[str, Any] = {
    "code": "panjin",
    "version": "1",
    "name": "综评分",
    "valid_from": "2024-01-01",
    "period": "half",
    "full_mark": 78,
    "rounding": "sum",
    "unsampled": "not_ranked",
    "least_volume": 15,
    "ties": "serial",
    "components": [
        {"kind": "mean", "code": "stars", "label": "得星平均分", "indicator": "mean_star", "points": 2, "most": 3},
        {"kind": "share", "code": "satisfaction", "indicator": "satisfaction", "points": 12},
        {"kind": "constant", "code": "completion", "label": "办结率、按时反馈率", "points": 60},
    ],
}
PRINTED = [
    # unit, stars of callbacks, satisfied of graded, mean, per cent, score
    ("盘山县教育局", (103, 35), (35, 35), "2.94", "100.00", "77.89"),
    ("盘锦同城实业有限公司", (45, 17), (15, 19), "2.65", "78.95", "74.77"),
    ("盘锦市社会保险事业管理局盘山县分局", (31, 15), (11, 12), "2.07", "91.67", "75.13"),
    ("大洼区应急管理局", (45, 20), (18, 20), "2.25", "90.00", "75.30"),
    ("双台子区生态环境局", (108, 36), (36, 36), "3.00", "100.00", "78.00"),
]


@pytest.mark.parametrize(("unit", "stars", "satisfied", "mean", "pct", "total"), PRINTED, ids=[row[0] for row in PRINTED])
def test_a_score_is_two_points_for_a_star_twelve_for_satisfaction_and_sixty(
    unit: str, stars: tuple[int, int], satisfied: tuple[int, int], mean: str, pct: str, total: str
) -> None:
    counts = {"mean_star": (stars[1], stars[0]), "satisfaction.satisfied": (satisfied[1], satisfied[0])}
    result = score(check(PANJIN), counts)
    assert str(round(Decimal(stars[0]) / stars[1], 2)) == mean
    assert str(percent(Decimal(satisfied[0]) / satisfied[1])) == pct
    assert str(result.total) == total


@pytest.mark.parametrize("slope", [{"points": 2, "most": 3}, {"full": 6, "most": 3}, {"points": 2, "full": 6}])
def test_any_two_of_points_most_and_full_say_the_same(slope: dict[str, int]) -> None:
    stars = {"kind": "mean", "code": "stars", "indicator": "mean_star", **slope}
    method = check({**PANJIN, "components": [stars, *PANJIN["components"][1:]]})
    assert str(score(method, {"mean_star": (2, 5), "satisfaction.satisfied": (1, 1)}).total) == "77.00"
