"""Notices (提醒): telling people inside, once for each matter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from units.models import Notice, Unit, User
from units.rules.roles import Role


@dataclass(frozen=True)
class Word:
    """One line to one person. `key` names the matter ("due:17:1"): told twice, it stands once. No citizen's data."""

    to: User
    key: str
    words: str
    url: str = ""
    is_urgent: bool = False


def tell_many(words: Iterable[Word], at: datetime) -> int:
    """Stores what was not told before; returns how many lines are new."""
    rows = [Notice(to=w.to, key=w.key[:80], words=w.words[:200], url=w.url[:300], is_urgent=w.is_urgent, at=at) for w in words]
    before = Notice.objects.count() if rows else 0
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return Notice.objects.count() - before if rows else 0


def people_of(units: Iterable[Unit | int]) -> QuerySet[User]:
    """Who works for these units: their handlers and principals."""
    return User.objects.filter(unit__in=list(units), is_active=True)


def people_with(*roles: Role) -> QuerySet[User]:
    """Who does this work for the district."""
    return User.objects.filter(Q(role__in=roles), is_active=True)


def unread(user: User) -> QuerySet[Notice]:
    return Notice.objects.filter(to=user, read_at=None)
