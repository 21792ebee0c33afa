"""Units that were merged (撤并): a unit is never deleted, its successor's comparisons add it and say so."""

from collections.abc import Mapping, Sequence

from django.db.models import Q

from scoring.rules.periods import Period
from units.models import Unit


def predecessors(unit: Unit) -> list[Unit]:
    """All units that `unit` took over, also by way of others; in the profile's order. One query."""
    return _taken(unit.pk, _merged())


def taken_over() -> dict[int, list[Unit]]:
    """Unit → its predecessors, of all that have any. One query."""
    merged = _merged()
    heirs = dict.fromkeys(one.successor_id for one in merged if one.successor_id is not None)
    return {heir: _taken(heir, merged) for heir in heirs}


def gone(period: Period) -> Mapping[int, str]:
    """The units that were closed by the end of the period, and why they are compared with nothing. One query."""
    closed = Q(closed_on__lte=period.ends_on) | Q(closed_on=None, successor__isnull=False)
    return {one.pk: _why(one) for one in Unit.objects.filter(closed).select_related("successor")}


def words_of(unit: Unit, taken: Sequence[Unit]) -> tuple[str, ...]:
    """含 A（2022-03-15 撤销，并入 B）。"""
    return tuple(f"含 {one.name}（{one.closed_on or '日期未填'} 撤销，并入 {one.successor or unit}）。" for one in taken)


def within(period: Period, units: Sequence[int] | None = None) -> tuple[str, ...]:
    """The mergers inside the period, of some units or of all: their figures stand apart up to that day. One query."""
    closed = Unit.objects.filter(closed_on__gte=period.starts_on, closed_on__lte=period.ends_on).select_related("successor")
    return tuple(
        f"{one.name} 于 {one.closed_on} 撤销" + (f"，并入 {one.successor}；" if one.successor else "；") + "此前的办件仍以原名计。"
        for one in closed
        if units is None or one.pk in units or one.successor_id in units
    )


def _merged() -> list[Unit]:
    return list(Unit.objects.exclude(successor=None).select_related("successor"))


def _taken(unit: int, merged: Sequence[Unit]) -> list[Unit]:
    found: set[int] = set()
    heirs = {unit}
    while heirs:
        heirs = {one.pk for one in merged if one.successor_id in heirs and one.pk not in found and one.pk != unit}
        found |= heirs
    return [one for one in merged if one.pk in found]


def _why(one: Unit) -> str:
    closed = f"{one.name} {one.closed_on or '日期未填'} 撤销"
    if one.successor is None:
        return f"{closed}，不作比较。"
    return f"{closed}，并入 {one.successor}，环比、同比看{one.successor}。"
