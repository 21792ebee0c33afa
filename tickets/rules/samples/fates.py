"""What became of a sample ticket, step by step, as far as the moment `as_of`: the last steps of late tickets stay open.

The plan of a ticket is drawn whole and then cut at `as_of`; some of the youngest are held back on purpose, so that each
desk of a demonstration has work: to dispatch, to sign, due today, overdue, to review, tracking, to report, to call.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from tickets.rules.samples.rhythm import CHINA
from tickets.rules.workflow import Status

OFFICE_OPENS, OFFICE_CLOSES = time(8, 30), time(17, 0)
DESK_OPENS, DESK_CLOSES = time(7, 30), time(21, 0)
SATURDAY = 5
USUAL_WORKDAYS = 5
# Shares of all tickets.
LATE, STAGED, SAMPLED_BY_CITY, SAMPLED_BY_DISTRICT = 0.025, 0.03, 0.12, 0.3
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


@dataclass(frozen=True)
class Setting:
    """What a fate is drawn by. `rank` 0 is the youngest ticket of all; `month` is how many come in a month."""

    as_of: datetime
    is_workday: IsWorkday
    month: int
    stars: int = 5

    @property
    def undispatched(self) -> int:
        return max(4, self.month // 50)

    @property
    def unsigned(self) -> int:
        return max(12, self.month // 14)


def monday_to_friday(day: date) -> bool:
    """The working days where no calendar is given."""
    return day.weekday() < SATURDAY


def usual_due(from_: datetime, is_workday: IsWorkday) -> datetime:
    """The close of office of the fifth working day after; used where no limits are given."""
    day = from_.astimezone(CHINA).date()
    for _ in range(USUAL_WORKDAYS):
        day = next_workday(day, is_workday)
    return datetime.combine(day, OFFICE_CLOSES, CHINA)


def next_workday(day: date, is_workday: IsWorkday) -> date:
    day += timedelta(days=1)
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def dispatch_moment(arrived: datetime, chance: Random) -> datetime:
    """Some minutes later; what comes at night waits for the morning."""
    moment = arrived + timedelta(minutes=2 + 45 * chance.random() ** 2)
    if moment.time() < DESK_OPENS:
        return datetime.combine(moment.date(), DESK_OPENS, CHINA) + timedelta(minutes=40 * chance.random())
    if moment.time() > DESK_CLOSES:
        return datetime.combine(moment.date() + timedelta(days=1), DESK_OPENS, CHINA) + timedelta(minutes=40 * chance.random())
    return moment


def in_office(moment: datetime, is_workday: IsWorkday, chance: Random) -> datetime:
    """The moment itself when somebody is at work, else some time after the next opening."""
    if is_workday(moment.date()) and OFFICE_OPENS <= moment.time() <= OFFICE_CLOSES:
        return moment
    day = moment.date()
    if moment.time() > OFFICE_OPENS or not is_workday(day):
        day = next_workday(day, is_workday)
    return datetime.combine(day, OFFICE_OPENS, CHINA) + timedelta(minutes=90 * chance.random())


def plan(arrived: datetime, dispatched: datetime, due: datetime, rank: int, setting: Setting, chance: Random) -> Fate:
    """The whole course of a ticket as if `as_of` were far away."""
    signed = in_office(dispatched + timedelta(minutes=10 + 220 * chance.random() ** 2), setting.is_workday, chance)
    contacted = signed + timedelta(minutes=15 + 300 * chance.random())
    room = max(due - contacted, timedelta(hours=1))
    late = chance.random() < LATE
    share = 1 + 0.6 * chance.random() if late else 0.15 + 0.84 * chance.random() ** 0.8
    replied = max(in_office(contacted + room * share, setting.is_workday, chance), contacted + timedelta(minutes=20))
    if not late and replied > due > contacted:
        replied = due - min(timedelta(minutes=5 + 100 * chance.random()), (due - contacted) / 2)
    fate = Fate(Status.CLOSED, dispatched, signed, contacted, due)
    if chance.random() < STAGED or _shows_tracking(rank, arrived, setting):
        fate = replace(fate, staged_at=replied, tracked_at=reviewed(replied, setting, chance))
        fate = replace(fate, promised_on=replied.date() + timedelta(days=5 + int(25 * chance.random())))
        replied = promised_reply(fate, setting, chance)
    fate = replace(fate, replied_at=replied, reviewed_at=reviewed(replied, setting, chance))
    return after(fate, late, setting, chance)


def _shows_tracking(rank: int, arrived: datetime, setting: Setting) -> bool:
    return TRACKED_AFTER < setting.as_of - arrived < HELD_BACK and rank % (2 * ROUNDS) == ROUNDS


def reviewed(replied: datetime, setting: Setting, chance: Random) -> datetime:
    return in_office(replied + timedelta(hours=0.3 + 5 * chance.random()), setting.is_workday, chance)


def promised_reply(fate: Fate, setting: Setting, chance: Random) -> datetime:
    """The final reply after a staged one: mostly by the promised date, some days after it now and then."""
    assert fate.promised_on is not None and fate.tracked_at is not None
    days = int(chance.random() * 3) - (0 if chance.random() < 0.15 else 3)
    moment = datetime.combine(fate.promised_on + timedelta(days=days), OFFICE_OPENS, CHINA) + timedelta(hours=8 * chance.random())
    return in_office(max(moment, fate.tracked_at + timedelta(hours=3)), setting.is_workday, chance)


def after(fate: Fate, late: bool, setting: Setting, chance: Random) -> Fate:
    """What follows the accepted reply: report to the city, callback of some, closing."""
    reviewed_at = fate.reviewed_at
    assert reviewed_at is not None
    reported = in_office(reviewed_at + timedelta(hours=0.5 + 22 * chance.random()), setting.is_workday, chance)
    called, given = None, None
    if chance.random() < SAMPLED_BY_CITY + SAMPLED_BY_DISTRICT:
        called = in_office(reported + timedelta(days=0.5 + 5 * chance.random()), setting.is_workday, chance)
        given = answers(late, setting.stars, chance)
    closed = called + timedelta(minutes=30) if called else in_office(reviewed_at + timedelta(days=10), setting.is_workday, chance)
    return replace(fate, reported_at=reported, called_at=called, closed_at=closed, answers=given)


def answers(late: bool, stars: int, chance: Random) -> Answers:
    """What the citizen says: mostly content, less so when the reply came late."""
    source = "city" if chance.random() < SAMPLED_BY_CITY / (SAMPLED_BY_CITY + SAMPLED_BY_DISTRICT) else "district"
    luck = chance.random()
    if luck < 0.06:
        return Answers(source, "no_answer" if luck < 0.04 else "wrong_number" if luck < 0.05 else "refused")
    mood = chance.random() - (0.1 if late else 0.0)
    if mood > 0.11:
        return Answers(source, "reached", True, "solved", "satisfied", "satisfied", stars)
    if mood > 0.04:
        return Answers(source, "reached", True, "partly", "basically", "satisfied", max(stars - 1, 1))
    process = "basically" if mood > 0.02 else "dissatisfied"
    return Answers(source, "reached", mood > 0.01, "unsolved", "dissatisfied", process, max(stars - 3, 1))


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
    return Fate(
        status=status,
        due_at=course.due_at if "dispatched_at" in happened else None,
        promised_on=course.promised_on if "staged_at" in happened else None,
        answers=course.answers if "called_at" in happened else None,
        **{name: getattr(course, name) for name in happened},
    )


def _held(fate: Fate, rank: int, arrived: datetime, setting: Setting) -> Status | None:
    """Where a young ticket stops although its plan goes on; None for most."""
    if setting.as_of - arrived > HELD_BACK or fate.due_at is None:
        return None
    if rank < setting.undispatched:
        return Status.ARRIVED
    if rank < setting.unsigned:
        return Status.DISPATCHED if rank % 2 else None
    if fate.due_at.date() == setting.as_of.astimezone(CHINA).date():
        return Status.HANDLING if rank % 3 else None
    return {3: Status.HANDLING, 7: Status.HANDLING, 5: Status.REPLIED, 8: Status.COMPLETED, 9: Status.COMPLETED}.get(rank % ROUNDS)
