"""Finds for each topic its categories in the tree that is in use and its units among the district's, by their names."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from tickets.rules.samples.library import Library, Topic

STREET, TOWN = "街道", "镇"
STREET_OFFICE = "办事处"
OTHER = "其他"
# The first keyword that finds a unit gets most of a topic, the next less.
FALLING = 0.35
# One street has more people than another.
STREET_SKEW = 0.7
KEPT_CATEGORIES = 3


@dataclass(frozen=True)
class SampleUnit:
    """A handling unit: its name, and other names by which it may be found. `weight` lifts it among its equals."""

    name: str
    aliases: tuple[str, ...] = ()
    weight: float = 1.0

    def answers_to(self, keyword: str) -> bool:
        return any(keyword in name for name in (self.name, *self.aliases))


class Gazetteer:
    """The district's streets, units and category tree, as the samples need them."""

    def __init__(self, units: Sequence[SampleUnit], categories: Sequence[tuple[str, ...]], library: Library) -> None:
        self.units = units
        streets = [unit for unit in units if STREET in unit.name or unit.name.removesuffix("人民政府").endswith(TOWN)]
        self._street_units = {unit.name.removesuffix(STREET_OFFICE): unit for unit in streets}
        self.areas = tuple(self._street_units) or library.places["streets"]
        self._area_weights = list(accumulate(1 / (place + 1) ** STREET_SKEW for place in range(len(self.areas))))
        self._categories = {topic.name: _matching(topic, categories) for topic in library.topics}
        self._choices = {topic.name: self._units_for(topic) for topic in library.topics}

    def area(self, chance: Random) -> str:
        return self.areas[bisect_right(self._area_weights, chance.random() * self._area_weights[-1])]

    def category(self, topic: Topic, chance: Random) -> tuple[str, ...]:
        """A path of the tree; empty when the tree has nothing for the topic."""
        found = self._categories[topic.name]
        if not found:
            return ()
        return found[0] if len(found) == 1 or chance.random() < 0.75 else found[1 + int(chance.random() * (len(found) - 1))]

    def unit(self, topic: Topic, area: str, chance: Random) -> str:
        """The name of the unit that handles the topic in the area; empty when there are no units at all."""
        choices, reached = self._choices[topic.name]
        if not choices:
            return ""
        chosen = choices[min(bisect_right(reached, chance.random() * reached[-1]), len(choices) - 1)]
        return self._street_units[area].name if chosen is None else chosen.name

    def _units_for(self, topic: Topic) -> tuple[list[SampleUnit | None], list[float]]:
        """Units with their reached weights; None stands for the street where it happens."""
        choices: list[SampleUnit | None] = []
        weights: list[float] = []
        share = 1.0
        for keyword in topic.units:
            if keyword == STREET and self._street_units:
                choices.append(None)
                weights.append(share)
                share *= FALLING
                continue
            found = [unit for unit in self.units if unit.answers_to(keyword)]
            total = sum(unit.weight for unit in found)
            for unit in found:
                choices.append(unit)
                weights.append(share * unit.weight / total)
            share *= FALLING if found else 1.0
        if not choices:
            streets = set(self._street_units.values())
            choices = [None if unit in streets else unit for unit in self.units]
            weights = [unit.weight / (place + 1) for place, unit in enumerate(self.units)]
        return choices, list(accumulate(weights))


def _matching(topic: Topic, categories: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Paths that fit the topic, best first: the path itself, else the first keyword that some path holds."""
    paths = {"/".join(path): path for path in categories}
    exact = [paths[wanted] for wanted in topic.categories if wanted in paths]
    if exact:
        return exact
    for keyword in topic.categories:
        found = [path for joined, path in paths.items() if keyword in joined]
        if found:
            return sorted(found, key=len, reverse=True)[:KEPT_CATEGORIES]
    return [path for joined, path in paths.items() if joined.endswith(OTHER)][:1]
