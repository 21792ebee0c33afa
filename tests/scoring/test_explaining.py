"""Every score can be added up by hand: the sum in words of each kind of component, and of all ten examples of docs/methods."""

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from scoring.rules.counts_file import read_sheet
from scoring.rules.counts_in import read_counts
from scoring.rules.explaining import explain, graded
from scoring.rules.methods import MethodBody, parse
from scoring.rules.points import score
from scoring.rules.rounding import to_places
from scoring.rules.score_table import places
from tests.scoring.test_weighing import HIGHER, RATE, TARGET, method

EXAMPLES = sorted((Path(__file__).parents[2] / "docs" / "methods").iterdir())
RESULT = re.compile(r"(?:＝ |→ |：)(-?\d+(?:\.\d+)?) 分")


def told(example: Path) -> tuple[MethodBody, dict[str, dict[str, str]]]:
    """Unit → component → its sum in words."""
    body = parse((example / "method.toml").read_text("utf-8"))
    counts = read_counts(body, read_sheet((example / "counts.csv").read_bytes()))
    return body, {place.who: explain(body, place.group, place.parts) for place in places(body, counts)}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_every_sum_of_the_ten_examples_ends_in_the_points_that_are_scored(example: Path) -> None:
    body = parse((example / "method.toml").read_text("utf-8"))
    counts = read_counts(body, read_sheet((example / "counts.csv").read_bytes()))
    for place in places(body, counts):
        sums = explain(body, place.group, place.parts)
        own = {one.code for one in body.components_in(place.group)}
        assert set(sums) == own
        for part in place.parts:
            if part.code not in own:
                continue
            found = RESULT.findall(sums[part.code])
            if part.points is None:
                assert (found, "不计入" in sums[part.code]) == ([], True)
                continue
            digits = body.component_decimals if body.rounding == "components" else 4
            expected = to_places(Fraction(part.points), digits, body.rounding_mode if body.rounding == "components" else "half_up")
            assert Decimal(found[-1]) == expected, (place.who, part.code, sums[part.code])


@pytest.mark.parametrize(
    ("example", "unit", "component", "words"),
    [
        ("01", "住建局", "satisfaction", "3 × 86%（43 ÷ 50） ＝ 2.58 分"),
        ("01", "住建局", "bonus", "登记 1 项，合计 1.26 分，按 1 封顶，加上 ＝ 1 分"),
        ("01", "住建局", "deduction", "没有登记 ＝ 0 分"),
        ("01", "教育局", "satisfaction", "未抽访，不计入，满分由其余分项承担"),
        ("01", "教育局", "completion", "3 × 98.8235%（84 ÷ 85），缺项的满分摊到其余，× 10 ÷ 7 ＝ 4.2353 分"),
        ("01", "城管局", "deduction", "登记 1 项，合计 0.10 分，减去 ＝ -0.1 分"),
        ("02", "社会保险分局", "stars", "2 × 2.0667（31 ÷ 15） ＝ 4.1333 分"),
        ("02", "社会保险分局", "base", "固定分值 ＝ 60 分"),
        ("03", "甲局", "on_time", "100%（100 ÷ 100） 达到 100%，得满分 ＝ 20.0 分"),
        ("03", "乙局", "satisfaction", "92.35% 低于 95%，差 2.65 个百分点：60 − 2.65 × 2 ＝ 54.7 分"),
        ("03", "乙局", "on_time", "98.5% 低于 100%，差 1.5 个百分点，每 1 扣一次、不满按满计，计 2 次：20 − 2 × 1 ＝ 18.0 分"),
        ("03", "丙局", "satisfaction", "70%（70 ÷ 100） 低于 95%，差 25 个百分点：60 − 25 × 2 ＝ 10，不低于最低 20 分 ＝ 20.0 分"),
        ("03", "丙局", "returns", "15%（9 ÷ 60） 超过 5%，差 10 个百分点，每 2 扣一次、不满不扣，计 5 次：20 − 5 × 4 ＝ 0.0 分"),
        ("03", "丁街道", "satisfaction", "未抽访，按满分计：60.0 分"),
        ("04", "乙局", "satisfaction", "89.99% 属“不低于 80%”一档 ＝ 40 分"),
        ("04", "丙局", "speed", "8 属“其余”一档 ＝ 10 分"),
        ("04", "戊局", "satisfaction", "未抽访，按 0 分计：0 分"),
        ("05", "丁局", "overdue", "60 件，减去不计的 2 件余 58 件：−58 × 0.5 ＝ 29，按 20 封顶 ＝ -20 分"),
        ("06", "乙局", "late", "11 件，每满 5 件一次，计 2 次：−2 × 1 ＝ -2 分"),
        ("08", "乙局", "satisfaction", "30 × 86.67%（13 ÷ 15，先取 2 位小数） ＝ 26.001 分"),
        ("09", "城关街道", "satisfaction", "60 × 92%（92 ÷ 100） ＝ 55.2 分"),
        ("10", "乙局", "service", "70 × 84.8485%（28 ÷ 33） ＝ 59.3939 → 59.394 分（四舍五入）"),
        ("10", "丙局", "opinion", "7 件 超过 0，差 7：10 − 7 × 2 ＝ -4，不低于最低 0 分 ＝ 0.000 分"),
    ],
)
def test_the_sum_stands_in_words_with_its_numbers(example: str, unit: str, component: str, words: str) -> None:
    folder = next(one for one in EXAMPLES if one.name.startswith(example))
    assert told(folder)[1][unit][component] == words


@pytest.mark.parametrize(
    ("component", "full_mark", "counts", "words"),
    [
        ({"kind": "share", **RATE, "points": 10, "of": "rest", "sign": "-"}, 0, (10, 8), "−10 × （1 − 80%（8 ÷ 10）） ＝ -2 分"),
        ({**TARGET, "every": 2, "step": 1}, 10, (100, 90), "90%（90 ÷ 100） 低于 95%，差 5 个百分点，÷ 2 ＝ 2.5：10 − 2.5 × 1 ＝ 7.5 分"),
        ({"kind": "steps", **RATE, "tiers": HIGHER}, 5, (10, 9), "90%（9 ÷ 10） 属“不低于 90%”一档 ＝ 5 分"),
        (
            {"kind": "mean", "indicator": "mean_star", "points": 2, "most": 3},
            6,
            (2, 8),
            "2 × 3（均值 4 按最高 3 计） ＝ 6 分",
        ),
        ({"kind": "ledger", "ledger": "bonus", "sign": "+"}, 0, (3, 26), "登记 3 项，合计 0.26 分，加上 ＝ 0.26 分"),
    ],
)
def test_each_kind_tells_its_sum(component: dict[str, Any], full_mark: int, counts: tuple[int, int], words: str) -> None:
    body = method(component, full_mark=full_mark)
    one = body.components[0]
    result = score(body, {one.indicator: counts})
    assert explain(body, "", result.parts)[one.code] == words


def test_a_unit_that_is_not_ranked_has_its_other_components_as_they_are() -> None:
    assert told(EXAMPLES[9])[1]["丙局"]["review"] == "0.2 × 90 ＝ 18.000 分"


def test_answers_with_grades_are_told_one_by_one() -> None:
    example = EXAMPLES[0]
    body = parse((example / "method.toml").read_text("utf-8"))
    lines = {line.unit: line for line in read_counts(body, read_sheet((example / "counts.csv").read_bytes())).lines}
    satisfaction, feedback = body.components[:2]
    assert graded(body, satisfaction, lines["住建局"].counts) == "满意 40 × 1 ＋ 基本满意 5 × 0.6 ＋ 不满意 5 × 0 ＝ 43"
    assert graded(body, satisfaction, lines["教育局"].counts) == ""
    assert graded(body, feedback, lines["住建局"].counts) == ""
