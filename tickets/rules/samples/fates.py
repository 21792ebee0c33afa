"""What became of a sample ticket as far as the moment `as_of`: a planned course cut there, the last of it held back.

Some of the youngest are held back on purpose, so that each desk of a demonstration has work: to dispatch, to sign, due
today, overdue, to review, tracking, to report, to call.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tickets.rules.samples.rhythm import CHINA
from tickets.rules.workflow import Status

# Younger than this at `as_of` a ticket may be held back.
HELD_BACK = timedelta(days=14)
TRACKED_AFTER = timedelta(days=5)
ROUNDS = 12

IsWorkday = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Answers:
    """A callback. Words are the codes of the callback's choices; all empty where nobody answered."""

    source: str
    reached: str
    contacted: bool | None = None
    solved: str = ""
    result_grade: str = ""
    process_grade: str = ""
    stars: int | None = None


@dataclass(frozen=True, slots=True)
class Fate:
    """Moments up to `as_of`; None is "not yet" or "never"."""

    status: Status = Status.ARRIVED
    dispatched_at: datetime | None = None
    signed_at: datetime | None = None
    contacted_at: datetime | None = None
    due_at: datetime | None = None
    staged_at: datetime | None = None
    promised_on: date | None = None
    tracked_at: datetime | None = None
    replied_at: datetime | None = None
    reviewed_at: datetime | None = None
    reported_at: datetime | None = None
    called_at: datetime | None = None
    closed_at: datetime | None = None
    answers: Answers | None = None
    # The course after the ticket was sent for handling again; its dispatched_at is the moment of the redo.
    second: "Fate | None" = None


@dataclass(frozen=True)
class Setting:
    """What a fate is drawn by. `rank` 0 is the youngest ticket of all; `month` is how many come in a month."""

    as_of: datetime
    is_workday: IsWorkday
    month: int
    stars: int = 5
    close_after_days: int = 15

    @property
    def undispatched(self) -> int:
        return max(4, self.month // 50)

    @property
    def unsigned(self) -> int:
        return max(12, self.month // 14)


# What happens in a ticket's course, in order, and the status it leads to (None: it stays).
STEPS: tuple[tuple[str, Status | None], ...] = (
    ("dispatched_at", Status.DISPATCHED),
    ("signed_at", Status.HANDLING),
    ("contacted_at", None),
    ("staged_at", Status.REPLIED),
    ("tracked_at", Status.TRACKING),
    ("replied_at", Status.REPLIED),
    ("reviewed_at", Status.COMPLETED),
    ("reported_at", None),
    ("called_at", None),
    ("closed_at", Status.CLOSED),
)


NO_RANK = -1


def cut(course: Fate, rank: int, arrived: datetime, setting: Setting) -> Fate:
    """The part of a plan that has happened at `as_of`, with the youngest held back where a desk needs them."""
    held = _held(course, rank, arrived, setting)
    status, happened = Status.ARRIVED, set[str]()
    for name, target in STEPS:
        moment = getattr(course, name)
        if moment is None:
            continue
        stops = status == held and (target is not None or (held == Status.COMPLETED and (name != "reported_at" or rank % 2 == 1)))
        if moment > setting.as_of or stops:
            break
        status = target or status
        happened.add(name)
    second = cut(course.second, NO_RANK, arrived, setting) if course.second and "called_at" in happened else None
    if second is not None and second.dispatched_at is None:
        second = None
    return Fate(
        status=second.status if second else status,
        second=second,
        due_at=course.due_at if "dispatched_at" in happened else None,
        promised_on=course.promised_on if "staged_at" in happened else None,
        answers=course.answers if "called_at" in happened else None,
        **{name: getattr(course, name) for name in happened},
    )


def _held(fate: Fate, rank: int, arrived: datetime, setting: Setting) -> Status | None:
    """Where a young ticket stops although its plan goes on; None for most."""
    if rank == NO_RANK or setting.as_of - arrived > HELD_BACK or fate.due_at is None:
        return None
    if rank < setting.undispatched:
        return Status.ARRIVED
    if rank < setting.unsigned:
        return Status.DISPATCHED if rank % 2 else None
    if fate.due_at.date() == setting.as_of.astimezone(CHINA).date():
        return Status.HANDLING if rank % 3 else None
    return {3: Status.HANDLING, 5: Status.REPLIED, 8: Status.COMPLETED, 9: Status.COMPLETED}.get(rank % ROUNDS)


def shows_tracking(rank: int, arrived: datetime, setting: Setting) -> bool:
    """Whether a young ticket is to be in 跟踪, whatever chance says."""
    return TRACKED_AFTER < setting.as_of - arrived < HELD_BACK and rank % (2 * ROUNDS) == ROUNDS
