"""Sample tickets for a table of counts: as many as its units and categories have, from this district's own words and limits."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random

from hotline.rules.allotting import Categories, Stock, allot, early_units
from hotline.rules.courses import Span, is_plain
from hotline.rules.pace import Pace, pace_of
from hotline.rules.quota_courses import Clockwork, Picked, missing_before
from hotline.rules.quotas import Quota, volume_of
from hotline.rules.whole import Unsolvable
from tickets.acts.casting import Cast
from tickets.acts.clocks import Clocks
from tickets.acts.filling import channels, leaves
from tickets.rules.samples import CHINA, SampleTicket, SampleUnit, generate
from units.models import Unit

# Samples are drawn until there are so many for each ticket, and at least so many: a small district has rare matters too.
SPARE, LEAST, MOST_ROUNDS = 1.08, 6_000, 12
# Tickets dispatched before the period come from its last days.
DAYS_BEFORE = 9
LONG_AFTER = timedelta(days=200)
EARLY = timedelta(days=12)


class Pools:
    """Draws samples of this district's database and hands them out; none came by the channel `but`."""

    def __init__(self, quotas: Sequence[Quota], span: Span, seed: int, but: str = "") -> None:
        self.quotas, self.span, self.seed = quotas, span, seed
        self.channels = [channel for channel in channels() if channel.name != but]
        self.clocks = Clocks.load()
        self.clockwork = Clockwork(Cast.load(self.clocks).due_of, self.clocks.days.is_workday)
        self.units = _sample_units(quotas)

    def pick(self, totals: Mapping[str, int], fits: Mapping[str, Sequence[str]]) -> Picked:
        """`totals`: counted category → tickets of the period. Unsolvable when the topics give too few."""
        chance = Random(self.seed)  # noqa: S311 the same tickets each time, nothing secret
        categories = Categories(totals, leaves())
        stock = Stock(self._inside(), categories, chance)
        volumes = {quota.unit: quota.volume for quota in self.quotas}
        wanted = allot(volumes, totals, stock.liking(), fits)
        until = datetime.combine(self.span.last, datetime.min.time(), CHINA) - EARLY
        inside = stock.hand_out(wanted, early_units(self.quotas, until))
        lacking = {quota.unit: missing_before(quota, inside.get(quota.unit, ()), self.span) for quota in self.quotas}
        return Picked(inside, self._before({unit: count for unit, count in lacking.items() if count}, chance))

    def _inside(self) -> list[Pace]:
        needed = max(volume_of(self.quotas) * SPARE, LEAST)
        paces: list[Pace] = []
        for round_ in range(MOST_ROUNDS):
            if len(paces) >= needed:
                break
            paces += self._paced(int(needed * 1.2), self.span.first, self.span.last, round_)
        return [pace for pace in paces if is_plain(pace.sample, self.span)]

    def _before(self, lacking: Mapping[str, int], chance: Random) -> dict[str, list[Pace]]:
        """Some that were dispatched in the last days before the period and fall due in it."""
        count = sum(lacking.values())
        if not count:
            return {}
        first, last = self.span.first - timedelta(days=DAYS_BEFORE), self.span.first - timedelta(days=1)
        found: list[Pace] = []
        for round_ in range(MOST_ROUNDS):
            drawn = self._paced(4 * count + 200, first, last, MOST_ROUNDS + round_)
            found += [pace for pace in drawn if self._is_carried(pace, first)]
            if len(found) >= count:
                stock = Stock(found, Categories({}, leaves()), chance)
                return stock.hand_out({(unit, ""): number for unit, number in lacking.items()}, {})
        raise Unsolvable(f"期前的样例工单不够，只有 {len(found)} 件，要 {count} 件。")

    def _is_carried(self, pace: Pace, first: date) -> bool:
        is_before = first <= pace.sample.arrived_at.date() and pace.dispatched_at.date() < self.span.first
        return is_before and self.span.is_due(pace.due_at)

    def _paced(self, rows: int, first: date, last: date, round_: int) -> list[Pace]:
        samples = generate(
            rows,
            (first, last),
            self.seed + round_,
            as_of=datetime.combine(last, datetime.min.time(), CHINA) + LONG_AFTER,
            units=self.units,
            categories=leaves(),
            channels=self.channels,
            is_workday=self.clockwork.is_workday,
            due_of=self.clockwork.due_of,
            stars=self.span.stars_max,
            close_after_days=self.span.close_after_days,
        )
        return [paced for sample in samples if _is_usual(sample) and (paced := self._pace(sample)) is not None]

    def _pace(self, sample: SampleTicket) -> Pace | None:
        return pace_of(sample, self.clockwork.due_of, self.clockwork.is_workday)


def _is_usual(sample: SampleTicket) -> bool:
    """A ticket that is sent out, openly, for the first time."""
    return not (sample.is_direct or sample.is_confidential or sample.urged_number)


def _sample_units(quotas: Sequence[Quota]) -> list[SampleUnit]:
    """Every unit of the table, the busier ones heavier among their equals."""
    volumes = {quota.unit: quota.volume for quota in quotas}
    rows = Unit.objects.filter(name__in=list(volumes)).order_by("order", "pk").prefetch_related("names")
    return [SampleUnit(row.name, (row.short_name, *(other.name for other in row.names.all())), float(volumes[row.name])) for row in rows]
