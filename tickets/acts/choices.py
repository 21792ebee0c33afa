"""The short lists that filters choose from (channels, types, first categories, units), kept in the cache for seconds.

A page draws several of them and reads one for every saved view, so they must cost no query each time.
"""

from collections.abc import Callable, Iterable

from django.core.cache import cache

from tickets.models import Category, Channel, TicketType
from units.models import Unit

_SECONDS = 10
Choices = list[tuple[str, str]]


def channels() -> Choices:
    return _kept("channels", lambda: Channel.objects.values_list("pk", "label"))


def types() -> Choices:
    return _kept("types", lambda: TicketType.objects.values_list("pk", "label"))


def roots() -> Choices:
    """The first level of the category tree."""
    return _kept("roots", lambda: Category.objects.filter(parent=None).values_list("pk", "name"))


def receiving() -> Choices:
    """The units that may be given tickets."""
    return _kept("receiving", lambda: Unit.objects.receiving().values_list("pk", "name"))


def units() -> Choices:
    """All units, also those that are closed: old tickets name them."""
    return _kept("units", lambda: Unit.objects.order_by("order", "pk").values_list("pk", "name"))


def _kept(name: str, load: Callable[[], Iterable[tuple[int, str]]]) -> Choices:
    key = f"choices-{name}"
    known: Choices | None = cache.get(key)
    if known is None:
        known = [(str(pk), label) for pk, label in load()]
        cache.set(key, known, _SECONDS)
    return known
