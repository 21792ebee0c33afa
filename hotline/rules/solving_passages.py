"""Finds whole numbers for every unit, named or not, behind a bulletin that prints top fives, totals and an order, but no table.

The printed order must come out by the method: those that are ranked miss as little as the order allows, all others share the rest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from hotline.rules.printed_passages import Told
from hotline.rules.quotas import Quota
from hotline.rules.solving_rates import Grades
from hotline.rules.whole import Unsolvable, nearest_bases, rounds_to, share_out
from scoring.rules.methods import MethodBody
from scoring.rules.points import score

# A unit that nobody names has tickets all the same; how much more the first of them has than the last.
LEAST_VOLUME, LAST_WEIGHT, FIRST_WEIGHT = 4, 5, 105
# Nobody asks everybody, and some of those who are asked say nothing of the result.
MOST_CALLED = 0.6
MOST_MISSES = 40


@dataclass(frozen=True)
class Counted:
    """A unit that the bulletin counts, in the profile's order; `group`: whom it is compared with in volume."""

    unit: str
    group: str


def solve_passages(told: Told, units: Sequence[Counted], method: MethodBody) -> list[Quota]:
    """A quota for each unit, in the order of `units`. As many tickets fall due in the period as are dispatched in it.
    Unsolvable where no whole numbers give the printed figures and the printed order."""
    volumes = volumes_of(told, units)
    calls = _calls(told, list(volumes.values()))
    quotas = {
        unit: Quota(unit, volume, called=called, unreached=unreached, result=Grades(graded, 0, 0), due=volume)
        for (unit, volume), (called, unreached, graded) in zip(volumes.items(), calls, strict=True)
    }
    quotas |= _ladder(told, quotas, method)
    quotas |= _others(told, quotas)
    _check_order(told, quotas, method)
    return list(quotas.values())


def volumes_of(told: Told, units: Sequence[Counted]) -> dict[str, int]:
    """Unit → tickets. A unit whose number is not printed has fewer than any of its group whose number is."""
    printed: dict[str, list[int]] = {}
    for each in units:
        if each.unit in told.volumes:
            printed.setdefault(each.group, []).append(told.volumes[each.unit])
    rest = told.volume - sum(told.volumes.values())
    others = [each for each in units if each.unit not in told.volumes]
    most = [min(printed.get(each.group, [rest + 1])) - 1 for each in others]
    shares = share_out(rest, _weights(others), [LEAST_VOLUME] * len(others), most)
    volumes = dict(told.volumes) | dict(zip([each.unit for each in others], shares, strict=True))
    return {each.unit: volumes[each.unit] for each in units}


def _weights(units: Sequence[Counted]) -> list[int]:
    """Falling within each group, from the first unit to the last."""
    weights = []
    for each in units:
        group = [other.unit for other in units if other.group == each.group]
        left = 1 - group.index(each.unit) / len(group)
        weights.append(LAST_WEIGHT + int((FIRST_WEIGHT - LAST_WEIGHT) * left**2))
    return weights


def _calls(told: Told, volumes: Sequence[int]) -> list[tuple[int, int, int]]:
    """(called, unreached, graded) of each unit. The printed satisfaction is that of the last grades: so many are still dissatisfied
    on the base that fits best; as many more are called as the printed rate of valid calls asks for."""
    graded = next(iter(nearest_bases(told.satisfaction, told.still, told.volume)), 0)
    if not graded:
        raise Unsolvable(f"满意率 {told.satisfaction} 与尚存不满意 {told.still} 件没有整数解。")
    called, unreached = _called(told, graded)
    most = [int(volume * MOST_CALLED) for volume in volumes]
    own_called = share_out(called, volumes, [1] * len(volumes), most)
    own_unreached = share_out(unreached, own_called, [0] * len(volumes), [each - 1 for each in own_called])
    valid = [each - missed for each, missed in zip(own_called, own_unreached, strict=True)]
    own_graded = share_out(graded, valid, [1] * len(volumes), valid)
    return list(zip(own_called, own_unreached, own_graded, strict=True))


def _called(told: Told, graded: int) -> tuple[int, int]:
    """(called, unreached), the fewest in vain that give the printed rate with so many graded among the reached."""
    for unreached in range(1, told.volume):
        bases = nearest_bases(told.valid_callback, unreached, told.volume)
        if bases and bases[0] - unreached >= graded:
            return bases[0], unreached
    raise Unsolvable(f"有效回访率 {told.valid_callback} 在 {graded} 件评价上没有整数解。")


def _ladder(told: Told, quotas: Mapping[str, Quota], method: MethodBody) -> dict[str, Quota]:
    """The ranked units: each as few overdue tickets as put it below the one before."""
    steps: dict[str, Quota] = {}
    before: Decimal | None = None
    for unit in told.order:
        quota = quotas[unit]
        grades = _with(quota.result, told.left.get(unit, 0))
        for overdue in range(MOST_MISSES):
            tried = _changed(quota, grades, overdue, 0)
            points = points_of(tried, method)
            if before is None or points < before:
                steps[unit], before = tried, points
                break
        else:
            raise Unsolvable(f"{unit} 按通报的名次排不出来：超期 {MOST_MISSES} 件以内没有整数解。")
    return steps


def _others(told: Told, quotas: Mapping[str, Quota]) -> dict[str, Quota]:
    """What the ranked units leave of overdue, incomplete and dissatisfied tickets; everybody is overdue at least once."""
    others = [quota for unit, quota in quotas.items() if unit not in told.order]
    taken = [quotas[unit] for unit in told.order]
    volumes, graded = [quota.volume for quota in others], [quota.result.base for quota in others]
    late = share_out(told.overdue - sum(each.overdue for each in taken), volumes, [1] * len(others), [volume // 2 for volume in volumes])
    missing = share_out(_incomplete(told), volumes, [0] * len(others), [volume // 4 for volume in volumes])
    left = [told.left.get(quota.unit, 0) for quota in others]
    bad = share_out(told.dissatisfied - sum(each.result.dissatisfied for each in taken), graded, left, graded)
    return {quota.unit: _changed(quota, _with(quota.result, bad[i]), late[i], missing[i]) for i, quota in enumerate(others)}


def _incomplete(told: Told) -> int:
    """As many tickets fall due as are dispatched: 91 of 11385 are 99.20 %."""
    about = int(told.volume * (100 - told.completion) / 100)
    for count in (about, about + 1):
        if rounds_to(told.volume - count, told.volume, told.completion):
            return count
    raise Unsolvable(f"办结率 {told.completion} 在 {told.volume} 件上没有整数解。")


def _with(grades: Grades, dissatisfied: int) -> Grades:
    return Grades(grades.base - dissatisfied, 0, dissatisfied)


def _changed(quota: Quota, grades: Grades, overdue: int, incomplete: int) -> Quota:
    return replace(quota, result=grades, overdue=overdue, incomplete=incomplete)


def points_of(quota: Quota, method: MethodBody) -> Decimal:
    """What the unit's tickets will be worth by the method, as it is printed; without points given by hand."""
    grades, due = quota.result, quota.due or quota.volume
    counts = {
        "on_time_feedback": (due, due - quota.overdue),
        "completion": (due, due - quota.incomplete),
        "satisfaction.satisfied": (grades.base, grades.satisfied),
        "satisfaction.basically": (grades.base, grades.basically),
        "satisfaction.dissatisfied": (grades.base, grades.dissatisfied),
    }
    total = score(method, counts).total
    if total is None:
        raise Unsolvable(f"{quota.unit} 按“{method.name}”算不出得分。")
    return total


def _check_order(told: Told, quotas: Mapping[str, Quota], method: MethodBody) -> None:
    """The ranked stand above all others, one above the next."""
    if not told.order:
        return
    last = points_of(quotas[told.order[-1]], method)
    for unit, quota in quotas.items():
        if unit not in told.order and points_of(quota, method) >= last:
            raise Unsolvable(f"{unit} 会排进通报的前 {len(told.order)} 名，请换一种分法。")
