"""The indicators that hold in this district."""

from scoring.rules.indicators import STANDARD, Catalogue


def current() -> Catalogue:
    return STANDARD
