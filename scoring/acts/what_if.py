"""What if (试算对比): a closed period scored by another method, or without some tickets, beside its printed scores. Nothing is stored.

The counts are the stored facts; without some tickets: less what their frozen rows count (scoring.acts.leaving_out).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError

from scoring.acts import catalogue, facts, leaving_out, methods, scores
from scoring.acts.leaving_out import Effect
from scoring.models import Method
from scoring.rules.left_out import LeftOut
from scoring.rules.methods import MethodBody
from scoring.rules.periods import Period
from scoring.rules.points import Part
from units.models import Unit


@dataclass(frozen=True)
class Line:
    """A unit before and after; None where it stood or would stand in no table."""

    unit: Unit
    before: scores.Row | None
    after: scores.Row | None

    @property
    def difference(self) -> Decimal | None:
        """Of the totals; None where one of them is missing."""
        if self.before is None or self.after is None or self.before.total is None or self.after.total is None:
            return None
        return self.after.total - self.before.total

    @property
    def is_regrouped(self) -> bool:
        """It would be ranked among others than before: the two ranks are not compared."""
        return self.before is not None and self.after is not None and self.before.group != self.after.group

    @property
    def moved(self) -> int | None:
        """Places risen, below zero: fallen; None where the ranks cannot be compared."""
        if self.before is None or self.after is None or self.is_regrouped or self.before.rank is None or self.after.rank is None:
            return None
        return self.before.rank - self.after.rank

    @property
    def is_unchanged(self) -> bool:
        before, after = self.before, self.after
        if before is None or after is None:
            return False
        return (before.group, before.rank, before.total) == (after.group, after.rank, after.total)

    @property
    def words(self) -> str:
        """升 2 位, 降 1 位, 名次不变, 新列入排名, 不再排名, 改在另一组, 不排名."""
        if self.moved is not None:
            return "名次不变" if self.moved == 0 else f"升 {self.moved} 位" if self.moved > 0 else f"降 {-self.moved} 位"
        was, would = self.before and self.before.rank, self.after and self.after.rank
        if was and would:
            return "改在另一组"
        return "新列入排名" if would else "不再排名" if was else "不排名"

    @property
    def parts(self) -> tuple[tuple[Part, Part | None], ...]:
        """Each component after, with the one of the same code before."""
        known = {part.code: part for part in self.before.components} if self.before else {}
        return tuple((part, known.get(part.code)) for part in self.after.components) if self.after else ()


@dataclass(frozen=True)
class Sandbox:
    """`before` is the printed board (its method None where none holds), `body` the method after; `months` are those that it counts."""

    period: Period
    before: scores.Board
    body: MethodBody
    months: tuple[Period, ...]
    lines: tuple[Line, ...]
    effects: tuple[Effect, ...]
    is_other_method: bool

    @property
    def rising(self) -> int:
        return sum(1 for line in self.lines if (line.moved or 0) > 0)

    @property
    def falling(self) -> int:
        return sum(1 for line in self.lines if (line.moved or 0) < 0)

    @property
    def is_unchanged(self) -> bool:
        """Whether every total and every place stays."""
        return all(line.is_unchanged for line in self.lines)

    @property
    def labels(self) -> tuple[str, ...]:
        """The headings of the components after."""
        return tuple(one.label for one in self.body.components)


def sandbox(period: Period, *, method: MethodBody | None = None, left_out: Collection[LeftOut] = (), against: str = "") -> Sandbox:
    """The board of a closed period by `method` (None: the one in force) and without `left_out`, beside the printed board.

    The printed one is of the method in force named `against`, else of the one with the code of `method`, else of the principal one.
    ValidationError: not_closed, no_method, unknown_method, left_out (each fault with its line).
    """
    held = methods.in_force(period)
    codes = {one.code for one, _ in held}
    code = against or (method.code if method is not None and method.code in codes else "")
    found = methods.pick(held, code)
    body = method or (found[1] if found else None)
    if body is None:
        raise ValidationError(f"{period.words}没有在执行的评分办法，请选一个评分办法，或贴上一个。", code="no_method")
    months = scores.months_so_far(body, period)
    _check_closed(months)
    before = scores.board(period, found[0] if found else None)
    known = catalogue.current()
    rows = leaving_out.rows_of(left_out, months, body.figures, known)
    counted = leaving_out.without(facts.table_of(months, figures=body.figures), rows)
    lines = _lines(before.rows, scores.reckon(body, months, counted))
    effects = leaving_out.effects(left_out, rows, body, known)
    return Sandbox(period, before, body, months, lines, effects, _is_other(method, found))


def faults_of(left_out: Collection[LeftOut], period: Period | None, method: MethodBody | None, is_method_read: bool) -> list[str]:
    """What `sandbox` would say of the tickets, so that it is told beside other faults: as far as it can be told where the period (None)
    or the method has faults itself. `method` as for `sandbox`."""
    body, known = method, catalogue.current()
    if period is not None and is_method_read and method is None:
        found = methods.pick(methods.in_force(period))
        body = found[1] if found else None
    if period is None or body is None:
        # Which months before a single month count too, only its method tells; of a longer period they are its own.
        months = () if period is None or period.kind == "month" else period.months()
        return leaving_out.faults_of(left_out, months, "raw", known)
    return leaving_out.faults_of(left_out, scores.months_so_far(body, period), body.figures, known)


def _is_other(method: MethodBody | None, found: tuple[Method, MethodBody] | None) -> bool:
    return method is not None and (found is None or method != found[1])


def _check_closed(months: Sequence[Period]) -> None:
    """A trial moves every night: only what stands is compared. Months without any row have never been counted."""
    states = facts.states_of(months)
    left = [state for state in states if not state.is_closed and (state.state or state is states[-1])]
    if left:
        words = "、".join(f"{state.label}（{state.words}）" for state in left)
        raise ValidationError(f"{words}还没有关账，数字还会变，请选已关账的月份，或先关账。", code="not_closed")


def _lines(before: Sequence[scores.Row], after: Sequence[scores.Row]) -> tuple[Line, ...]:
    """In the order after; units that would stand in no table come last."""
    was, would = {row.unit.pk: row for row in before}, {row.unit.pk for row in after}
    lines = [Line(row.unit, was.get(row.unit.pk), row) for row in after]
    return (*lines, *(Line(row.unit, row, None) for row in before if row.unit.pk not in would))
