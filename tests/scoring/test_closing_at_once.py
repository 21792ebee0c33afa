"""Two people close the same month at the same moment: one wins, the other changes nothing."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from scoring.acts import closing, facts
from scoring.models import Closing, CountedAssignment
from scoring.rules.periods import parse
from tests import build
from tests.scoring import cases
from tests.scoring.cases import held, moment

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
