"""How alike two requests are."""

import pytest

from tickets.rules.likeness import ALIKE, held, likeness, pairs, shared

LAMP = "诉求人反映：兴工街派出所西侧路灯三天不亮，夜间出行不便，请相关部门核实处理。"


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        (LAMP, LAMP, 100, 100),
        (LAMP, "兴工街派出所西侧路灯三天不亮，夜间出行不便", 100, 100),
        (LAMP, "来电：兴工街派出所西侧的路灯已经三天不亮了，夜间出行很不方便，希望尽快修好。", ALIKE, 99),
        (LAMP, "诉求人反映：水木清华小区物业禁止临时车辆入园，请相关部门核实处理。", 0, 10),
        (LAMP, "诉求人反映：希望相关部门核实处理并答复。", 0, 5),
        ("路灯不亮", "路灯三天不亮，兴工街派出所西侧，夜间出行不便", 0, ALIKE - 1),
        ("", LAMP, 0, 0),
        ("。", "！", 0, 0),
    ],
)
def test_requests_of_one_matter_are_alike_and_others_are_not(one: str, other: str, least: int, most: int) -> None:
    share = likeness(pairs(one), pairs(other))
    assert least <= share <= most
    assert share == likeness(pairs(other), pairs(one))


def test_shares_are_rounded_half_up() -> None:
    # 1 of 8 pairs is 12.5.
    assert held(pairs("abcdefghi"), pairs("ab")) == 13
    assert held(frozenset(), pairs("ab")) == 0


def test_marks_and_widths_of_writing_make_no_difference() -> None:
    assert likeness(pairs("万达三楼，储值卡 VIP 无法退款！"), pairs("万达三楼储值卡vip无法退款")) == 100


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("市政道路施工与养护", "道路施工时沥青喷洒至本人车辆", ("道路施工",)),
        ("道路、路灯", "路灯不亮，道路积水", ("道路", "路灯")),
        ("冬季采暖", "从今年开栓开始就不正常", ()),
        ("冬季采暖", "采暖费已经交清，采暖不足", ("采暖",)),
        ("物业管理问题", "物业管理混乱，有问题", ("物业管理",)),
        ("其他管理问题", "其他管理问题", ()),
        ("路", "路", ()),
        ("", "道路", ()),
    ],
)
def test_what_a_matter_and_a_request_share_is_named_in_its_own_words(words: str, text: str, found: tuple[str, ...]) -> None:
    assert shared(words, text) == found
