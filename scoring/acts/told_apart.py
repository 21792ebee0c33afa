"""分项统计: a period's or any dates' figures told apart by one dimension, each beside its 环比 and 同比, with the whole counted as a
whole. It asks scoring.acts.breakdown, as the API does: both say the same numbers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import ValidationError

from scoring.acts import dimensions, facts, mergers, sources
from scoring.acts.comparing import AGAINST_WORDS
from scoring.acts.dimensions import DEPTHS, Key
from scoring.acts.told_apart_cells import Ground, Row, ground
from scoring.acts.told_apart_counts import Question
from scoring.rules.periods import local_date
from tickets.models import Category
from units.acts.scoping import sees_the_district, units_of
from units.models import User

OFFERED = (
    *("level", "type", "channel_group", "channel", "area", "enterprise", "tourism"),
    *("kind", "unit", "category1", "category2", "category3"),
)
USUAL = ("volume", "completion", "on_time_feedback", "satisfaction", "solved")
MOST = 8  # indicators beside each other
UNFINISHED = "本期未完，件数与上期全期相比。"
WHOLE = "合计按全部办件计算，不是各行比率的和或平均。"


@dataclass(frozen=True)
class ToldApart:
    """`rows`: the greatest first, what has no value last. `basis`: 已关账, 试算, 直接计数…; `sides`: what is compared with what.
    `is_open`: its figures can be opened; of a period of which a part is stored and a part is live they cannot."""

    asked: Question
    label: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    whole: Row
    basis: str
    is_live: bool
    is_closed: bool
    is_open: bool
    sides: tuple[str, ...]
    notes: tuple[str, ...]
    as_of: datetime


def lay(asked: Question, user: User, at: datetime) -> ToldApart:
    """As `user` may read it: people of a unit read their unit's figures. Its queries do not grow with the rows: for each of the three
    periods one GROUP BY for each source. ValidationError: no_unit, no_dimension."""
    asked = _scoped(asked, user)
    _refuse_lacking(asked)
    found = ground(asked, at)
    keys = _readable(found.keys, asked, user)
    basis = found.now.found.basis
    return ToldApart(
        asked=asked,
        label=dimensions.DIMENSIONS[asked.by].label,
        heads=tuple(asked.known.label_of(code) for code in asked.codes),
        rows=_rows(found, keys),
        whole=found.whole(),
        basis=found.now.found.words,
        is_live=basis == "live",
        is_closed=basis == "closed",
        is_open=basis != "mixed" or all(month.starts_on > local_date(at) for month in found.now.found.missing),
        sides=tuple(f"{AGAINST_WORDS[against]}对{one.found.period.words}（{one.words}）" for against, one in found.beside.items()),
        notes=_notes(found, keys, at),
        as_of=at,
    )


def _scoped(asked: Question, user: User) -> Question:
    if sees_the_district(user):
        return asked
    unit = asked.unit or user.unit
    if unit is None or not units_of(user).filter(pk=unit.pk).exists():
        raise ValidationError("只能查看本单位的数字，请把“单位”改选为本单位，或不选。", code="no_unit")
    return replace(asked, unit=unit)


def _refuse_lacking(asked: Question) -> None:
    """Points by hand have no level: nothing is shown as nought that was never told apart."""
    for one in dimensions.of([asked.by, *asked.only]):
        having = sources.with_columns([one.column])
        for code in asked.codes:
            if asked.known.by_code[asked.known.grades_of(code)[0]].source not in having:
                words = f"“{asked.known.label_of(code)}”不分{one.label}，请去掉这个指标，或换一种分法。"
                raise ValidationError(words, code="no_dimension")


def _rows(found: Ground, keys: Sequence[Key]) -> tuple[Row, ...]:
    """The greatest first, what has no value last."""
    asked = found.asked
    named, shallow = dimensions.labels(asked.by, keys), _shallow(asked.by, keys)
    in_order = sorted(keys, key=lambda key: (key in (None, ""), -found.size(key), named[key]))
    return tuple(
        found.row(f"{named[key]}（未再细分）", key, None) if key in shallow else found.row(named[key], key, _asks(asked, key))
        for key in in_order
    )


def _notes(found: Ground, keys: Sequence[Key], at: datetime) -> tuple[str, ...]:
    """What a reader must know of the period, of what it is compared with, of the mergers."""
    asked = found.asked
    unfinished = (UNFINISHED,) if found.beside and asked.period.bounds()[1] > at else ()
    if asked.by != "unit" and asked.unit is None:
        return (*unfinished, *found.now.found.notes)
    merged = mergers.within(asked.period, [asked.unit.pk] if asked.unit else None)
    shown = dict.fromkeys((*([asked.unit.pk] if asked.unit else []), *(keys if asked.by == "unit" else [])))
    told = [words for unit in shown for words in found.units.words_of(unit)] if found.beside else []
    return (*unfinished, *found.now.found.notes, *told, *merged)


def _readable(keys: Sequence[Key], asked: Question, user: User) -> list[Key]:
    """Of a unit's work no unit above it is a row: that would look like all of the other's."""
    if asked.by != "unit" or asked.unit is None:
        return list(keys)
    below = set(facts.counted_for(asked.unit))
    seen = below if sees_the_district(user) else below & set(units_of(user).values_list("pk", flat=True))
    return [key for key in keys if key in seen]


def _shallow(by: str, keys: Collection[Key]) -> set[Key]:
    """Categories that lie above the level asked for, of rows classified no deeper: they cannot be asked for without those below."""
    if by not in DEPTHS:
        return set()
    wanted = [key for key in keys if isinstance(key, int)]
    return set(Category.objects.filter(pk__in=wanted, depth__lt=DEPTHS[by]).values_list("pk", flat=True))


def _asks(asked: Question, key: Key) -> dict[str, str]:
    """level=3, unit=7, category=none, enterprise=true."""
    name, held = "category" if asked.by in DEPTHS else asked.by, asked.only.get("category")
    if asked.by in DEPTHS and isinstance(held, Category) and held.depth >= DEPTHS[asked.by]:
        return {}  # the page asks for one as deep or deeper already
    if key is None or key == "":
        return {"kind" if name == "unit" else name: "none"}
    return {name: str(key).lower() if isinstance(key, bool) else str(key)}
