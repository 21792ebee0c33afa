"""Writes a ticket's text: who and where, the background, what happened when, what was tried, and what is wanted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from math import exp
from random import Random

from tickets.rules.samples.library import Library, Topic
from tickets.rules.samples.phrases import Phrase, fill, pick
from tickets.rules.samples.scene import NO_DAYS, rising_days

# Lengths of real messages: quarter points at 113, 201 and 389 characters; a little wider above the middle than below.
MIDDLE, SPREAD_BELOW, SPREAD_ABOVE, LONGEST = 214.0, 0.8, 1.22, 1_300
# A text below this is one sentence of place, time, act and one of what is wanted.
ONE_BREATH = 130
LONG = 420
# How far back a story may begin, in days, and at the least.
STORY_DAYS = (4, 45)
TITLES = {"咨询": "咨询{}有关问题", "建议": "关于{}的建议"}
# How many sentences of a pool stand together without contradicting each other or chattering.
MOST = {"background": 3, "others": 3}
MOST_ABOUT_ONESELF = {"background": 1, "others": 1}
ABOUT_ONESELF = ("office", "school")
ASK_WISH, PLAIN, SECOND = "ask", "plain", "second"
WISHES = {"举报": "report", "表扬": "praise", "建议": "suggest"}
WISH_SLOT = "wish"


@dataclass(frozen=True, slots=True)
class Story:
    """A text with the four things that each ticket must say, as they stand in it."""

    title: str
    text: str
    place: str
    when: str
    act: str
    wish: str


@dataclass(slots=True)
class Plan:
    """The sentences of a story in the order in which they will stand."""

    brief: bool
    opening: Phrase
    background: list[Phrase]
    when: Phrase
    act: Phrase
    middle: list[Phrase]
    wishes: list[tuple[Phrase, Phrase | None]]
    thanks: list[Phrase]

    def days(self) -> int:
        return sum(phrase.days for phrase in (self.opening, *self.background, self.when, self.act, *self.middle))


def wanted_length(chance: Random) -> int:
    """A length drawn like those of real messages."""
    deviation = chance.gauss(0, 1)
    return min(int(MIDDLE * exp(deviation * (SPREAD_ABOVE if deviation > 0 else SPREAD_BELOW))), LONGEST)


def tell(topic: Topic, kind: str, words: dict[str, str], spoken: bool, arrived: datetime, library: Library, chance: Random) -> Story:
    """The story of one ticket; `words` are the scene's, `kind` the ticket's type."""
    plan = _plan(topic, kind, "spoken" if spoken else "written", wanted_length(chance), library, chance)
    today = arrived.date()
    low, high = STORY_DAYS
    first = today - timedelta(days=low + int(chance.random() * (high - low)))
    days = rising_days(plan.days(), first, today - timedelta(days=1), today, chance)

    def say(phrase: Phrase) -> str:
        return fill(phrase, words, days, chance)

    if plan.brief:
        when = fill(plan.when, words, days, chance)
        opening = fill(plan.opening, {**words, "when": when}, NO_DAYS, chance)
    else:
        opening = say(plan.opening) + "".join(map(say, plan.background))
        when = say(plan.when)
        opening += when + "，"
    act = say(plan.act)
    middle = "".join(map(say, plan.middle))
    wishes = [fill(frame, {**words, WISH_SLOT: say(wish) if wish else ""}, NO_DAYS, chance) for frame, wish in plan.wishes]
    text = opening + act + middle + "".join(wishes) + "".join(map(say, plan.thanks))
    title = TITLES.get(kind, "").format(topic.name.removesuffix("咨询")) or fill(pick(topic.titles, chance), words, NO_DAYS, chance)
    return Story(title, text, words["place"], when, act, wishes[0])


def _plan(topic: Topic, kind: str, voice: str, length: int, library: Library, chance: Random) -> Plan:
    common = library.common
    opening = common[f"opening.{voice}"]
    # At a long story's head the citizen says who he is; a short one goes straight to the matter.
    brief = length < ONE_BREATH or (kind == "咨询" and length < 2 * ONE_BREATH)
    head = "home" if topic.where == "community" else "spot"
    if kind == "咨询":
        head = "ask"
    if brief:
        head = "ask_short" if kind == "咨询" else "short"
    plan = Plan(
        brief=brief,
        opening=pick(opening[head], chance),
        background=[],
        when=pick(common["when"]["event" if kind == "咨询" else topic.time], chance),
        act=_act(topic, kind, length, chance),
        middle=[],
        wishes=[_wish(topic, kind, length, common["wish"], chance)],
        thanks=[pick(common["thanks"][voice], chance)] if chance.random() < 0.45 and length > 90 else [],
    )
    _lengthen(plan, topic, kind, length, library, chance)
    return plan


def _act(topic: Topic, kind: str, length: int, chance: Random) -> Phrase:
    choices = topic.parts["ask"] if kind == "咨询" else topic.parts["act"]
    if length < ONE_BREATH:
        choices = tuple(sorted(choices, key=_length))[: (len(choices) + 1) // 2]
    return pick(choices, chance)


def _wish(topic: Topic, kind: str, length: int, frames: dict[str, tuple[Phrase, ...]], chance: Random) -> tuple[Phrase, Phrase | None]:
    """A frame ("希望{wish}。") and what stands in it; a question's frame stands alone."""
    if kind == "咨询":
        return pick(frames[ASK_WISH], chance), None
    wishes = topic.parts["suggest"] if kind == "建议" else topic.parts["wish"]
    if length < ONE_BREATH:
        wishes = tuple(sorted(wishes, key=_length))[: (len(wishes) + 1) // 2]
    return pick(frames[WISHES.get(kind, PLAIN)], chance), pick(wishes, chance)


def _length(phrase: Phrase) -> int:
    return phrase.length


def _lengthen(plan: Plan, topic: Topic, kind: str, length: int, library: Library, chance: Random) -> None:
    """Adds sentences until the text is about as long as wanted: background, details, what was tried, harm, in turn."""
    have = plan.opening.length + 8 + plan.when.length + plan.act.length + sum(p.length for p in plan.thanks)
    have += sum(frame.length + (wish.length if wish else 0) for frame, wish in plan.wishes)
    chosen: dict[str, list[Phrase]] = {"background": [], "detail": [], "tried": [], "harm": [], "others": []}
    most = MOST_ABOUT_ONESELF if topic.where in ABOUT_ONESELF or kind in ("咨询", "建议") else MOST
    for name, phrase in _offers(topic, kind, library, chance):
        if have >= length - phrase.length // 2:
            break
        if (name == "background" and plan.brief) or len(chosen[name]) >= most.get(name, len(chosen[name]) + 1):
            continue
        chosen[name].append(phrase)
        have += phrase.length
    if have < length - LONG // 4 and kind not in ("咨询", "表扬", "建议"):
        plan.wishes += [(pick(library.common["wish"][SECOND], chance), wish) for wish in _other_wishes(plan, topic, chance)]
    plan.background = chosen["background"]
    plan.middle = chosen["detail"] + chosen["tried"] + chosen["harm"] + chosen["others"]


def _offers(topic: Topic, kind: str, library: Library, chance: Random) -> list[tuple[str, Phrase]]:
    """What may be said beside the act, in the order in which it is worth saying: in turn from each pool."""
    tried = library.common["tried"]["ask" if kind == "咨询" else "any"]
    others = library.common["others"]["warm" if kind == "表扬" else "trouble"]
    pools: dict[str, Sequence[Phrase]] = {
        "detail": () if kind == "咨询" else topic.parts["detail"],
        "background": topic.parts["background"],
        "tried": () if kind in ("表扬", "建议") else tried,
        "harm": () if kind == "咨询" else topic.parts["harm"],
        "others": () if kind == "咨询" else others,
    }
    columns = [[(name, phrase) for phrase in chance.sample(pool, len(pool))] for name, pool in pools.items()]
    chance.shuffle(columns)
    return [offer for row in zip_longest(*columns) for offer in row if offer is not None]


def _other_wishes(plan: Plan, topic: Topic, chance: Random) -> list[Phrase]:
    said = {id(wish) for _, wish in plan.wishes}
    rest = [wish for wish in topic.parts["wish"] if id(wish) not in said]
    return chance.sample(rest, min(2, len(rest)))
