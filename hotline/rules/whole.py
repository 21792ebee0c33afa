"""Whole numbers behind printed rates: what rounds to a rate, on which bases, and how a total is shared out."""

from collections.abc import Sequence
from decimal import Decimal
from heapq import heapify, heappop, heappush

HUNDRED_PERCENT = Decimal(100)


class Unsolvable(Exception):
    """No whole numbers fit; the message says in Chinese which printed figure cannot be had."""


def rounds_to(hits: int, base: int, printed: Decimal) -> bool:
    """Whether hits/base, half up in two decimals of a per cent, is what was printed. 415 of 420 is 98.81."""
    return (2 * hits * 10_000 + base) // (2 * base) == int(printed * 100)


def share_out(total: int, weights: Sequence[int], least: Sequence[int], most: Sequence[int]) -> list[int]:
    """Whole shares of `total` as near to the weights as the bounds of each allow; they add up exactly."""
    if not sum(least) <= total <= sum(most):
        raise Unsolvable(f"{total} 件分不下去：各单位合计至少 {sum(least)}、至多 {sum(most)}。")
    shares = list(least)
    # One after another to whoever has least for its weight, as seats are given to parties (Sainte-Laguë).
    queue = [((shares[i] + 0.5) / max(weights[i], 1), i) for i in range(len(shares)) if shares[i] < most[i]]
    heapify(queue)
    for _ in range(total - sum(least)):
        _, i = heappop(queue)
        shares[i] += 1
        if shares[i] < most[i]:
            heappush(queue, ((shares[i] + 0.5) / max(weights[i], 1), i))
    return shares


def nearest_bases(printed: Decimal, misses: int, most: int) -> list[int]:
    """Every base up to `most` on which `misses` give the printed rate, that whose rate lies nearest to it first."""
    return sorted(
        (n for n in range(max(misses, 1), most + 1) if rounds_to(n - misses, n, printed)), key=lambda n: off(n - misses, n, printed)
    )


def off(hits: int, base: int, printed: Decimal) -> Decimal:
    return abs(HUNDRED_PERCENT * hits / base - printed)
