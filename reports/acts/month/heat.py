"""Categories by month, and which of them grew: the heat map and the table of what is hot."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from reports.acts.month.ground import Ground, category_word, figures_url
from reports.rules.comparing import growth
from reports.rules.leaps import LEAST, is_leap
from scoring.models import Fact
from scoring.rules.periods import Period

ROWS, HOT, PLACES = 9, 6, 2


@dataclass(frozen=True)
class Cell:
    """`value` None: the month has not been counted."""

    value: int | None
    url: str
    is_leap: bool


@dataclass(frozen=True)
class HeatRow:
    label: str
    url: str
    cells: tuple[Cell, ...]
    total: int
    total_url: str


@dataclass(frozen=True)
class Heat:
    """`top` is the highest cell; `here` says which months are the period's own."""

    months: tuple[tuple[str, bool], ...]
    rows: tuple[HeatRow, ...]
    top: int
    total_label: str
    words: str


@dataclass(frozen=True)
class Hot:
    """A category against the other period: `growth` in per cent, None when it had none or nothing was counted then
    (`is_comparable`); `bar` its length out of the page's `hottest`."""

    label: str
    url: str
    value: int
    growth: Decimal | None
    is_surge: bool
    places: str
    is_comparable: bool

    @property
    def words(self) -> str:
        """+57.1%, −7.7%, 新增, 无可比."""
        if self.growth is None:
            return "新增" if self.is_comparable else "无可比"
        return f"{'+' if self.growth > 0 else '−' if self.growth < 0 else ''}{abs(self.growth)}%"

    @property
    def bar(self) -> Decimal:
        return max(self.growth or Decimal(0), Decimal(0))


def heat(ground: Ground) -> Heat:
    """The nine largest categories of the twelve months."""
    order = sorted(ground.by_category, key=lambda one: (-ground.volume(one, ground.year), one or 0))
    rows = tuple(_heat_row(ground, one, ground.names[one]) for one in order[:ROWS] if ground.volume(one, ground.year))
    own = {month.label for month in ground.period.months()}
    months = tuple((f"{int(month.label[5:])}月", month.label in own) for month in ground.year)
    top = max((cell.value or 0 for row in rows for cell in row.cells), default=0)
    first, last = ground.year[0], ground.year[-1]
    return Heat(months, rows, top, ground.so_far_words or "合计", f"{first.words}—{last.words}")


def _heat_row(ground: Ground, category: int | None, label: str) -> HeatRow:
    asked = category_word(category)
    cells = tuple(_cell(ground, category, month, asked) for month in ground.year)
    since = ground.so_far[0]
    return HeatRow(
        label,
        figures_url(ground.period, "volume", category=asked),
        cells,
        ground.volume(category, ground.so_far),
        figures_url(ground.period, "volume", "base", since, category=asked),
    )


def _cell(ground: Ground, category: int | None, month: Period, asked: str) -> Cell:
    now, before = ground.volume(category, (month,)), ground.volume(category, (month.previous(),))
    return Cell(now if ground.is_counted(month) else None, figures_url(month, "volume", category=asked), is_leap(now, before))


def hot(ground: Ground) -> list[Hot]:
    """Categories by how much they grew, those of a handful of tickets left out; one query for where they lie."""
    now, before = ground.period.months(), ground.compared.months()
    volumes = {one: (ground.volume(one, now), ground.volume(one, before)) for one in ground.by_category}
    wanted = [one for one, (value, earlier) in volumes.items() if value >= LEAST or (value and earlier >= LEAST)]
    places = _places(now)
    found = [_hot(ground, one, ground.names[one], *volumes[one], places.get(one, "")) for one in wanted]
    # What had nothing before cannot be put in per cent and stands first.
    found.sort(key=lambda one: (one.growth is not None, -(one.growth or 0), -one.value))
    return found[:HOT]


def _hot(ground: Ground, category: int | None, label: str, now: int, before: int, places: str) -> Hot:
    url = figures_url(ground.period, "volume", category=category_word(category))
    is_surge = ground.is_comparable and (is_leap(now, before) or not before)
    return Hot(label, url, now, growth(now, before), is_surge, places, ground.is_comparable)


def _places(months: Sequence[Period]) -> dict[int | None, str]:
    """{category: the units that hold most of it}."""
    found = Fact.objects.filter(closing__label__in=[month.label for month in months], indicator="volume").exclude(unit=None)
    most: dict[int | None, list[tuple[int, int, str]]] = {}
    for category, order, name, short, hits in (
        found.values_list("category", "unit__order", "unit__name", "unit__short_name").annotate(Sum("hits")).order_by()
    ):
        most.setdefault(category, []).append((-hits, order, short or name))
    return {category: "、".join(f"{unit} {-hits}" for hits, _, unit in sorted(held)[:PLACES]) for category, held in most.items()}
