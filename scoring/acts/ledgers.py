"""The ledgers (账目) of the district: 加分 and 减分, and those that its methods name."""

from scoring.models import Method
from scoring.rules.component_tables import LEDGERS


def names() -> dict[str, str]:
    """Name → what people call it. The methods are read as they are stored: they were checked when they were taken in. One query."""
    found = dict(LEDGERS)
    for body in Method.objects.order_by("pk").values_list("body", flat=True):
        for component in body.get("components", ()):
            if component.get("kind") == "ledger":
                found.setdefault(str(component["ledger"]), str(component.get("label") or component["ledger"]))
    return found
