"""Rounding exact fractions, once, at the end: 9.685 must not have become 9.68499… on the way."""

from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Literal

# half_up: 四舍五入, away from zero. half_even: 四舍六入五成双 (GB/T 8170). down: 去尾, towards zero.
Mode = Literal["half_up", "half_even", "down"]
MODES: tuple[Mode, ...] = ("half_up", "half_even", "down")
MODE_WORDS = {"half_up": "四舍五入", "half_even": "四舍六入五成双", "down": "去尾"}
_HALF = Fraction(1, 2)


def to_places(amount: Fraction, places: int, mode: str = "half_up") -> Decimal:
    """To `places` decimals, exactly: 1937/200 → 9.69."""
    scaled = abs(amount) * 10**places
    if mode == "half_up":
        units = floor(scaled + _HALF)
    elif mode == "half_even":
        units = round(scaled)
    else:
        units = floor(scaled)
    return Decimal(units if amount >= 0 else -units).scaleb(-places)


def as_decimal(amount: Fraction) -> Decimal:
    """For keeping and showing: exact where a decimal can be, else to 28 digits. Nothing is computed with it again."""
    return Decimal(amount.numerator) / Decimal(amount.denominator)
