"""The indicators that hold in this district."""

from dataclasses import replace

from scoring.acts import ledgers
from scoring.rules.indicators import STANDARD, Catalogue
from scoring.rules.indicators.district import of_ledger


def current() -> Catalogue:
    """With one for each ledger that a method names. One query."""
    more = [of_ledger(name, label) for name, label in ledgers.names().items() if name not in STANDARD.by_code]
    return replace(STANDARD, indicators=(*STANDARD.indicators, *more)) if more else STANDARD
