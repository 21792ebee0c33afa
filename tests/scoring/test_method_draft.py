"""A method's form and its TOML say the same: nothing is lost on the way, whatever the document holds."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from scoring.rules.known import entry_of
from scoring.rules.method_cells import same
from scoring.rules.method_columns import HEAD, KIND_WORDS, OF_KIND, SHAPES, columns_of
from scoring.rules.method_draft import Draft, Texts, body_of, draft_of, text_of
from scoring.rules.methods import check
from scoring.rules.toml_text import render

ROOT = Path(__file__).parents[2]
FILES = sorted([*ROOT.glob("docs/methods/*/method.toml"), *ROOT.glob("hotline/profiles/*/method*.toml")])


def names_of(indicator: str) -> dict[str, str]:
    entry = entry_of(indicator, {})
    return dict(entry.grades or {}) if entry else {}


def back(draft: Draft) -> dict[str, Any]:
    body, faults = body_of(draft, names_of)
    assert faults == []
    return body


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_method_that_there_is_goes_through_its_form_and_comes_back(path: Path) -> None:
    body = tomllib.loads(path.read_text("utf-8"))
    again = tomllib.loads(render(back(draft_of(body, names_of))))
    assert same(again, body)
    assert check(again) == check(body)
    assert same(tomllib.loads(text_of(body)), body)


def test_the_form_holds_all_of_the_examples_but_the_indicators_that_they_declare() -> None:
    beyond = {path.parent.name: draft_of(tomllib.loads(path.read_text("utf-8")), names_of).beyond for path in FILES}
    declared = ("整个办法：indicators",)
    assert {name: told for name, told in beyond.items() if told} == {"06-bonus-each": declared, "10-own-indicators": declared}


SCALARS = st.one_of(
    st.text(max_size=8),
    st.integers(-(10**9), 10**9),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.sampled_from(["0.5", "1.00", "sum", "full", "higher", "≥ 90", "2024-01-01", "街道", "-"]),
)
TABLES = st.dictionaries(st.sampled_from(["satisfied", "basically", "points", "at_least", "below", "好，坏", "a = b"]), SCALARS, max_size=3)
VALUES = st.one_of(SCALARS, st.lists(SCALARS, max_size=3), TABLES, st.lists(TABLES, min_size=1, max_size=3))
KEYS = sorted({column.key for columns in (HEAD, *OF_KIND.values()) for column in columns} | {"indicators", "strange key", "键"})
ROWS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(sorted({*KEYS, "code", "label", "groups"}), VALUES)
    | {"kind": st.one_of(st.sampled_from(sorted(KIND_WORDS)), VALUES)}
    | {"indicator": st.one_of(st.sampled_from(["satisfaction", "completion", "nothing"]), VALUES)},
)
BODIES = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(KEYS, VALUES)
    | {part: st.one_of(VALUES, st.lists(ROWS, min_size=1, max_size=3)) for part in ("components", "groups", "bands")},
)


@given(BODIES)
def test_whatever_a_document_holds_is_in_the_form_or_kept_beside_it(body: dict[str, Any]) -> None:
    again = back(draft_of(body, names_of))
    empty = {part for part in ("components", "groups", "bands") if body.get(part) == []}
    assert same(again, {key: value for key, value in body.items() if key not in empty})


@given(BODIES)
def test_toml_is_read_back_as_it_was(body: dict[str, Any]) -> None:
    assert same(tomllib.loads(render(body)), body)


@pytest.mark.parametrize(
    ("part", "kind", "key", "text", "value"),
    [
        ("components", "share", "credits", "满意 = 1，基本满意＝0.6", {"satisfied": 1, "basically": 0.6}),
        ("components", "share", "credits", "satisfied: 1; 不满意：0", {"satisfied": 1, "dissatisfied": 0}),
        ("components", "share", "points", "1.00", "1.00"),
        ("components", "share", "points", "六", "六"),
        ("components", "share", "groups", "街道、部门，国企", ["街道", "部门", "国企"]),
        ("components", "constant", "extra", "true", True),
        ("components", "constant", "extra", "false", False),
        ("components", "steps", "tiers", "≥ 90 = 50\n高于80：40\n其余 = 0", [("at_least", 90, 50), ("above", 80, 40), ("", 0, 0)]),
        ("components", "steps", "tiers", "<= 3 = 50\n< 5.5 = 30", [("at_most", 3, 50), ("below", 5.5, 30)]),
        ("groups", "", "points", "completion = 30", {"completion": 30}),
        ("bands", "", "top", "3", 3),
        ("bands", "", "top", "三", "三"),
    ],
)
def test_what_people_type_is_read_as_the_document_has_it(part: str, kind: str, key: str, text: str, value: object) -> None:
    if key == "tiers":
        assert isinstance(value, list)
        value = [({bound: at} if bound else {}) | {"points": points} for bound, at, points in value]
    rows = {
        name: (Texts({"indicator": "satisfaction", key: text}, kind),) if name == part else () for name in ("components", "groups", "bands")
    }
    assert back(Draft(Texts(), rows))[part][0][key] == value


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (
            Texts({"indicator": "satisfaction", "credits": "满意"}, "share"),
            "components 第 1 项：credits：“满意”看不懂，请写成“名称 = 数字”",
        ),
        (Texts({"indicator": "satisfaction", "credits": "满意=1，satisfied=1"}, "share"), "credits：“satisfied”写了不止一次"),
        (Texts({"tiers": "90 分以上 50"}, "steps"), "components 第 1 项：tiers：“90 分以上 50”看不懂，请每行写一档"),
        (Texts({"points": "1"}, "constant", more="points = 2"), "components 第 1 项：more：“points”已有自己的栏目"),
        (Texts({}, "constant", more="points 2"), "components 第 1 项：more：不是有效的 TOML"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(texts: Texts, words: str) -> None:
    _, faults = body_of(Draft(Texts(), {"groups": (), "components": (texts,), "bands": ()}), names_of)
    assert len(faults) == 1 and words in faults[0]


@pytest.mark.parametrize("kind", KIND_WORDS)
def test_the_form_has_a_field_for_every_key_of_a_kind(kind: str) -> None:
    with pytest.raises(ValidationError) as caught:
        check({"components": [{"kind": kind, "code": "a", "indicator": "completion", "strange": 1}]})
    told = next(words for words in caught.value.messages if "strange：没有这个键，可用的是：" in words)
    keys = set(told.rpartition("：")[2].rstrip("。").split("、"))
    assert {column.key for column in columns_of("components", kind)} | {"kind"} == keys
    assert ("indicator" in keys) == (kind in SHAPES)


def test_the_form_has_a_field_for_every_key_of_a_method() -> None:
    with pytest.raises(ValidationError) as caught:
        check({"strange": 1})
    told = next(words for words in caught.value.messages if "strange：没有这个键，可用的是：" in words)
    keys = set(told.rpartition("：")[2].rstrip("。").split("、"))
    assert {column.key for column in HEAD} == keys - {"components", "groups", "bands", "indicators"}


def test_rows_are_added_moved_and_taken_away() -> None:
    draft = draft_of({"components": [{"kind": "constant", "code": code} for code in "abc"]}, names_of)

    def codes(one: Draft) -> list[str]:
        return [row.values.get("code", "") for row in one.rows["components"]]

    assert codes(draft.with_row("components", "share")) == ["a", "b", "c", ""]
    assert codes(draft.without_row("components", 1)) == ["a", "c"]
    assert codes(draft.with_row_up("components", 2)) == ["a", "c", "b"]
    assert codes(draft.with_row_up("components", 0)) == ["a", "b", "c"]
