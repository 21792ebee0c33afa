"""Some sixty assignments about January and February of 2022, with all that may happen to them and to their tickets."""

from datetime import datetime, timedelta
from random import Random

from scoring.models import Closing, CountedLedger, Fact, LedgerEntry
from tests import build
from tests.scoring.cases import called, category, held, moment, points
from tickets.models import (
    Assignment,
    Callback,
    Exclusion,
    ExtensionRequest,
    RedoOrder,
    Reply,
    ReturnRequest,
    SupervisionOrder,
    TicketType,
    Whistle,
)
from tickets.models.applications import Decision
from units.models import Unit

GRADES = ["satisfied", "satisfied", "basically", "dissatisfied", ""]
RESULTS = ["", "solved", "solved", "unsolved"]
ROWS = (Exclusion, SupervisionOrder, Whistle, Reply, ReturnRequest, ExtensionRequest, Callback, RedoOrder, Assignment)
# Neither too many to be counted nor so few that nothing is left out.
EXCLUDED = (
    *("volume", "signing", "contact", "feedback", "completion", "return", "redo"),
    *("satisfaction", "process", "solved", "star", "valid"),
)


def random_month(seed: int, exclusions: int = 0) -> None:
    """`exclusions`: how many tickets are left out of one thing or another by decision."""
    chance = Random(seed)
    units = [build.unit(name) for name in ("住建局", "教育局", "兴隆街道")]
    leaves = [category(path) for path in ("城建/供热", "城建/供水/水压", "教育")] + [None]
    types = [None, *(TicketType.objects.get_or_create(label=label)[0] for label in ("投诉", "无效"))]
    made = [_assignment(chance, units, leaves, types) for _ in range(60)]
    for one in made:
        _calls(chance, one)
        _hard_cases(chance, one, units)
    for number, one in enumerate(chance.sample(made, exclusions)):
        _exclusion(chance, one, EXCLUDED[number % len(EXCLUDED)])
    for day in range(1, 28):
        points(chance.choice(units), f"2022-01-{day:02}", chance.choice([2, 10]), chance.choice(["bonus", "deduction"]))


def forget() -> None:
    """All of it again, closings too."""
    for model in (Fact, Closing, CountedLedger, LedgerEntry, *ROWS):
        model._default_manager.all().delete()


def _assignment(chance: Random, units: list[Unit], leaves: list, types: list) -> Assignment:  # type: ignore[type-arg]
    sent = moment("2021-12-20 08:00") + timedelta(minutes=chance.randrange(75 * 24 * 60))
    due = sent + timedelta(hours=chance.randrange(24, 240))
    replied = chance.choice([None, sent + timedelta(hours=chance.randrange(1, 300))])
    end = chance.choice(["", "", "", "completed", "returned", "transferred", "voided"])
    return held(
        chance.choice(units),
        _text(sent),
        due=_text(due),
        replied=_text(replied) if replied else None,
        completed=chance.choice([None, _text(replied + timedelta(days=1))]) if replied else None,
        category=chance.choice(leaves),
        is_redo=chance.random() < 0.1,
        round=chance.choice([1, 1, 2, 3]),
        is_direct=chance.random() < 0.05,
        is_enterprise=chance.random() < 0.3,
        is_tourism=chance.random() < 0.2,
        area=chance.choice(["", "兴隆街道", "振兴街道"]),
        ticket_type=chance.choice(types),
        return_count=chance.choice([0, 0, 1, 3, 4]),
        sign_due_at=chance.choice([None, sent + timedelta(hours=4)]),
        signed_at=sent + timedelta(hours=2),
        signed_in_time=chance.choice([None, True, False]),
        first_contact_at=chance.choice([None, sent + timedelta(hours=chance.randrange(1, 48))]),
        end_reason=end,
        ended_at=sent + timedelta(hours=chance.randrange(1, 300)) if end else None,
        is_lead=chance.random() < 0.9,
    )


def _calls(chance: Random, one: Assignment) -> None:
    for n in range(chance.choice([0, 0, 1, 2])):
        grade = chance.choice(GRADES)
        reached = "reached" if grade else chance.choice(["no_answer", "refused"])
        at = one.assigned_at + timedelta(days=5 + 10 * n)
        stars = chance.choice([None, 3, 4, 5]) if grade else None
        solved = chance.choice(["", "solved", "solved", "partly", "unsolved"]) if grade else ""
        source, last = chance.choice(["city", "city", "district"]), n == 0 or chance.random() < 0.5
        called(one, _text(at), grade, stars, reached=reached, source=source, is_last=last, round=chance.choice([1, 1, 2, 3]), solved=solved)


def _hard_cases(chance: Random, one: Assignment, units: list[Unit]) -> None:
    at = one.assigned_at + timedelta(hours=chance.randrange(1, 60))
    if chance.random() < 0.3:
        decision = chance.choice([Decision.WAITING, Decision.ACCEPTED, Decision.REFUSED, Decision.WITHDRAWN])
        ReturnRequest.objects.create(
            ticket=one.ticket,
            assignment=one,
            reason="该路灯由市政部门管护。",
            at=at,
            received_at=one.assigned_at,
            window_ends_at=one.assigned_at + timedelta(hours=24),
            is_late=at > one.assigned_at + timedelta(hours=24),
            serial=chance.choice([1, 2, 3]),
            decision=decision,
            decided_at=at + timedelta(hours=5) if decision in (Decision.ACCEPTED, Decision.REFUSED) else None,
        )
    if chance.random() < 0.2:
        ExtensionRequest.objects.create(
            ticket=one.ticket,
            assignment=one,
            reason="配件在途。",
            at=at,
            days=3,
            old_due_at=at,
            new_due_at=at,
            decision=Decision.ACCEPTED,
            decided_at=at + timedelta(days=chance.choice([1, 90])),
        )
    if chance.random() < 0.3:
        _order(chance, one, at)
    if chance.random() < 0.2:
        ticket = chance.choice([None, one.ticket])
        result = chance.choice(RESULTS)
        row = Whistle(number=f"W{one.pk}", ticket=ticket, kind="联合执法", unit=chance.choice(units), matter="占道", blown_at=at)
        row.result, row.result_at, row.recorded_at = result, at + timedelta(days=2) if result else None, at
        row.save()
    for n in range(chance.choice([0, 0, 1, 2])):
        _reply(chance, one, at + timedelta(days=2 * n))


def _order(chance: Random, one: Assignment, at: datetime) -> None:
    result = chance.choice(RESULTS)
    SupervisionOrder.objects.create(
        ticket=one.ticket,
        assignment=one,
        unit=one.unit,
        level=chance.choice(["system", "office", "inspector", "leader"]),
        reason="逾期未办",
        ordered_at=at,
        result=result,
        result_at=at + timedelta(days=chance.choice([1, 90])) if result else None,
        recorded_at=at,
    )


def _reply(chance: Random, one: Assignment, at: datetime) -> None:
    kind = chance.choice(["staged", "staged", "final"])
    decision = chance.choice(["", "accepted", "accepted", "sent_back"])
    Reply.objects.create(
        ticket=one.ticket,
        assignment=one,
        kind=kind,
        text=build.ANSWER,
        promised_on=(at + timedelta(days=chance.choice([1, 3, 20]))).date() if kind == "staged" else None,
        at=at,
        decision=decision,
        decided_at=at + timedelta(hours=2) if decision else None,
    )


def _exclusion(chance: Random, one: Assignment, aspect: str) -> None:
    decision = chance.choice([Decision.ACCEPTED, Decision.ACCEPTED, Decision.ACCEPTED, Decision.REFUSED])
    decided_at = one.assigned_at + timedelta(days=chance.choice([5, 5, 5, 120]))
    Exclusion.objects.create(
        ticket=one.ticket,
        assignment=one,
        aspect=aspect,
        reason="不可抗力",
        evidence="市平台通知",
        at=one.assigned_at,
        decision=decision,
        decided_at=decided_at,
        overturned_at=chance.choice([None, None, None, decided_at + timedelta(days=1)]),
    )


def _text(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
