"""How many tickets of which fate each unit of a published table has: what the searches find and the courses are made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from hotline.rules.solving_rates import NOTHING, Grades

# Who is nearly all called back must have got its tickets in time for that.
NEARLY_ALL = 0.75


@dataclass(frozen=True)
class Answer:
    """What one citizen said to the city's caller; nothing where nobody picked up."""

    reached: bool = True
    result: str = ""
    process: str = ""
    solved: str = ""
    stars: int | None = None


@dataclass(frozen=True)
class Quota:
    """One unit in the period. Each answer has its own base: `called` callbacks, of which `unreached` were in vain, `result` and
    `process` with a grade, `stars` (star → callbacks) with a star.

    `due`: tickets whose limit runs out in the period, those dispatched before it among them; None: as it comes. `incomplete` of them
    wait for the review when the period is closed.
    """

    unit: str
    volume: int
    overdue: int = 0
    redone: int = 0
    incomplete: int = 0
    called: int = 0
    unreached: int = 0
    result: Grades = NOTHING
    process: Grades = NOTHING
    stars: Mapping[int, int] = field(default_factory=dict)
    due: int | None = None

    @property
    def is_nearly_all_called(self) -> bool:
        return self.called >= NEARLY_ALL * self.volume

    def answers(self) -> list[Answer]:
        """`called` answers: the best grades and the most stars together, the unreached last."""
        reached = self.called - self.unreached
        results, processes = _graded(self.result, reached), _graded(self.process, reached)
        stars: list[int | None] = [star for star in sorted(self.stars, reverse=True) for _ in range(self.stars[star])]
        stars += [None] * (reached - len(stars))
        spoken = [
            Answer(True, result, process, "unsolved" if result == "dissatisfied" else "solved", star)
            for result, process, star in zip(results, processes, stars, strict=True)
        ]
        return [*spoken, *[Answer(reached=False)] * self.unreached]


@dataclass(frozen=True)
class Given:
    """A ticket that the bulletin names with its days: number, unit, when it came, when its reply did."""

    number: str
    unit: str
    received_on: date
    replied_on: date
    is_urgent: bool


def _graded(grades: Grades, reached: int) -> list[str]:
    said = ["satisfied"] * grades.satisfied + ["basically"] * grades.basically + ["dissatisfied"] * grades.dissatisfied
    return said + [""] * (reached - len(said))


def volume_of(quotas: Sequence[Quota]) -> int:
    return sum(quota.volume for quota in quotas)
