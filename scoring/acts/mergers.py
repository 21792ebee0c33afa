"""Units that were merged (撤并): a unit is never deleted, its successor's comparisons add it and say so."""

from collections.abc import Sequence

from scoring.rules.periods import Period
from units.models import Unit


def predecessors(unit: Unit) -> list[Unit]:
    """All units that `unit` took over, also by way of others; in the profile's order. One query."""
    merged = list(Unit.objects.exclude(successor=None))
    found: dict[int, Unit] = {}
    heirs = {unit.pk}
    while heirs:
        taken = [one for one in merged if one.successor_id in heirs and one.pk not in found and one.pk != unit.pk]
        found |= {one.pk: one for one in taken}
        heirs = {one.pk for one in taken}
    return [one for one in merged if one.pk in found]


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
