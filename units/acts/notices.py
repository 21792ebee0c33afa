"""Notices (提醒): telling people inside, once for each matter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from units.acts import outgoing
from units.models import Notice, Unit, User

SECONDS = 15
MOST_TRIES = 5


@dataclass(frozen=True)
class Word:
    """One line to one person. `key` names the matter ("due:17:1"): told twice, it stands once. No citizen's data. `about` is a
    ticket's masked title, read inside only."""

    to: User
    key: str
    words: str
    url: str = ""
    is_urgent: bool = False
    about: str = ""


def tell_many(words: Iterable[Word], at: datetime) -> int:
    """Stores what was not told before; returns how many lines are new."""
    rows = {(word.to.pk, word.key[:80]): word for word in words}
    for _ in range(MOST_TRIES - 1):
        try:
            return _tell(rows, at)
        except IntegrityError:  # somebody else has just told one of them: what is left is looked up again
            continue
    return _tell(rows, at)


def _tell(rows: dict[tuple[int, str], Word], at: datetime) -> int:
    told = Notice.objects.filter(to__in={to for to, _ in rows}, key__in={key for _, key in rows})
    known = set(told.values_list("to_id", "key"))
    fresh = [
        Notice(to=word.to, key=key, about=word.about[:200], words=word.words[:200], url=word.url[:300], is_urgent=word.is_urgent, at=at)
        for (to, key), word in rows.items()
        if (to, key) not in known
    ]
    with transaction.atomic():
        Notice.objects.bulk_create(fresh, batch_size=500)
        outgoing.queue(fresh, at)
    return len(fresh)


def latest(user: User, most: int) -> QuerySet[Notice]:
    return Notice.objects.filter(to=user)[:most]


def read_all(user: User, at: datetime) -> int:
    """Marks what `user` was told as read; returns how many lines were new to them."""
    cache.delete(f"unread-notices:{user.pk}")
    return unread(user).update(read_at=at)


def people_of(units: Iterable[Unit | int]) -> QuerySet[User]:
    """Who works for these units: their handlers and principals."""
    return User.objects.filter(unit__in=list(units), is_active=True)


def count_unread(user: User) -> int:
    """As it was at most a quarter of a minute ago: every page shows it, few pages need it new."""
    key = f"unread-notices:{user.pk}"
    known = cache.get(key)
    if known is None:
        known = unread(user).count()
        cache.set(key, known, SECONDS)
    return int(known)


def unread(user: User) -> QuerySet[Notice]:
    return Notice.objects.filter(to=user, read_at=None)


def read(notice: Notice, at: datetime) -> None:
    cache.delete(f"unread-notices:{notice.to_id}")
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)
