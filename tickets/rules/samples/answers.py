"""Writes what the unit replied and the words with which the ticket was sent to it."""

from datetime import date, datetime, timedelta
from random import Random

from tickets.rules.samples.library import Library, Topic
from tickets.rules.samples.phrases import Phrase, fill, pick
from tickets.rules.samples.scene import NO_DAYS, day_words, rising_days

FOUND, DONE = "found", "done"
LATER_DAYS = (2, 12)


def reply_text(
    topic: Topic,
    kind: str,
    words: dict[str, str],
    unit: str,
    span: tuple[datetime, datetime],
    library: Library,
    chance: Random,
    promised_on: date | None = None,
) -> str:
    """What the unit found and did between the two moments of `span`; a staged reply ends with its promised date."""
    began, replied = span[0].date(), span[1].date()
    common = library.common["reply"]
    found, done = _outcome(topic, kind, common, chance)
    sentences = [pick(common["opening"], chance)]
    frames = [(pick(common[FOUND], chance), FOUND), (pick(common[DONE], chance), DONE)]
    if found is None:
        frames = frames[1:]
    rest = chance.sample(common["more"], int(chance.random() * 3)) if found else []
    rest.append(pick(common["ending"], chance) if promised_on is None else pick(common["staged"], chance))
    phrases = [*sentences, *(p for p in (found, done) if p), *rest]
    days = rising_days(sum(p.days for p in phrases), began, replied, replied, chance)
    scene = {
        **words,
        "me": "诉求人",
        "we": "诉求人及周边居民",
        "home": "诉求人家",
        "unit": unit,
        "later": day_words(replied + timedelta(days=pick(range(*LATER_DAYS), chance)), replied),
        "promise": day_words(promised_on or replied, replied),
    }
    text = fill(sentences[0], scene, days, chance)
    for frame, name in frames:
        inner = found if name == FOUND else done
        assert inner is not None
        text += fill(frame, {**scene, name: fill(inner, scene, days, chance)}, NO_DAYS, chance)
    return text + "".join(fill(phrase, scene, days, chance) for phrase in rest)


def _outcome(topic: Topic, kind: str, common: dict[str, tuple[Phrase, ...]], chance: Random) -> tuple[Phrase | None, Phrase]:
    """What was found (nothing for a question or a proposal) and what was done."""
    if kind == "咨询":
        return None, pick(common["ask"], chance)
    if kind == "建议":
        return None, pick(common["suggest"], chance)
    # What was done stands beside what was found: the two lists of a topic are pairs.
    which = int(chance.random() * min(len(topic.parts[FOUND]), len(topic.parts[DONE])))
    return topic.parts[FOUND][which], topic.parts[DONE][which]


def opinion(unit: str, library: Library, chance: Random) -> str:
    """转办意见"""
    return fill(pick(library.common["reply"]["opinion"], chance), {"unit": unit}, NO_DAYS, chance)
