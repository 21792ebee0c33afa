"""Reading a method's [[components]]: one reader for each kind, every fault noted in Chinese with its place."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import cast

from scoring.rules.components import Component, Constant, Ledger, Mean, Share, Unsampled
from scoring.rules.fields import Reader
from scoring.rules.known import WHAT, Entry, entry_of, not_known

Declared = Mapping[str, Entry]
UNSAMPLED = ("full", "left_out_renormalised", "not_ranked", "zero")
LEDGERS = {"bonus": "加分", "deduction": "减分"}
NOUGHT, ONE = Decimal(0), Decimal(1)


def read_component(read: Reader, declared: Declared) -> Component | None:
    """The component of one table, None when its kind is none."""
    kind = read.choice("kind", tuple(COMPONENTS))
    if kind not in COMPONENTS:
        return None
    component = COMPONENTS[kind](read, declared)
    read.refuse_unknown()
    return component


def _indicator(read: Reader, declared: Declared, *shapes: str) -> Entry:
    """The indicator that the table names, of one of `shapes`; a harmless one after a fault."""
    code = read.text("indicator")
    entry = entry_of(code, declared)
    if entry is None:
        if code:
            read.fault("indicator", not_known(code, declared))
        return Entry(code, code, shapes[0])
    if entry.shape not in shapes:
        wanted = "或".join(WHAT[shape] for shape in shapes)
        read.fault("indicator", f"“{code}”（{entry.label}）不是{wanted}，是{WHAT[entry.shape]}，不能这样计分。")
    return entry


def _unsampled(read: Reader) -> Unsampled:
    return cast(Unsampled, read.choice("unsampled", UNSAMPLED, default=""))


def _share(read: Reader, declared: Declared) -> Share:
    entry = _indicator(read, declared, "rate")
    return Share(
        code=read.text("code"),
        label=read.text("label", default=entry.label),
        indicator=entry.code,
        points=read.amount("points", least=NOUGHT),
        credits=_credits(read, entry),
        unsampled=_unsampled(read),
        is_extra=read.flag("extra"),
    )


def _credits(read: Reader, entry: Entry) -> dict[str, Decimal] | None:
    """None where none are given; a grade left out is worth nothing."""
    part = read.table("credits")
    if part is None:
        if entry.grades is not None and not entry.is_ours:
            read.fault("credits", f"“{entry.code}”分等次，请写明各等次折算多少，例如 {{ {next(iter(entry.grades))} = 1 }}。")
        return None
    if entry.grades is None:
        read.fault("credits", f"指标“{entry.code}”没有等次，不能折算。")
        return None
    given = {grade: part.amount(grade, least=NOUGHT, most=ONE) for grade in entry.grades if grade in part.body}
    part.refuse_unknown(tuple(entry.grades))
    return given


def _mean(read: Reader, declared: Declared) -> Mean:
    entry = _indicator(read, declared, "mean")
    per, most = _slope(read)
    return Mean(
        code=read.text("code"),
        label=read.text("label", default=entry.label),
        indicator=entry.code,
        per=per,
        most=most,
        unsampled=_unsampled(read),
        is_extra=read.flag("extra"),
    )


def _slope(read: Reader) -> tuple[Fraction, Fraction]:
    """(points for one unit, the highest mean), from two of points, most and full; all three must agree."""
    given = {key: Fraction(read.amount(key, least=NOUGHT)) for key in ("points", "most", "full") if key in read.body}
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


def _ledger(read: Reader, declared: Declared) -> Ledger:
    name = read.word("ledger", most=20)
    return Ledger(
        code=read.text("code"),
        label=read.text("label", default=LEDGERS.get(name, name)),
        ledger=name,
        sign=_sign(read),
        cap=read.amount("cap", least=NOUGHT) if "cap" in read.body else None,
    )


def _sign(read: Reader) -> int:
    return -1 if read.choice("sign", ("+", "-")) == "-" else 1


def _constant(read: Reader, declared: Declared) -> Constant:
    return Constant(read.text("code"), read.text("label"), read.amount("points"), read.flag("extra"))


COMPONENTS: dict[str, Callable[[Reader, Declared], Component]] = {
    "share": _share,
    "mean": _mean,
    "ledger": _ledger,
    "constant": _constant,
}
