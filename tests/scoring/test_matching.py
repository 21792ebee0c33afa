"""Indicators read over rows in Python count what the databases count."""

import pytest
from django.db.models import Q

from scoring.acts import closing, tallying
from scoring.acts.sources import COUNTED, columns
from scoring.rules.indicators import ASPECTS, STANDARD, Figures
from scoring.rules.matching import counts_of, holds
from scoring.rules.periods import parse
from tests.scoring import cases
from tests.scoring.cases import moment
from tests.scoring.random_month import random_month


@pytest.mark.parametrize(
    ("condition", "is_so"),
    [
        (Q(), True),
        (~Q(), False),
        (Q(a=1), True),
        (Q(a=2), False),
        (~Q(a=2), True),
        (Q(a=1, b=None), True),
        (Q(a=2) | Q(b=None), True),
        (Q(a=2) | ~Q(b=None), False),
        (Q(b__isnull=True) & Q(c__in=["x", "y"]), True),
        (Q(b__isnull=False), False),
        (Q(a__gte=1) & Q(a__lt=2) & Q(a__lte=1) & ~Q(a__gt=1), True),
        (Q(b__gte=1) | Q(b__lt=1), False),
        (~(Q(a=1) & (Q(c="z") | Q(c="x"))), False),
    ],
)
def test_a_filter_is_read_over_a_row_at_hand(condition: Q, is_so: bool) -> None:
    assert holds(condition, {"a": 1, "b": None, "c": "x"}) is is_so


def test_a_column_that_the_row_has_not_is_no_silent_no() -> None:
    with pytest.raises(KeyError):
        holds(Q(d=1), {"a": 1})


@pytest.mark.django_db
@pytest.mark.parametrize("figures", ["assessed", "raw"])
def test_rows_read_in_python_count_what_the_database_counts(figures: Figures) -> None:
    cases.district()
    cases.calendar()
    random_month(7, exclusions=30)
    closing.close("2022Q1", None, moment("2022-04-03 09:00"))
    for source, model in COUNTED.items():
        rows = model._default_manager.filter(closing__label__in=[month.label for month in parse("2022Q1").months()])
        aspects = ASPECTS.get(source, ()) if figures == "assessed" else ()
        expected = tallying.count(rows, STANDARD.of_source(source), (), aspects).get((), {})
        assert expected
        assert counts_of(rows.values(*columns(source)), STANDARD.of_source(source), figures) == expected
