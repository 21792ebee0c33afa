"""Tiers (档次) of a component: reading them from a method's table, best first, without a gap at the worse end."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from scoring.rules.components import Tier
from scoring.rules.fields import Reader

NOUGHT = Decimal(0)
# (inclusive, exclusive) bounds of a tier.
HIGHER, LOWER = ("at_least", "above"), ("at_most", "below")


def read_tiers(read: Reader, *, is_lower: bool, most: Decimal | None) -> tuple[Tier, ...]:
    """`is_lower`: the tiers rise from the best, smallest bound. `most` is the highest that a bound may be: 100 of a rate."""
    inside, outside = LOWER if is_lower else HIGHER
    tiers = []
    for part in read.tables("tiers"):
        tiers.append(_tier(part, inside, outside, most))
        part.refuse_unknown((inside, outside))
    if not tiers:
        read.fault("tiers", f"至少要有一档，例如 {{ {inside} = 90, points = 10 }}。")
        return ()
    if read.is_faulty("tiers"):
        return tuple(tiers)
    _check_order(read, tiers, is_lower)
    _check_end(read, tiers[-1], is_lower, most)
    return tuple(tiers)


def _tier(part: Reader, inside: str, outside: str, most: Decimal | None) -> Tier:
    points = part.amount("points")
    if inside in part.body and outside in part.body:
        part.fault(outside, f"{inside} 与 {outside} 只能写一个。")
    for key in (inside, outside):
        if key in part.body:
            return Tier(part.amount(key, least=NOUGHT, most=most), points, is_strict=key == outside)
    return Tier(None, points)


def _check_order(read: Reader, tiers: list[Tier], is_lower: bool) -> None:
    way = "从小到大" if is_lower else "从大到小"
    for number, (better, worse) in enumerate(pairwise(tiers), 1):
        place = f"第 {number} 档与第 {number + 1} 档"
        if better.bound is None:
            read.fault("tiers", f"第 {number} 档没有写界限，只有最后一档可以不写（其余）。")
        elif worse.bound is not None and not _is_beyond(better, worse, is_lower):
            read.fault("tiers", f"{place}次序不对或重叠：界限要{way}，现为 {better.bound}、{worse.bound}。")
        if worse.points > better.points:
            read.fault("tiers", f"{place}：较差的一档分值 {worse.points} 反而高于 {better.points}，请核对。")
    if tiers[0].points < 0:
        read.fault("tiers", "第 1 档是最好的一档，分值不能小于 0；只扣分时写 0。")


def _is_beyond(better: Tier, worse: Tier, is_lower: bool) -> bool:
    """The worse tier takes in something that the better one leaves."""
    assert better.bound is not None and worse.bound is not None
    if better.bound == worse.bound:
        return better.is_strict and not worse.is_strict
    return (worse.bound > better.bound) == is_lower


def _check_end(read: Reader, last: Tier, is_lower: bool, most: Decimal | None) -> None:
    """Every figure falls into a tier: the last one takes in the worst there can be."""
    if last.bound is None or (last.bound == (most if is_lower else NOUGHT) and not last.is_strict):
        return
    if is_lower:
        read.fault("tiers", f"超过 {last.bound} 的没有档次，请在最后加一档不写界限的，例如 {{ points = 0 }}。")
    else:
        read.fault("tiers", f"低于 {last.bound} 的没有档次，请在最后加一档 {{ at_least = 0, points = 0 }}。")


def tier_of(tiers: tuple[Tier, ...], amount: Fraction, is_lower: bool) -> Tier:
    """The first tier that `amount` reaches; read_tiers leaves no gap."""
    return next(tier for tier in tiers if _reaches(tier, amount, is_lower))


def _reaches(tier: Tier, amount: Fraction, is_lower: bool) -> bool:
    if tier.bound is None:
        return True
    bound = Fraction(tier.bound)
    return not tier.is_strict if amount == bound else (amount < bound) == is_lower
