"""Facts against an independent count (tests.scoring.independent), raw and assessed."""

from collections import defaultdict
from typing import Any

import pytest

from scoring.acts import closing, facts
from scoring.models import Fact
from scoring.rules.indicators import INDICATORS
from scoring.rules.periods import parse
from tests.scoring import cases
from tests.scoring.cases import moment
from tests.scoring.independent import Count, Pairs
from tests.scoring.random_month import random_month

pytestmark = pytest.mark.django_db
AFTER = moment("2022-04-03 09:00")


@pytest.fixture(autouse=True)
def _district(db: None) -> None:
    cases.district()
    cases.calendar()


def stored(label: str, assessed: bool = False) -> dict[Any, Pairs]:
    table: dict[Any, Pairs] = defaultdict(dict)
    for fact in Fact.objects.filter(closing__label=label).exclude(indicator__in=["bonus", "deduction"]):
        base, hits = fact.base, fact.hits
        if assessed:
            base, hits = base - fact.excluded_base, hits - fact.excluded_hits
        if base or hits:
            table[fact.unit_id, fact.category_id][fact.indicator] = (base, hits)
    return dict(table)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_facts_agree_with_an_independent_count(seed: int) -> None:
    random_month(seed)
    closing.close("2022-01", None, AFTER)
    assert stored("2022-01") == Count("2022-01", AFTER, assessed=False).plain()
    assert len(stored("2022-01")) > 5


@pytest.mark.parametrize("seed", [11, 12])
def test_assessed_figures_leave_out_what_was_excluded_and_raw_ones_do_not(seed: int) -> None:
    random_month(seed, exclusions=48)
    closing.close("2022-01", None, AFTER)
    raw, assessed = Count("2022-01", AFTER, assessed=False).plain(), Count("2022-01", AFTER, assessed=True).plain()
    assert stored("2022-01") == raw
    assert stored("2022-01", assessed=True) == assessed
    assert raw != assessed


def test_the_random_months_hold_something_of_every_indicator() -> None:
    for seed in (1, 2, 3, 4):
        random_month(seed)
    closing.close("2022Q1", None, AFTER)
    whole = facts.whole(parse("2022Q1"))
    # Nobody voids a ticket in them, and points are counted by another test.
    assert {one.code for one in INDICATORS} - {code for code, (_, hits) in whole.items() if hits} <= {"voided"}
