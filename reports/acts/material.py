"""What a bulletin is made of, loaded once: the board, counts by unit, outside figures, names. A fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from reports.rules import figures as made
from reports.rules.document import Figure
from reports.rules.frames import FrameBody
from reports.rules.picking import Standing, picked
from reports.rules.wording import period_words
from scoring.acts import facts, methods, scores
from scoring.acts.scores import Board
from scoring.models import OutsideFigure
from scoring.rules.indicators import Counts
from scoring.rules.methods import MethodBody
from scoring.rules.periods import Period
from scoring.rules.readings import total
from units.acts.settings import values
from units.models import Unit, UnitName
from units.rules.district import District


@dataclass(frozen=True)
class Material:
    """Counts are those of the closings of the period's months; `counts` is keyed by the ranked unit's id, None: without a unit."""

    frame: FrameBody
    period: Period
    district: District
    board: Board
    method: MethodBody | None
    counts: Mapping[int | None, Counts]
    outside: Mapping[str, OutsideFigure]
    units: Mapping[int, Unit]
    known_as: Mapping[str, tuple[str, ...]]

    @property
    def is_trial(self) -> bool:
        """Some month of the period is not closed, so every figure may still move."""
        return not all(month.is_closed for month in self.board.months)

    @property
    def score_period(self) -> str:
        """Inside a longer period of the method a month shows the standing so far, which is the longer period's."""
        if self.method is None or self.period.kind != "month":
            return self.period.label
        return self.method.period_of(self.period).label

    @property
    def as_of(self) -> datetime | None:
        return self.board.as_of

    @cached_property
    def words(self) -> dict[str, str]:
        """The plain words that every sentence may use."""
        period, short = period_words(self.period)
        names = {"district": self.district.district_name, "city": self.district.city_name}
        return {"period": period, "period_short": short, "year": self.period.label[:4], **names}

    @cached_property
    def credits(self) -> dict[str, Mapping[str, Decimal]]:
        """What grades are worth by the method that scores the units, so that the whole is counted as its parts are; without
        one by the district's setting."""
        return methods.credits_of(self.method) if self.method else methods.credits_at(self.period)

    @cached_property
    def whole(self) -> Counts:
        return total(self.counts.values())

    def figure(self, code: str, unit: Unit | None = None) -> Figure:
        """An indicator's figure of a unit, or of the district."""
        counts = self.whole if unit is None else self.counts.get(unit.pk, {})
        return made.counted(
            code, counts, self.period.label, None if unit is None else str(unit.pk), self.credits.get(code), self.frame.unsampled
        )

    def list_name(self, unit: Unit) -> str:
        """The name that the frame's lists and cases use."""
        return self.frame.list_names.get(unit.name, unit.name)

    def unit_called(self, name: str) -> Unit | None:
        """By its name or any other that files call it by."""
        return next((self.units[int(pk)] for pk, names in self.known_as.items() if name in names), None)

    def chosen(self, code: str) -> tuple[Standing, ...] | None:
        """The units of a pick; None when the frame has no pick of that code."""
        pick = next((one for one in self.frame.picks if one.code == code), None)
        return None if pick is None else picked(pick, self._standings, self.credits)

    @cached_property
    def _standings(self) -> list[Standing]:
        return [Standing(row.unit.name, row.rank, self.counts.get(row.unit.pk, {})) for row in self.board]


def load(period: Period, frame: FrameBody) -> Material:
    board = scores.board(period)
    units = {unit.pk: unit for unit in Unit.objects.all()}
    return Material(
        frame=frame,
        period=period,
        district=values(),
        board=board,
        method=None if board.method is None else methods.body_of(board.method),
        counts=facts.table(period),
        outside={one.code: one for one in OutsideFigure.objects.filter(period=period.label)},
        units=units,
        known_as=known_as(),
    )


def known_as() -> dict[str, tuple[str, ...]]:
    """Unit's id as text → every name that it goes by, its own first."""
    names: dict[str, list[str]] = {}
    for pk, name, short in Unit.objects.order_by("order", "pk").values_list("pk", "name", "short_name"):
        names[str(pk)] = [name, *([short] if short and short != name else [])]
    for pk, name in UnitName.objects.order_by("pk").values_list("unit", "name"):
        if name not in names[str(pk)]:
            names[str(pk)].append(name)
    return {pk: tuple(many) for pk, many in names.items()}
