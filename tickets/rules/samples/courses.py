"""Plans the whole course of a sample ticket: when it is sent on, signed, replied to, reviewed, reported, called and closed."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from tickets.rules.samples.fates import Answers, Fate, IsWorkday, Setting, shows_tracking
from tickets.rules.samples.rhythm import CHINA
from tickets.rules.workflow import Status

OFFICE_OPENS, OFFICE_CLOSES = time(8, 30), time(17, 0)
DESK_OPENS, DESK_CLOSES = time(7, 30), time(21, 0)
SATURDAY = 5
USUAL_WORKDAYS = 5
# Shares of all tickets.
LATE, STAGED, SAMPLED_BY_CITY, SAMPLED_BY_DISTRICT = 0.025, 0.03, 0.12, 0.3
# Of the dissatisfied.
REDONE = 0.6
# Of the signings: most units have somebody on duty at the weekend.
NOBODY_ON_DUTY = 0.12
REPORT_TIMES = (time(10, 30), time(16, 30))
NO_ANSWER, REACHED, DISSATISFIED = "no_answer", "reached", "dissatisfied"


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
    late = chance.random() < LATE
    fate, replied = _until_reply(dispatched, due, late, setting, chance)
    if chance.random() < STAGED or shows_tracking(rank, arrived, setting):
        fate = replace(fate, staged_at=replied, tracked_at=_reviewed(replied, setting, chance))
        fate = replace(fate, promised_on=replied.date() + timedelta(days=5 + int(25 * chance.random())))
        replied = _promised_reply(fate, setting, chance)
    fate = _after(replace(fate, replied_at=replied), late, setting, chance)
    if fate.called_at and fate.answers and fate.answers.result_grade == DISSATISFIED and chance.random() < REDONE:
        fate = replace(fate, second=_second_round(fate.called_at, fate.answers.source, setting, chance), closed_at=None)
    return fate


def _until_reply(dispatched: datetime, due: datetime, late: bool, setting: Setting, chance: Random) -> tuple[Fate, datetime]:
    """The course as far as the contact with the citizen, and the moment of the unit's first reply."""
    on_duty = setting.is_workday if chance.random() < NOBODY_ON_DUTY else _every_day
    signed = in_office(dispatched + timedelta(minutes=10 + 220 * chance.random() ** 2), on_duty, chance)
    contacted = signed + timedelta(minutes=15 + 300 * chance.random())
    room = max(due - contacted, timedelta(hours=1))
    share = 1 + 0.6 * chance.random() if late else 0.15 + 0.84 * chance.random() ** 0.8
    replied = max(in_office(contacted + room * share, setting.is_workday, chance), contacted + timedelta(minutes=20))
    if not late and replied > due > contacted:
        replied = due - min(timedelta(minutes=5 + 100 * chance.random()), (due - contacted) / 2)
    return Fate(Status.CLOSED, dispatched, signed, contacted, due), replied


def _every_day(day: date) -> bool:
    return True


def _second_round(called: datetime, source: str, setting: Setting, chance: Random) -> Fate:
    """Handled again after a dissatisfied citizen was called; the second answer is mostly better."""
    redone = called + timedelta(minutes=20 + 100 * chance.random())
    due = usual_due(redone, setting.is_workday)
    fate, replied = _until_reply(redone, due, False, setting, chance)
    fate = _after(replace(fate, replied_at=replied), False, setting, chance)
    assert fate.reported_at is not None
    called_again = in_office(fate.reported_at + timedelta(days=1 + 3 * chance.random()), setting.is_workday, chance)
    given = replace(answers(False, setting.stars, chance), source=source)
    return replace(fate, called_at=called_again, answers=given, closed_at=called_again + timedelta(minutes=30))


def _reviewed(replied: datetime, setting: Setting, chance: Random) -> datetime:
    return in_office(replied + timedelta(hours=0.3 + 5 * chance.random()), setting.is_workday, chance)


def _promised_reply(fate: Fate, setting: Setting, chance: Random) -> datetime:
    """The final reply after a staged one: mostly by the promised date, some days after it now and then."""
    assert fate.promised_on is not None and fate.tracked_at is not None
    days = int(chance.random() * 3) - (0 if chance.random() < 0.15 else 3)
    moment = datetime.combine(fate.promised_on + timedelta(days=days), OFFICE_OPENS, CHINA) + timedelta(hours=8 * chance.random())
    return in_office(max(moment, fate.tracked_at + timedelta(hours=3)), setting.is_workday, chance)


def _after(fate: Fate, late: bool, setting: Setting, chance: Random) -> Fate:
    """What follows the accepted reply: report to the city, callback of some, closing."""
    assert fate.replied_at is not None
    reviewed = _reviewed(fate.replied_at, setting, chance)
    reported = _next_report(reviewed, setting.is_workday)
    called, given = None, None
    if chance.random() < SAMPLED_BY_CITY + SAMPLED_BY_DISTRICT:
        called = in_office(reported + timedelta(days=0.5 + 5 * chance.random()), setting.is_workday, chance)
        given = answers(late, setting.stars, chance)
    # Who was not reached stays on the list until the ticket closes by itself.
    is_over = called and given and given.reached != NO_ANSWER
    closed = called + timedelta(minutes=30) if called and is_over else reviewed + timedelta(days=setting.close_after_days, hours=1)
    return replace(fate, reviewed_at=reviewed, reported_at=reported, called_at=called, closed_at=closed, answers=given)


def _next_report(reviewed: datetime, is_workday: IsWorkday) -> datetime:
    """The accepted replies go back to the city twice a working day, as a list."""
    day = reviewed.date()
    for at in REPORT_TIMES:
        if is_workday(day) and reviewed.time() < at:
            return datetime.combine(day, at, CHINA)
    return datetime.combine(next_workday(day, is_workday), REPORT_TIMES[0], CHINA)


def answers(late: bool, stars: int, chance: Random) -> Answers:
    """What the citizen says: mostly content, less so when the reply came late."""
    source = "city" if chance.random() < SAMPLED_BY_CITY / (SAMPLED_BY_CITY + SAMPLED_BY_DISTRICT) else "district"
    luck = chance.random()
    if luck < 0.06:
        return Answers(source, NO_ANSWER if luck < 0.04 else "wrong_number" if luck < 0.05 else "refused")
    mood = chance.random() - (0.1 if late else 0.0)
    if mood > 0.11:
        return Answers(source, REACHED, True, "solved", "satisfied", "satisfied", stars)
    if mood > 0.04:
        return Answers(source, REACHED, True, "partly", "basically", "satisfied", max(stars - 1, 1))
    process = "basically" if mood > 0.02 else DISSATISFIED
    return Answers(source, REACHED, mood > 0.01, "unsolved", DISSATISFIED, process, max(stars - 3, 1))
