"""Indicators (指标) as data: source, date, base, hits and what is added up, over the column names of scoring.models.counted.

The same filters count the live rows (scoring.acts.sources annotates them with these names) and the frozen ones. Facts
are whole numbers; an answer with grades has one indicator for each grade, and what a grade is worth belongs to the method.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.db.models import Q

Source = Literal["assignment", "callback", "ledger"]
# count prints its hits, rate prints hits/base in per cent, mean prints hits/base, points prints hundredths of a point.
Shape = Literal["count", "rate", "mean", "points"]
SOURCE_WORDS: dict[str, str] = {"assignment": "承办", "callback": "回访", "ledger": "加减分"}
DATE_WORDS: dict[str, str] = {"in_dispatched": "派单", "in_due": "首轮时限到期", "in_called": "回访", "in_happened": "发生"}
ADDS_WORDS: dict[str, str] = {"": "件数", "stars": "评星", "handling_workdays": "工作日", "hundredths": "百分之一分"}

Pair = tuple[int, int]
Counts = Mapping[str, Pair]  # code → (base, hits)


@dataclass(frozen=True)
class Indicator:
    """`base` and `hits` are filters of the source's rows that belong to the period by `date`; hits lie within the base."""

    code: str
    label: str
    definition: str
    source: Source
    date: str
    base: Q
    hits: Q
    shape: Shape = "rate"
    adds: str = ""  # the column that hits add up; empty: rows
    empty: str = "无数据"  # what 0/0 is called
    is_additive: bool = True  # units, categories and months add up to the whole

    @property
    def base_rows(self) -> Q:
        return Q(**{self.date: True}) & self.base

    @property
    def hit_rows(self) -> Q:
        return self.base_rows & self.hits


@dataclass(frozen=True)
class Family:
    """An answer with grades. Its indicators are `code.grade`; `credits` is what a grade is worth unless a method says otherwise."""

    code: str
    label: str
    definition: str
    answer: str  # what the grades answer
    column: str
    grades: Mapping[str, str]
    credits: Mapping[str, Decimal]


ALL = Q()
_VOLUME = Q(is_volume=True)
_GRADED, _STARRED = ~Q(result_grade=""), Q(stars__isnull=False)
_DISSATISFIED = Q(result_grade="dissatisfied")
_SATISFIED = {"satisfied": "满意", "basically": "基本满意", "dissatisfied": "不满意"}
_FIRST_GRADE = {"satisfied": Decimal(1), "basically": Decimal(0), "dissatisfied": Decimal(0)}

FAMILIES: dict[str, Family] = {
    family.code: family
    for family in (
        Family(
            "satisfaction", "满意率", "本期回访中对办理结果评价的，评为满意的比例。", "结果评价", "result_grade", _SATISFIED, _FIRST_GRADE
        ),
        Family(
            "process_satisfaction",
            "过程满意率",
            "本期回访中对办理过程评价的，评为满意的比例。",
            "过程评价",
            "process_grade",
            _SATISFIED,
            _FIRST_GRADE,
        ),
        Family(
            "solved",
            "解决率",
            "本期回访中回答是否解决的，答已解决的比例。",
            "是否解决",
            "solved",
            {"solved": "解决", "partly": "基本解决", "unsolved": "未解决"},
            {"solved": Decimal(1), "partly": Decimal(0), "unsolved": Decimal(0)},
        ),
    )
}


def _grades(family: Family) -> tuple[Indicator, ...]:
    return tuple(
        Indicator(
            f"{family.code}.{grade}",
            f"{family.answer}·{word}",
            f"本期回访中有此项回答的，答“{word}”的件数。",
            "callback",
            "in_called",
            ~Q(**{family.column: ""}),
            Q(**{family.column: grade}),
            empty="未抽访",
        )
        for grade, word in family.grades.items()
    )


def _sent(code: str, label: str, definition: str, hits: Q, shape: Shape = "rate", base: Q = _VOLUME) -> Indicator:
    return Indicator(code, label, definition, "assignment", "in_dispatched", base, hits, shape, empty="无承办件")


def _due(code: str, label: str, definition: str, hits: Q, shape: Shape = "rate", base: Q = _VOLUME, adds: str = "") -> Indicator:
    return Indicator(code, label, definition, "assignment", "in_due", base, hits, shape, adds, "无到期件")


def _said(code: str, label: str, definition: str, base: Q, hits: Q, shape: Shape = "rate", adds: str = "") -> Indicator:
    return Indicator(code, label, definition, "callback", "in_called", base, hits, shape, adds, "未抽访")


def _ledger(code: str, label: str) -> Indicator:
    words = f"本期发生的{label}事项的分值之和，未封顶。"
    return Indicator(code, label, words, "ledger", "in_happened", Q(ledger=code), ALL, "points", "hundredths", "无")


INDICATORS: tuple[Indicator, ...] = (
    _sent("volume", "承办件数", "本期派给单位主办的工单，不含已退件、转派、撤单的和重办另派的；并案各计一件。", ALL, "count"),
    _due("due", "应办结件数", "首轮时限在本期到期的承办件；统计时仍在挂起的，恢复后另计。", ALL, "count"),
    _due("completion", "办结率", "本期到期的承办件中，截至统计时刻已审核办结的比例。", Q(is_completed=True)),
    _due("on_time_feedback", "按时反馈率", "本期到期的承办件中，首次答复不晚于首轮时限的比例。", Q(is_replied_in_time=True)),
    _sent(
        "on_time_signing",
        "按时签收率",
        "本期派单、有签收时限的承办件中，在时限内签收的比例。",
        Q(is_signed_in_time=True),
        base=_VOLUME & Q(has_sign_limit=True),
    ),
    *_grades(FAMILIES["satisfaction"]),
    *_grades(FAMILIES["process_satisfaction"]),
    *_grades(FAMILIES["solved"]),
    _said("valid_callback", "有效回访率", "本期回访的工单中，接通并作答的比例。", ALL, Q(is_valid=True)),
    _said("mean_star", "得星平均分", "本期评星之和除以评星的回访件数。", _STARRED, ALL, "mean", "stars"),
    _said("top_star", "优秀率", "本期评星的回访中，得最高星的比例。", _STARRED, Q(is_top_star=True)),
    _said("low_star", "低星件", "本期评星的回访中，星数不高于低星上限的件数。", _STARRED, Q(is_low_star=True), "count"),
    _said("dissatisfied", "不满意件", "本期回访中对办理结果评为不满意的件数。", _GRADED, _DISSATISFIED, "count"),
    _said(
        "still_dissatisfied",
        "尚存不满意件",
        "本期评为不满意，截至统计时刻没有再次回访为满意或基本满意的件数。",
        _DISSATISFIED,
        Q(is_cleared=False),
        "count",
    ),
    _due(
        "overdue",
        "超期件数",
        "首轮时限在本期到期而到期时没有答复的件数，含到期后才退件或转派的；由到期时的主办单位负责，派来时时限已过的不计。",
        Q(is_overdue=True),
        "count",
        ALL,
    ),
    _sent("redo", "重办件数", "本期派单的承办件中，截至统计时刻被重办过的件数。", Q(is_redone=True), "count"),
    _due(
        "handling_workdays",
        "平均办理工作日",
        "本期到期且已答复的承办件，从派单到首次答复的工作日数的平均。",
        ALL,
        "mean",
        _VOLUME & Q(handling_workdays__isnull=False),
        "handling_workdays",
    ),
    _ledger("bonus", "加分"),
    _ledger("deduction", "减分"),
)
BY_CODE: dict[str, Indicator] = {indicator.code: indicator for indicator in INDICATORS}


def of_source(source: Source) -> tuple[Indicator, ...]:
    return tuple(indicator for indicator in INDICATORS if indicator.source == source)


def codes() -> tuple[str, ...]:
    """Every name that may be asked for, in the order of the list: an answer's family stands before its grades."""
    named: dict[str, None] = {}
    for indicator in INDICATORS:
        family = indicator.code.partition(".")[0]
        if family in FAMILIES:
            named.setdefault(family)
        named[indicator.code] = None
    return tuple(named)
