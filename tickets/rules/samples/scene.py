"""Where a sample ticket happens and who reports it: invented places, a surname, a phone from a range nobody holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from tickets.rules.samples.library import Library, Topic
from tickets.rules.samples.phrases import fill, pick

# 138 0000 xxxx: the first block of the range, not given to subscribers.
PHONE_BLOCK = "1380000"
TITLES = ("先生", "女士")
ANONYMOUS = "匿名"
SINCE_DAYS = (45, 300)
NO_DAYS: Iterator[str] = iter(())


@dataclass(frozen=True, slots=True)
class Citizen:
    name: str
    phone: str
    address: str


def place_words(topic: Topic, area: str, library: Library, arrived: datetime, chance: Random) -> dict[str, str]:
    """All words of the scene that do not depend on who speaks: community, road, shop … and `place`, the ticket's own."""
    places = library.places
    words = {
        "community": pick(places["community_heads"], chance) + pick(places["community_tails"], chance),
        "building": f"{1 + int(chance.random() * 30)}号楼" + (f"{1 + int(chance.random() * 4)}单元" if chance.random() < 0.5 else ""),
        "street": area,
        "road": pick(places["road_heads"], chance) + pick(places["road_tails"], chance),
        "road2": pick(places["road_heads"], chance) + pick(places["road_tails"], chance),
        "school": pick(places["school_heads"], chance) + pick(places["school_tails"], chance),
        "shop": _named("shop", places["shop_heads"], topic, "超市", chance),
        "company": _named("company", places["company_heads"], topic, "商贸有限公司", chance),
        "office": pick(topic.kinds_of_place, chance) if topic.where == "office" else "政务服务中心",
        "since": _since(arrived.date(), chance),
        "amount": _amount(topic.amount, chance),
    }
    words["place"] = _place(topic.where, words, library, chance)
    return words


def _named(where: str, heads: Sequence[str], topic: Topic, otherwise: str, chance: Random) -> str:
    return pick(heads, chance) + (pick(topic.kinds_of_place, chance) if topic.where == where else otherwise)


def _place(where: str, words: dict[str, str], library: Library, chance: Random) -> str:
    if where == "community":
        return words["street"] + words["community"] + (words["building"] if chance.random() < 0.7 else "")
    if where == "road":
        return words["street"] + words["road"] + fill(pick(library.spots, chance), words, NO_DAYS, chance)
    if where in ("shop", "company"):
        return words["street"] + words["road"] + words[where]
    return words["street"] + words[where]


def _since(day: date, chance: Random) -> str:
    """A month some time ago: 今年3月, 去年11月."""
    low, high = SINCE_DAYS
    then = day - timedelta(days=low + int(chance.random() * (high - low)))
    return f"{'今年' if then.year == day.year else '去年'}{then.month}月" + ("份" if chance.random() < 0.4 else "")


def _amount(limits: tuple[int, int], chance: Random) -> str:
    """Small sums are frequent, large ones rare."""
    low, high = limits
    return str(round(low * (high / low) ** chance.random(), -2 if high > 5_000 else -1)).removesuffix(".0")


def voice_words(spoken: bool) -> dict[str, str]:
    """Who tells the story: the clerk about the caller, or the citizen."""
    if spoken:
        return {"me": "来电人", "we": "来电人和周边居民", "home": "来电人家"}
    return {"me": "我", "we": "我们", "home": "我家"}


def citizen(words: dict[str, str], library: Library, chance: Random) -> Citizen:
    """One in twenty-five does not give a name."""
    anonymous = chance.random() < 0.04
    name = ANONYMOUS if anonymous else pick(library.places["surnames"], chance) + pick(TITLES, chance)
    phone = f"{PHONE_BLOCK}{int(chance.random() * 10_000):04d}"
    address = f"{words['street']}{words['community']}{words['building']}{1 + int(chance.random() * 18)}0{1 + int(chance.random() * 4)}室"
    return Citizen(name, phone, address)


def rising_days(count: int, first: date, last: date, seen_from: date, chance: Random) -> Iterator[str]:
    """`count` days from `first` to `last` in rising order as 3月12日; the year before `seen_from`'s is 去年."""
    span = max((last - first).days, 0) + 1
    offsets = sorted(int(chance.random() * span) for _ in range(count))
    for offset in offsets:
        yield day_words(first + timedelta(days=offset), seen_from)


def day_words(day: date, seen_from: date) -> str:
    """3月12日, or 去年12月3日 when it was the year before."""
    return f"{'去年' if day.year < seen_from.year else ''}{day.month}月{day.day}日"
