"""Asking 分项统计 and reading what it found, for its tests."""

from html import unescape
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from scoring.acts import catalogue
from scoring.acts.told_apart import ToldApart
from scoring.acts.told_apart_counts import Question
from scoring.rules.periods import Period, parse
from scoring.rules.printing import words as printed
from units.models import Unit, User

CODES = ("volume", "satisfaction")
MARCH = parse("2022-03")


def asked(by: str = "level", period: Period = MARCH, codes: tuple[str, ...] = CODES, unit: Unit | None = None, **only: Any) -> Question:
    return Question(period, by, codes, only, unit, "assessed", catalogue.current())


def shown(found: ToldApart) -> dict[str, tuple[str, ...]]:
    return {row.label: tuple(printed(cell.reading) for cell in row.cells) for row in (*found.rows, found.whole)}


def moves(found: ToldApart) -> dict[str, tuple[str, ...]]:
    return {row.label: tuple(one.words for one in row.cells[0].compared) for row in (*found.rows, found.whole)}


def page(client: Client, user: User, status: int = 200, /, **words: object) -> str:
    client.force_login(user)
    answer = client.get(f"/breakdown/?{urlencode(words, doseq=True)}")
    assert answer.status_code == status
    return unescape(answer.content.decode())
