"""Which sample tickets stand for which unit: as many for each unit and each category as the published table counts."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from random import Random

from hotline.rules.pace import Pace
from hotline.rules.quotas import Quota
from hotline.rules.whole import Unsolvable, share_out

SEPARATOR = "/"
# How much more a unit takes of what it usually handles than of what is simply frequent.
LIKING, FITTING = 50, 100_000
Cell = tuple[str, str]  # unit, category


class Categories:
    """The categories that are counted, as paths; "" is everything else. A path holds what none of its own counted parts does."""

    def __init__(self, totals: Mapping[str, int], leaves: Iterable[tuple[str, ...]]) -> None:
        self.totals = dict(totals)
        self.leaves: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for leaf in leaves:
            self.leaves[self.of(leaf)].append(leaf)

    def of(self, category: Sequence[str]) -> str:
        """The counted category that holds a path."""
        for depth in range(len(category), 0, -1):
            path = SEPARATOR.join(category[:depth])
            if path in self.totals:
                return path
        return ""

    def leaf(self, category: str, place: int) -> tuple[str, ...]:
        """Some leaf that is counted as `category`: another for another `place`."""
        leaves = self.leaves.get(category) or [tuple(category.split(SEPARATOR)) if category else ()]
        return leaves[place % len(leaves)]


def apart(whole: int, counts: Mapping[str, int]) -> dict[str, int]:
    """Tickets of each counted category (a path) without its own counted parts; "" is everything else of the `whole`."""
    totals = {
        category: count - sum(other for path, other in counts.items() if path.startswith(f"{category}{SEPARATOR}"))
        for category, count in counts.items()
    }
    return totals | {"": whole - sum(totals.values())}


def allot(
    volumes: Mapping[str, int], totals: Mapping[str, int], liking: Mapping[Cell, int], fits: Mapping[str, Sequence[str]]
) -> dict[Cell, int]:
    """Tickets of each unit in each category, which add up to both. Units that are about few things choose first."""
    if sum(volumes.values()) != sum(totals.values()):
        raise Unsolvable(f"各单位合计 {sum(volumes.values())} 件，各类别合计 {sum(totals.values())} 件，对不上。")
    categories, left = list(totals), dict(totals)
    spread = {unit: sum(liking.get((unit, one), 0) > 0 for one in categories) or len(categories) for unit in volumes}
    cells: dict[Cell, int] = {}
    for unit in sorted(volumes, key=lambda one: (one not in fits, spread[one], volumes[one])):
        weights = [
            left[one] + LIKING * liking.get((unit, one), 0) + FITTING * left[one] * (one in fits.get(unit, ())) for one in categories
        ]
        shares = share_out(volumes[unit], weights, [0] * len(categories), [left[one] for one in categories])
        for category, share in zip(categories, shares, strict=True):
            cells[unit, category] = share
            left[category] -= share
    return cells


class Stock:
    """Samples by unit and category, each given out once, in an order drawn by chance."""

    def __init__(self, paces: Iterable[Pace], categories: Categories, chance: Random) -> None:
        self.categories = categories
        self.cells: dict[Cell, list[Pace]] = defaultdict(list)
        numbers = set()
        for pace in paces:
            if pace.sample.number not in numbers:
                numbers.add(pace.sample.number)
                self.cells[pace.sample.unit, categories.of(pace.sample.category)].append(pace)
        for own in self.cells.values():
            chance.shuffle(own)

    def liking(self) -> Counter[Cell]:
        return Counter({cell: len(own) for cell, own in self.cells.items()})

    def hand_out(self, wanted: Mapping[Cell, int], until: Mapping[str, datetime]) -> dict[str, list[Pace]]:
        """Unit → its samples: its own first, then of the same category, then any, under another unit's name. `until`: units whose
        samples must have arrived by a moment."""
        picked: dict[str, list[Pace]] = defaultdict(list)
        short = {cell: count - self._own(cell, count, picked, until) for cell, count in wanted.items()}
        short = {cell: count for cell, count in short.items() if count}
        for is_alike in (True, False):
            for cell in sorted(short, key=lambda each: each[0] not in until):
                short[cell] -= self._others(cell, short[cell], picked, until.get(cell[0]), is_alike)
        missing = sum(short.values())
        if missing:
            raise Unsolvable(f"样例工单不够，还差 {missing} 件。")
        return picked

    def _own(self, cell: Cell, count: int, picked: dict[str, list[Pace]], until: Mapping[str, datetime]) -> int:
        taken = _take(self.cells[cell], count, until.get(cell[0]))
        picked[cell[0]] += taken
        return len(taken)

    def _others(self, cell: Cell, count: int, picked: dict[str, list[Pace]], until: datetime | None, is_alike: bool) -> int:
        unit, category = cell
        sources = [own for (_, other), own in self.cells.items() if own and (other == category or not is_alike)]
        found: list[Pace] = []
        for own in sources:
            if len(found) == count:
                break
            found += _take(own, count - len(found), until)
        for place, pace in enumerate(found):
            is_same = self.categories.of(pace.sample.category) == category
            path = pace.sample.category if is_same else self.categories.leaf(category, place)
            picked[unit].append(_handled_by(pace, unit, path))
        return len(found)


def _take(own: list[Pace], count: int, until: datetime | None) -> list[Pace]:
    """Takes up to `count` out of a list."""
    if until is None:
        taken = own[-count:] if count else []
        del own[len(own) - len(taken) :]
        return taken
    early = [pace for pace in own if pace.sample.arrived_at <= until][:count]
    chosen = {id(pace) for pace in early}
    own[:] = [pace for pace in own if id(pace) not in chosen]
    return early


def _handled_by(pace: Pace, unit: str, category: tuple[str, ...]) -> Pace:
    """The same words about another unit; where the unit's name is the place's as well, the words stay."""
    sample, before = pace.sample, pace.sample.unit
    if not before or before in sample.text:
        return replace(pace, sample=replace(sample, unit=unit, category=category))
    reply, opinion = sample.reply.replace(before, unit), sample.opinion.replace(before, unit)
    return replace(pace, sample=replace(sample, unit=unit, category=category, reply=reply, opinion=opinion))


def early_units(quotas: Iterable[Quota], until: datetime) -> dict[str, datetime]:
    """Units that are nearly all called back, whose tickets must come by `until`."""
    return {quota.unit: until for quota in quotas if quota.called and quota.is_nearly_all_called}
