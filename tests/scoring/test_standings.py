"""A unit's score explained: the events behind its points, the newest few, and how many more there are."""

import pytest
from django.test import Client

from scoring.acts import closing, standings
from scoring.models import LedgerEntry
from scoring.rules.periods import parse
from tests.build import moment
from tests.scoring import cases
from tests.scoring.cases import held
from units.models import Unit, User

pytestmark = pytest.mark.django_db


def closed_with(unit: Unit, events: int) -> Unit:
    """A quarter with `events` events of 加分, one a day, named by their number."""
    cases.district()
    cases.calendar()
    cases.method()
    held(unit, "2022-01-05 10:00", replied="2022-01-05 15:00", completed="2022-01-05 16:00")
    for number in range(1, events + 1):
        cases.points(unit, f"2022-01-{number + 5:02}", 2)
        LedgerEntry.objects.filter(happened_on=f"2022-01-{number + 5:02}").update(reason=f"表扬{number:02}")
    closing.close("2022Q1", None, moment("2022-04-03 09:00"))
    return unit


def bonus(user: User, unit: Unit) -> standings.Term:
    chosen = standings.look(parse("2022Q1"), user, unit.pk).chosen
    assert chosen is not None
    return next(term for term in chosen.terms if term.part.indicator == "bonus")


def test_of_many_events_the_newest_are_told_and_the_others_counted(client: Client, leader: User, unit: Unit) -> None:
    term = bonus(leader, closed_with(unit, 12))
    assert [words.split()[1] for words in term.events] == ["表扬12", "表扬11", "表扬10", "表扬09", "表扬08"]
    assert term.more_events == 7
    client.force_login(leader)
    page = client.get(f"/scores/?period=2022Q1&unit={unit.pk}").content.decode()
    assert "另有 7 项，" in page and "点开看全部" in page and "表扬07" not in page


def test_few_events_are_all_told_and_no_others_are_named(client: Client, leader: User, unit: Unit) -> None:
    term = bonus(leader, closed_with(unit, 5))
    assert (len(term.events), term.more_events) == (5, 0)
    client.force_login(leader)
    assert "点开看全部" not in client.get(f"/scores/?period=2022Q1&unit={unit.pk}").content.decode()


def test_no_more_events_are_read_than_are_told(leader: User, unit: Unit) -> None:
    closed_with(unit, 12)
    found = standings.newest_events(unit, ["bonus"], ["2022-01", "2022-02", "2022-03"])
    assert len(list(found)) == standings.LISTED
