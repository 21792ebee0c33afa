"""Addresses behind figures, and the small chart of a unit's months."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Protocol
from urllib.parse import parse_qsl, urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from scoring.acts.comparing import Comparison
from scoring.acts.heat import Cell as HeatCell
from scoring.acts.heat import HeatMap
from scoring.acts.told_apart_cells import Cell, Row
from scoring.acts.unit_page import OPENS
from scoring.rules.points import Part
from scoring.rules.printing import division_of, plain, words
from scoring.rules.printing import figure_of as figure_words
from scoring.rules.readings import Reading
from units.models import Unit
from units.templatetags.look import icon

register = template.Library()

WIDTH, HEIGHT, TOP, FOOT = 640, 140, 26, 18
UNCLASSIFIED = "none"  # as the page of figures asks for rows without a category


@register.simple_tag
def opens(period: str, code: str, part: str = "base", unit: int | None = None, category: str = "", since: str = "") -> str:
    """The tickets behind a figure: by the period's label, the indicator's code, base, hits or rest, a unit's id, a category's."""
    asked = {"period": period, "indicator": code, "part": part, "since": since, "unit": str(unit or ""), "category": category}
    return f"{_figures()}?{urlencode({name: word for name, word in asked.items() if word})}"


@cache
def _figures() -> str:
    """Asked for a hundred times by one page."""
    return reverse("figures")


@register.simple_tag
def figure_of(period: str, reading: Reading, unit: int | None = None, category: str = "") -> SafeString:
    """A figure as it is printed, leading to its tickets; the division shows on hover."""
    url = opens(period, reading.code, OPENS.get(reading.code, "base"), unit, category)
    told = f"{plain(reading.hits)}/{reading.base}" if reading.shape in ("rate", "mean") and reading.base else ""
    return format_html('<a class="figure" href="{}" title="{}">{}</a>', url, told, words(reading))


@register.simple_tag
def figure_at(period: str, reading: Reading, units: Sequence[Unit], place: int) -> SafeString:
    """As `figure_of`, of the unit that stands at this place of the head."""
    return figure_of(period, reading, units[place].pk)


@register.filter
def at(words: Sequence[str], place: int) -> str:
    """The word at a place of a head."""
    return words[place]


@register.simple_tag
def heat_cell(found: HeatMap, cell: HeatCell, unit: int, place: int) -> SafeString:
    """A cell of the heat map: its shade, its number, the way to its tickets; what was not counted is an empty one."""
    if cell.step is None:
        return format_html('<td class="heat-none"><span class="sr-only">{}</span></td>', cell.reading.empty or "没有")
    drawn = format_html("{}", words(cell.reading)) if not cell.reading.base else _opened(found, cell.reading, place, unit)
    return format_html('<td class="heat-{}">{}</td>', cell.step, drawn)


@register.simple_tag
def heat_sum(found: HeatMap, reading: Reading, place: int) -> SafeString:
    """A column's sum."""
    return _opened(found, reading, place) if reading.base else format_html("{}", words(reading))


def _opened(found: HeatMap, reading: Reading, place: int, unit: int | None = None) -> SafeString:
    """Rows that are classified no deeper than the first level have no page of their own among its parts: the number stands alone."""
    column = found.columns[place]
    if found.below is not None and column is not None and column.pk == found.below.pk:
        return format_html("{}", words(reading))
    category = UNCLASSIFIED if column is None else str(column.pk)
    url = opens(found.period.label, reading.code, OPENS.get(reading.code, "base"), unit, category)
    told = f"{plain(reading.hits)}/{reading.base}" if reading.shape == "rate" else ""
    return format_html('<a href="{}" title="{}">{}</a>', url, told, words(reading))


@register.simple_tag
def told_cell(base: str, row: Row, cell: Cell, is_open: bool) -> SafeString:
    """A cell of 分项统计: the figure, opening its tickets, its division, how far it moved. `base`: the address of the page's question."""
    reading = cell.reading
    told = f"{plain(reading.hits)}/{reading.base}" if reading.shape in ("rate", "mean") and reading.base else ""
    drawn = format_html("{}", words(reading))
    if is_open and row.asks is not None and (reading.base or reading.hits):
        asks = {**row.asks, "indicator": reading.code, "part": OPENS.get(reading.code, "base")}
        drawn = format_html('<a class="figure" href="{}">{}</a>', _asked_with(base, asks), drawn)
    moves = format_html_join(" ", "{}", ((_moved(one),) for one in cell.compared))
    return format_html('<td class="num told">{} <small>{}</small><span class="moves">{}</span></td>', drawn, told, moves)


def _asked_with(base: str, asks: Mapping[str, str]) -> str:
    """A row's own value stands for the page's of the same name."""
    path, _, query = base.partition("?")
    return f"{path}?{urlencode({**dict(parse_qsl(query)), **asks})}"


def _moved(found: Comparison) -> SafeString:
    """环比 ↑3.10 个百分点, as scoring/_moved.html; its basis and notes on hover."""
    told = f"{found.basis}。{''.join(found.notes)}" if found.notes else found.basis
    if found.difference is None:
        return format_html('<span class="quiet" title="{}">{} —</span>', told, found.label)
    arrows = {"up": icon("arrow-up", 14, "升"), "down": icon("arrow-down", 14, "降")}
    size = format_html('<span class="change {}">{}{}</span>', found.tone, arrows.get(found.arrow, ""), found.size)
    return format_html('<span title="{}">{} {}</span>', told, found.label, size)


@register.simple_tag
def other_of(found: Comparison) -> SafeString:
    """The figure that another is compared with; what comes from another office is marked so."""
    if found.outside is not None:
        number, unit = plain(found.outside.value.normalize()), "%" if found.ours.shape == "rate" else ""
        return format_html('{}{} <span class="badge" title="来源：{}">外部</span>', number, unit, found.outside.source)
    return format_html("{}", "—" if found.theirs is None or not found.theirs.base else words(found.theirs))


@register.simple_tag
def part_of(period: str, part: Part, unit: int, since: str = "") -> SafeString:
    """The figure behind a component, leading to what it counts, where anything stands behind it."""
    if not part.indicator or (part.share is None and part.shape not in ("count", "points")):
        return format_html("{}", figure_words(part))
    url = opens(period, part.indicator, OPENS.get(part.indicator, "base"), unit, "", since)
    return format_html('<a class="figure" href="{}" title="{}">{}</a>', url, division_of(part), figure_words(part))


class Point(Protocol):
    """A month of the chart: a column for the volume, a point of the line for the total; None is a gap."""

    @property
    def label(self) -> str: ...
    @property
    def volume(self) -> int | None: ...
    @property
    def total(self) -> Decimal | None: ...


@register.simple_tag
def months_chart(points: Sequence[Point], words: str) -> SafeString:
    """Columns and a line over the same months, each on its own scale; told apart by form, so that grey print keeps them. The numbers
    stand in the table beside it, which `words` says to those who cannot see it."""
    step = WIDTH / max(len(points), 1)
    most = max((point.volume or 0 for point in points), default=0) or 1
    columns = format_html_join("", '<rect x="{}" y="{}" width="{}" height="{}"></rect>', _columns(points, step, most))
    line = _line(points, step)
    runs = format_html_join("", '<polyline points="{}"></polyline>', ((" ".join(f"{x},{y}" for x, y, _ in run),) for run in _runs(line)))
    dots = format_html_join("", '<circle cx="{}" cy="{}" r="3"></circle>', ((one[0], one[1]) for one in line if one))
    told = [one for one in line if one]
    # First, best, worst and last: more would run into each other.
    named = sorted({told[0], told[-1], max(told, key=_total), min(told, key=_total)}) if told else []
    marks = format_html_join("", '<text x="{}" y="{}" class="mark">{}</text>', ((x, y - 7, total) for x, y, total in named))
    months = format_html_join(
        "", '<text x="{}" y="{}">{}</text>', ((round(step * (n + 0.5), 1), HEIGHT - 5, one.label) for n, one in enumerate(points))
    )
    drawn = '<svg class="months-chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}{}</svg>'
    return format_html(drawn, WIDTH, HEIGHT, words, columns, runs, dots, marks, months)


Spot = tuple[float, float, Decimal]


def _total(spot: Spot) -> Decimal:
    return spot[2]


def _columns(points: Sequence[Point], step: float, most: int) -> list[tuple[float, float, float, float]]:
    room = HEIGHT - TOP - FOOT
    heights = [(place, (point.volume or 0) / most * room) for place, point in enumerate(points)]
    spots = [(step * (place + 0.3), HEIGHT - FOOT - tall, step * 0.4, tall) for place, tall in heights if tall]
    return [(round(x, 1), round(y, 1), round(wide, 1), round(tall, 1)) for x, y, wide, tall in spots]


def _line(points: Sequence[Point], step: float) -> list[Spot | None]:
    totals = [point.total for point in points if point.total is not None]
    if not totals:
        return []
    low, span, room = min(totals), (max(totals) - min(totals)) or Decimal(1), HEIGHT - TOP - FOOT - 24

    def spot(place: int, total: Decimal) -> Spot:
        return round(step * (place + 0.5), 1), round(TOP + 2 + float(1 - (total - low) / span) * room, 1), total

    return [None if one.total is None else spot(place, one.total) for place, one in enumerate(points)]


def _runs(line: Sequence[Spot | None]) -> list[list[Spot]]:
    """The points between the gaps."""
    runs: list[list[Spot]] = [[]]
    for one in line:
        if one is None:
            runs.append([])
        else:
            runs[-1].append(one)
    return [run for run in runs if len(run) > 1]
