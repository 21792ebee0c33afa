"""Groups (分组) of a method: which units are ranked among themselves, with full marks and points of their own where they have some."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from scoring.rules.components import Component, Constant, Each, Mean, Share, Target, in_full, is_for
from scoring.rules.fields import Reader
from scoring.rules.rounding import as_decimal

NOUGHT = Decimal(0)


@dataclass(frozen=True)
class Group:
    """Units that are ranked among themselves: those of the named kinds. `points`: component code → its points here. None: as the
    method says."""

    label: str
    kinds: tuple[str, ...]
    full_mark: Decimal | None = None
    least_volume: int | None = None
    points: Mapping[str, Decimal] | None = None


def read_groups(read: Reader) -> tuple[Group, ...]:
    groups = []
    for part in read.tables("groups"):
        groups.append(_group(part))
        part.refuse_unknown()
    for label in _twice([group.label for group in groups if group.label]):
        read.fault("groups", f"组名“{label}”出现了不止一次。")
    for kind in _twice([kind for group in groups for kind in group.kinds]):
        read.fault("groups", f"单位类型“{kind}”分在了两个组，只能属于一个。")
    return tuple(groups)


def _group(part: Reader) -> Group:
    part.allow("full_mark")
    points = part.table("points")
    return Group(
        part.text("label", most=40),
        part.texts("kinds", required=False),
        part.amount("full_mark", least=NOUGHT) if "full_mark" in part.body else None,
        part.whole("least_volume", None),
        None if points is None else {code: points.amount(code, least=NOUGHT) for code in points.body},
    )


def _twice(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def check_groups(read: Reader, groups: tuple[Group, ...], components: tuple[Component, ...], is_whole: bool) -> None:
    """That components and groups name each other rightly; not `is_whole`: there are components whose code could not be read."""
    labels, codes = [group.label for group in groups], {component.code: component for component in components}
    for number, component in enumerate(components, 1):
        for label in component.groups:
            if label not in labels:
                known = "、".join(labels) or "（没有 [[groups]]）"
                read.fault(f"components 第 {number} 项：groups", f"没有分组“{label}”，可用的是：{known}。")
    for number, group in enumerate(groups, 1):
        for code, points in (group.points or {}).items():
            place = f"groups 第 {number} 项：points：{code}"
            if read.is_faulty(place) or (code not in codes and not is_whole):
                continue
            if code not in codes:
                read.fault(place, f"没有代码为“{code}”的分项，可用的是：{'、'.join(codes)}。")
            elif not isinstance(codes[code], Share | Mean | Target | Each | Constant):
                read.fault(place, "这种分项不能按组改分值，请分成两个分项，各写 groups。")
            elif isinstance(changed := codes[code], Target) and changed.floor > points:
                read.fault(place, f"最低分 {changed.floor} 高于本组分值 {points}，请核对。")


def components_in(group: Group | None, components: tuple[Component, ...]) -> tuple[Component, ...]:
    """The components as they stand in a group (None: the method has none): those for it, with its points; 0 points: not for it."""
    if group is None:
        return components
    points = group.points or {}
    own = [one for one in components if is_for(one, group.label) and points.get(one.code) != 0]
    return tuple(_changed(one, points[one.code]) if one.code in points else one for one in own)


def _changed(component: Component, points: Decimal) -> Component:
    if isinstance(component, Mean):
        return replace(component, per=Fraction(points))
    if isinstance(component, Share | Target | Each | Constant):
        return replace(component, points=points)
    return component


def check_weights(read: Reader, groups: tuple[Group, ...], full_mark: Decimal, components: tuple[Component, ...]) -> None:
    """That the components add up in every table, of marks and points that could be read."""
    if not groups and components and not read.is_faulty("full_mark"):
        check_full(read, "", full_mark, components)
    for number, group in enumerate(groups, 1):
        place = f"groups 第 {number} 项"
        own = "full_mark" if group.full_mark is None else f"{place}：full_mark"
        if components and not read.is_faulty(own, f"{place}：points"):
            mark = full_mark if group.full_mark is None else group.full_mark
            check_full(read, f"{place}（{group.label}）：", mark, components_in(group, components))


def check_full(read: Reader, place: str, full_mark: Decimal, components: tuple[Component, ...]) -> None:
    """That the components add up to the full mark; `place` is empty or names the group."""
    weights = sum(map(in_full, components), Fraction(0))
    if weights != full_mark:
        shown = f"{as_decimal(weights):.6f}".rstrip("0").rstrip(".")
        read.fault(f"{place}full_mark", f"各分项分值合计 {shown}，与满分 {full_mark} 不符，请改分值（points）或满分。")
