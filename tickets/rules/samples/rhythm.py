"""When citizens call: by month and topic, weekday, hour; so many on each day that the rows asked for come out exactly."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from tickets.rules.samples.library import Topic

CHINA = ZoneInfo("Asia/Shanghai")
# Monday to Sunday; a hotline's week is heaviest on its first day.
BY_WEEKDAY = (1.2, 1.12, 1.06, 1.02, 1.0, 0.68, 0.6)
# Peaks 9–11 and 14–17, few at night.
BY_HOUR = (0.5, 0.3, 0.2, 0.15, 0.15, 0.3, 0.9, 2.4, 6.2, 9.6, 9.4, 6.4, 3.6, 4.6, 7.6, 7.9, 7.2, 4.9, 3.3, 3.1, 3.0, 2.4, 1.5, 0.9)
# Days differ by chance from about 0.75 to 1.25 of their weight; now and then something bursts.
SWING, BURST_SHARE, BURST = 0.5, 0.02, 1.8
NIGHT_STARTS, NIGHT_ENDS = 19, 7
NIGHT_TOPIC_AT_NIGHT, NIGHT_TOPIC_BY_DAY, DAY_TOPIC_AT_NIGHT = 3.0, 0.7, 0.6
HOURS_SO_FAR = tuple(accumulate(BY_HOUR))


def days(months: tuple[date, date], as_of: datetime) -> list[date]:
    """Every day from the first of the first month to the last of the last, none after `as_of`."""
    first = months[0].replace(day=1)
    last = (months[1].replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    last = min(last, as_of.astimezone(CHINA).date())
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


def share_of_day(day: date, as_of: datetime) -> float:
    """How much of a day's calls have come at `as_of`: 1 for days before it."""
    local = as_of.astimezone(CHINA)
    if day != local.date():
        return 1.0
    before = HOURS_SO_FAR[local.hour - 1] if local.hour else 0.0
    return (before + BY_HOUR[local.hour] * local.minute / 60) / HOURS_SO_FAR[-1]


def counts(rows: int, calendar: Sequence[date], topics: Sequence[Topic], as_of: datetime, chance: Random) -> list[int]:
    """How many tickets come on each day; they add up to `rows`."""
    weights = []
    for day in calendar:
        season = sum(weight_in(topic, day) for topic in topics)
        swing = 1 - SWING / 2 + SWING * chance.random()
        burst = BURST if chance.random() < BURST_SHARE else 1.0
        weights.append(season * BY_WEEKDAY[day.weekday()] * swing * burst * share_of_day(day, as_of))
    total = sum(weights) or 1.0
    reached = [round(rows * so_far / total) for so_far in accumulate(weights)]
    return [here - before for before, here in zip([0, *reached], reached, strict=False)]


def moments(day: date, count: int, as_of: datetime, chance: Random) -> list[datetime]:
    """`count` rising moments of a day, to the second, none after `as_of`."""
    start = datetime.combine(day, time(), CHINA)
    end = min(start + timedelta(days=1), as_of)
    reach = HOURS_SO_FAR[-1] * share_of_day(day, as_of)
    found = []
    for _ in range(count):
        hour = min(bisect_right(HOURS_SO_FAR, chance.random() * reach), 23)
        moment = start + timedelta(hours=hour, seconds=int(chance.random() * 3600))
        found.append(moment if moment < end else end - timedelta(seconds=1 + int(chance.random() * 600)))
    return sorted(found)


def weight_in(topic: Topic, day: date) -> float:
    """A topic's weight in that month, 0 in a year it does not belong to."""
    if topic.years and not topic.years[0] <= day.year <= topic.years[1]:
        return 0.0
    return topic.weight * topic.months[day.month - 1]


class TopicTable:
    """Which topic a call is about, by month and by day or night."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self.topics = topics
        self._tables: dict[tuple[int, int, bool], list[float]] = {}

    def draw(self, at: datetime, chance: Random) -> Topic:
        night = at.hour >= NIGHT_STARTS or at.hour < NIGHT_ENDS
        key = (at.year, at.month, night)
        if key not in self._tables:
            self._tables[key] = list(accumulate(self._weights(at.date(), night)))
        table = self._tables[key]
        return self.topics[min(bisect_right(table, chance.random() * table[-1]), len(table) - 1)]

    def _weights(self, day: date, night: bool) -> Iterator[float]:
        for topic in self.topics:
            factor = DAY_TOPIC_AT_NIGHT if night else 1.0
            if topic.at_night:
                factor = NIGHT_TOPIC_AT_NIGHT if night else NIGHT_TOPIC_BY_DAY
            yield weight_in(topic, day) * factor
