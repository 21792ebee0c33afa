"""A score in a bulletin can be added up again from its terms, whatever its method is made of."""

from decimal import Decimal
from typing import Any

import pytest

from reports.rules import figures
from scoring.rules.methods import check
from scoring.rules.points import half_up
from scoring.rules.points import score as scored

METHOD: dict[str, Any] = {
    "code": "x",
    "version": "1",
    "name": "办法",
    "valid_from": "2024-01-01",
    "period": "month",
    "full_mark": 100,
    "rounding": "sum",
    "unsampled": "left_out_renormalised",
    "ties": "serial",
    "most": 101,
    "groups": [
        {"label": "部门", "kinds": ["department"]},
        {"label": "街道", "kinds": ["subdistrict"], "full_mark": 80, "points": {"completion": 20}},
    ],
    "components": [
        {"kind": "share", "code": "completion", "indicator": "completion", "points": 40},
        {"kind": "mean", "code": "stars", "indicator": "mean_star", "points": 4, "most": 5},
        {"kind": "target", "code": "feedback", "indicator": "on_time_feedback", "points": 40, "target": 95, "step": 3},
        {"kind": "each", "code": "overdue", "indicator": "overdue", "points": 1, "sign": "-"},
        {"kind": "ledger", "code": "创新奖", "ledger": "创新奖", "sign": "+"},
    ],
}
FULL = {"completion": (3, 3), "mean_star": (2, 10), "on_time_feedback": (4, 4)}


@pytest.mark.parametrize(
    ("group", "counts", "total", "held"),
    [
        ("部门", {"completion": (3, 2), "mean_star": (7, 30), "on_time_feedback": (40, 37), "overdue": (3, 3)}, "73.31", ""),
        ("街道", {"completion": (3, 2), "mean_star": (7, 30), "on_time_feedback": (40, 37), "创新奖": (1, 150)}, "64.48", ""),
        ("部门", {"completion": (3, 2), "on_time_feedback": (40, 37)}, "73.96", ""),  # no stars: what is left counts 100/80
        ("街道", {"mean_star": (7, 30), "on_time_feedback": (40, 37), "overdue": (3, 3)}, "63.19", ""),
        ("部门", {**FULL, "创新奖": (1, 500)}, "101.00", "总分上限"),
    ],
)
def test_the_terms_add_up_to_the_printed_total(group: str, counts: dict[str, tuple[int, int]], total: str, held: str) -> None:
    method = check(METHOD)
    result = scored(method, counts, group)
    assert result.total is not None
    figure = figures.score(method, result.parts, result.total, "2024-01", "1", group)
    assert figure.value == total
    assert half_up(sum((Decimal(term.points) for term in figure.terms), Decimal(0)), 2) == Decimal(total)
    assert [term.label for term in figure.terms if term.label.startswith("总分")] == ([held] if held else [])
    for term in figure.terms:
        if term.factor and term.base:
            worth = Decimal(term.hits) * 100 / Decimal(term.base) * Decimal(term.factor)
            assert half_up(worth, 8) == half_up(Decimal(term.points), 8), term.label


def test_every_kind_of_component_has_a_cell() -> None:
    method = check(METHOD)
    parts = scored(method, {"completion": (3, 2), "mean_star": (7, 30), "overdue": (3, 3), "创新奖": (1, 150)}, "部门").parts
    cells = [figures.component_cell(part, "2024-01", "1", "市级未抽访") for part in parts]
    assert [cell.text for cell in cells] == ["66.67%", "4.29", "无到期件", "3", "1.50"]
