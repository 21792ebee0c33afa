"""Reading and writing the district's values (units.rules.district) in the table of settings."""

from dataclasses import asdict

from django.core.cache import cache
from django.db import transaction

from units.models import Setting
from units.rules.district import District, plain, read_district

_CACHE_KEY = "district-values"
_SECONDS = 10


def values() -> District:
    """The district's values; a change by another process is seen within ten seconds."""
    known = cache.get(_CACHE_KEY)
    if known is None:
        known = dict(Setting.objects.values_list("key", "value"))
        cache.set(_CACHE_KEY, known, _SECONDS)
    return read_district(known)


def store(district: District) -> int:
    """Writes every value that differs; returns how many did."""
    known = dict(Setting.objects.values_list("key", "value"))
    wanted = {key: plain(value) for key, value in asdict(district).items()}
    changed = [Setting(key=key, value=value) for key, value in wanted.items() if key not in known or known[key] != value]
    with transaction.atomic():
        for row in changed:  # one by one, for the audit log reads each
            Setting.objects.update_or_create(key=row.key, defaults={"value": row.value})
    cache.delete(_CACHE_KEY)
    return len(changed)
