"""What would lift a unit's score: each ticket's gain is what the whole score changes when the ticket's outcome really is another."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from scoring.acts import closing, facts, methods
from scoring.acts.fates import Lift
from scoring.acts.lifting import Lifting, brief, lifting
from scoring.models import Method
from scoring.rules.periods import parse
from scoring.rules.points import Result, score
from scoring.rules.readings import total
from tests import build
from tests.scoring import cases
from tests.scoring.cases import METHOD, moment
from tickets.acts import contacts, redo, replies, reviewing, signing
from tickets.models import Ticket
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


# What is told, ticket by ticket


def month_of(unit: Unit, **keys: Any) -> Method:
    """54 tickets due by NOW, of which one is late and open (N0) and one was dissatisfied (N1); one is due tomorrow (N90), one in
    February (N91)."""
    method = monthly(**keys)
    for number in range(54):
        made = build.handling if number == 0 else build.completed
        ticket = made(unit, moment("2022-01-04 09:00"), number=f"N{number}")
        if number in (1, 2):
            build.called(ticket, moment("2022-01-06 15:00"), "dissatisfied" if number == 1 else "satisfied")
    build.handling(unit, moment("2022-01-14 09:00"), number="N90")
    build.handling(unit, moment("2022-01-18 16:00"), number="N91", city_due_at=moment("2022-02-09 17:00"), city_due_in_file=True)
    closing.trial("2022-01", NOW)
    return method


def told(found: Lifting) -> list[tuple[str, str]]:
    return [(one.ticket.number, one.words) for one in found.lifts] + [(one.ticket.number, one.why_not) for one in found.others]


def test_tickets_are_ordered_by_what_each_would_change(unit: Unit) -> None:
    month_of(unit)
    found = lifting(unit, NOW)
    assert str(found.result and found.result.total) == "8.37"  # 3 × 1/2 + 4 × 53/54 + 3 × 53/54
    assert told(found) == [
        ("N1", "再次回访满意：满意率 50.00%→100.00%，总分 +1.50"),
        ("N90", "按时办结（与误期相比）：按时反馈率 96.36%→98.18%，办结率 96.36%→98.18%，总分 +0.12"),
        ("N0", "办结：办结率 98.15%→100.00%，总分 +0.06"),
        ("N91", "首轮时限不在本期，办结计入时限所在的月份"),
    ]
    assert found.headline == "办好这 3 件比误期可提 1.68 分"
    assert brief(unit, NOW).top == tuple(told(found)[:3])


def test_where_the_first_answer_counts_a_dissatisfied_ticket_is_listed_last_with_why(unit: Unit) -> None:
    cases.district(callback_grade="first")
    month_of(unit)
    found = told(lifting(unit, NOW))
    assert found[-1] == ("N1", "以首次评价为准，再次回访不改变得分")


def test_what_is_at_its_cap_lifts_nothing_and_says_so(unit: Unit) -> None:
    tiers = [{"at_least": 90, "points": 10}, {"at_least": 0, "points": 0}]
    month_of(unit, components=[{"kind": "steps", "code": "done", "indicator": "completion", "tiers": tiers}])
    found = told(lifting(unit, NOW))
    assert ("N0", "计入的分项已到封顶、满分或最低分，或变动不足四舍五入，总分不变") in found
    assert ("N1", "已计入的分项不因这一件变化") in found


def test_less_than_is_printed_is_still_ordered_and_told(unit: Unit) -> None:
    month_of(unit, decimals=1)
    assert [(one.ticket.number, one.gain_words) for one in lifting(unit, NOW).lifts] == [
        ("N1", "+1.5"),
        ("N90", "+0.2"),
        ("N0", "不足 0.1"),
    ]


def test_a_unit_that_would_come_into_the_ranking_hears_of_it_first(unit: Unit) -> None:
    monthly(unsampled="not_ranked", components=[{"kind": "share", "code": "a", "indicator": "completion", "points": 10}])
    build.handling(unit, moment("2022-01-14 09:00"), number="N1")
    closing.trial("2022-01", NOW)
    found = lifting(unit, NOW)
    assert (found.result and found.result.total, found.note) == (None, "至今无到期件，不参加排名")
    assert told(found) == [("N1", "按时办结（与误期相比）：办结率 0.00%→100.00%，总分 +10.00")]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"valid_from": "2023-01-01"}, "本期没有在执行的评分办法，算不出哪一件能提分。"),
        ({"groups": [{"label": "街道", "kinds": ["street"]}]}, "住建局 不参加本期评分，没有可提的分。"),
    ],
)
def test_why_nothing_can_be_told_is_said(unit: Unit, change: dict[str, Any], words: str) -> None:
    monthly(**change)
    build.handling(unit, moment("2022-01-14 09:00"))
    found = lifting(unit, NOW)
    assert (found.why, found.lifts, found.others, found.headline) == (words, (), (), "")


def test_before_the_first_trial_and_below_the_least_volume_the_note_says_so(unit: Unit) -> None:
    monthly(least_volume=5)
    build.handling(unit, moment("2022-01-14 09:00"))
    note = lifting(unit, NOW).note
    assert note.startswith("本月还没有试算，每晚计算一次，明天起这里按本月的数字计；至今承办 0 件，不足 5 件，不参加排名")


def test_a_sections_tickets_lift_the_unit_that_it_counts_for(unit: Unit) -> None:
    month_of(unit)
    section = build.unit("市政科", parent=unit, is_ranked=False)
    build.handling(section, moment("2022-01-04 09:00"), number="N99")
    closing.trial("2022-01", NOW)
    found = lifting(section, NOW)
    assert (found.scored, [one.ticket.number for one in found.lifts]) == (unit, ["N99"])
    assert {"N99", "N0"} <= {one.ticket.number for one in lifting(unit, NOW).lifts}


def test_a_dissatisfied_ticket_of_a_closed_month_counts_with_a_new_call_beside_it(unit: Unit) -> None:
    cases.method()  # by the quarter
    ticket = build.completed(unit, moment("2022-01-04 09:00"), number="N1")
    build.called(ticket, moment("2022-01-06 15:00"), "dissatisfied")
    closing.close("2022-01", None, moment("2022-02-03 09:00"))
    at = moment("2022-02-10 09:00")
    closing.trial("2022-02", at)
    found = lifting(unit, at)
    assert told(found) == [("N1", "再次回访满意：满意率 0.00%→50.00%，总分 +1.50")]
    assert (found.is_longer, found.as_of) == (True, at)


def test_the_queries_do_not_grow_with_the_tickets(unit: Unit) -> None:
    month_of(unit)
    counted = []
    for more in range(2):
        with CaptureQueriesContext(connection) as made:
            lifting(unit, NOW)
        counted.append(len(made))
        for number in range(20):
            build.handling(unit, moment("2022-01-14 09:00"), number=f"M{more}{number}")
        closing.trial("2022-01", NOW)
    assert counted[0] == counted[1] <= 16
