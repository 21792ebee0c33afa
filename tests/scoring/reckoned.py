"""Scores reckoned independently, by the words of docs/methods.md: plain fractions and loops, none of our arithmetic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from operator import ge, gt, le, lt
from typing import Any

Plain = Mapping[str, Any]  # a method, or one of its tables, as TOML gives it
Row = Mapping[str, str]  # a line of the table of counts
GRADES = {"satisfaction": ("satisfied", "basically", "dissatisfied")}
MEANS, COUNTS = ("mean_star", "handling_workdays"), ("overdue", "satisfaction.dissatisfied")
NOUGHT = Fraction(0)


@dataclass(frozen=True)
class Reckoned:
    """A unit. `points` None: left out; `total` None: listed apart."""

    unit: str
    place: int
    volume: int
    points: Mapping[str, Fraction | None]
    exact: Fraction
    total: Fraction | None


def amount(value: object) -> Fraction:
    return Fraction(str(value))


def rounded(number: Fraction, decimals: int, mode: str) -> Fraction:
    units, rest = divmod(abs(number) * 10**decimals, 1)
    half = Fraction(1, 2)
    units += (mode == "half_up" and rest >= half) or (mode == "half_even" and (rest > half or (rest == half and units % 2 == 1)))
    return Fraction(int(units) * (1 if number >= 0 else -1), 10**decimals)


def printed(number: Fraction | None, decimals: int) -> str:
    return "" if number is None else f"{float(number):.{decimals}f}"


def full_of(part: Plain) -> Fraction:
    """What a component adds to the full mark."""
    if part["kind"] in ("each", "ledger") or part.get("sign") == "-":
        return NOUGHT
    if part["kind"] == "steps":
        return amount(part["tiers"][0]["points"])
    return amount(part["points"]) * (amount(part["most"]) if part["kind"] == "mean" else 1)


def own_parts(method: Plain, group: str) -> list[Plain]:
    """The components of a group's table, with its points."""
    points: Plain = next((one.get("points", {}) for one in method.get("groups", ()) if one["label"] == group), {})
    parts = [{**part, "points": points[part["code"]]} if part["code"] in points else part for part in method["components"]]
    return [part for part in parts if not (part["code"] in points and amount(part["points"]) == 0)]


def figure(part: Plain, row: Row) -> Fraction | None:
    """A rate from 0 to 1, a mean, or a number; None: no data."""
    code = part["indicator"]
    if code in COUNTS:
        return amount(row[code]) if row[code] else None
    if code in GRADES:
        answers = [row[f"{code}.{grade}"] for grade in GRADES[code]]
        if not any(answers) or sum(map(int, answers)) == 0:
            return None
        worth = part.get("credits", {"satisfied": 1})
        hits = sum((int(count) * amount(worth.get(grade, 0)) for grade, count in zip(GRADES[code], answers, strict=True)), NOUGHT)
        return hits / sum(map(int, answers))
    if f"{code}.pct" in row:
        return amount(row[f"{code}.pct"]) / 100 if row[f"{code}.pct"] else None
    above, below = row[f"{code}.hits"], row[f"{code}.base"]
    return None if below in ("", "0") else amount(above) / amount(below)


def worth_of(method: Plain, part: Plain, found: Fraction) -> Fraction:
    mode: str = method["rounding_mode"]
    is_rate = part["indicator"] not in (*MEANS, *COUNTS)
    if part["kind"] == "each":
        number = floor(max(found - amount(part.get("free", 0)), NOUGHT) / amount(part.get("every", 1)))
        return min(number * amount(part["points"]), amount(part.get("cap", 10**6))) * (-1 if part["sign"] == "-" else 1)
    if is_rate and "share_decimals" in method:
        found = rounded(found * 100, method["share_decimals"], mode) / 100
    if part["indicator"] in MEANS and "mean_decimals" in method:
        found = rounded(found, method["mean_decimals"], mode)
    if part["kind"] == "share":
        share = 1 - found if part.get("of") == "rest" else found
        return share * amount(part["points"]) * (-1 if part.get("sign") == "-" else 1)
    if part["kind"] == "mean":
        return min(found, amount(part["most"])) * amount(part["points"])
    return (target_of if part["kind"] == "target" else tier_of)(part, found * 100 if is_rate else found)


def target_of(part: Plain, found: Fraction) -> Fraction:
    missing = (found - amount(part["target"])) * (1 if part.get("better") == "lower" else -1)
    steps = max(missing, NOUGHT) / amount(part.get("every", 1))
    whole = {"exact": steps, "full": Fraction(floor(steps)), "started": Fraction(ceil(steps))}[part.get("per", "exact")]
    return max(amount(part["points"]) - whole * amount(part["step"]), amount(part.get("floor", 0)))


def tier_of(part: Plain, found: Fraction) -> Fraction:
    reached = {"at_least": ge, "above": gt, "at_most": le, "below": lt}
    return next(
        amount(tier["points"])
        for tier in part["tiers"]
        if all(reached[key](found, amount(bound)) for key, bound in tier.items() if key != "points")
    )


def weighed(method: Plain, part: Plain, row: Row) -> tuple[Fraction | None, bool]:
    """(the points, None: left out; whether the unit is not ranked for want of this)."""
    if part["kind"] == "constant":
        return amount(part["points"]), False
    if part["kind"] == "ledger":
        given = min(amount(row[f"ledger.{part['ledger']}"] or 0), amount(part.get("cap", 10**6)))
        return given * (-1 if part["sign"] == "-" else 1), False
    found, word = figure(part, row), part.get("unsampled", method["unsampled"])
    if found is not None:
        return worth_of(method, part, found), False
    if part["kind"] == "each" or word in ("not_ranked", "left_out_renormalised"):
        return None, word == "not_ranked"
    if word == "full":
        return (None if part.get("sign") == "-" else full_of(part)), False
    return NOUGHT, False


def unit_of(method: Plain, row: Row, place: int) -> Reckoned:
    parts = own_parts(method, row["group"])
    given = {part["code"]: weighed(method, part, row) for part in parts}
    points = {code: points for code, (points, _) in given.items()}
    measured = [part for part in parts if part["kind"] not in ("constant", "ledger")]
    carrying = [part for part in measured if full_of(part)] or measured
    is_apart = any(apart for _, apart in given.values()) or (bool(carrying) and all(points[part["code"]] is None for part in carrying))
    if not is_apart:
        points = spread(parts, points)
    if method["rounding"] == "components":
        decimals = method["component_decimals"]
        points = {code: None if one is None else rounded(one, decimals, method["rounding_mode"]) for code, one in points.items()}
    exact = sum((one for one in points.values() if one is not None), NOUGHT)
    held = min(max(exact, amount(method.get("least", -(10**6)))), amount(method.get("most", 10**6)))
    is_apart |= int(row["volume"]) < max(method.get("least_volume", 0), 1)
    total = None if is_apart else rounded(held, method["decimals"], method["rounding_mode"])
    return Reckoned(row["unit"], place, int(row["volume"]), points, exact, total)


def spread(parts: Sequence[Plain], points: Mapping[str, Fraction | None]) -> dict[str, Fraction | None]:
    """The full mark over what has data."""
    kept = sum((full_of(part) for part in parts if points[part["code"]] is not None), NOUGHT)
    stretch = sum((full_of(part) for part in parts), NOUGHT) / kept if kept else Fraction(1)
    counting = {part["code"] for part in parts if full_of(part)}
    return {code: one * stretch if one is not None and code in counting else one for code, one in points.items()}


def standing(method: Plain, unit: Reckoned) -> tuple[Fraction, ...]:
    own = {"exact": unit.exact, "volume": Fraction(unit.volume), "-volume": Fraction(-unit.volume), "order": Fraction(-unit.place)}
    breakers = [own.get(name, unit.points.get(name) or NOUGHT) for name in method.get("tie_breakers", ())]
    return (unit.total or NOUGHT, *breakers)


def lines(method: Plain, rows: Sequence[Row]) -> list[list[str]]:
    """rank, unit, group, points…, total, band of every unit, as score_table prints them."""
    groups = dict.fromkeys([*(one["label"] for one in method.get("groups", ())), *(row["group"] for row in rows)])
    units = [(row["group"], unit_of(method, row, place)) for place, row in enumerate(rows)]
    return [line for group in groups for line in table(method, group, [one for own, one in units if own == group])]


def table(method: Plain, group: str, units: Sequence[Reckoned]) -> list[list[str]]:
    ranked = sorted((one for one in units if one.total is not None), key=lambda one: standing(method, one), reverse=True)
    standings = [standing(method, one) for one in ranked]
    found = []
    for number, (one, own) in enumerate(zip(ranked, standings, strict=True), 1):
        first = number if method["ties"] == "serial" else standings.index(own) + 1
        rank = len(set(standings[:first])) if method["ties"] == "dense" else first
        found.append(line(method, group, one, str(rank), band_of(method, one, first, len(ranked))))
    return found + [line(method, group, one, "", "") for one in units if one.total is None]


def line(method: Plain, group: str, unit: Reckoned, rank: str, band: str) -> list[str]:
    decimals, mode = method["component_decimals"], method["rounding_mode"]
    shown = [unit.points.get(part["code"]) for part in method["components"]]
    points = [printed(None if one is None else rounded(one, decimals, mode), decimals) for one in shown]
    return [rank, unit.unit, group, *points, printed(unit.total, method["decimals"]), band]


def band_of(method: Plain, unit: Reckoned, first: int, ranked: int) -> str:
    assert unit.total is not None
    for band in method.get("bands", ()):
        last = band.get("top", ranked)
        if "top_percent" in band:
            last = rounded(amount(band["top_percent"]) * ranked / 100, 0, "half_up")
        if first <= last and unit.total >= amount(band.get("at_least", -(10**6))):
            return str(band["label"])
    return ""
