"""How a component is scored, in the words that stand beside a score."""

from typing import Any

import pytest

from scoring.rules.component_words import words_of
from tests.scoring.test_weighing import HIGHER, LOWER, RATE, TARGET, method


@pytest.mark.parametrize(
    ("component", "full_mark", "words"),
    [
        ({**TARGET, "floor": 3}, 10, "达到 95% 得 10 分，每低 1 个百分点扣 2 分（按比例），最低 3 分"),
        ({**TARGET, "better": "lower", "per": "full", "every": 2}, 10, "不高于 95% 得 10 分，每高 2 个百分点扣 2 分（不满不扣）"),
        ({"kind": "steps", **RATE, "tiers": HIGHER}, 5, "不低于 90% 5 分；高于 80% 4 分；不低于 80% 3 分；不低于 0% 0 分"),
        ({"kind": "steps", **RATE, "tiers": LOWER, "better": "lower"}, 5, "低于 1% 5 分；不高于 1% 4 分；不高于 5% 2 分；其余 -1 分"),
        ({"kind": "each", **RATE, "points": "0.5", "sign": "-", "free": 2, "cap": 5}, 0, "每件扣 0.5 分，前 2 件不计，至多 5 分"),
        ({"kind": "each", **RATE, "points": 1, "sign": "+", "every": 5}, 0, "每满 5 件加 1 分"),
        ({"kind": "ledger", "ledger": "bonus", "sign": "+", "cap": 1}, 0, "按登记的分值加分，至多 1 分"),
        ({"kind": "mean", "indicator": "mean_star", "points": 2, "most": 3}, 6, "均值每 1 计 2 分，最高 3"),
        ({"kind": "share", **RATE, "points": 10, "of": "rest", "sign": "-"}, 0, "10 分 × 未达到的比例，扣分"),
        ({"kind": "constant", "points": 5}, 5, ""),
    ],
)
def test_a_component_tells_how_it_is_scored(component: dict[str, Any], full_mark: int, words: str) -> None:
    assert words_of(method(component, full_mark=full_mark).components[0], "rate") == words
