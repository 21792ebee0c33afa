"""Several people close or recount the same month at the same moment: one wins, the others change nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from scoring.acts import closing, facts, recounting
from scoring.models import Closing, CountedAssignment
from scoring.rules.periods import parse
from tests import build
from tests.scoring import cases
from tests.scoring.cases import held, moment
from units.models import JobRun

pytestmark = pytest.mark.django_db(transaction=True)
AT = moment("2022-02-03 09:00")


def test_of_four_closings_at_once_one_wins_and_nothing_is_counted_twice() -> None:
    cases.district()
    cases.method()
    unit = build.unit("住建局")
    for day in range(1, 29):
        held(unit, f"2022-01-{day:02} 10:00")
    start = Barrier(4)

    def close(_: int) -> str:
        try:
            start.wait()
            return closing.close("2022-01", None, AT).words
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        words = sorted(pool.map(close, range(4)))
    assert words == ["已关账", "未变", "未变", "未变"]
    assert Closing.objects.count() == 1
    assert CountedAssignment.objects.count() == 28
    assert facts.whole(parse("2022-01"))["volume"] == (28, 28)


@pytest.mark.parametrize("other", ["close", "recount"])
def test_of_six_who_press_at_once_one_starts_a_job_and_the_others_read_that_it_is_under_way(other: str) -> None:
    cases.district()
    cases.method()
    unit = build.unit("住建局")
    held(unit, "2022-01-05 10:00")
    held(unit, "2022-02-05 10:00")
    closing.close("2022-01", None, AT)
    later = moment("2022-03-03 09:00")
    presses: list[Callable[[], object]] = [lambda: closing.start("2022-02", None, later)] * 6
    if other == "recount":
        presses[3:] = [lambda: recounting.start("2022", None, later, "口径更正")] * 3
    barrier = Barrier(6)

    def press(place: int) -> str:
        try:
            barrier.wait()
            presses[place]()
        except ValidationError as refusal:
            return str(refusal.code)
        finally:
            connections.close_all()
        return "started"

    with ThreadPoolExecutor(6) as pool:
        ended = sorted(pool.map(press, range(6)))
    assert ended == ["busy"] * 5 + ["started"]
    assert JobRun.objects.filter(part_of=None).count() == 1
