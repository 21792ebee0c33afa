"""What the figures of a bulletin's running text (xinglongtai-2023h1) ask of the search: volumes, misses, ranks, returns, the board."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError

from hotline.rules.profiles.figure_sources import FigureSource, source_of
from hotline.rules.profiles.published import Published
from hotline.rules.profiles.sheets import Line


@dataclass(frozen=True)
class Told:
    """`volumes`: unit → its printed tickets; `order`: the units whose rank is printed, the first first; `left`: unit → tickets still
    dissatisfied; `returned`: how often → tickets; `board`: tickets of the message board. Rates in per cent as printed."""

    volume: int
    volumes: Mapping[str, int]
    order: tuple[str, ...]
    completion: Decimal
    valid_callback: Decimal
    satisfaction: Decimal
    overdue: int
    dissatisfied: int
    left: Mapping[str, int]
    returned: Mapping[int, int]
    board: int

    @property
    def still(self) -> int:
        return sum(self.left.values())


def told_of(published: Published, board: str) -> Told:
    """`board`: the indicator of the message board's tickets. ValidationError figures_missing names what is not printed."""
    ranks = {source.rank_of: int(line["count"]) for line, source in _sourced(published) if source.rank_of}
    return Told(
        volume=_count(published, "volume"),
        volumes=_by_unit(published, "volume"),
        order=tuple(sorted(ranks, key=ranks.__getitem__)),
        completion=_percent(published, "completion"),
        valid_callback=_percent(published, "valid_callback"),
        satisfaction=_percent(published, "satisfaction"),
        overdue=_count(published, "overdue"),
        dissatisfied=_count(published, "dissatisfied"),
        left=_by_unit(published, "still_dissatisfied"),
        returned={source.times: int(line["count"]) for line, source in _sourced(published) if source.times},
        board=_count(published, board),
    )


def _sourced(published: Published) -> Iterator[tuple[Line, FigureSource]]:
    for line in published.figures:
        source = source_of(line, published.sources)
        if source is not None:
            yield line, source


def _by_unit(published: Published, code: str) -> dict[str, int]:
    return {source.unit: int(line["count"]) for line, source in _sourced(published) if source.unit and source.indicator == code}


def _count(published: Published, code: str) -> int:
    return int(_printed(published, code, "count"))


def _percent(published: Published, code: str) -> Decimal:
    return Decimal(_printed(published, code, "percent"))


def _printed(published: Published, code: str, column: str) -> str:
    """Of the whole district."""
    for line, source in _sourced(published):
        is_part = source.unit or source.category or source.kinds or source.times
        if source.indicator == code and not is_part and line[column]:
            return line[column]
    raise ValidationError(f"published/figures.csv 中没有全区的 {code}，无从反推工单。", code="figures_missing")
