"""What would lift a unit's score: each ticket's gain is what the whole score changes when the ticket's outcome really is another."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from scoring.acts import closing, facts, methods
from scoring.acts.fates import Lift
from scoring.acts.lifting import Lifting, lifting
from scoring.models import Method
from scoring.rules.periods import parse
from scoring.rules.points import Result, score
from scoring.rules.readings import total
from tests import build
from tests.scoring import cases
from tests.scoring.cases import METHOD, moment
from tests.scoring.random_month import forget
from tickets.acts import contacts, redo, replies, reviewing, signing
from tickets.models import Event, Ticket
from tickets.rules.workflow import Status
from units.models import Unit

pytestmark = pytest.mark.django_db
NOW = moment("2022-01-19 10:30")
JANUARY = parse("2022-01")
END = JANUARY.bounds()[1]
OF_EVERYTHING = [
    *METHOD["components"][:3],
    {"kind": "share", "code": "solved", "indicator": "solved", "points": 5},
    {"kind": "mean", "code": "star", "indicator": "mean_star", "points": 1, "most": 5},
    {"kind": "target", "code": "days", "indicator": "handling_workdays", "points": 5, "target": 2, "step": 1, "better": "lower"},
    {"kind": "share", "code": "response", "indicator": "response", "points": 5},
    {"kind": "share", "code": "signing", "indicator": "on_time_signing", "points": 5},
    {"kind": "each", "code": "late", "indicator": "overdue", "points": "0.5", "sign": "-"},
    {"kind": "each", "code": "no", "indicator": "still_dissatisfied", "points": "0.5", "sign": "-"},
]


@pytest.fixture(autouse=True)
def _district(db: None) -> None:
    cases.district()
    cases.calendar()


def monthly(**keys: Any) -> Method:
    return cases.method(**{"period": "month", "unsampled": "zero", **keys})


def some_tickets(unit: Unit, chance: Random, size: int = 14) -> None:
    """Of January, in every state that a unit's ticket may be in at NOW."""
    for number in range(size):
        at = moment("2022-01-04 09:00") + timedelta(hours=chance.randrange(15 * 24))
        made = chance.choice([build.dispatched, build.handling, build.replied, build.completed, build.completed, build.completed])
        if made is not build.dispatched and at > NOW - timedelta(days=3):
            at -= timedelta(days=4)
        ticket = made(unit, at, number=f"N{number:04}")
        if made is build.completed:
            called_at = at + timedelta(days=2)
            if called_at < NOW - timedelta(hours=6) and chance.random() < 0.8:
                build.called(ticket, called_at, chance.choice(["satisfied", "dissatisfied"]), chance.choice([1, 5]), solved="unsolved")
                if chance.random() < 0.4:
                    redo.redo(ticket, by=None, at=called_at + timedelta(hours=1), reason="灯还是不亮")


def really_done(ticket: Ticket, lift: Lift) -> None:
    """All that is left to do about it, through the acts."""
    if ticket.status == Status.DISPATCHED:
        signing.sign(ticket, by=None, at=NOW)
    if ticket.status == Status.HANDLING:
        contacts.record(contacts.Touch(ticket, NOW, "已电话告知进展"), by=None, now=NOW)
        replies.reply(replies.Answer(ticket, build.ANSWER, NOW), by=None)
    if ticket.status == Status.REPLIED:
        reviewing.accept(ticket, by=None, at=NOW)
    if lift.ticket.said:
        build.called(ticket, NOW, "satisfied", 5)


def counted(method: Method, units: list[int], mine: Lift, others: list[int]) -> Result:
    """The whole score from a live count: an open ticket as it stands when the month is over, everything else as it stands now."""
    body = methods.body_of(method)
    parts = [
        facts.live(JANUARY, END if mine.ticket.is_open else NOW, only={"ticket": mine.ticket.pk, "unit__in": units}, figures=body.figures),
        facts.live(JANUARY, NOW, only={"ticket__in": others, "unit__in": units}, figures=body.figures),
    ]
    return score(body, total(part.get((), {}) for part in parts))


@settings(
    max_examples=3, deadline=None, phases=(Phase.explicit, Phase.generate), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10**6), grade=st.sampled_from(["last", "first"]))
def test_each_gain_is_what_the_score_really_changes(seed: int, grade: str) -> None:
    unit = build.unit("住建局")
    with transaction.atomic():
        cases.district(callback_grade=grade)
        method = monthly(full_mark=35, components=OF_EVERYTHING)
        some_tickets(unit, Random(seed))
        closing.trial("2022-01", NOW)
        found = lifting(unit, NOW)
        ids = list(Ticket.objects.values_list("pk", flat=True))
        told = (*found.lifts, *found.others)
        assert told
        for lift in told:
            ticket, others = Ticket.objects.get(pk=lift.ticket.pk), [pk for pk in ids if pk != lift.ticket.pk]
            assert counted(method, [unit.pk], lift, others) == lift.before
            with transaction.atomic():
                really_done(ticket, lift)
                assert counted(method, [unit.pk], lift, others) == lift.after
                transaction.set_rollback(True)
        transaction.set_rollback(True)
