"""Layouts as data: what a layout file may say, and what is wrong with it in words."""

import pytest

from tickets.acts.reading import known_layouts
from tickets.rules.layouts import load_layout, normal, without_aside


def test_three_layouts_come_with_the_house() -> None:
    assert [(layout.name, layout.target) for layout in known_layouts()] == [
        ("callbacks", "callbacks"),
        ("city28", "tickets"),
        ("message_board", "tickets"),
    ]


@pytest.mark.parametrize("layout", known_layouts(), ids=lambda layout: layout.name)
def test_no_heading_of_a_layout_means_two_things(layout: object) -> None:
    assert layout in known_layouts()
    seen: dict[str, str] = {}
    for found in known_layouts():
        if found is layout:
            for field, headings in [*found.columns.items(), ("", found.kept)]:
                for heading in headings:
                    assert seen.setdefault(normal(heading), field) == field, heading


WRONG = [
    ("name = 'x'\ntarget = 'tickets'\nfarbe = 1", "版式 x：不认识的键 farbe"),
    ("target = 'tickets'", "版式 （无名）：缺少 name"),
    ("name = 'x'\ntarget = 'cats'", "版式 x：target 只能是 rulings、callbacks、tickets，不能是 'cats'"),
    ("name = 'x'\ntarget = 'tickets'\n[columns]\ncolour = ['颜色']", "版式 x：不认识的字段 colour"),
    ("name = 'x'\ntarget = 'callbacks'\n[columns]\ntext = ['内容']", "版式 x：不认识的字段 text"),
    ("name = 'x'\ntarget = 'tickets'\n[columns]\ntext = '内容'", "版式 x：columns.text 应是一列文字"),
    ("name = 'x'\ntarget = 'tickets'\nrequired = ['number', 'colour']", "版式 x：不认识的字段 colour"),
    ("name = 'x'\ntarget = 'tickets'\n[patterns]\ntext = '('", "版式 x：patterns.text 不是合法的表达式"),
    ("name = 'x", "版式文件不是合法的 TOML"),
]


@pytest.mark.parametrize(("text", "words"), WRONG)
def test_a_wrong_layout_is_refused_with_the_key_at_fault(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        load_layout(text)


HEADINGS = [("受 理\n时间：", "受理时间"), ("＊工单编号", "工单编号"), ("1、工单编号", "工单编号"), ("被催办单ＩＤ", "被催办单id")]


@pytest.mark.parametrize(("heading", "plain"), HEADINGS)
def test_headings_are_compared_without_blanks_marks_width_and_case(heading: str, plain: str) -> None:
    assert normal(heading) == plain


def test_what_stands_in_brackets_is_an_aside() -> None:
    assert without_aside("处理时限（工作日）") == "处理时限"
    assert without_aside("【必填】受理时间[年月日]") == "受理时间"
