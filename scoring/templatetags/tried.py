"""What a page of tried scores shows of a difference: its sign, its arrow, a component's points."""

from decimal import Decimal

from django import template

from scoring.acts.what_if import Line
from scoring.rules.methods import MethodBody
from scoring.rules.points import Part, half_up

register = template.Library()


@register.filter
def signed(difference: Decimal | None) -> str:
    """+0.12, −0.05, 0.00; — where there is none."""
    if difference is None:
        return "—"
    return f"{'+' if difference > 0 else '−' if difference < 0 else ''}{abs(difference):f}"


@register.filter
def move_tone(line: Line) -> str:
    return {1: "green", -1: "red"}.get(_way(line), "quiet")


@register.filter
def move_icon(line: Line) -> str:
    return {1: "arrow-up", -1: "arrow-down"}.get(_way(line), "minus" if line.moved == 0 else "info-circle")


@register.filter
def points_of(part: Part, method: MethodBody) -> str:
    """As the method prints a component; — where it is left out."""
    return "—" if part.points is None else f"{half_up(part.points, method.component_decimals):f}"


def _way(line: Line) -> int:
    """1 up, -1 down, also into the ranking and out of it."""
    if line.moved is not None:
        return (line.moved > 0) - (line.moved < 0)
    return {"新列入排名": 1, "不再排名": -1}.get(line.words, 0)
