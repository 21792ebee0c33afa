"""Reading a method's [[components]]: one reader for each kind, every fault noted in Chinese with its place (docs/methods.md)."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

from scoring.rules.components import Component, Constant, Credits, Each, Ledger, Mean, Of, Share, Steps, Target
from scoring.rules.fields import Reader
from scoring.rules.known import WHAT, Entry, entry_of, not_known
from scoring.rules.tiers import read_tiers

Declared = Mapping[str, Entry]
UNSAMPLED = ("full", "left_out_renormalised", "not_ranked", "zero")
BETTER = ("higher", "lower")
LEDGERS = {"bonus": "加分", "deduction": "减分"}
# What a component's points are read from.
WEIGHING = ("points", "full", "most", "tiers", "extra", "sign", "groups")
# Headings of a table of scores.
TAKEN = frozenset({"rank", "unit", "group", "volume", "total", "band", "note"})
NOUGHT, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)


def read_component(read: Reader, declared: Declared) -> Component | None:
    """The component of one table, None when its kind is none."""
    kind = read.choice("kind", tuple(COMPONENTS))
    if kind not in COMPONENTS:
        return None
    component = COMPONENTS[kind](read, declared)
    read.refuse_unknown(("kind", "code", "label", "groups"))
    return component


def _named(read: Reader, label: str = "") -> dict[str, Any]:
    code = read.word("code")
    if code in TAKEN:
        read.fault("code", f"“{code}”是结果表的列名，请换一个代码。")
    return {"code": code, "label": read.text("label", default=label or code), "groups": read.texts("groups", required=False)}


def _measured(read: Reader, declared: Declared, *shapes: str) -> tuple[Entry, dict[str, Any]]:
    """The indicator that the table names, of one of `shapes`, and what every component with an indicator has."""
    entry = _entry(read, declared, shapes)
    words = {"indicator": entry.code, "unsampled": read.choice("unsampled", UNSAMPLED, default="")}
    return entry, {**_named(read, entry.label), **words}


def _entry(read: Reader, declared: Declared, shapes: tuple[str, ...]) -> Entry:
    code = read.text("indicator")
    entry = entry_of(code, declared)
    if entry is None:
        if code:
            read.fault("indicator", not_known(code, declared))
        return Entry(code, code, shapes[0], is_missing=True)
    if entry.shape not in shapes:
        wanted = "或".join(WHAT[shape] for shape in shapes)
        read.fault("indicator", f"“{code}”（{entry.label}）不是{wanted}，是{WHAT[entry.shape]}，不能这样计分。")
    return entry


def _credits(read: Reader, entry: Entry) -> Credits | None:
    """None where none are given; a grade left out is worth nothing."""
    part = read.table("credits")
    if part is None:
        if entry.grades is not None and not entry.is_ours:
            read.fault("credits", f"“{entry.code}”分等次，请写明各等次折算多少，例如 {{ {next(iter(entry.grades), '')} = 1 }}。")
        return None
    if entry.grades is None:
        if not entry.is_missing:
            read.fault("credits", f"指标“{entry.code}”没有等次，不能折算。")
        return None
    given = {grade: part.amount(grade, least=NOUGHT, most=ONE) for grade in entry.grades if grade in part.body}
    part.refuse_unknown(tuple(entry.grades))
    if not any(given.values()) and not part.is_faulty(*given):
        read.fault("credits", f"没有一个等次折算大于 0，可写的等次：{'、'.join(entry.grades)}。")
    return given


def _share(read: Reader, declared: Declared) -> Share:
    entry, named = _measured(read, declared, "rate")
    sign = _sign(read, default="+")
    return Share(
        **named,
        points=read.amount("points", least=NOUGHT),
        credits=_credits(read, entry),
        of=_of(read),
        sign=sign,
        is_extra=read.flag("extra") or sign < 0,
    )


def _mean(read: Reader, declared: Declared) -> Mean:
    _, named = _measured(read, declared, "mean")
    per, most = _slope(read)
    return Mean(**named, per=per, most=most, is_extra=read.flag("extra"))


def _slope(read: Reader) -> tuple[Fraction, Fraction]:
    """(points for one unit, the highest mean), from two of points, most and full; all three must agree."""
    given = {key: Fraction(read.amount(key, least=NOUGHT)) for key in ("points", "most", "full") if key in read.body}
    read.allow("points", "most", "full")
    if read.is_faulty(*given):
        return Fraction(0), Fraction(1)
    if len(given) < 2 or not all(given.values()):
        words = "请给出 points（均值每 1 计多少分）、most（均值最高是多少）、full（均值最高时计多少分）三者中的两项"
        read.fault("points", f"{words}，都应大于 0。")
        return Fraction(0), Fraction(1)
    if "points" not in given:
        return given["full"] / given["most"], given["most"]
    most = given["most"] if "most" in given else given["full"] / given["points"]
    if given.get("full", given["points"] * most) != given["points"] * most:
        product = f"points × most 是 {read.body['points']} × {read.body['most']}"
        read.fault("full", f"{product}，与 full 所写的 {read.body['full']} 不符，请改一项。")
    return given["points"], most


def _target(read: Reader, declared: Declared) -> Target:
    entry, named = _measured(read, declared, "rate", "mean", "count")
    points, floor = read.amount("points", least=NOUGHT), read.amount("floor", least=NOUGHT, default=NOUGHT)
    if floor > points and not read.is_faulty("points", "floor"):
        read.fault("floor", f"最低分 {floor} 高于满分 {points}，请改小。")
    every = read.amount("every", default=ONE)
    if every <= 0 and not read.is_faulty("every"):
        read.fault("every", f"应大于 0，现为 {every}。")
    return Target(
        **named,
        points=points,
        target=read.amount("target", least=NOUGHT, most=HUNDRED if entry.shape == "rate" else None),
        step=read.amount("step", least=NOUGHT),
        every=max(every, Decimal("0.000001")),
        per=cast(Any, read.choice("per", ("exact", "full", "started"), default="exact")),
        floor=floor,
        is_lower=_is_lower(read),
        credits=_credits(read, entry),
        is_extra=read.flag("extra"),
    )


def _is_lower(read: Reader) -> bool:
    return read.choice("better", BETTER, default="higher") == "lower"


def _steps(read: Reader, declared: Declared) -> Steps:
    entry, named = _measured(read, declared, "rate", "mean", "count")
    is_lower = _is_lower(read)
    tiers = read_tiers(read, is_lower=is_lower, most=HUNDRED if entry.shape == "rate" else None)
    return Steps(**named, tiers=tiers, is_lower=is_lower, credits=_credits(read, entry), is_extra=read.flag("extra"))


def _each(read: Reader, declared: Declared) -> Each:
    entry, named = _measured(read, declared, "count", "rate")
    of = _of(read)
    if entry.grades is not None:
        grades = "、".join(f"{entry.code}.{grade}" for grade in entry.grades)
        read.fault("indicator", f"“{entry.code}”分等次，请写明数哪一等次：{grades}。")
    if of == "rest" and entry.shape == "count":
        read.fault("of", f"“{entry.code}”是件数，没有“其余”，只能是 hits。")
    every = read.whole("every", 1)
    if every == 0:
        read.fault("every", "应为不小于 1 的整数，现为“0”。")
    return Each(
        **named,
        points=read.amount("points", least=NOUGHT),
        sign=_sign(read),
        cap=_cap(read),
        free=read.whole("free", 0),
        every=every or 1,
        of=of,
        is_extra=True,
    )


def _ledger(read: Reader, declared: Declared) -> Ledger:
    name = read.word("ledger", most=20)
    ours = entry_of(name, {})
    if ours is not None and ours.shape != "points":
        read.fault("ledger", f"“{name}”是指标“{ours.label}”的代码，账目请换一个名字。")
    return Ledger(**_named(read, LEDGERS.get(name, name)), indicator=name, sign=_sign(read), cap=_cap(read), is_extra=True)


def _sign(read: Reader, default: str | None = None) -> int:
    return -1 if read.choice("sign", ("+", "-"), default=default) == "-" else 1


def _of(read: Reader) -> Of:
    return cast(Of, read.choice("of", ("hits", "rest"), default="hits"))


def _cap(read: Reader) -> Decimal | None:
    read.allow("cap")
    return read.amount("cap", least=NOUGHT) if "cap" in read.body else None


def _constant(read: Reader, declared: Declared) -> Constant:
    return Constant(**_named(read), points=read.amount("points", least=NOUGHT), is_extra=read.flag("extra"))


COMPONENTS: dict[str, Callable[[Reader, Declared], Component]] = {
    "share": _share,
    "mean": _mean,
    "target": _target,
    "steps": _steps,
    "each": _each,
    "ledger": _ledger,
    "constant": _constant,
}
