"""The stock of sentences in tickets/samples: topics of citizens' tickets, what all topics share, and invented places."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tickets.rules.samples.phrases import Phrase, cut

FOLDER = Path(__file__).parents[2] / "samples"
ALL_YEAR = (1.0,) * 12
USUAL_AMOUNT = (600, 8000)


@dataclass(frozen=True)
class Topic:
    """One matter that citizens write about, with its own sentences for each part of a story.

    `categories` and `units` are tried in order: a full path of the tree or a keyword; a keyword of the unit's name.
    `time` is "event" (one day) or "ongoing"; `where` says which kind of place it is about.
    """

    name: str
    titles: tuple[Phrase, ...]
    weight: float
    where: str
    time: str
    at_night: bool
    months: tuple[float, ...]
    years: tuple[int, int] | None
    types: dict[str, float]
    categories: tuple[str, ...]
    units: tuple[str, ...]
    amount: tuple[int, int]
    kinds_of_place: tuple[str, ...]
    parts: dict[str, tuple[Phrase, ...]]


@dataclass(frozen=True)
class Library:
    topics: tuple[Topic, ...]
    common: dict[str, dict[str, tuple[Phrase, ...]]]
    places: dict[str, tuple[str, ...]]
    spots: tuple[Phrase, ...]


PARTS = ("background", "act", "detail", "harm", "wish", "ask", "suggest", "found", "done")


@cache
def library() -> Library:
    """All sentences, read once. ValueError names a topic that offers a type without the sentences for it."""
    topics = []
    for path in sorted((FOLDER / "topics").glob("*.toml")):
        topics += [_topic(row) for row in tomllib.loads(path.read_text("utf-8"))["topic"]]
    common = tomllib.loads((FOLDER / "common.toml").read_text("utf-8"))
    places = {name: tuple(words) for name, words in tomllib.loads((FOLDER / "places.toml").read_text("utf-8")).items()}
    return Library(tuple(topics), _flat(common), places, _cut_all(places["spots"]))


def _topic(row: dict[str, Any]) -> Topic:
    for ticket_type, part in (("咨询", "ask"), ("建议", "suggest")):
        if ticket_type in row["types"] and part not in row:
            raise ValueError(f"{row['name']}: {ticket_type} needs sentences under {part}")
    return Topic(
        name=row["name"],
        titles=_cut_all(row["titles"]),
        weight=float(row["weight"]),
        where=row["where"],
        time=row["time"],
        at_night=row.get("hours") == "night",
        months=tuple(map(float, row.get("months", ALL_YEAR))),
        years=(row["years"][0], row["years"][1]) if "years" in row else None,
        types={name: float(share) for name, share in row["types"].items()},
        categories=tuple(row["categories"]),
        units=tuple(row["units"]),
        amount=tuple(row.get("amount", USUAL_AMOUNT)),
        kinds_of_place=tuple(row.get(row["where"], ())),
        parts={part: _cut_all(row.get(part, ())) for part in PARTS},
    )


def _cut_all(sentences: "list[str] | tuple[str, ...]") -> tuple[Phrase, ...]:
    return tuple(map(cut, sentences))


def _flat(common: dict[str, Any]) -> dict[str, dict[str, tuple[Phrase, ...]]]:
    """{"opening.spoken": {"short": phrases, …}, "tried": …}"""
    found: dict[str, dict[str, tuple[Phrase, ...]]] = {}
    for name, table in common.items():
        for key, value in table.items():
            if isinstance(value, dict):
                found[f"{name}.{key}"] = {part: _cut_all(sentences) for part, sentences in value.items()}
            else:
                found.setdefault(name, {})[key] = _cut_all(value)
    return found
