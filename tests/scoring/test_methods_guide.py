"""docs/methods.md says what the code does: every key is explained, every code that it lists is there, its first example is right."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from scoring.rules.component_tables import COMPONENTS
from scoring.rules.indicators import BY_CODE, FAMILIES
from scoring.rules.known import entry_of
from scoring.rules.methods import check, parse
from scoring.rules.score_table import score_table
from tests.scoring.test_methods import GOOD

GUIDE = (Path(__file__).parents[2] / "docs" / "methods.md").read_text("utf-8")
TOML = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)


def keys_of(path: str, body: dict[str, object]) -> set[str]:
    """The keys that may stand where `path` says, as the code itself names them when it finds a strange one."""
    with pytest.raises(ValidationError) as caught:
        check({**GOOD, **body})
    found = [words for words in caught.value.messages if f"{path}strange：没有这个键，可用的是：" in words]
    return set(found[0].rpartition("：")[2].rstrip("。").split("、"))


@pytest.mark.parametrize("kind", COMPONENTS)
def test_every_key_of_every_kind_of_component_is_explained(kind: str) -> None:
    keys = keys_of("components 第 1 项：", {"components": [{"kind": kind, "code": "a", "indicator": "completion", "strange": 1}]})
    assert keys > {"kind", "code", "label", "groups"}
    assert [key for key in keys if f"`{key}`" not in GUIDE and f"`{key} =" not in GUIDE] == []
    assert f"| `{kind}` |" in GUIDE


@pytest.mark.parametrize("place", ["", "groups", "bands", "indicators"])
def test_every_key_of_a_method_is_explained(place: str) -> None:
    body: dict[str, object] = {place: [{"label": "甲", "strange": 1}]} if place else {"strange": 1}
    keys = keys_of(f"{place} 第 1 项：" if place else "", body)
    assert [key for key in keys if f"`{key}`" not in GUIDE and f"`[[{key}]]`" not in GUIDE] == []


def test_every_indicator_that_the_guide_lists_is_there_in_that_shape() -> None:
    rows = GUIDE.partition("## Indicators that there are")[2].splitlines()
    listed = [
        (row.split("|")[1].split(",")[0].strip(), code)
        for row in rows
        if row.startswith("| ")
        for code in re.findall(r"`(\w+)` ", row.split("|")[2])
    ]
    shapes = {code: entry.shape for _, code in listed if (entry := entry_of(code, {})) is not None}
    assert listed and [(shape, code) for shape, code in listed if shapes.get(code) != shape] == []
    assert {code for _, code in listed} <= {*BY_CODE, *FAMILIES}


def test_the_shortest_method_gives_the_result_that_is_printed_beside_it() -> None:
    method = next(text for text in TOML if "full_mark = 100" in text)
    table = [
        line.split("→")[0].strip().split("   ")[0]
        for line in GUIDE.splitlines()
        if line.startswith("    ") and ("甲局,96.50" in line or "乙局,,98" in line)
    ]
    found = score_table(method.encode(), "m.toml", "\n".join(["unit,satisfaction.pct,completion.pct", *table]).encode(), "c.csv")
    assert len(table) == 2
    for line in found.text.splitlines():
        assert line in GUIDE


def test_the_pieces_of_toml_in_the_guide_can_be_read() -> None:
    head = next(text for text in TOML if "full_mark = 100" in text).partition("[[components]]")[0]
    for text in TOML:
        if "full_mark" in text.splitlines()[0] or "code =" in text.splitlines()[0]:
            parse(text)
        elif text.startswith("[[components]]"):
            points = re.search(r"points = (\d+)", text)
            best = 0 if 'kind = "each"' in text else int(points[1]) if points else 0
            rest = f'[[components]]\nkind = "constant"\ncode = "rest"\npoints = {100 - best}\n'
            parse(head + text + rest)
