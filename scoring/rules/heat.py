"""The steps of a heat map: seven shades with the thresholds that its legend prints, so that a shade can be read back as a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

STEPS = 7
# Per cents: a rate of 100 is the lightest, what falls short of a threshold is a shade darker; where few are good, the other way round.
HIGH_RATES: Sequence[int] = (100, 98, 95, 90, 80, 60)
LOW_RATES: Sequence[int] = (1, 2, 5, 10, 20, 40)


@dataclass(frozen=True)
class Scale:
    """`bounds`: the six thresholds between the seven steps, from the lightest on. `is_falling`: the lower, the darker (满意率)."""

    bounds: tuple[Decimal, ...]
    is_falling: bool
    unit: str

    def step(self, value: Decimal) -> int:
        """0, the lightest, to 6."""
        if self.is_falling:
            return sum(1 for bound in self.bounds if value < bound)
        return sum(1 for bound in self.bounds if value >= bound)

    @property
    def words(self) -> tuple[str, ...]:
        """What each step stands for: 100%, 98—100%, …, 60% 以下; 0—3, 4—7, …, 25 以上."""
        if self.is_falling:
            between = [f"{low}—{high}" for high, low in pairwise(self.bounds)]
            return (f"{self.bounds[0]}{self.unit}", *between, f"不足 {self.bounds[-1]}{self.unit}")
        if self.unit:
            between = [f"{low}—{high}" for low, high in pairwise(self.bounds)]
            return (f"不足 {self.bounds[0]}{self.unit}", *between, f"{self.bounds[-1]}{self.unit} 起")
        ends = [Decimal(0), *self.bounds]
        spans = [_span(low, high - 1) for low, high in pairwise(ends)]
        return (*spans, f"{self.bounds[-1]} 起")


def _span(low: Decimal, high: Decimal) -> str:
    return str(low) if low == high else f"{low}—{high}"


def scale_of_rates(is_lower_better: bool = False) -> Scale:
    """Of per cents."""
    return Scale(tuple(map(Decimal, LOW_RATES if is_lower_better else HIGH_RATES)), not is_lower_better, "%")


def scale_of_counts(top: int) -> Scale:
    """Of whole numbers up to `top`: even steps, at least one apart."""
    width = max(1, -(-top // STEPS))
    return Scale(tuple(Decimal(width * place) for place in range(1, STEPS)), False, "")
