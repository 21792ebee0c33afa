"""Methods and tables of counts drawn by chance: every kind of component, every word on rounding, missing data, ties and bands."""

from collections.abc import Sequence
from random import Random
from typing import Any

from tests.scoring.reckoned import COUNTS, GRADES, MEANS, full_of, own_parts

UNSAMPLED = ("full", "left_out_renormalised", "not_ranked", "zero")
SHARES = ("satisfaction", "completion", "on_time_feedback", "return_rate")
KINDS = ("share", "share", "mean", "target", "steps", "each", "ledger", "constant")
BANDS: dict[str, Sequence[object]] = {"at_least": (80, 60), "top": (1, 3), "top_percent": (20, "62.5")}


def some(chance: Random, share: float, **keys: object) -> dict[str, object]:
    """The keys, or nothing."""
    return keys if chance.random() < share else {}


def decimal(chance: Random, least: int, most: int) -> str:
    return str(chance.randint(least * 10, most * 10) / 10)


def random_method(chance: Random) -> dict[str, Any]:
    parts = [component(chance, number) for number in range(chance.randint(1, 5))]
    groups: list[dict[str, Any]] = [{"label": "部门"}, {"label": "街道", **some(chance, 0.7, points=own_points(chance, parts))}]
    method: dict[str, Any] = {
        "code": "random",
        "version": "1",
        "name": "任意",
        "valid_from": "2024-01-01",
        "period": "month",
        "rounding": chance.choice(["sum", "components"]),
        "decimals": chance.randint(0, 3),
        "component_decimals": chance.randint(0, 3),
        "rounding_mode": chance.choice(["half_up", "half_even", "down"]),
        "unsampled": chance.choice(UNSAMPLED),
        "ties": chance.choice(["serial", "shared", "dense"]),
        "components": parts,
        **some(chance, 0.4, share_decimals=chance.randint(0, 3)),
        **some(chance, 0.4, mean_decimals=chance.randint(0, 2)),
        **some(chance, 0.3, least=chance.randint(0, 40)),
        **some(chance, 0.3, most=chance.randint(60, 100)),
        **some(chance, 0.4, least_volume=chance.choice([15, 30])),
        **some(chance, 0.4, tie_breakers=chance.sample(["exact", "volume", "-volume", "order", "c0"], 2)),
        **some(chance, 0.5, bands=bands(chance)),
        **some(chance, 0.5, groups=groups),
    }
    method["full_mark"] = mark(method, "")
    for group in method.get("groups", ()):
        group["full_mark"] = mark(method, group["label"])
    return method


def mark(method: dict[str, Any], group: str) -> str:
    return str(float(sum(map(full_of, own_parts(method, group)))))


def own_points(chance: Random, parts: list[dict[str, Any]]) -> dict[str, object]:
    """Points of a group's own, for the kinds that may have some; a floor stays below them."""
    changed = [part for part in parts if part["kind"] in ("share", "mean", "target", "each", "constant") and chance.random() < 0.4]
    return {part["code"]: chance.choice([0, 12, "7.5"] if "floor" not in part else [12, "7.5"]) for part in changed}


def bands(chance: Random) -> list[dict[str, object]]:
    form = chance.choice(list(BANDS))
    told: list[dict[str, object]] = [{"label": label, form: bound} for label, bound in zip("AB", BANDS[form], strict=True)]
    return told + chance.choice([[], [{"label": "C"}]])


def component(chance: Random, number: int) -> dict[str, Any]:
    kind = chance.choice(KINDS)
    code = {"kind": kind, "code": f"c{number}", "label": f"分项{number}"}
    if kind == "constant":
        return {**code, "points": decimal(chance, 1, 60)}
    if kind == "ledger":
        return {**code, "ledger": chance.choice(["bonus", "deduction"]), "sign": chance.choice("+-"), **some(chance, 0.5, cap="1.2")}
    return {**code, **some(chance, 0.3, unsampled=chance.choice(UNSAMPLED)), **MEASURED[kind](chance)}


def share(chance: Random) -> dict[str, object]:
    indicator = chance.choice(SHARES)
    credits = {"satisfied": chance.choice([1, "0.9"]), "basically": chance.choice(["0.6", 0, "0.333"])}
    graded = some(chance, 0.6, credits=credits) if indicator in GRADES else {}
    return {
        "indicator": indicator,
        "points": decimal(chance, 1, 60),
        **graded,
        **some(chance, 0.2, of="rest"),
        **some(chance, 0.15, sign="-"),
    }


def mean(chance: Random) -> dict[str, object]:
    return {"indicator": "mean_star", "points": decimal(chance, 1, 20), "most": 5}


def target(chance: Random) -> dict[str, object]:
    indicator = chance.choice([*SHARES, *MEANS, "overdue"])
    aim = decimal(chance, 60, 100) if indicator in SHARES else decimal(chance, 0, 6)
    return {
        "indicator": indicator,
        "points": decimal(chance, 13, 60),
        "target": aim,
        "step": decimal(chance, 1, 5),
        **some(chance, 0.4, every=chance.choice([2, "0.3"])),
        **some(chance, 0.6, per=chance.choice(["exact", "full", "started"])),
        **some(chance, 0.4, floor=chance.randint(0, 5)),
        **some(chance, 0.5, better="lower"),
    }


def steps(chance: Random) -> dict[str, object]:
    indicator, is_lower = chance.choice([*SHARES, "handling_workdays", "overdue"]), chance.random() < 0.5
    bounds = sorted(chance.sample(range(1, 100 if indicator in SHARES else 12), 2), reverse=not is_lower)
    points = sorted(chance.sample(range(60), 3), reverse=True)
    keys = ("at_most", "below") if is_lower else ("at_least", "above")
    tiers: list[dict[str, object]] = [{chance.choice(keys): bound, "points": own} for bound, own in zip(bounds, points, strict=False)]
    return {"indicator": indicator, "better": "lower" if is_lower else "higher", "tiers": [*tiers, {"points": points[2]}]}


def each(chance: Random) -> dict[str, object]:
    counted = {"indicator": chance.choice(COUNTS), "points": decimal(chance, 0, 3), "sign": chance.choice("+-")}
    return {**counted, **some(chance, 0.5, cap=decimal(chance, 0, 9)), **some(chance, 0.4, free=2), **some(chance, 0.4, every=3)}


MEASURED = {"share": share, "mean": mean, "target": target, "steps": steps, "each": each}


def random_rows(chance: Random) -> list[dict[str, str]]:
    """Lines with all columns; some units are alike, so that there are ties."""
    is_printed = chance.random() < 0.5
    rows: list[dict[str, str]] = []
    for number in range(chance.randint(1, 8)):
        body = dict(chance.choice(rows)) if rows and chance.random() < 0.4 else row(chance, is_printed)
        rows.append({**body, "unit": f"单位{number}", "group": chance.choice(["部门", "街道"])})
    return rows


def row(chance: Random, is_printed: bool) -> dict[str, str]:
    cells = {"unit": "", "group": "", "volume": chance.choice(["0", "14", "15", "30", "60"])}
    for code in SHARES:
        if code in GRADES:
            cells |= blank_or(chance, {f"{code}.{grade}": str(chance.choice([0, 1, 2, 5, 60])) for grade in GRADES[code]})
        elif is_printed:
            cells |= blank_or(chance, {f"{code}.pct": chance.choice(["100", "95", "90", decimal(chance, 2, 99)])})
        else:
            cells |= pair(chance, code, 1)
    for code in MEANS:
        cells |= pair(chance, code, 5)
    cells |= blank_or(chance, {"overdue": str(chance.randint(0, 30))})
    return cells | {f"ledger.{name}": chance.choice(["", "0.02", "0.5", "3.125"]) for name in ("bonus", "deduction")}


def pair(chance: Random, code: str, most: int) -> dict[str, str]:
    base = chance.choice([0, 3, 7, 16, 400])
    return blank_or(chance, {f"{code}.hits": str(chance.randint(0, base * most)), f"{code}.base": str(base)})


def blank_or(chance: Random, cells: dict[str, str]) -> dict[str, str]:
    return dict.fromkeys(cells, "") if chance.random() < 0.12 else cells
