"""Rows of a file of exclusions: a bare date is the application of that day, not another one."""

from datetime import timedelta

import pytest

from tests import build
from tickets.acts import case_files, exclusions_in
from tickets.acts.case_files import Line, Outcome
from tickets.models import Exclusion
from units.models import Unit, User

pytestmark = pytest.mark.django_db

NOW = build.moment("2022-01-12 10:00")
ASKED = {
    "number": "R1",
    "unit": "住建局",
    "aspect": "结果满意",
    "reason": "诉求超出政策规定",
    "evidence": "市局复函",
    "at": "2022-01-10 15:30",
}
REFUSED = {**ASKED, "decision": "不同意", "decided_at": "2022-01-11 09:00", "words": "不属实"}


@pytest.fixture
def refused(unit: Unit, supervisor: User) -> Exclusion:
    """An application of half past three that was refused."""
    build.completed(unit, number="R1")
    case_files.carry_out("exclusions", [(2, REFUSED)], exclusions_in.carry_out, supervisor, NOW - timedelta(hours=1))
    return Exclusion.objects.get()


def told(by: User, **said: str) -> Line:
    """What became of the row."""
    return case_files.carry_out("exclusions", [(2, {**REFUSED, **said})], exclusions_in.carry_out, by, NOW)[0]


def test_a_bare_date_is_the_refused_application_of_that_day(refused: Exclusion, supervisor: User) -> None:
    assert told(supervisor, at="2022-01-10", decided_at="2022-01-11").outcome is Outcome.SAME
    line = told(supervisor, at="2022-01-10", decision="同意")
    assert line.outcome is Outcome.REFUSED and "决定登记的是“不同意”，这一行是“同意”" in line.words
    assert Exclusion.objects.get().decided_at == refused.decided_at


@pytest.mark.parametrize("at", ["2022-01-10 16:00", "2022-01-09"])
def test_another_hour_or_day_is_another_application_after_a_refusal(refused: Exclusion, supervisor: User, at: str) -> None:
    assert told(supervisor, at=at).outcome is Outcome.NEW
    assert Exclusion.objects.count() == 2
