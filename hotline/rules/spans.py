"""The days that a printed figure goes over, which need not be the reproduced period: another period, or free days; growth between two."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError

from scoring.rules.periods import Period, free, parse

BETWEEN = ".."
DAYS_OF_A_YEAR = Decimal("365.25")


def span_of(text: str, month_starts_on: int = 1) -> Period:
    """2022, 2022H1 or 2023-04-29..2023-05-03. ValidationError bad_period, bad_dates."""
    first, between, last = text.partition(BETWEEN)
    if not between:
        return parse(text, month_starts_on)
    try:
        return free(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError as error:
        raise ValidationError(f"“{text}”看不懂，自选日期请写成 2023-04-29..2023-05-03。", code="bad_period") from error


def years_between(earlier: Period, later: Period) -> int:
    """Whole years from the one to the other: 3 from 2019 to 2022, 1 from 2022H1 to 2023H1."""
    return round((later.starts_on - earlier.starts_on).days / DAYS_OF_A_YEAR)


def yearly_growth(earlier: int, later: int, years: int) -> Decimal:
    """Growth a year in per cent, compounded: of 97 084 to 180 000 in three years 22.85; over one year the plain change."""
    return ((Decimal(later) / Decimal(earlier)) ** (Decimal(1) / years) - 1) * 100
