"""Phrases as patterns: the district's list finds what it bans in other words too, and lets the rest pass."""

import csv
import re

import pytest
from django.core.exceptions import ValidationError

from hotline.rules.profiles.wording import DEFAULTS
from tickets.models import Phrase
from tickets.rules.phrases import NAMES, compiled, fault
from tickets.rules.wording import Rule, check

with (DEFAULTS / "phrases.csv").open(encoding="utf-8") as file:
    LINES = list(csv.DictReader(line for line in file if not line.startswith("#")))
BANNED = [Rule(line["words"], place=line["place"]) for line in LINES if line["level"] == "banned"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("经查，此事不是我局职能，请转办。", "不是我局职能"),
        ("该路段不在我中心管辖。", "不在我中心管辖"),
        ("该事项不属于我单位职责，建议退回。", "不属于我单位职责"),
        ("该事项不属我局管辖。", "不属我局管辖"),
        ("不属于我办的法定工作职责。", "不属于我办的法定工作职责"),
        ("不应属于本局职责范围。", "不应属于本局职责"),
        ("不归属我镇管理。", "不归属我镇管理"),
        ("该小区不在我街道辖区内。", "不在我街道辖区"),
        ("不在本单位管护范围。", "不在本单位管护范围"),
        ("不在我局的权限范围内。", "不在我局的权限"),
        ("不在我公司的业务范围。", "不在我公司的业务范围"),
        ("非我局职责。", "非我局职责"),
        ("此路灯并非本单位管辖。", "非本单位管辖"),
        ("非我中心主管范围。", "非我中心主管范围"),
        ("不是我们管的。", "不是我们管的"),
        ("这不是我局的责任，应找物业。", "不是我局的责任"),
        ("不是我单位的事。", "不是我单位的事"),
        ("与我局无关。", "与我局无关"),
        ("跟我们没有关系。", "跟我们没有关系"),
        ("该纠纷与我办工作无关。", "与我办工作无关"),
        ("和我中心不相干。", "和我中心不相干"),
        ("不归我街道管。", "不归我街道"),
        ("不归 我 局 管。", "不归 我 局"),
        ("不应归我单位管理。", "不应归我单位"),
        ("不由我局负责。", "不由我局负责"),
        ("应由城管局办，不应由我中心处理。", "不应由我中心处理"),
        ("此事我局不管。", "我局不管"),
        ("我单位不予受理。", "我单位不予受理"),
        ("我局并不负责该路段。", "我局并不负责"),
        ("我单位无权处理。", "我单位无权"),
        ("我局对该事项无管辖权。", "我局对该事项无管辖权"),
        ("我中心没有权限。", "我中心没有权限"),
        ("我局没有审批更改权限，建议向省里反映。", "我局没有审批更改权限"),
        ("我司并无权限进行更改。", "我司并无权限"),
        ("不归属于我方的维护范围。", "不归属于我方的维护范围"),
        ("不属我局受理处理范围。", "不属我局受理处理范围"),
        ("我局无执法权。", "我局无执法权"),
        ("物业的事我们管不了。", "我们管不了"),
        ("此事不属于（我局）职责。", "不属于（我局）职责"),
    ],
)
def test_what_is_banned_is_found_in_other_words(text: str, found: str) -> None:
    assert [text[one.start : one.end] for one in check(text, BANNED, "return")] == [found]


@pytest.mark.parametrize(
    "text",
    [
        "该事项属于我局职责，已安排专人办理。",
        "经核实，该路段由市公路局管护，依据《公路法》第八条。",
        "我局不管白天黑夜均有人值守，可随时拨打。",
        "我局已告知其无权占用公共绿地。",
        "不是我局工作人员上门，请您留意核对证件。",
        "不是我局负责人到场，而是分管科长到场。",
        "并非我局管理不善，系暴雨所致，现已抽排完毕。",
        "不在我局办公时间内的来电由值班室接听。",
        "您反映的房屋不在我街道本次征收范围内，第二批名单7月公布。",
        "我局与街道共同负责，7月14日前处理完毕。",
        "此事与我局联系的是王科长，处理与天气无关。",
        "我们不受天气影响，照常施工。",
        "经查该商户无权占道经营，我局已责令改正。",
        "由我局牵头办理，不由施工方单独负责。",
        "今后归我局管理，过去归镇政府。",
        "我单位不定期巡查，负责清运。",
        "如不属实，我局将依职责说明。",
        "经专家会诊，该并发症与我院治疗处置无关。",
        "是否属于我局职责，正与司法局研究。",
    ],
)
def test_harmless_sentences_pass(text: str) -> None:
    assert [text[one.start : one.end] for one in check(text, BANNED, "return")] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("不归我单位管理", ""),
        ("不{是|属于}{我单位}…{职责}", ""),
        ("不{是|属于{我单位}}", "花括号要成对"),
        ("不{是", "花括号要成对"),
        ("不是{咱单位}", "没有“咱单位”这组说法"),
        ("…无关", "不能在开头或末尾"),
        ("与…我…局…无关", "最多 2 处"),
        ("{|不}管", "不能是可有可无的词"),
        ("不管{|了}", "不能是可有可无的词"),
        ("{}", "不能是可有可无的词"),
        ("。", "要有文字"),
    ],
)
def test_a_pattern_that_cannot_be_is_refused_and_told_how(words: str, said: str) -> None:
    assert said in fault(words) and bool(fault(words)) == bool(said)


def test_the_back_office_refuses_it_too() -> None:
    with pytest.raises(ValidationError, match="花括号要成对"):
        Phrase(words="不{是").clean()


def test_every_line_of_the_default_list_is_a_pattern_that_can_be() -> None:
    assert [line["words"] for line in LINES if fault(line["words"])] == []
    assert all(ways and "" not in ways for ways in NAMES.values())


def test_up_to_six_characters_of_the_same_clause_may_stand_in_a_gap() -> None:
    found = [
        text for text in ("甲一二三四五六乙", "甲一二三四五六七乙", "甲一，乙", "甲，乙", "甲乙") if check(text, [Rule("甲…乙")], "reply")
    ]
    assert found == ["甲一二三四五六乙", "甲，乙", "甲乙"]


def test_nothing_in_a_pattern_repeats_without_a_bound() -> None:
    for rule in [*BANNED, Rule("甲…{乙|丙+*}…丁")]:
        pattern = compiled(rule.words)
        assert pattern and not re.search(r"(?<!\\)[*+]|\{\d+,\}", pattern.pattern)
