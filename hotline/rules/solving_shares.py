"""Finds the whole volume and the tickets of each category behind printed shares: parts of the whole, parts of those parts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hotline.rules.whole import HUNDRED_PERCENT, Unsolvable, rounds_to


@dataclass(frozen=True)
class PrintedShare:
    """`category` makes `percent` of `within`, which is another category, or the whole where it is empty. `is_declared`: no whole
    number gives it beside the others; the nearest is taken."""

    category: str
    percent: Decimal
    within: str = ""
    is_declared: bool = False


def wholes_of(known: int, percent: Decimal) -> list[int]:
    """Every whole of which `known` tickets make the printed share, the best fit first: 22941 at 67.54 % are 33965 to 33969."""
    about = int(known * HUNDRED_PERCENT / percent)
    spread = about // 5_000 + 2
    found = [whole for whole in range(max(about - spread, known), about + spread + 1) if rounds_to(known, whole, percent)]
    return sorted(found, key=lambda whole: abs(known * HUNDRED_PERCENT / whole - percent))


def solve_shares(shares: Sequence[PrintedShare], wholes: Sequence[int], least: Mapping[str, int]) -> tuple[int, dict[str, int]]:
    """(the whole, category → tickets) that give every printed share. `least`: category → tickets that it has besides its printed
    parts. Unsolvable where no whole of `wholes` does."""
    for whole in wholes:
        found = _categories(shares, whole, least)
        if found is not None:
            return whole, found
    raise Unsolvable(f"转办总量 {'、'.join(map(str, wholes))} 与各类别的占比没有共同的整数解。")


def _categories(shares: Sequence[PrintedShare], whole: int, least: Mapping[str, int]) -> dict[str, int] | None:
    found: dict[str, int] = {}
    for share in shares:
        if share.within:
            continue
        parts = [each for each in shares if each.within == share.category]
        fitting = (own for count in _counts(whole, share.percent) if (own := _parts(share, count, parts, least)) is not None)
        chosen = next(fitting, None)
        if chosen is None:
            return None
        found |= chosen
    return found if sum(found[share.category] for share in shares if not share.within) <= whole else None


def _parts(share: PrintedShare, count: int, parts: Sequence[PrintedShare], least: Mapping[str, int]) -> dict[str, int] | None:
    """The printed parts of one category on `count` tickets."""
    found = {share.category: count}
    for part in parts:
        own = round(count * part.percent / HUNDRED_PERCENT) if part.is_declared else next(_counts(count, part.percent), None)
        if own is None:
            return None
        found[part.category] = own
    is_room = sum(found[part.category] for part in parts) + least.get(share.category, 0) <= count
    return found if is_room else None


def _counts(base: int, percent: Decimal) -> Iterator[int]:
    """Whole numbers that make the printed share of `base`, the nearest first."""
    about = int(base * percent / HUNDRED_PERCENT)
    spread = base // 20_000 + 2
    near = range(max(about - spread, 0), min(about + spread, base) + 1)
    return iter(sorted((n for n in near if rounds_to(n, base, percent)), key=lambda n: abs(n * HUNDRED_PERCENT / base - percent)))
