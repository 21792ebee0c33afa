"""分项统计: a period's or any dates' figures told apart by one dimension, each beside its 环比 and 同比, with the whole counted as a
whole. It asks scoring.acts.breakdown, as the API does: both say the same numbers."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError

from scoring.acts import breakdown, comparing, dimensions, facts, mergers, methods, sources
from scoring.acts.breakdown import Breakdown
from scoring.acts.comparing import AGAINST_WORDS, Against, Comparison, Side
from scoring.acts.dimensions import DEPTHS, Key, Only
from scoring.acts.series import AGAINST
from scoring.models import OutsideFigure
from scoring.rules.indicators import Catalogue, Counts, Figures
from scoring.rules.periods import Period
from scoring.rules.readings import Reading, read
from tickets.models import Category
from units.acts.scoping import sees_the_district, units_of
from units.models import Unit, User

OFFERED = (
    *("level", "type", "channel_group", "channel", "area", "enterprise", "tourism"),
    *("kind", "unit", "category1", "category2", "category3"),
)
USUAL = ("volume", "completion", "on_time_feedback", "satisfaction", "solved")
MOST = 8  # indicators beside each other
WHOLE = "合计按全部办件计算，不是各行比率的和或平均。"


@dataclass(frozen=True)
class Question:
    """By which dimension (`by`) and for which indicators (`codes`); `only` narrows, `unit` takes in what counts for it."""

    period: Period
    by: str
    codes: tuple[str, ...]
    only: Only
    unit: Unit | None
    figures: Figures
    known: Catalogue


@dataclass(frozen=True)
class Cell:
    """`compared`: 环比 and 同比; none of dates, which have no neighbours."""

    reading: Reading
    compared: tuple[Comparison, ...] = ()


@dataclass(frozen=True)
class Row:
    """`asks`: the words by which an address asks for its tickets, beside those of the page; None: they cannot be asked for alone."""

    label: str
    cells: tuple[Cell, ...]
    asks: Mapping[str, str] | None


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


@dataclass(frozen=True)
class _Counted:
    """A period counted both ways; `outside`: what other offices say of it, of the whole district."""

    apart: Breakdown
    whole: Breakdown
    outside: Mapping[str, OutsideFigure]

    def counts(self, key: Key) -> Counts:
        return self.apart.groups.get((key,), {})


@dataclass(frozen=True)
class _Ground:
    """What a question's rows are drawn from."""

    asked: Question
    now: _Counted
    beside: Mapping[Against, _Counted]
    credits: Mapping[str, Mapping[str, Decimal]]

    @property
    def keys(self) -> list[Key]:
        """What stands in any of the periods."""
        return list(dict.fromkeys(key[0] for one in (self.now, *self.beside.values()) for key in one.apart.groups))

    def size(self, key: Key) -> int:
        pairs = self.now.counts(key)
        return max((pairs.get(code, (0, 0))[0] for code in self.asked.known.grades_of(self.asked.codes[0])), default=0)

    def row(self, label: str, key: Key, asks: Mapping[str, str] | None) -> Row:
        return Row(label, tuple(self._cell(code, lambda one: one.counts(key), False) for code in self.asked.codes), asks)

    def whole(self) -> Row:
        return Row("合计", tuple(self._cell(code, lambda one: one.whole.whole, True) for code in self.asked.codes), {})

    def _cell(self, code: str, counts: Callable[[_Counted], Counts], is_whole: bool) -> Cell:
        ours = self._side(code, self.now, counts)
        compared = []
        for against, one in self.beside.items():
            outside = one.outside.get(code) if is_whole else None
            compared.append(comparing.between(against, ours, self._side(code, one, counts), outside))
        return Cell(ours.reading, tuple(compared))

    def _side(self, code: str, one: _Counted, counts: Callable[[_Counted], Counts]) -> Side:
        reading = read(code, counts(one), self.credits.get(code), self.asked.known)
        return Side(one.whole.period, one.whole.words, reading, one.whole.is_stored)


def lay(asked: Question, user: User, at: datetime) -> ToldApart:
    """As `user` may read it: people of a unit read their unit's figures. Its queries do not grow with the rows: for each of the three
    periods one GROUP BY for each source. ValidationError: no_unit, no_dimension."""
    asked = _scoped(asked, user)
    _refuse_lacking(asked)
    ground = _ground(asked, at)
    basis = ground.now.whole.basis
    merged = mergers.within(asked.period, [asked.unit.pk] if asked.unit else None) if asked.unit or asked.by == "unit" else ()
    return ToldApart(
        asked=asked,
        label=dimensions.DIMENSIONS[asked.by].label,
        heads=tuple(asked.known.label_of(code) for code in asked.codes),
        rows=_rows(ground, user),
        whole=ground.whole(),
        basis=ground.now.whole.words,
        is_live=basis == "live",
        is_closed=basis == "closed",
        is_open=basis != "mixed" or all(state.state for state in facts.states(asked.period)),
        sides=tuple(f"{AGAINST_WORDS[against]}对{one.whole.period.words}（{_side_words(one)}）" for against, one in ground.beside.items()),
        notes=(*ground.now.whole.notes, *merged),
        as_of=at,
    )


def _scoped(asked: Question, user: User) -> Question:
    if sees_the_district(user):
        return asked
    unit = asked.unit or user.unit
    if unit is None or not units_of(user).filter(pk=unit.pk).exists():
        raise ValidationError("只能查看本单位的数字。", code="no_unit")
    return replace(asked, unit=unit)


def _refuse_lacking(asked: Question) -> None:
    """Points by hand have no level: nothing is shown as nought that was never told apart."""
    for one in dimensions.of([asked.by, *asked.only]):
        having = sources.with_columns([one.column])
        for code in asked.codes:
            if asked.known.by_code[asked.known.grades_of(code)[0]].source not in having:
                words = f"“{asked.known.label_of(code)}”不分{one.label}，请去掉这个指标，或换一种分法。"
                raise ValidationError(words, code="no_dimension")


def _ground(asked: Question, at: datetime) -> _Ground:
    others: dict[Against, Period] = {}
    if asked.period.kind != "free":
        others = {against: comparing.other_period(asked.period, against) for against in AGAINST}
    # A year's 环比 and 同比 are one period: it is counted once.
    counted = {one: _count(asked, one, at) for one in dict.fromkeys((asked.period, *others.values()))}
    beside = {against: counted[one] for against, one in others.items()}
    return _Ground(asked, counted[asked.period], beside, methods.credits_at(asked.period))


def _count(asked: Question, period: Period, at: datetime) -> _Counted:
    only = {**asked.only, **({"unit": asked.unit} if asked.unit is not None else {})}
    apart = [asked.unit.pk] if asked.unit is not None and asked.by == "unit" else []
    told = breakdown.counted(period, at, [asked.by], only, asked.codes, asked.figures, apart)
    whole = breakdown.counted(period, at, (), only, asked.codes, asked.figures)
    return _Counted(told, whole, {} if only else comparing.outside_figures(period, asked.codes))


def _rows(ground: _Ground, user: User) -> tuple[Row, ...]:
    """The greatest first, what has no value last."""
    asked = ground.asked
    keys = _readable(ground.keys, asked, user)
    named, shallow = dimensions.labels(asked.by, keys), _shallow(asked.by, keys)
    in_order = sorted(keys, key=lambda key: (key in (None, ""), -ground.size(key), named[key]))
    return tuple(
        ground.row(f"{named[key]}（未再细分）", key, None) if key in shallow else ground.row(named[key], key, _asks(asked, key))
        for key in in_order
    )


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


def _side_words(one: _Counted) -> str:
    return one.whole.words if one.whole.is_stored or one.whole.whole else "没有数据"
