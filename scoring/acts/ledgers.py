"""The ledgers (账目) of the district: 加分 and 减分, and those that its methods name."""

from collections.abc import Iterable, Mapping
from typing import Any

from scoring.models import Method
from scoring.rules.component_tables import LEDGERS


def names(bodies: Iterable[Mapping[str, Any]] | None = None) -> dict[str, str]:
    """Name → what people call it. The methods are read as they are stored: they were checked when they were taken in. One query, none
    where the `bodies` of all of them are at hand."""
    found = dict(LEDGERS)
    for body in Method.objects.order_by("pk").values_list("body", flat=True) if bodies is None else bodies:
        for component in body.get("components", ()):
            if component.get("kind") == "ledger":
                found.setdefault(str(component["ledger"]), str(component.get("label") or component["ledger"]))
    return found
