"""How sure a proposed unit is, as a stated arithmetic of counts that a dispatcher can check by hand.

Every finished ticket of the kind is one point for the unit that finished it, each that it gave back takes one away; together
they count as 50 at the most, in proportion. The responsibility list gives its lead 20 points and an assist 5, the area 10,
a place named in the text 5. 5 points belong to nobody: a single hint is never certain.

    share = points of the unit / (finished and returned, at most 50 + points of list and area + 5)
"""

from dataclasses import dataclass

MOST_OF_HISTORY = 50
LIST_LEAD, LIST_ASSIST = 20, 5
AREA, NAMED = 10, 5
NOBODY = 5
HIGH, MIDDLE = 70, 40


@dataclass(frozen=True)
class Hints:
    """What speaks for one unit: tickets of the kind that it `kept` and `returned`, and points of list and area."""

    kept: int = 0
    returned: int = 0
    points: int = 0


def shares(hints: dict[int, Hints]) -> dict[int, int]:
    """Whole per cent by unit, rounded half up; `hints` must hold every unit that any hint speaks for."""
    whole = sum(each.kept + each.returned for each in hints.values())
    counted = min(whole, MOST_OF_HISTORY)
    given = sum(each.points for each in hints.values()) + NOBODY
    found = {}
    for unit, each in hints.items():
        # history = kept less returned, scaled by counted / whole; all in whole numbers
        history = max(each.kept - each.returned, 0) * counted
        part, total = (history + each.points * whole, (counted + given) * whole) if whole else (each.points, given)
        found[unit] = (200 * part + total) // (2 * total)
    return found


def grade(share: int) -> str:
    """高 from 70, 中 from 40, else 低."""
    return "高" if share >= HIGH else "中" if share >= MIDDLE else "低"
