"""Loading kinds and units: parents and successors by name, other names kept apart, nothing ever deleted."""

from collections.abc import Sequence
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db.models import F

from hotline.acts.syncing import Change, sync
from hotline.rules.profiles.terms import Kind
from hotline.rules.profiles.units import UnitLine
from units.models import Unit, UnitKind, UnitName


def load_units(kinds: Sequence[Kind], units: Sequence[UnitLine]) -> list[Change]:
    """ValidationError alias_taken when a name of the file is, in the database, another unit's."""
    kind_change, kind_rows = sync(UnitKind, "单位类型", ("code",), [{**vars(kind), "order": place} for place, kind in enumerate(kinds, 1)])
    _refuse_taken_names(units)
    unit_change, rows = sync(Unit, "承办单位", ("name",), [_row(unit, place, kind_rows) for place, unit in enumerate(units, 1)])
    _link(units, rows)
    names = [{"unit": rows[unit.name], "name": name} for unit in units for name in unit.names if name != unit.name]
    name_change, _ = sync(UnitName, "单位别名", ("name",), names)
    return [kind_change, unit_change, replace(name_change, left=())]  # names added in the back office are no surprise


def _row(unit: UnitLine, place: int, kinds: dict[str, UnitKind]) -> dict[str, object]:
    return {
        "name": unit.name,
        "short_name": unit.short_name,
        "kind": kinds[unit.kind],
        "order": place,
        "is_ranked": unit.is_ranked,
        "is_unlisted": unit.is_unlisted,
        "closed_on": unit.closed_on,
    }


def _link(units: Sequence[UnitLine], rows: dict[str, Unit]) -> None:
    """Parents and successors, once all units are there."""
    changed = []
    for unit in units:
        row = rows[unit.name]
        parent, successor = rows.get(unit.parent), rows.get(unit.successor)
        if (row.parent_id, row.successor_id) != (parent.pk if parent else None, successor.pk if successor else None):
            row.parent, row.successor = parent, successor
            changed.append(row)
    Unit.objects.bulk_update(changed, ["parent", "successor"])


def _refuse_taken_names(units: Sequence[UnitLine]) -> None:
    owners = {name: unit.name for unit in units for name in unit.names}
    taken = list(UnitName.objects.filter(name__in=owners).values_list("name", "unit__name"))
    taken += list(Unit.objects.filter(name__in=owners).annotate(owner=F("name")).values_list("name", "owner"))
    faults = [
        f"units.csv：“{name}”在库中是“{owner}”的名称或别名，在文件中属于“{owners[name]}”。请先在后台改掉一处。"
        for name, owner in taken
        if owners[name] != owner
    ]
    if faults:
        raise ValidationError(faults, code="alias_taken")
