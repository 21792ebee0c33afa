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


# Made up, of the lengths and turns of real messages.
SHORT = [
    # unlike matters of one kind or one place
    ("暖气不热", "暖气不热", False),
    ("家里暖气不热", "暖气不热", False),
    ("小区停水", "滨河家园小区停水", False),
    ("滨河家园小区停水", "滨河家园小区停电", False),
    ("滨河家园3号楼停水", "滨河家园13号楼停水", False),
    ("咨询公积金提取", "咨询公积金贷款", False),
    ("幸福路路灯不亮", "光明路路灯不亮", False),
    ("反映滨河家园物业问题", "反映滨河家园车位问题", False),
    ("投诉新华书店附近太吵", "投诉新华书店停车收费", False),
    ("请加快城东客运站的建设力度", "请加快三环快速路的建设力度，城东片区居民出行不便", False),
    (
        "滨河家园小区存在安全隐患",
        "青年路小学门口占道经营，过往车辆多，存在安全隐患，小区居民接送孩子十分不便，请城管到现场看看",
        False,
    ),
    # one matter
    ("幸福路路灯不亮", "幸福路路灯不亮", True),
    ("滨河家园小区停水", "市民反映：滨河家园小区停水。", True),
    ("滨河家园小区停水", "滨河家园小区停水三天", True),
    ("幸福路铁道桥从早堵到晚", "幸福路铁道桥从早堵到晚不见整改", True),
    ("滨河家园捆绑销售车位", "投诉滨河家园捆绑销售车位是否合理？", True),
    (
        "滨河家园开发商捆绑销售车位",
        "本人在滨河家园购房，交房时开发商捆绑销售车位，不买车位不给办理入住手续，多次协商没有结果，盼有关方面介入",
        True,
    ),
]


@pytest.mark.parametrize(("one", "other", "is_alike"), SHORT)
def test_short_texts_are_alike_only_where_they_name_the_same(one: str, other: str, is_alike: bool) -> None:
    assert (likeness(pairs(one), pairs(other)) >= ALIKE) is is_alike
    assert (likeness(pairs(other), pairs(one)) >= ALIKE) is is_alike


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
