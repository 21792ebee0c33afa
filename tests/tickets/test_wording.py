"""Wording: what is found in a text however it is spaced, what is refused, what a reply is praised for."""

from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tickets.acts import wording
from tickets.models import Phrase
from tickets.rules.wording import Finding, Rule, check, marks, pieces
from units.models import User

NOT_OURS = Rule("不归我单位管理", better="职责属于〔部门〕，依据是〔条款〕")
VAGUE = Rule("尽快", is_banned=False, better="于〔日期〕前")


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("该事项不归我单位管理，请退回。", ["不归我单位管理"]),
        ("该事项不 归 我 单 位 管理。", ["不 归 我 单 位 管理"]),
        ("该事项不归，我单位。管理", ["不归，我单位。管理"]),
        ("不归\u3000我单位\n管\u200b理", ["不归\u3000我单位\n管\u200b理"]),
        ("不归我单位管理，也不归我单位管理", ["不归我单位管理", "不归我单位管理"]),
        ("归我单位管理", []),
        ("", []),
    ],
)
def test_a_phrase_is_found_however_its_characters_are_set_apart(text: str, quoted: list[str]) -> None:
    assert [text[one.start : one.end] for one in check(text, [NOT_OURS], "return")] == quoted


def test_full_width_letters_and_capitals_are_the_same_letters() -> None:
    assert [one.words for one in check("请打ＡＰＰ", [Rule("app")], "reply")] == ["app"]


def test_findings_stand_in_the_order_of_the_text_not_of_the_list() -> None:
    assert [one.words for one in check("尽快办，不归我单位管理", [NOT_OURS, VAGUE], "return")] == ["尽快", "不归我单位管理"]


@pytest.mark.parametrize(
    ("phrases", "kept"),
    [
        ([Rule("不归我单位"), Rule("不归我单位管理")], ["不归我单位管理"]),
        ([Rule("不归我单位管理", is_banned=False), Rule("单位管理")], ["单位管理"]),
        ([Rule("管理"), Rule("管理，请")], ["管理，请"]),
    ],
)
def test_overlapping_findings_count_once_and_the_banned_one_stands(phrases: list[Rule], kept: list[str]) -> None:
    assert [one.words for one in check("不归我单位管理，请退回", phrases, "return")] == kept


@pytest.mark.parametrize(("place", "found"), [("return", 1), ("reply", 0)])
def test_a_phrase_holds_where_the_list_says(place: str, found: int) -> None:
    assert len(check("不在辖区", [Rule("不在辖区", place="return")], place)) == found  # type: ignore[arg-type]


def test_a_phrase_of_signs_alone_finds_nothing() -> None:
    assert check("好。", [Rule("。")], "reply") == ()


TEXTS = st.text(alphabet="不归我单位管理尽快 ，。\n\u3000Aａ①", max_size=60)


@given(TEXTS)
def test_findings_never_overlap_and_pieces_are_the_text(text: str) -> None:
    found = check(text, [NOT_OURS, VAGUE, Rule("单位"), Rule("a")], "return")
    assert all(first.end <= second.start for first, second in pairwise(found))
    cut = pieces(text, found)
    assert "".join(piece.words for piece in cut) == text
    assert [piece.finding for piece in cut if piece.finding] == list(found)


@given(TEXTS, st.lists(st.sampled_from([" ", "，", "\u3000", "\n", ""]), min_size=6, max_size=6))
def test_no_blanks_or_signs_hide_a_phrase(around: str, gaps: list[str]) -> None:
    hidden = "".join(sign + gap for sign, gap in zip(NOT_OURS.words, [*gaps, ""], strict=True))
    assert NOT_OURS.words in [one.words for one in check(around + "：" + hidden, [NOT_OURS], "return")]


GOOD = "7月4日上午电话联系诉求人，经现场核实路灯线路故障，已于当日修复。如有疑问请联系市政科 0427-2800000。"


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (GOOD, []),
        ("已修复。", ["写明联系时间", "写明核实结果", "有联系科室"]),
        ("7月4日到场。诉求人已联系。", ["写明核实结果", "写明联系时间", "有联系科室"]),
        (GOOD + "诉求人电话13912345678", ["无个人信息"]),
        (GOOD + "诉求人电话１３９１２３４５６７８", ["无个人信息"]),
        (GOOD + "诉求人电话139****5678", []),
    ],
)
def test_what_a_good_reply_says_is_named_when_it_is_missing(text: str, missing: list[str]) -> None:
    assert {mark.label for mark in marks(text) if not mark.is_met} == set(missing)


@pytest.fixture
def _phrases(db: None) -> None:
    Phrase.objects.create(words="不归我单位管理", place="return", better="职责属于〔部门〕")
    Phrase.objects.create(words="尽快", is_banned=False, better="于〔日期〕前")


@pytest.mark.usefixtures("_phrases")
def test_a_banned_phrase_is_refused_with_a_better_one_and_advice_is_not() -> None:
    with pytest.raises(ValidationError) as refusal:
        wording.refuse_banned("此事不归我 单位管理", "return")
    assert refusal.value.code == "banned"
    assert "“不归我 单位管理”可改为“职责属于〔部门〕”" in refusal.value.messages[0]
    wording.refuse_banned("请尽快处理，不归我单位管理", "reply")
    wording.refuse_banned("请尽快处理", "return")


@pytest.mark.usefixtures("_phrases")
def test_the_part_shows_what_was_found_and_offers_to_replace_it(client: Client, handler: User) -> None:
    client.force_login(handler)
    said = client.post("/wording/", {"text": "<b>此事不归我单位管理，请尽快", "place": "return"}).content.decode()
    assert 'data-replace="5-12"' in said and 'data-better="职责属于〔部门〕"' in said
    assert "属禁用表述" in said and "建议改写" in said
    assert "写明核实结果" not in said


@pytest.mark.usefixtures("_phrases")
def test_a_reply_is_told_what_passed_too(client: Client, handler: User) -> None:
    client.force_login(handler)
    said = client.post("/wording/", {"text": "经核实，已修复。", "place": "reply"}).content.decode()
    assert "写明核实结果" in said and "请写明何时联系了诉求人。" in said
    assert client.post("/wording/", {"text": " ", "place": "reply"}).content.decode().strip() == ""


@pytest.mark.parametrize(
    ("better", "replacement"),
    [
        ("写明责任主体，例如“由施工单位承担，我中心督促落实”", "由施工单位承担，我中心督促落实"),
        ("写明日期", ""),
        ("由我单位负责", "由我单位负责"),
        ("", ""),
    ],
)
def test_only_words_that_can_stand_in_a_text_are_put_into_it(better: str, replacement: str) -> None:
    assert Finding(0, 2, "近期", is_banned=False, better=better).replacement == replacement
