"""Sending a closing or a recount while another act holds the turn: a request is told so at once, it never waits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction

from scoring.acts import closing, recounting
from scoring.acts.alone import alone
from tests import build
from tests.build import moment
from tests.scoring import cases
from tests.scoring.cases import held
from units.models import JobRun

pytestmark = pytest.mark.django_db(transaction=True)
LATER = moment("2022-03-03 09:00")
PATIENCE = 20  # seconds after which a wait is a failure, not a slow machine

STARTS: dict[str, tuple[Callable[[], object], str]] = {
    "closing": (lambda: closing.start("2022-02", None, LATER), "请过一两分钟再关账"),
    "recount": (lambda: recounting.start("2022", None, LATER, "口径更正"), "请过一两分钟再重算"),
}


@pytest.mark.parametrize("name", sorted(STARTS))
def test_who_starts_while_another_counts_reads_so_instead_of_waiting(name: str) -> None:
    cases.district()
    cases.method()
    unit = build.unit("住建局")
    held(unit, "2022-01-05 10:00")
    held(unit, "2022-02-05 10:00")
    closing.close("2022-01", None, moment("2022-02-03 09:00"))
    start, words = STARTS[name]
    if connection.vendor == "postgresql":  # SQLite's one writer has the turn as its transaction begins
        refused_beside_another(start, words)
    start()
    assert JobRun.objects.filter(part_of=None).count() == 1


def refused_beside_another(start: Callable[[], object], words: str) -> None:
    has_turn, over = Event(), Event()

    def counts() -> bool:
        with transaction.atomic():
            alone()
            has_turn.set()
            was_ended = over.wait(PATIENCE)
        connections.close_all()
        return was_ended

    with ThreadPoolExecutor(1) as pool:
        counting = pool.submit(counts)
        assert has_turn.wait(PATIENCE)
        with pytest.raises(ValidationError, match=words) as refusal:
            start()
        over.set()
        assert counting.result(), "the refusal came only when the other had given up its turn"
    assert refusal.value.code == "busy" and not JobRun.objects.exists()
