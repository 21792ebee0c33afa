"""Which periods a bulletin can be composed for: those of its frame's kind in which at least one month has been counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.db.models import Max, QuerySet

from reports.models import Bulletin, Frame
from reports.rules.wording import period_words
from scoring.models import Closing
from scoring.rules.periods import Kind, parse
from units.acts.settings import values
from units.models import User

MOST = 24


@dataclass(frozen=True)
class Offer:
    """`value` is frame and period as the form sends them."""

    value: str
    words: str


def offers() -> list[Offer]:
    """The newest first; every frame for its own kind of period."""
    starts = values().month_starts_on
    months = [parse(label, starts) for label in Closing.objects.order_by("-starts_on").values_list("label", flat=True)[: MOST * 3]]
    found: dict[str, str] = {}
    for frame in Frame.objects.all():
        for month in months:
            period = month.within(cast(Kind, frame.period_kind))
            found.setdefault(f"{frame.code}|{period.label}", f"{period_words(period)[0]} {frame.name}")
    return [Offer(value, words) for value, words in found.items()][:MOST]


def shelf(user: User) -> QuerySet[Bulletin]:
    """The bulletins that `user` reads, each with its newest version's number and moment (null while it is a draft)."""

    found = Bulletin.objects.visible_to(user).select_related("frame").defer("draft", "begins")
    return found.annotate(versions=Max("revisions__number"), published_at=Max("revisions__published_at"))
