"""By what figures can be told apart or narrowed: units and their kinds, categories at any level, channels, levels, types, areas, marks."""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from scoring.acts import facts
from tickets.models import Category, Channel, Level, SupervisionOrder, TicketType
from units.models import Unit, UnitKind

Key = Hashable  # what a group goes by: an id, a word, a mark; None: the row has none
# Dimension → the value wanted, as row, id or word. A unit (or several) and a category take in what lies below them.
Only = Mapping[str, Any]


@dataclass(frozen=True)
class Dimension:
    """`column`: where it stands in the rows (scoring.models.counted)."""

    name: str
    label: str
    column: str
    none: str = "未填"  # what rows without it are called


DIMENSIONS: dict[str, Dimension] = {
    one.name: one
    for one in (
        Dimension("unit", "单位", "unit", "未派单位"),
        Dimension("kind", "单位类型", "unit", "未派单位"),
        Dimension("category1", "一级类别", "root_category", "未归类"),
        Dimension("category2", "二级类别", "category", "未归类"),
        Dimension("category3", "三级类别", "category", "未归类"),
        Dimension("category", "类别", "category", "未归类"),
        Dimension("channel", "受理渠道", "channel"),
        Dimension("channel_group", "渠道组", "channel_group"),
        Dimension("level", "交办层级", "ticket_level"),
        Dimension("type", "诉求类型", "ticket_type"),
        Dimension("area", "属地", "area"),
        Dimension("enterprise", "涉企", "is_enterprise"),
        Dimension("tourism", "涉旅", "is_tourism"),
        Dimension("month", "月份", "closing__label"),
        Dimension("return_count", "退件次数", "return_count"),
        Dimension("order_level", "督办层级", "level"),
    )
}
WORDS = frozenset({"channel_group", "area"})  # empty where a row has none
DEPTHS = {"category1": 1, "category2": 2, "category3": 3}
# What the stored facts are told apart by; everything else is counted over the frozen rows.
IN_FACTS = frozenset({"unit", "kind", "category1", "month"})


def of(names: Collection[str]) -> list[Dimension]:
    """ValidationError unknown_dimension names those that there are."""
    strange = [name for name in names if name not in DIMENSIONS]
    if strange:
        known = "、".join(f"{one.name}（{one.label}）" for one in DIMENSIONS.values())
        raise ValidationError(f"不能按“{strange[0]}”分列或筛选，可用的是：{known}。", code="unknown_dimension")
    return [DIMENSIONS[name] for name in names]


def folds(by: Sequence[str], apart: Collection[int] = ()) -> list[Callable[[Any], tuple[Key, ...]]]:
    """For each dimension: the value in the rows → the groups that it counts for; the units `apart` for themselves. At most three
    queries."""
    homes = facts.homes() | {pk: (pk,) for pk in apart} if {"unit", "kind"} & set(by) else {}
    kinds = dict(Unit.objects.values_list("pk", "kind__code")) if "kind" in by else {}
    above = _ancestors() if {"category2", "category3"} & set(by) else {}
    made: dict[str, Callable[[Any], tuple[Key, ...]]] = {
        "unit": lambda pk: homes.get(pk, (pk,)),
        # Kinds share the whole out: a section's work is of the kind of the unit that it counts for first.
        "kind": lambda pk: (kinds[homes[pk][0]],) if pk in homes else (None,),
        "category2": lambda pk: (above[pk][:2][-1],) if pk in above else (None,),
        "category3": lambda pk: (above[pk][:3][-1],) if pk in above else (None,),
    }
    return [made.get(name, lambda value: (value,)) for name in by]


def filters(only: Only) -> dict[str, object]:
    """`only` as filters of the rows' columns. ValidationError unknown_dimension; no_value for what cannot be looked for."""
    wanted: dict[str, object] = {}
    for one in of(list(only)):
        value = only[one.name]
        if one.name == "month":
            raise ValidationError("月份由期间决定，请改写期间。", code="no_value")
        path, found = _wanted(one, value.pk if hasattr(value, "pk") else value)
        # A unit and a kind narrow the same column, a category and one above it too: what is in both.
        held = wanted.get(path)
        wanted[path] = sorted(set(held) & set(found)) if isinstance(held, list) and isinstance(found, list) else found
    return wanted


def _wanted(one: Dimension, value: Any) -> tuple[str, object]:
    if value is None:
        return (one.column, "") if one.name in WORDS else (f"{one.column}__isnull", True)
    if one.name == "unit":
        chosen = set(value) if isinstance(value, list | tuple | set | frozenset) else {value}
        return "unit__in", sorted(chosen | {pk for pk, homes in facts.homes().items() if not chosen.isdisjoint(homes)})
    if one.name == "kind":
        of_kind = set(Unit.objects.filter(kind__code=value).values_list("pk", flat=True))
        return "unit__in", sorted(pk for pk, homes in facts.homes().items() if homes[0] in of_kind)
    if one.name.startswith("category"):
        return ("root_category", value) if one.name == "category1" else ("category__in", below(value))
    return one.column, value


def below(category: int) -> list[int]:
    """The category's id and those of all below it. One query."""
    return [pk for pk, way in _ancestors().items() if category in way]


def _ancestors() -> dict[int, tuple[int, ...]]:
    """Category → its way from the root down to itself."""
    parents = dict(Category.objects.order_by().values_list("pk", "parent"))
    ways: dict[int, tuple[int, ...]] = {}

    def way(pk: int) -> tuple[int, ...]:
        if pk not in ways:
            above = parents[pk]
            ways[pk] = (*(way(above) if above is not None else ()), pk)
        return ways[pk]

    for pk in parents:
        way(pk)
    return ways


def labels(name: str, keys: Collection[Key]) -> dict[Key, str]:
    """What each group is called. At most one query."""
    [one] = of([name])
    wanted = [key for key in keys if key is not None]
    named: dict[Key, str] = {None: one.none, "": one.none}
    if name in TABLES:
        named |= TABLES[name](wanted)
    elif name in ("enterprise", "tourism"):
        named |= {True: one.label, False: f"非{one.label}"}
    elif name == "return_count":
        named |= {key: f"{key} 次" for key in wanted}
    elif name == "order_level":
        named |= {level.value: level.label for level in SupervisionOrder.Level}
    return {key: named.get(key, str(key)) for key in keys}


def words_of(only: Only) -> list[tuple[str, str]]:
    """(交办层级, 省级): what narrows, as people read it. At most one query for each."""
    keys = {name: getattr(value, "pk", value) for name, value in only.items()}
    return [(one.label, labels(one.name, [keys[one.name]])[keys[one.name]]) for one in of(keys)]


def _categories(keys: Sequence[Any]) -> dict[Key, str]:
    return {row.pk: str(row) for row in Category.objects.filter(pk__in=keys)}


TABLES: dict[str, Callable[[Sequence[Any]], dict[Key, str]]] = {
    "unit": lambda keys: {row.pk: row.label for row in Unit.objects.filter(pk__in=keys)},
    "kind": lambda keys: {row.code: row.label for row in UnitKind.objects.filter(code__in=keys)},
    "channel": lambda keys: {row.pk: row.label for row in Channel.objects.filter(pk__in=keys)},
    "level": lambda keys: {row.pk: row.label for row in Level.objects.filter(pk__in=keys)},
    "type": lambda keys: {row.pk: row.label for row in TicketType.objects.filter(pk__in=keys)},
    **dict.fromkeys(("category1", "category2", "category3", "category"), _categories),
}
