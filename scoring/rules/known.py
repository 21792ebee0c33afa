"""The indicators that a method may name: ours, and those that it declares itself for figures that come only by table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import get_close_matches

from scoring.rules.indicators import BY_CODE, FAMILIES, Catalogue, codes
from scoring.rules.indicators.choosing import Choice

WHAT = {"rate": "比率", "mean": "平均数", "count": "件数", "points": "分值"}


@dataclass(frozen=True)
class Entry:
    """`shape`: rate, mean, count or points. `grades` (code → label) of an answer that has some, with what they are worth
    unless a method says otherwise; `empty` is what 0/0 is called."""

    code: str
    label: str
    shape: str
    empty: str = "无数据"
    grades: Mapping[str, str] | None = None
    credits: Mapping[str, Decimal] = field(default_factory=dict)
    is_ours: bool = True
    is_missing: bool = False


def entry_of(code: str, declared: Mapping[str, Entry]) -> Entry | None:
    """None for an indicator that there is not."""
    answer, _, grade = code.partition(".")
    if answer in declared:
        one = declared[answer]
        if not grade:
            return one
        words = (one.grades or {}).get(grade)
        return Entry(code, f"{one.label}·{words}", "rate", one.empty, is_ours=one.is_ours) if words else None
    if code in FAMILIES:
        family = FAMILIES[code]
        return Entry(code, family.label, "rate", "未抽访", family.grades, family.credits)
    if code in BY_CODE:
        ours = BY_CODE[code]
        return Entry(code, ours.label, ours.shape, ours.empty)
    return None


def entries_of(catalogue: Catalogue) -> dict[str, Entry]:
    """A district's own indicators, beside the standard ones that every method may name."""
    found = {}
    for code in catalogue.codes:
        if entry_of(code, {}) is None and code.partition(".")[0] not in found:
            family = catalogue.families.get(code)
            if family is not None:
                found[code] = Entry(code, family.label, "rate", "未抽访", family.grades, family.credits)
            else:
                one = catalogue.by_code[code]
                found[code] = Entry(code, one.label, one.shape, one.empty)
    return found


def entries_chosen(choices: Iterable[Choice]) -> dict[str, Entry]:
    """As `entries_of`, of a profile that has not been taken in yet."""
    likes = {choice: entry_of(choice.like, {}) for choice in choices if entry_of(choice.code, {}) is None}
    return {one.code: replace(like, code=one.code, label=one.label) for one, like in likes.items() if like is not None}


def not_known(code: str, declared: Mapping[str, Entry]) -> str:
    """What is said of an indicator that there is not, with those that are spelt nearly so."""
    known = [*declared, *codes()]
    close = get_close_matches(code, known, n=3, cutoff=0.6)
    if close:
        return f"没有指标“{code}”，是不是：{'、'.join(close)}？全部代码见 manage.py indicators。"
    return f"没有指标“{code}”，可用的是：{'、'.join(known)}；只在表中有的指标，先用 [[indicators]] 声明。"
