"""A unit's own standing in one line, for its people's desk: the newest month's shares and rank as the board prints them."""

from dataclasses import dataclass

from scoring.acts.choices import Choice, choices, pick
from scoring.models import Score
from scoring.rules.points import from_plain, percent
from units.models import User

MOST_SHARES = 3


@dataclass(frozen=True)
class Own:
    """`shares`: (满意率, 99.31%) in the method's order, those without a figure left out; `place`: 全区第 2 名, or empty."""

    unit: str
    chosen: Choice
    shares: tuple[tuple[str, str], ...]
    place: str


def own(user: User) -> Own | None:
    """Of the last closed month, else of the newest trial; None where nothing was scored. Two queries."""
    chosen = pick(choices()) if user.unit is not None else None
    if chosen is None or user.unit is None:
        return None
    # Of several methods the principal one, the oldest (scoring.acts.methods.in_force).
    score = Score.objects.filter(unit=user.unit, period=chosen.period.label).order_by("method_id").first()
    if score is None:
        return None
    parts = [part for part in from_plain(score.components) if part.shape == "rate" and part.share is not None]
    shares = tuple((part.label, f"{percent(part.share)}%") for part in parts[:MOST_SHARES] if part.share is not None)
    place = f"{score.group or '全区'}第 {score.rank} 名" if score.rank else ""
    return Own(user.unit.label, chosen, shares, place)
