"""The six figure cards: the figure, the year so far, a line of twelve months, the change, and the way to the tickets."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.acts.month.ground import AGAINST_WORDS, Ground, figures_url
from reports.rules.comparing import of_shares
from scoring.rules.periods import Period
from scoring.rules.points import percent
from scoring.rules.printing import amount, unit_of
from scoring.rules.printing import words as printed


@dataclass(frozen=True)
class Card:
    """As templates/parts/_card.html wants it; `months` are printed figures, None where a month has none. `change_title` is the basis of
    the change; `is_outside`: the other period's figure is another office's."""

    label: str
    value: str
    unit: str
    url: str
    total_label: str
    total: str
    total_url: str
    months: Sequence[Decimal | None]
    change_label: str
    arrow: str
    change: str
    change_tone: str
    is_trial: bool
    change_title: str = ""
    is_outside: bool = False


RATES = ("completion", "on_time_feedback", "satisfaction")


def cards(ground: Ground) -> list[Card]:
    last = "top_star" if ground.reading("top_star", ground.year).base else "valid_callback"
    # The part of the address is what one wants to see first.
    second = _share(ground) or _figure(ground, "overdue", "hits")
    return [_figure(ground, "volume"), second, *(_figure(ground, code) for code in RATES), _figure(ground, last)]


def _figure(ground: Ground, code: str, part: str = "base") -> Card:
    found = ground.compare(code)
    now = found.ours
    line = [amount(ground.reading(code, (month,))) if ground.is_counted(month) else None for month in ground.year]
    value = amount(now)
    return Card(
        label=now.label,
        value=now.empty if value is None else str(value),
        unit="" if value is None else unit_of(now),
        url=figures_url(ground.period, code, part),
        total_label=ground.so_far_words,
        total=printed(ground.reading(code, ground.so_far)) if ground.so_far_words else "",
        total_url=figures_url(ground.period, code, part, ground.so_far[0]),
        months=line,
        change_label=AGAINST_WORDS[ground.against],
        arrow=found.arrow,
        change=found.size,
        change_tone=found.tone,
        is_trial=ground.is_trial,
        change_title="；".join((found.basis, *found.notes)),
        is_outside=found.outside is not None,
    )


def _share(ground: Ground) -> Card | None:
    """占全市比重, where the city's total has been entered for the period; the numerator is ours, the denominator an outside figure."""
    now, before = _share_of(ground, ground.period), _share_of(ground, ground.compared)
    if now is None:
        return None
    change = of_shares(now, before)
    basis = f"{ground.period.words}，比{ground.compared.words}；全市件数为外部数据"
    return Card(
        label="占全市比重",
        value=str(percent(now)),
        unit="%",
        url=figures_url(ground.period, "volume"),
        total_label="全市",
        total=f"{ground.city_volume(ground.period) or 0:.0f} 件",
        total_url="",
        months=[None if (share := _share_of(ground, month)) is None else percent(share) for month in ground.year],
        change_label=AGAINST_WORDS[ground.against],
        arrow=change.arrow,
        change=change.words,
        change_tone=change.tone,
        is_trial=ground.is_trial,
        change_title=basis,
    )


def _share_of(ground: Ground, period: Period) -> Decimal | None:
    city = ground.city_volume(period)
    ours = ground.reading("volume", period.months()).hits
    return ours / city if city and ours else None
