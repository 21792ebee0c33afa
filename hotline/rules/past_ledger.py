"""The rows of past years' books (台账): what a district kept of finished tickets before this system, without citizens' names or numbers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random

from hotline.rules.allotting import Categories
from hotline.rules.past_years import PastYear
from tickets.rules.samples import CHINA, SampleTicket
from tickets.rules.samples.library import Topic
from tickets.rules.samples.rhythm import counts, days, moments

HEADINGS = (
    *("工单编号", "受理时间", "来电类别", "受理渠道", "一级分类", "二级分类", "标题", "主要内容"),
    *("办理单位", "转办时间", "办结时间", "工单状态", "回访时间", "办理满意", "是否解决"),
)
CLOSED = "已归档"
GRADES = {"satisfied": "满意", "dissatisfied": "不满意"}
SOLVED = {"solved": "解决", "unsolved": "未解决"}
# Nobody is called whose ticket came in the last days: everything in a book is over by its year's end.
CALLED_OF_ALL = 0.95
SHORTEST, LONGEST = timedelta(hours=4), timedelta(days=5)
CALLED_AFTER = timedelta(days=1)
# Steps through all six-digit endings of the numbers without meeting one twice.
STRIDE, ENDINGS = 7_919, 1_000_000
NO_CALL = ("", "", "")
Row = list[str]


@dataclass(frozen=True)
class Matter:
    """What a ticket was about."""

    title: str
    text: str
    kind: str
    channel: str
    category: tuple[str, ...]


class Matters:
    """Matters by counted category and type, taken in turn; where a type has none of a category, any of the category stand for it."""

    def __init__(self, samples: Iterable[SampleTicket], categories: Categories, kinds: Sequence[str], channels: Sequence[str]) -> None:
        self.categories, self.kinds = categories, [kind for kind in kinds if kind]
        held: dict[tuple[str, str], list[Matter]] = {}
        for sample in samples:
            matter = _matter(sample, channels)
            category = categories.of(matter.category)
            for key in {(category, matter.kind if matter.kind in self.kinds else ""), (category, "*")}:
                held.setdefault(key, []).append(matter)
        self.held = held
        self.turns: dict[tuple[str, str], Iterator[Matter]] = {}

    def next(self, category: str, kind: str) -> Matter:
        key = (category, kind)
        if key not in self.turns:
            own = self.held.get(key) or self.held.get((category, "*"))
            if not own:
                leaf = self.categories.leaf(category, 0)
                own = [Matter(f"{leaf[-1]}问题", f"反映{leaf[-1]}方面的问题，希望尽快处理。", kind, "", leaf)]
            self.turns[key] = cycle(own)
        return next(self.turns[key])


def _matter(sample: SampleTicket, channels: Sequence[str]) -> Matter:
    channel = sample.channel if sample.channel in channels else channels[0]
    return Matter(sample.title, f"{sample.title}，希望{sample.wish}。", sample.ticket_type, channel, sample.category)


def months_of(year: PastYear, matters: Matters, topics: Sequence[Topic], seed: int) -> Iterator[tuple[date, list[Row]]]:
    """(first day of a month, its rows in the order of arrival), month by month."""
    chance = Random(f"{seed}-{year.year}")  # noqa: S311 the same rows each time, nothing secret
    kinds, units = _drawn(year.types, chance), _drawn(year.units, chance)
    categories, calls = _drawn(year.categories, chance), _calls(year, chance)
    others = [kind for kind in dict.fromkeys(matter.kind for own in matters.held.values() for matter in own) if kind not in year.types]
    ends_at = datetime.combine(date(year.year, 12, 31), time(23, 59, 59), CHINA)
    rows: list[Row] = []
    month, place = date(year.year, 1, 1), 0
    for day, count in _days(year, topics, ends_at, chance):
        if day.month != month.month:
            yield month, rows
            month, rows = day, []
        for arrived in moments(day, count, ends_at, chance):
            matter = matters.next(categories[place], kinds[place])
            kind = kinds[place] or (matter.kind if matter.kind in others else others[0] if others else matter.kind)
            rows.append(_row(arrived, place, matter, kind, units[place], calls.get(place), ends_at, chance))
            place += 1
    yield month, rows


def _drawn(parts: Mapping[str, int], chance: Random) -> list[str]:
    """Each part as often as it is counted, in an order drawn by chance."""
    found = [part for part, count in parts.items() for _ in range(count)]
    chance.shuffle(found)
    return found


def _calls(year: PastYear, chance: Random) -> dict[int, tuple[str, str]]:
    """Place of a ticket in the year → (result, solved)."""
    said = year.said.answers()
    chance.shuffle(said)
    return dict(zip(chance.sample(range(int(year.volume * CALLED_OF_ALL)), len(said)), said, strict=True))


def _days(year: PastYear, topics: Sequence[Topic], ends_at: datetime, chance: Random) -> Iterator[tuple[date, int]]:
    halves = ((1, 6, year.first_half), (7, 12, year.volume - year.first_half))
    for first, last, volume in halves:
        calendar = days((date(year.year, first, 1), date(year.year, last, 1)), ends_at)
        yield from zip(calendar, counts(volume, calendar, topics, ends_at, chance), strict=True)


def _row(
    arrived: datetime, place: int, matter: Matter, kind: str, unit: str, said: tuple[str, str] | None, ends_at: datetime, chance: Random
) -> Row:
    midnight = arrived.replace(hour=23, minute=59, second=59)
    dispatched = min(arrived + timedelta(seconds=900 + int(3600 * chance.random())), midnight)
    done = min(dispatched + SHORTEST + (LONGEST - SHORTEST) * chance.random(), ends_at)
    call: tuple[str, ...] = NO_CALL
    if said is not None:
        called = (done + CALLED_AFTER).replace(hour=9 + place % 9)
        call = (_text(called), GRADES[said[0]], SOLVED[said[1]])
    number = f"{arrived:%y%m%d%H%M%S}{place * STRIDE % ENDINGS:06d}"
    path = (*matter.category[:2], "", "")[:2]
    return [
        number,
        _text(arrived),
        kind,
        matter.channel,
        *path,
        matter.title,
        matter.text,
        unit,
        _text(dispatched),
        _text(done),
        CLOSED,
        *call,
    ]


def _text(moment: datetime) -> str:
    return str(moment)[:19]
