"""What an indicator is: source, date, base, hits, what is added up, and from which aspect a ticket is excluded."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.db.models import Q

Source = Literal["ticket", "assignment", "assist", "reply", "callback", "return", "supervision", "whistle", "ledger"]
# count prints its hits, rate prints hits/base in per cent, mean prints hits/base, points prints hundredths of a point.
Shape = Literal["count", "rate", "mean", "points"]
# Which figures: less what was excluded by decision (剔除), or all rows.
Figures = Literal["assessed", "raw"]
FIGURES_WORDS: dict[str, str] = {"assessed": "考核口径", "raw": "原始口径"}
SOURCE_WORDS: dict[str, str] = {
    "ticket": "工单",
    "assignment": "承办",
    "assist": "协办",
    "reply": "答复",
    "callback": "回访",
    "return": "退件",
    "supervision": "督办",
    "whistle": "吹哨",
    "ledger": "加减分",
}
DATE_WORDS: dict[str, str] = {
    "in_arrived": "受理",
    "in_dispatched": "派单",
    "in_due": "首轮时限到期",
    "in_replied": "答复",
    "in_promised": "承诺到期",
    "in_called": "回访",
    "in_returned": "退件",
    "in_ordered": "督办",
    "in_blown": "吹哨",
    "in_happened": "发生",
}
ADDS_WORDS: dict[str, str] = {
    "": "件数",
    "stars": "评星",
    "handling_workdays": "工作日",
    "redo_count": "重办次数",
    "hundredths": "百分之一分",
}
# Of which aspects (tickets.models.Exclusion.Aspect) each source's rows tell whether they are excluded.
ASPECTS: dict[Source, tuple[str, ...]] = {
    "assignment": ("volume", "signing", "contact", "feedback", "completion", "return", "redo"),
    "callback": ("satisfaction", "process", "solved", "star", "valid"),
    "return": ("return",),
}

Pair = tuple[int, int]
Counts = Mapping[str, Pair]  # code → (base, hits)
ALL = Q()


@dataclass(frozen=True)
class Base:
    """A named filter of a source's rows; profiles choose among these and cannot write their own."""

    name: str
    words: str
    rows: Q = ALL


@dataclass(frozen=True)
class Indicator:
    """`base` and `hits` are filters of the source's rows that belong to the period by `date`; hits lie within the base."""

    code: str
    label: str
    definition: str
    source: Source
    date: str
    base: Base
    hits: Q = ALL
    hits_words: str = ""  # empty: all of the base
    shape: Shape = "rate"
    adds: str = ""  # the column that hits add up; empty: rows
    empty: str = "无数据"  # what 0/0 is called
    is_additive: bool = True  # units, categories and months add up to the whole
    aspect: str = ""  # what an exclusion must name to leave a row out; empty: nothing is left out
    only: Q = ALL  # a profile's own narrowing of the base

    @property
    def base_rows(self) -> Q:
        return Q(**{self.date: True}) & self.base.rows & self.only

    @property
    def hit_rows(self) -> Q:
        return self.base_rows & self.hits

    @property
    def excluded(self) -> Q | None:
        """The rows that are left out of the assessed figure; None where there can be none."""
        return Q(**{f"out_of_{self.aspect}": True}) if self.aspect else None


@dataclass(frozen=True)
class Family:
    """An answer with grades. Its indicators are `code.grade`; `credits` is what a grade is worth unless a method says otherwise."""

    code: str
    label: str
    definition: str
    answer: str  # what the grades answer
    column: str
    base: Base
    grades: Mapping[str, str]
    credits: Mapping[str, Decimal]
    aspect: str
    only: Q = ALL
    date: str = "in_called"
    empty: str = "未抽访"

    def indicators(self) -> tuple[Indicator, ...]:
        """One for each grade; all share the base."""
        return tuple(
            Indicator(
                f"{self.code}.{grade}",
                f"{self.answer}·{word}",
                f"计算{self.label}用：{self.base.words}中，答“{word}”的件数。",
                "callback",
                self.date,
                self.base,
                Q(**{self.column: grade}),
                f"答“{word}”的",
                empty=self.empty,
                aspect=self.aspect,
                only=self.only,
            )
            for grade, word in self.grades.items()
        )

    @property
    def base_rows(self) -> Q:
        return Q(**{self.date: True}) & self.base.rows & self.only
