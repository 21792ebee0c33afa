"""All indicators that hold in a district: the standard ones, and those that its profile changes or adds."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from scoring.rules.indicators.declaring import Family, Indicator, Source


@dataclass(frozen=True)
class Catalogue:
    """`configured`: the codes that are the profile's."""

    indicators: tuple[Indicator, ...]
    families: Mapping[str, Family]
    configured: frozenset[str] = frozenset()

    @cached_property
    def by_code(self) -> dict[str, Indicator]:
        return {indicator.code: indicator for indicator in self.indicators}

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Every name that may be asked for, in the order of the list: an answer's family stands before its grades."""
        named: dict[str, None] = {}
        for indicator in self.indicators:
            family = indicator.code.partition(".")[0]
            if family in self.families:
                named.setdefault(family)
            named[indicator.code] = None
        return tuple(named)

    def of_source(self, source: Source) -> tuple[Indicator, ...]:
        return tuple(indicator for indicator in self.indicators if indicator.source == source)

    def grades_of(self, code: str) -> tuple[str, ...]:
        """The indicators whose facts a figure is read from: a family's grades, else the indicator itself."""
        return tuple(f"{code}.{grade}" for grade in self.families[code].grades) if code in self.families else (code,)

    def label_of(self, code: str) -> str:
        return self.families[code].label if code in self.families else self.by_code[code].label

    def definition_of(self, code: str) -> str:
        """Empty for a code that there is not (a constant's)."""
        if code in self.families:
            return self.families[code].definition
        return self.by_code[code].definition if code in self.by_code else ""
