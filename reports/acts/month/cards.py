"""The six figure cards: the figure, the year so far, a line of twelve months, the change, and the way to the tickets."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reports.acts.month.ground import AGAINST_WORDS, Ground, figures_url
from reports.rules.comparing import NONE, Change, Good, change_of, of_shares
from scoring.rules.periods import Period
from scoring.rules.points import percent
from scoring.rules.printing import amount, unit_of
from scoring.rules.printing import words as printed


@dataclass(frozen=True)
class Card:
    """As templates/parts/_card.html wants it; `months` are printed figures, None where a month has none."""

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


# indicator → which way is better; volume and share are never judged. The third part of the address is what one wants to see first.
RATES: tuple[tuple[str, Good], ...] = (("completion", "up"), ("on_time_feedback", "up"), ("satisfaction", "up"))


def cards(ground: Ground) -> list[Card]:
    last = "top_star" if ground.reading("top_star", ground.year).base else "valid_callback"
    second = _share(ground) or _figure(ground, "overdue", "down", "hits")
    return [_figure(ground, "volume"), second, *(_figure(ground, code, good) for code, good in RATES), _figure(ground, last, "up")]


def _figure(ground: Ground, code: str, good: Good = "", part: str = "base") -> Card:
    months = ground.period.months()
    now, before = ground.reading(code, months), ground.reading(code, ground.compared.months())
    change = change_of(now, before, good) if ground.is_comparable else NONE
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
        **_change(ground, change),
    )


def _share(ground: Ground) -> Card | None:
    """占全市比重, where the city's total has been entered for the period; the numerator is ours, the denominator an outside figure."""
    now = _share_of(ground, ground.period)
    if now is None:
        return None
    return Card(
        label="占全市比重",
        value=str(percent(now)),
        unit="%",
        url=figures_url(ground.period, "volume"),
        total_label="全市",
        total=f"{ground.city_volume(ground.period) or 0:.0f} 件",
        total_url="",
        months=[None if (share := _share_of(ground, month)) is None else percent(share) for month in ground.year],
        **_change(ground, of_shares(now, _share_of(ground, ground.compared))),
    )


def _share_of(ground: Ground, period: Period) -> Decimal | None:
    city = ground.city_volume(period)
    ours = ground.counts(period.months()).get("volume", (0, 0))[1]
    return Decimal(ours) / city if city and ours else None


def _change(ground: Ground, change: Change) -> dict[str, Any]:
    label = AGAINST_WORDS[ground.against]
    return {"change_label": label, "arrow": change.arrow, "change": change.words, "change_tone": change.tone, "is_trial": ground.is_trial}
