"""Wording: a slip or a reply held against the district's list of phrases, while it is typed and again when it is sent."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from tickets.acts import keeping
from tickets.models import Phrase
from tickets.rules.wording import Finding, Mark, Piece, Place, Rule, check, marks, pieces


@dataclass(frozen=True)
class Reading:
    """What a page says of a text: its findings in their order, and of a reply what a good one says."""

    text: str
    findings: tuple[Finding, ...]
    marks: tuple[Mark, ...] = ()

    @property
    def banned(self) -> int:
        """How many banned phrases: such a text is not taken."""
        return sum(one.is_banned for one in self.findings)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return pieces(self.text, self.findings)


def phrases(place: Place) -> tuple[Rule, ...]:
    """The list as it holds in `place`. One query."""
    return tuple(Rule(row.words, row.is_banned, row.better, row.place) for row in keeping.rows(_phrases, place=str(place)))


def _phrases(*, place: str) -> QuerySet[Phrase]:
    return Phrase.objects.filter(place__in=["", place]).order_by("-is_banned", "order", "pk")


def findings(text: str, place: Place) -> tuple[Finding, ...]:
    """The phrases of the list that stand in `text`, in their order."""
    return check(text, phrases(place), place)


def read(text: str, place: Place) -> Reading:
    """For the page. Nothing is said of an empty text."""
    if not text.strip():
        return Reading(text, ())
    return Reading(text, findings(text, place), marks(text) if place == "reply" else ())


def refuse_banned(text: str, place: Place) -> None:
    """ValidationError banned, naming each banned phrase and a better one, when `text` holds any."""
    refuse_banned_many([text], place)


def refuse_banned_many(texts: Iterable[str], place: Place) -> None:
    """As `refuse_banned`, for any number of texts in one query."""
    rules = phrases(place)
    for text in texts:
        banned = [one for one in check(text, rules, place) if one.is_banned]
        if banned:
            words = "；".join(_advice(text[one.start : one.end], one) for one in banned)
            raise ValidationError(f"有禁用表述，请改写后再提交：{words}。", code="banned")


def _advice(quoted: str, one: Finding) -> str:
    return f"“{quoted}”可改为“{one.better}”" if one.better else f"“{quoted}”"
