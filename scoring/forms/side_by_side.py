"""Which units are to be compared, and in which period."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from scoring.acts.choices import Choice, pick
from scoring.acts.side_by_side import LEAST, MOST
from units.forms import RowsField
from units.models import Unit

FEW = f"请选 {LEAST} 至 {MOST} 个单位，"


class SideBySideForm(forms.Form):
    """?period=&unit=&unit=…; without any unit nothing has been asked for yet."""

    period = forms.CharField(label="期间", max_length=10, required=False)
    unit = RowsField(
        Unit.objects.select_related("kind").order_by("kind__order", "order", "pk"),
        label="单位",
        error_messages={
            "required": f"{FEW}再点对比。",
            "invalid_choice": "没有编号为“%(value)s”的单位，请从名单里选。",
        },
    )

    def __init__(self, query: Any, offered: list[Choice], today: date) -> None:
        super().__init__(query)
        self.offered, self.today = offered, today

    def clean_period(self) -> Choice | None:
        return pick(self.offered, self.cleaned_data["period"], self.today)

    def clean_unit(self) -> list[Unit]:
        chosen = list(self.cleaned_data["unit"])
        if not LEAST <= len(chosen) <= MOST:
            more = "再加几个" if len(chosen) < LEAST else "去掉几个"
            raise ValidationError(f"{FEW}现在选了 {len(chosen)} 个，请{more}。", code="how_many")
        return chosen

    @property
    def faults(self) -> list[str]:
        return [str(words) for faults in self.errors.values() for words in faults]

    def groups(self) -> Iterator[tuple[str, list[tuple[Unit, bool]]]]:
        """The units that may be chosen, by kind, each with whether it is. One query."""
        wanted = set(self.data.getlist("unit")) if hasattr(self.data, "getlist") else set()
        by_kind: dict[str, list[tuple[Unit, bool]]] = {}
        for unit in Unit.objects.filter(is_ranked=True).select_related("kind").order_by("kind__order", "order", "pk"):
            by_kind.setdefault(unit.kind.label, []).append((unit, str(unit.pk) in wanted))
        yield from by_kind.items()
