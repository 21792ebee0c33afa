"""The short lists that filters choose from (channels, types, first categories, units), remembered for seconds.

A page draws several of them and reads one for every saved view, so they must cost no query each time.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from tickets.models import Category, Channel, Reason, StockText, TicketType
from units.acts.near import remembered
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


def reasons(act: str) -> Choices:
    """The open ones for that act (Reason.Act)."""
    return _kept(f"reasons-{act}", lambda: Reason.objects.filter(act=act, is_open=True).values_list("pk", "label"))


def every_reason(act: str) -> Choices:
    """Those that are closed too: old slips name them."""
    return _kept(f"every-reason-{act}", lambda: Reason.objects.filter(act=act).values_list("pk", "label"))


def receiving() -> Choices:
    """The units that may be given tickets."""
    return _kept("receiving", lambda: Unit.objects.receiving().values_list("pk", "name"))


def units() -> Choices:
    """All units, also those that are closed: old tickets name them."""
    return _kept("units", lambda: Unit.objects.order_by("order", "pk").values_list("pk", "name"))


def stock_texts(use: str) -> list[tuple[str, str, str]]:
    """(name, text, full name of the category or "") of the district's own texts for that use (StockText.Use)."""
    return remembered(f"choices-stock-{use}", _SECONDS, lambda: _load_stock_texts(use))


def _load_stock_texts(use: str) -> list[tuple[str, str, str]]:
    rows = StockText.objects.filter(use=use, unit=None).values_list("title", "text", "category__path")
    return [(title, text, path or "") for title, text, path in rows]


class Text(NamedTuple):
    """A stock text; `unit` and `category` are the ids of those that it is for, None for all."""

    title: str
    text: str
    unit: int | None
    category: int | None


def texts(use: str) -> list[Text]:
    """Every stock text for that use (StockText.Use), in order."""
    return remembered(f"choices-texts-{use}", _SECONDS, lambda: _load_texts(use))


def _load_texts(use: str) -> list[Text]:
    rows = StockText.objects.filter(use=use).values_list("title", "text", "unit", "category")
    return [Text(*row) for row in rows]


def unit_names() -> Choices:
    """Every name by which people call a unit, each with the unit's key."""
    return _kept("unit_names", _load_unit_names)


def _load_unit_names() -> list[tuple[int, str]]:
    names = Unit.objects.values_list("pk", "name", "short_name", "names__name")
    return sorted({(pk, name) for pk, *own in names for name in own if name})


def _kept(name: str, load: Callable[[], Iterable[tuple[int, str]]]) -> Choices:
    return remembered(f"choices-{name}", _SECONDS, lambda: [(str(pk), label) for pk, label in load()])
