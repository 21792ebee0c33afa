"""Whom a bulletin praises: units whose printed rates all reach the profile's limits, and those that did so a month before too [P23]."""

from collections.abc import Collection, Mapping
from decimal import Decimal

AGAIN, ONCE = "连续2个月通报表扬", "提出表扬"


def praised(rates: Mapping[str, Mapping[str, Decimal | None]], limits: Mapping[str, Decimal], before: Collection[str]) -> dict[str, str]:
    """Unit → 连续2个月通报表扬 or 提出表扬. `rates`: unit → code → per cent as printed, None for 未抽访, which no limit is reached by."""
    good = [unit for unit, own in rates.items() if all(_reaches(own.get(code), least) for code, least in limits.items())]
    return {unit: AGAIN if unit in before else ONCE for unit in good} if limits else {}


def _reaches(rate: Decimal | None, least: Decimal) -> bool:
    return rate is not None and rate >= least
