"""Bulletins whose printed figures were corrected afterwards: which they are, and whether a revision has told so."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from reports.models import Bulletin, BulletinRevision
from scoring.models import Correction
from scoring.rules.periods import Kind, Period, parse
from units.acts.settings import values
from units.models import User

KINDS: tuple[Kind, ...] = ("month", "quarter", "half", "year")


@dataclass(frozen=True)
class Printed:
    """A published bulletin whose period holds the corrected month. `is_told`: a revision has come out since; `is_checked`: it has been
    composed anew since, and what it prints is the same."""

    bulletin: Bulletin
    version: int
    published_at: datetime
    is_told: bool
    is_checked: bool


def printed(correction: Correction, user: User) -> list[Printed]:
    """Those that were published before the month was closed again, as far as `user` reads bulletins. Two queries."""
    month = parse(correction.period, values().month_starts_on)
    held = Bulletin.objects.visible_to(user).filter(period__in=[month.within(kind).label for kind in KINDS]).defer("draft", "begins")
    revisions: dict[int, list[BulletinRevision]] = {}
    for one in BulletinRevision.objects.filter(bulletin__in=held).only("bulletin_id", "number", "published_at").order_by("number"):
        revisions.setdefault(one.bulletin_id, []).append(one)
    since = correction.closed_at or correction.opened_at
    return [
        Printed(bulletin, last.number, last.published_at, last.published_at > since, _is_after(bulletin.checked_at, since))
        for bulletin in held
        if bulletin.pk in revisions and revisions[bulletin.pk][0].published_at <= since
        for last in revisions[bulletin.pk][-1:]
    ]


def corrections_since(bulletin: Bulletin, published_at: datetime | None) -> list[Correction]:
    """The corrections with a difference that came after the bulletin's newest revision and after it was last found to be as printed. At
    most one query."""
    if published_at is None:
        return []
    looked_at = max(published_at, bulletin.checked_at or published_at)
    return [one for one in _of([bulletin.period]) if _is_after(one.closed_at, looked_at)]


def untold(bulletins: Iterable[Bulletin]) -> set[int]:
    """Of bulletins annotated with `published_at` the ids of those that print what has been corrected since. One query."""
    published: dict[str, list[tuple[int, datetime]]] = {}
    for one in bulletins:
        at: datetime | None = getattr(one, "published_at", None)
        if at is not None:
            published.setdefault(one.period, []).append((one.pk, max(at, one.checked_at or at)))
    starts, found = values().month_starts_on, set[int]()
    periods = {label: parse(label, starts) for label in published}
    for correction in _of(published):
        for label in _holding(correction, periods):
            found |= {pk for pk, at in published[label] if _is_after(correction.closed_at, at)}
    return found


def _is_after(moment: datetime | None, since: datetime) -> bool:
    return moment is not None and moment > since


def _of(labels: Collection[str]) -> list[Correction]:
    """What differs in any month of these periods."""
    starts = values().month_starts_on
    months = {month.label for label in labels for month in parse(label, starts).months()}
    return [one for one in Correction.objects.filter(period__in=months).exclude(closed_at=None).order_by("closed_at") if one.is_different]


def _holding(correction: Correction, periods: dict[str, Period]) -> list[str]:
    return [label for label, period in periods.items() if period.starts_on <= correction.starts_on <= period.ends_on]
