"""The nightly seal over all chains: outside the database, chained to the night before, and honest about changes."""

import json
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from tests import build
from tickets.acts import seals
from units.models import Unit

FIRST, SECOND = build.moment("2022-01-06 04:00"), build.moment("2022-01-07 04:00")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Settings) -> Iterator[None]:
    settings.VAR_DIR = tmp_path
    yield


def read(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_seal_counts_what_it_covers_and_follows_the_one_before(unit: Unit) -> None:
    ticket = build.handling(unit)
    first = seals.seal(FIRST)
    build.ticket("2")
    second = seals.seal(SECOND)
    assert (first.name, second.name) == ("2022-01-06.json", "2022-01-07.json")
    [before], [after] = read(first), read(second)
    assert (before["tickets"], before["events"], before["last_ticket"]) == (1, 3, ticket.pk)
    assert (after["tickets"], after["events"]) == (2, 4)
    assert after["previous"] == before["seal"]
    assert after["heads"] != before["heads"]
    assert seals.broken_seals() == []


def test_a_second_seal_of_the_same_day_is_a_further_line(unit: Unit) -> None:
    seals.seal(FIRST)
    path = seals.seal(FIRST)
    assert len(read(path)) == 2
    assert seals.broken_seals() == []


def test_a_seal_somebody_wrote_in_is_named_by_its_day(unit: Unit) -> None:
    path = seals.seal(FIRST)
    seals.seal(SECOND)
    path.write_text(path.read_text().replace('"tickets": 0', '"tickets": 1'), encoding="utf-8")
    assert seals.broken_seals() == [date(2022, 1, 6)]


def test_a_seal_somebody_took_away_is_missed(unit: Unit) -> None:
    seals.seal(FIRST).unlink()
    seals.seal(FIRST)
    gone = seals.seal(SECOND)
    gone.with_name("2022-01-06.json").unlink()
    assert seals.broken_seals() == [date(2022, 1, 7)]


def test_the_history_is_verified_with_its_seals(unit: Unit) -> None:
    build.handling(unit)
    assert verified() == ["封印：还没有，每晚自动封印一次", "完整：1 件工单、3 个事件"]
    path = seals.seal(FIRST)
    seals.seal(SECOND)
    assert verified() == ["封印相符：2 天，2022-01-06 至 2022-01-07", "完整：1 件工单、3 个事件"]
    whole = path.read_text(encoding="utf-8")
    for spoilt in (whole.replace('"tickets": 1', '"tickets": 2'), "不是封印\n", '{"seal": 1}\n'):
        path.write_text(spoilt, encoding="utf-8")
        with pytest.raises(CommandError, match=r"^封印不符：2022-01-06\.json 与"):
            verified()


def verified() -> list[str]:
    said = StringIO()
    call_command("verify_history", stdout=said)
    return said.getvalue().splitlines()
