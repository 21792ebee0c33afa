"""Text as search sees it: what becomes a token, what is asked, what is marked."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.rules import bigrams

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("路灯不亮", {"路灯", "灯不", "不亮"}),
        ("路灯，不亮", {"路灯", "不亮"}),
        ("路\n灯", set()),  # a single character says too little
        ("24号楼", {"24", "号楼", "界24号"}),
        ("24 号楼，3单元", {"24", "号楼", "界24号", "3", "单元", "界3单"}),
        ("打12345热线", {"12345", "热线", "界打12345", "界12345热"}),
        ("ＡＢＣ１２ 和 Wi-Fi", {"abc12", "wi", "fi", "界abc12和", "界和wi"}),
        ("", set()),
        ("，。！", set()),
    ],
)
def test_chinese_goes_in_pairs_the_rest_whole(text: str, expected: set[str]) -> None:
    assert bigrams.tokens(text) == expected


@pytest.mark.parametrize("text", ["naïve", "Москва", "𠮷𠮷", "鿰鿰", "①②", "ß", "𝟘𝟙"])
def test_a_token_is_made_of_letters_that_every_database_sees_alike(text: str) -> None:
    for token in bigrams.tokens(text):
        assert all(sign in "0123456789abcdefghijklmnopqrstuvwxyz外界" for sign in token), token


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("231007091200123456", {"尾3456", "尾23456", "尾123456", "尾0123456", "尾00123456"}),
        ("4129489", {"尾9489", "尾29489", "尾129489", "尾4129489"}),
        ("DH-2023/0815", {"尾0815"}),
        ("815", set()),
        ("2023-A", set()),
    ],
)
def test_a_number_is_found_by_its_last_four_digits_and_more(number: str, expected: set[str]) -> None:
    assert bigrams.tail_tokens(number) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 11, 1), "旬2023110"),
        (date(2023, 11, 10), "旬2023110"),
        (date(2023, 11, 11), "旬2023111"),
        (date(2023, 11, 20), "旬2023111"),
        (date(2023, 10, 31), "旬2023102"),
    ],
)
def test_a_month_has_three_thirds(day: date, expected: str) -> None:
    assert bigrams.period_token(day) == expected


def test_every_word_must_be_there_in_the_text_or_in_a_reply() -> None:
    wish = bigrams.wish_for_words("漏水严 B座 5")
    assert wish is not None
    assert wish.groups == (
        (("漏水", "水严"), ("答漏水", "答水严")),
        (("b", "界b座"), ("答b", "答界b座")),
        (("5",), ("答5",)),
    )
    assert wish.within(["旬2023110", "旬2023111"]).tsquery.endswith("& ((旬2023110) | (旬2023111))")


def test_a_unit_asks_for_its_own_and_reads_replies_only_of_what_it_has_now() -> None:
    wish = bigrams.wish_for_words("漏水", unit=7)
    assert wish is not None
    assert wish.groups == ((("漏水",), ("答漏水", "持7")), (("经7",),))
    assert bigrams.unit_tokens([7, 1], [1]) == {"经7", "经1", "持1"}


@pytest.mark.parametrize("words", ["", "区", "， 。", "区 县"])
def test_less_than_two_characters_are_no_question(words: str) -> None:
    assert bigrams.wish_for_words(words) is None


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("路灯不亮，路灯倒了", "路灯", "[路灯]不亮，[路灯]倒了"),
        ("路灯不亮，不亮", "路灯不亮", "[路灯不亮]，不亮"),
        ("不亮的路灯", "路灯不亮", "[不亮]的[路灯]"),
        ("ＡＢ１２栋", "ab12", "[ＡＢ１２]栋"),
        ("1234和12345", "1234", "[1234]和12345"),
        ("17号楼的7号楼，7楼号楼", "7号楼", "17号楼的[7号楼]，7楼号楼"),
        ("7 号楼", "7号楼", "[7] [号楼]"),
        ("漏水 停水", "停水 漏水", "[漏水] [停水]"),
        ("路灯", "", "路灯"),
    ],
)
def test_hits_are_marked_where_they_stand(text: str, words: str, expected: str) -> None:
    assert "".join(f"[{piece}]" if is_hit else piece for piece, is_hit in bigrams.marked(text, words)) == expected


def test_an_excerpt_shows_the_words_around_the_first_hit() -> None:
    text = "甲" * 200 + "路灯不亮" + "乙" * 200
    pieces = bigrams.excerpt(text, "路灯")
    assert ("路灯", True) in pieces
    assert pieces[0] == pieces[-1] == ("…", False)
    assert len("".join(piece for piece, _ in pieces)) < 100
    assert bigrams.excerpt("路灯不亮", "路灯") == [("路灯", True), ("不亮", False)]


@given(HAN, st.data())
def test_every_two_characters_of_a_text_are_among_its_tokens(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text) - 2))
    asked = bigrams.asked_tokens(text[place : place + 2])
    assert asked
    assert set(asked) <= bigrams.tokens(f"前 {text}。")


@given(st.lists(st.sampled_from(["7", "17", "号楼", "楼", "单元", "KTV", "，", " ", "号"]), min_size=1, max_size=8), st.data())
def test_what_stands_in_a_text_from_one_piece_to_another_is_found_and_what_stands_apart_is_not(
    pieces: list[str], data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, len(pieces) - 1))
    last = data.draw(st.integers(first, len(pieces) - 1))
    before, word, behind = ("".join(pieces[start:end]) for start, end in ((0, first), (first, last + 1), (last + 1, len(pieces))))
    asked = {token for each in word.split() for token in bigrams.asked_tokens(each)}
    assert asked <= bigrams.tokens(f"{before}，{word}，{behind}")
    assert "界7号" not in bigrams.tokens("17号楼、7楼，号楼 7")


@given(st.text(max_size=60), st.text(max_size=20))
def test_marking_loses_no_character(text: str, words: str) -> None:
    assert "".join(piece for piece, _ in bigrams.marked(text, words)) == text
