"""What may stand in a method, and what is said, with its place, of everything else."""

import re
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from scoring.rules import periods
from scoring.rules.indicators import BY_CODE, STANDARD
from scoring.rules.known import entries_of
from scoring.rules.methods import check, check_dates, parse

GOOD: dict[str, Any] = {
    "code": "example",
    "version": "1",
    "name": "示例办法",
    "valid_from": "2022-01-01",
    "period": "quarter",
    "full_mark": 10,
    "rounding": "sum",
    "unsampled": "full",
    "ties": "serial",
    "components": [
        {"kind": "share", "code": "satisfaction", "indicator": "satisfaction", "points": 6, "credits": {"satisfied": 1, "basically": 0.6}},
        {"kind": "share", "code": "completion", "indicator": "completion", "points": "4"},
        {"kind": "ledger", "code": "bonus", "ledger": "bonus", "sign": "+", "cap": 1},
    ],
}


def spoilt(path: str, value: object) -> dict[str, Any]:
    """GOOD with one place changed; the value `...` takes it out."""
    body: Any = deepcopy(GOOD)
    *way, last = path.split(".")
    part = body
    for step in way:
        part = part[int(step) if step.isdigit() else step]
    if value is ...:
        del part[last]
    else:
        part[int(last) if last.isdigit() else last] = value
    result: dict[str, Any] = body
    return result


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("weights", 3, "评分办法：weights：没有这个键，可用的是："),
        ("full_mark", 100, "评分办法：full_mark：各分项分值合计 10，与满分 100 不符"),
        ("components.0.points", 7, "各分项分值合计 11，与满分 10 不符"),
        ("components.0.points", "六", "评分办法：components 第 1 项：points：应为数字，现为“六”"),
        ("components.1.points", -1, "components 第 2 项：points：不能小于 0，现为 -1"),
        ("components.2.cap", "-0.5", "components 第 3 项：cap：不能小于 0，现为 -0.5"),
        ("components.0.indicator", "happiness", "components 第 1 项：indicator：没有指标“happiness”，可用的是："),
        ("components.1.indicator", "volume", "components 第 2 项：indicator：“volume”（承办件数）不是比率"),
        ("components.0.credits.basically", "1.2", "components 第 1 项：credits：basically：应在 0 到 1 之间，现为 1.2"),
        ("components.0.credits.fair", 1, "components 第 1 项：credits：fair：没有这个键，可用的是：basically、dissatisfied、satisfied"),
        ("components.1.credits", {"satisfied": 1}, "components 第 2 项：credits：指标“completion”没有等次"),
        ("components.0.kind", "magic", "components 第 1 项：kind：“magic”不可用，只能是：share、mean、"),
        ("components.0.colour", "red", "components 第 1 项：colour：没有这个键"),
        ("components.1.code", "satisfaction", "评分办法：components：代码“satisfaction”出现了不止一次"),
        ("components.2.ledger", "gifts.2022", "components 第 3 项：ledger：“gifts.2022”不能作代码"),
        ("components.2.sign", ..., "components 第 3 项：sign：缺少这一项"),
        ("components", [], "评分办法：components：至少要有一个分项"),
        ("components", 5, "评分办法：components：应为一列，写成 [[components]]"),
        ("components.0", 5, "评分办法：components 第 1 项：应为一组“键 = 值”"),
        ("period", "week", "评分办法：period：“week”不可用，只能是：month、quarter、half、year"),
        ("valid_from", "2022-02-30", "评分办法：valid_from：“2022-02-30”不是日期"),
        ("valid_to", "2021-12-31", "评分办法：valid_to：停用日期 2021-12-31 早于起用日期 2022-01-01"),
        ("decimals", 9, "评分办法：decimals：应为 0 到 4 的整数，现为“9”"),
        ("least_volume", -1, "评分办法：least_volume：应为不小于 0 的整数，现为“-1”"),
        ("unsampled", "nought", "评分办法：unsampled：“nought”不可用"),
        ("name", "", "评分办法：name：应为文字"),
        ("code", ..., "评分办法：code：缺少这一项"),
        ("groups", [{"label": "甲", "kinds": ["a"]}, {"label": "乙", "kinds": ["a"]}], "单位类型“a”分在了两个组"),
        ("groups", [{"label": "甲", "kinds": "a"}], "groups 第 1 项：kinds：应为一列文字"),
    ],
)
def test_a_fault_is_named_in_chinese_with_its_place(path: str, value: object, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        check(spoilt(path, value))
    assert any(words in message for message in caught.value.messages), caught.value.messages


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("code = 1\ncode = 2\n", "第 2 行第 9 列起：同一个键或同一张表写了两次"),
        ("[components]\na = 1\n[components]\na = 2", "同一个键或同一张表写了两次"),
        ("a = " + "[" * 5000, "方括号套得太深|不是有效的 TOML"),
        ("code = “x”", "第 1 行第 8 列起：这里是全角的 “ ，请改成半角的"),
    ],
)
def test_what_is_wrong_with_the_toml_itself_is_told_in_chinese(text: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words) as caught:
        parse(text, "办法.toml")
    assert not re.search("[a-z]{6}", "".join(caught.value.messages).replace("components", ""))


def test_a_byte_order_mark_and_windows_line_ends_are_read() -> None:
    lines = [f'{key} = "{GOOD[key]}"' for key in ("code", "version", "name", "period", "rounding", "unsampled", "ties")]
    part = ["[[components]]", 'kind = "constant"', 'code = "base"', "points = 10"]
    assert parse("\ufeff" + "\r\n".join([*lines, "valid_from = 2022-01-01", "full_mark = 10", *part])).full_mark == 10


def test_a_method_may_name_what_its_district_chose_otherwise_and_not_declare_it_again() -> None:
    ours = replace(BY_CODE["completion"], code="completion_city", label="办结率（市派）")
    more = entries_of(replace(STANDARD, indicators=(*STANDARD.indicators, ours)))
    components = [*GOOD["components"][:1], {**GOOD["components"][1], "indicator": "completion_city"}]
    body = {**GOOD, "components": components}
    assert check(body, "办法", more).components[1].label == "办结率（市派）"
    with pytest.raises(ValidationError, match="没有指标“completion_city”"):
        check(body)
    with pytest.raises(ValidationError, match="“completion_city”是本系统已有的指标"):
        check({**body, "indicators": [{"code": "completion_city"}]}, "办法", more)


def test_a_good_method_is_read_whole() -> None:
    method = check(GOOD)
    assert [(part.code, part.label) for part in method.components] == [
        ("satisfaction", "满意率"),
        ("completion", "办结率"),
        ("bonus", "加分"),
    ]
    assert (method.decimals, method.least_volume, method.valid_to, method.groups) == (2, 0, None, ())


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(ValidationError) as caught:
        check({"code": "x", "weights": 1})
    assert len(caught.value.messages) > 5


def test_text_that_is_not_toml_is_refused_with_the_line() -> None:
    with pytest.raises(ValidationError, match=r"method\.toml：第 2 行第 5 列起不是有效的 TOML"):
        parse("code = 1\nname\nversion = 2", "method.toml")


@pytest.mark.parametrize(
    ("first", "second", "overlaps"),
    [
        (("2022-01-01", "2022-12-31"), ("2023-01-01", None), False),
        (("2022-01-01", "2022-12-31"), ("2022-12-31", None), True),
        (("2022-01-01", None), ("2023-01-01", None), True),
        (("2023-01-01", None), ("2022-01-01", "2022-06-30"), False),
    ],
)
def test_two_versions_of_a_method_never_hold_on_the_same_day(
    first: tuple[str, str | None], second: tuple[str, str | None], overlaps: bool
) -> None:
    def span(version: str, days: tuple[str, str | None]) -> tuple[str, str, date, date | None]:
        return "甲", version, date.fromisoformat(str(days[0])), date.fromisoformat(days[1]) if days[1] else None

    spans = [span("1", first), span("2", second)]
    if not overlaps:
        check_dates([*spans, ("乙", "1", date(2022, 1, 1), None)])
        return
    with pytest.raises(ValidationError, match="有效期重叠"):
        check_dates(spans)


@pytest.mark.parametrize(
    ("period", "asked", "since"),
    [
        ("quarter", "2022-01", None),
        ("quarter", "2022-02", "2022-01"),
        ("quarter", "2022-06", "2022-04"),
        ("quarter", "2022Q2", None),
        ("year", "2022-06", "2022-01"),
        ("month", "2022-06", None),
    ],
)
def test_a_month_inside_the_methods_longer_period_stands_for_that_so_far(period: str, asked: str, since: str | None) -> None:
    found = check(spoilt("period", period)).counted_since(periods.parse(asked))
    assert (found and found.label) == since
