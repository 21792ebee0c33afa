"""What is said, with its place, of what cannot stand in a target, tiers, events, means, groups, bands and declared indicators."""

from copy import deepcopy
from datetime import datetime

import pytest
from django.core.exceptions import ValidationError

from scoring.rules.methods import check
from tests.scoring.test_methods import GOOD, spoilt

TARGET = {"kind": "target", "code": "t", "label": "目标", "indicator": "completion", "points": 4, "target": 95, "step": 1}
STEPS = {"kind": "steps", "code": "s", "label": "档次", "indicator": "completion"}
EACH = {"kind": "each", "code": "e", "label": "超期", "indicator": "overdue", "points": 1, "sign": "-"}
MEAN = {"kind": "mean", "code": "m", "label": "星", "indicator": "mean_star", "points": 2, "most": 2}
ANSWER = {"code": "service", "label": "服务", "grades": {"good": "好", "bad": "差"}}


def tiers(*bounds: object, **keys: object) -> dict[str, object]:
    """Tiers of falling points from bounds; None is what is left."""
    name = "at_most" if keys.get("better") == "lower" else "at_least"
    found = [({name: bound} if bound is not None else {}) | {"points": 4 - place} for place, bound in enumerate(bounds)]
    return {**STEPS, "tiers": found, **keys}


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("components.1", {**TARGET, "target": 101}, "components 第 2 项：target：应在 0 到 100 之间，现为 101"),
        ("components.1", {**TARGET, "target": -1}, "components 第 2 项：target：应在 0 到 100 之间，现为 -1"),
        ("components.1", {**TARGET, "floor": -1}, "components 第 2 项：floor：不能小于 0，现为 -1"),
        ("components.1", {**TARGET, "floor": 5}, "components 第 2 项：floor：最低分 5 高于满分 4"),
        ("components.1", {**TARGET, "step": -1}, "components 第 2 项：step：不能小于 0"),
        ("components.1", {**TARGET, "every": 0}, "components 第 2 项：every：应大于 0"),
        ("components.1", {**TARGET, "per": "half"}, "components 第 2 项：per：“half”不可用，只能是：exact、full、started"),
        ("components.1", {**TARGET, "better": "worse"}, "components 第 2 项：better：“worse”不可用，只能是：higher、lower"),
        ("components.1", {**TARGET, "indicator": "bonus"}, "“bonus”（加分）不是比率或平均数或件数，是分值"),
        ("components.2.ledger", "volume", "components 第 3 项：ledger：“volume”是指标“承办件数”的代码"),
        ("components.1", tiers(), "components 第 2 项：tiers：至少要有一档"),
        ("components.1", tiers(80, 90, 0), "第 1 档与第 2 档次序不对或重叠：界限要从大到小，现为 80、90"),
        ("components.1", tiers(90, 90, 0), "第 1 档与第 2 档次序不对或重叠"),
        ("components.1", tiers(90, 80), "低于 80 的没有档次，请在最后加一档 { at_least = 0, points = 0 }"),
        ("components.1", tiers(None, 0), "第 1 档没有写界限，只有最后一档可以不写"),
        ("components.1", tiers(5, 3, None, better="lower"), "界限要从小到大，现为 5、3"),
        ("components.1", tiers(3, 5, better="lower"), "超过 5 的没有档次，请在最后加一档不写界限的"),
        ("components.1", tiers(120, 0), "tiers 第 1 项：at_least：应在 0 到 100 之间，现为 120"),
        ("components.1", {**STEPS, "tiers": [{"at_least": 9, "points": 1}, {"points": 4}]}, "较差的一档分值 4 反而高于 1"),
        (
            "components.1",
            {**STEPS, "tiers": [{"at_least": 9, "above": 9, "points": 4}, {"points": 0}]},
            "above：at_least 与 above 只能写一个",
        ),
        ("components.1", {**STEPS, "tiers": [{"at_most": 9, "points": 4}]}, "at_most：没有这个键，可用的是：above、at_least、points"),
        ("components.1", {**EACH, "cap": -1}, "components 第 2 项：cap：不能小于 0"),
        ("components.1", {**EACH, "free": "2"}, "components 第 2 项：free：应为不小于 0 的整数"),
        ("components.1", {**EACH, "every": 0}, "components 第 2 项：every：应为不小于 1 的整数"),
        ("components.1", {**EACH, "indicator": "satisfaction"}, "请写明数哪一等次：satisfaction.satisfied、"),
        ("components.1", {**EACH, "of": "rest"}, "“overdue”是件数，没有“其余”"),
        ("components.1", {**MEAN, "most": ...}, "请给出 points"),
        ("components.1", {**MEAN, "full": 5}, "points × most 是 2 × 2，与 full 所写的 5 不符"),
        ("components.1", {**MEAN, "most": 0}, "三者中的两项，都应大于 0"),
        ("components.1", {**MEAN, "indicator": "completion"}, "“completion”（办结率）不是平均数，是比率"),
        ("components.1.indicator", "complete", "没有指标“complete”，是不是：completion"),
        ("components.1.code", "total", "components 第 2 项：code：“total”是结果表的列名"),
        ("components.1.code", "按时.率", "“按时.率”不能作代码"),
        ("components.1.label", "加分", "评分办法：components：名称“加分”出现了不止一次"),
        ("components.0.credits", {"satisfied": 0}, "没有一个等次折算大于 0"),
        ("components.0.credits.satisfied", "-0.1", "credits：satisfied：应在 0 到 1 之间，现为 -0.1"),
        ("components.1.points", "1e999999", "数字应小于十亿"),
        ("components.1.points", float("nan"), "应为数字，现为“nan”"),
        ("components.1.points", True, "应为数字，现为“True”"),
        ("components.1.extra", "yes", "extra：应为 true 或 false"),
        ("components.1.groups", ["街道"], "components 第 2 项：groups：没有分组“街道”，可用的是：（没有 [[groups]]）"),
        ("indicators", [{"code": "completion"}], "indicators 第 1 项：code：“completion”是本系统已有的指标"),
        ("indicators", [{"code": "a"}, {"code": "a"}], "indicators 第 2 项：code：“a”声明了不止一次"),
        ("indicators", [{"code": "unit"}], "“unit”是表的列名"),
        ("indicators", [{"code": "a", "shape": "ratio"}], "shape：“ratio”不可用，只能是：rate、mean、count"),
        ("indicators", [{**ANSWER, "shape": "mean"}], '只有比率（shape = "rate"）可以分等次'),
        ("indicators", [{**ANSWER, "grades": {"pct": "好"}}], "grades：pct：不能作等次的代码"),
        ("indicators", [{**ANSWER, "grades": {}}], "grades：至少要有一个等次"),
        ("groups", [{"label": "甲"}, {"label": "甲"}], "组名“甲”出现了不止一次"),
        ("groups", [{"label": "甲", "colour": 1}], "groups 第 1 项：colour：没有这个键"),
        ("groups", [{"label": "甲", "points": {"speed": 1}}], "groups 第 1 项：points：speed：没有代码为“speed”的分项"),
        ("groups", [{"label": "甲", "points": {"completion": 5}}], "groups 第 1 项（甲）：full_mark：各分项分值合计 11，与满分 10 不符"),
        ("groups", [{"label": "甲", "full_mark": 9}], "groups 第 1 项（甲）：full_mark：各分项分值合计 10，与满分 9 不符"),
        ("bands", [{"label": "A", "at_least": 80}, {"label": "B", "at_least": 90}], "第 1 项与第 2 项重叠或次序不对"),
        ("bands", [{"label": "A", "top": 3}, {"label": "B", "top": 3}], "第 1 项与第 2 项重叠或次序不对：界限要从前到后"),
        ("bands", [{"label": "A"}, {"label": "B", "at_least": 1}], "第 1 项没有写界限"),
        ("bands", [{"label": "A", "top": 3}, {"label": "B", "at_least": 1}], "各等次要用同一种界限"),
        ("bands", [{"label": "A", "top": 3, "at_least": 1}], "at_least、top 只能写一个"),
        ("bands", [{"label": "A", "at_least": 9}, {"label": "A"}], "等次“A”出现了不止一次"),
        ("bands", [{"label": "A", "top_percent": 120}], "top_percent：应在 0 到 100 之间"),
        (
            "tie_breakers",
            ["speed"],
            "tie_breakers：“speed”不能用来分先后，可用的是：exact、volume、-volume、order、satisfaction、completion、bonus",
        ),
        ("rounding_mode", "up", "rounding_mode：“up”不可用，只能是：half_up、half_even、down"),
        ("component_decimals", 5, "component_decimals：应为 0 到 4 的整数"),
        ("figures", "both", "figures：“both”不可用，只能是：assessed、raw"),
        ("valid_from", datetime(2022, 1, 1, 8), "valid_from：“2022-01-01 08:00:00”不是日期"),
        ("code", "x" * 41, "code：至多 40 个字，现有 41 个"),
    ],
)
def test_every_kind_of_fault_has_its_words(path: str, value: object, words: str) -> None:
    if isinstance(value, dict):
        value = {key: one for key, one in value.items() if one is not ...}
    body = spoilt(path, value) if "." in path else {**deepcopy(GOOD), path: value}
    with pytest.raises(ValidationError) as caught:
        check(body)
    assert any(words in message for message in caught.value.messages), caught.value.messages


def test_the_least_total_is_not_above_the_most() -> None:
    with pytest.raises(ValidationError, match="least：总分下限 9 高于上限 8"):
        check({**GOOD, "least": 9, "most": 8})


def test_a_ledger_and_a_declared_indicator_do_not_share_a_name() -> None:
    gifts = {"kind": "ledger", "code": "g", "ledger": "gifts", "sign": "+"}
    with pytest.raises(ValidationError, match="账目“gifts”与自行声明的指标同名"):
        check({**GOOD, "indicators": [{"code": "gifts", "shape": "count"}], "components": [*GOOD["components"], gifts]})


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("full_mark", "一百", "full_mark：应为数字，现为“一百”。"),
        ("full_mark", None, "full_mark：缺少这一项。"),
        ("valid_from", "二〇二二年", "valid_from：“二〇二二年”不是日期，请写成 2022-01-01。"),
        ("valid_to", "年底", "valid_to：“年底”不是日期，请写成 2022-01-01。"),
        ("components.0.points", "六", "components 第 1 项：points：应为数字，现为“六”。"),
        ("components.0.points", -5, "components 第 1 项：points：不能小于 0，现为 -5。"),
        ("components.1", {**TARGET, "points": "四", "floor": 1}, "components 第 2 项：points：应为数字，现为“四”。"),
        ("components.1", {**TARGET, "every": "一"}, "components 第 2 项：every：应为数字，现为“一”。"),
        ("components.1", {**MEAN, "points": "二"}, "components 第 2 项：points：应为数字，现为“二”。"),
        ("components.1", tiers(90, "八十", 0), "components 第 2 项：tiers 第 2 项：at_least：应为数字，现为“八十”。"),
        ("components.0.credits", {"satisfied": "一"}, "components 第 1 项：credits：satisfied：应为数字，现为“一”。"),
        ("bands", [{"label": "A", "at_least": "九十"}, {"label": "B", "at_least": 80}], "bands 第 1 项：at_least：应为数字，现为“九十”。"),
        ("groups", [{"label": "甲", "full_mark": "十"}], "groups 第 1 项：full_mark：应为数字，现为“十”。"),
        ("groups", [{"label": "甲", "points": {"completion": "五"}}], "groups 第 1 项：points：completion：应为数字，现为“五”。"),
    ],
)
def test_what_only_follows_from_a_fault_is_not_told_beside_it(path: str, value: object, words: str) -> None:
    body = spoilt(path, value) if "." in path else {**deepcopy(GOOD), path: value}
    with pytest.raises(ValidationError) as caught:
        check(body)
    assert caught.value.messages == [f"评分办法：{words}"]
