"""The working calendar as the rules want it, from the editable table of days."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from units.models import CalendarDay
from units.rules.workdays import DayTable, by_weekday, seed_days

_VERSION_KEY = "day-table-version"
_kept: dict[str, DayTable] = {}  # this process's copy, by the version that all processes share through the cache


def day_table() -> DayTable:
    """All days of the table; days beyond its last row are counted Monday to Friday and marked provisional."""
    version = cache.get(_VERSION_KEY)
    if version is None:
        version = uuid.uuid4().hex
        cache.set(_VERSION_KEY, version, None)
    if version not in _kept:
        rows = list(CalendarDay.objects.order_by("day").values_list("day", "is_workday", "label"))
        table = DayTable(rows, published_until=rows[-1][0]) if rows else DayTable.seeded()
        _kept.clear()
        _kept[version] = table
    return _kept[version]


def forget() -> None:
    """Every process reads the table anew."""
    cache.delete(_VERSION_KEY)


def seed() -> int:
    """Fills in every published day that the table does not have yet; edited days stay. Returns how many were added."""
    before = CalendarDay.objects.count()
    days = [CalendarDay(day=day, is_workday=is_workday, label=label) for day, is_workday, label in seed_days()]
    CalendarDay.objects.bulk_create(days, ignore_conflicts=True, batch_size=2_000)
    forget()
    return CalendarDay.objects.count() - before


def change(day: CalendarDay) -> None:
    change_many([day])


def change_many(days: Sequence[CalendarDay]) -> None:
    """Stores edited days; deadlines that already stand stay as they were told to people."""
    for day in days:
        day.full_clean(validate_unique=False)
    with transaction.atomic():
        for day in days:  # one by one, for the audit log reads each
            day.save(update_fields=["is_workday", "label"])
    forget()


def open_next_year() -> int:
    """Adds the first year that the table lacks, Monday to Friday worked, for the administrator to enter the State Council's
    notice over it. Returns the year."""
    last = CalendarDay.objects.order_by("-day").values_list("day", flat=True).first()
    first = last + timedelta(days=1) if last else date(timezone.localdate().year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(first.year, 12, 31) - first).days + 1)]
    rows = [by_weekday(day) for day in days]
    CalendarDay.objects.bulk_create([CalendarDay(day=day, is_workday=works, label=label) for day, works, label in rows])
    forget()
    return first.year
