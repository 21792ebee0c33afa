"""Whatever people try, in whatever order: the table is obeyed, the outcomes agree with the state, the chain verifies."""

import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import build
from tests.tickets import standing
from tests.tickets.standing import Case
from tests.tickets.tries import TRIES
from tests.tickets.tries.scene import ASSIST, ELSEWHERE, LEAD, SECTION, STRANGER, Nothing, Scene, Try
from tickets.acts import archiving, history, story
from tickets.models import Identity, Reason, SamplePlan, Ticket
from tickets.rules.workflow import MARKS, MOVES, Act, Status, acts_open_to, find_move
from units.models import Unit, User
from units.rules.roles import UNIT_ROLES, Role

NUMBERS = ("P1", "P2")
PHONE = "13987654321"
# A staged reply that is accepted is followed up; one that is sent back while the ticket is followed up leaves it so.
ALSO = {Act.ACCEPT: Act.TRACK, Act.SEND_BACK: Act.KEEP_TRACKING}
OTHERS = {"stranger": STRANGER, "section": SECTION}


@dataclass(frozen=True)
class Step:
    """One try of a walk. `is_fitting`: of those that suit the ticket's state, else of all. `who`: a role, or "right" for
    somebody whom the table allows it, "stranger" for the same of a unit that has nothing to do with it, "section"."""

    place: int
    is_fitting: bool
    who: str
    second: bool
    hours: int


def _with(state: Callable[..., Ticket]) -> Callable[..., Ticket]:
    return lambda **values: state(build.unit(LEAD), **values)


STARTS: dict[str, Callable[..., Ticket]] = {
    "arrived": build.ticket,
    "handling": _with(build.handling),
    "replied": _with(build.replied),
    "completed": _with(build.completed),
}
STEPS = st.builds(
    Step,
    place=st.integers(0, 10_000),
    is_fitting=st.sampled_from([True, True, True, False]),
    who=st.sampled_from([*["right"] * 20, "stranger", "section", *Role.values]),
    second=st.sampled_from([False, False, True]),
    hours=st.sampled_from([1, 1, 1, 1, 1, 1, 5, 5, 30, 100]),
)


@pytest.fixture
def _office(db: None) -> None:
    for name in (LEAD, ELSEWHERE, ASSIST, STRANGER):
        build.unit(name)
    build.unit(SECTION, parent=build.unit(LEAD))
    for role in Role:  # before the walks: a password takes long to hash
        for name in (LEAD, ELSEWHERE, ASSIST, SECTION, STRANGER) if role in UNIT_ROLES else ("",):
            build.person("某人", role, build.unit(name) if name else None)
    Reason.objects.create(act="return", label="职能不符")
    SamplePlan.objects.create(name="抽一半", percent=50, starts_on=build.ARRIVED.date() + timedelta(days=3))


@pytest.mark.usefixtures("_office")
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(STARTS)), st.lists(STEPS, min_size=5, max_size=25))
def test_no_sequence_of_tries_breaks_an_invariant(start: str, steps: list[Step]) -> None:
    with transaction.atomic():
        _arrive(start)
        walk, at = Walk(), build.ARRIVED + timedelta(days=1, hours=2)
        for step in steps:
            at += timedelta(hours=step.hours)
            walk.take(step, at)
        assert history.verify().fault is None
        _the_story_can_be_told(at)
        transaction.set_rollback(True)


@dataclass
class Walk:
    """Two tickets as they stand, and what their first replies have settled."""

    cases: dict[str, Case] = field(default_factory=standing.read)
    settled: standing.Settled = field(default_factory=dict)

    def take(self, step: Step, at: datetime) -> None:
        """One try: refused with a reason, and then nothing has changed, or done, and then the chain says so."""
        case, other = self.cases[NUMBERS[step.second]], self.cases[NUMBERS[not step.second]]
        each = _choose(step, case)
        by = _person(each, step.who, case.ticket)
        try:
            each.does(Scene(copy(case.ticket), copy(other.ticket), by, at))
        except Nothing:
            return
        except ValidationError as refusal:
            assert all(fault.code and re.search(r"[\u4e00-\u9fff].*[。？]$", fault.messages[0]) for fault in refusal.error_list), refusal
            assert {number: now.all for number, now in standing.read().items()} == {number: old.all for number, old in self.cases.items()}
            return
        before, self.cases = self.cases, standing.read()
        told = {number: now.acts[len(before[number].acts) :] for number, now in self.cases.items()}
        assert each.act is None or {each.act, ALSO.get(each.act)} & {*told[case.ticket.number]}, f"{each.act} told {told}"
        for number, now in self.cases.items():
            assert (now.all != before[number].all) == bool(told[number]), f"{each} of {number}: {now.all - before[number].all}"
            standing.check(now, self.settled)


def _choose(step: Step, case: Case) -> Try:
    fitting = [each for each in TRIES.values() if step.is_fitting and each.suits(case.marks) for _ in range(each.often)]
    fitting = fitting or list(TRIES.values())
    return fitting[step.place % len(fitting)]


def _person(each: Try, who: str, ticket: Ticket) -> User | None:
    """Somebody of the role `who`, of the unit that the try is for; "right" is whom the table allows the act, so that long
    walks happen too."""
    role = Role(who) if who in Role.values else _right_role(each, ticket)
    if role is None:
        return None
    unit: Unit | None = build.unit(each.of) if each.of else ticket.lead_unit or build.unit(LEAD)
    if who in OTHERS:
        unit = build.unit(OTHERS[who])
    return build.person("某人", role, unit if role in UNIT_ROLES else None)


def _right_role(each: Try, ticket: Ticket) -> Role | None:
    if each.act is None:
        return None
    move = find_move(ticket.status, each.act)
    roles = move.roles if move else MARKS.get(each.act)
    return Role(sorted(roles)[0]) if roles else Role.DISPATCHER


def _arrive(start: str) -> None:
    """Two tickets: the first with a limit of the city's own and as far as `start`, the second to be dispatched."""
    first = STARTS[start](number=NUMBERS[0], city_due_at=build.moment("2022-01-20 17:00"))
    for ticket in (first, build.ticket(NUMBERS[1])):
        Identity.objects.create(ticket=ticket, name="欧阳明月", phone=PHONE)


def _the_story_can_be_told(at: datetime) -> None:
    """For each role, of the holder's unit and of the others: in full sentences, and without the citizen's telephone."""
    for number in NUMBERS:
        ticket = Ticket.objects.get(number=number)
        for role in Role:
            for name in (LEAD, ELSEWHERE, SECTION) if role in UNIT_ROLES else ("",):
                reader = build.person("某人", role, build.unit(name) if name else None)
                told = story.read(ticket, reader, at)
                assert all(moment.strong for moment in told.moments)
                assert PHONE not in str(told.moments)


@pytest.mark.parametrize(
    ("status", "role", "acts"),
    [
        (Status.ARRIVED, Role.DISPATCHER, ["派单", "撤单"]),
        (Status.ARRIVED, Role.HANDLER, []),
        (Status.DISPATCHED, Role.HANDLER, ["签收"]),
        (Status.HANDLING, Role.HANDLER, ["答复", "阶段性答复"]),
        (Status.HANDLING, Role.DISPATCHER, ["转派", "同意退件", "挂起", "撤单"]),
        (Status.SUSPENDED, Role.HANDLER, ["恢复办理"]),
        (Status.TRACKING, Role.HANDLER, ["答复", "阶段性答复"]),
        (Status.REPLIED, Role.DISPATCHER, ["审核通过", "转跟踪", "退回修改", "退回继续跟踪", "撤单"]),
        (Status.COMPLETED, Role.CALLBACK, ["归档", "重办"]),
        (Status.CLOSED, Role.SUPERVISOR, ["重办"]),
        (Status.CLOSED, Role.LEADER, []),
        (Status.VOIDED, Role.DISPATCHER, []),
    ],
)
def test_the_buttons_of_a_role_are_drawn_from_the_table(status: Status, role: Role, acts: list[str]) -> None:
    assert [act.label for act in acts_open_to(status, role)] == acts


def test_each_pair_of_status_and_act_stands_once_and_every_status_can_be_reached() -> None:
    pairs = [(move.source, move.act) for move in MOVES]
    assert len(pairs) == len(set(pairs))
    assert {move.target for move in MOVES} | {Status.ARRIVED} == set(Status)


@pytest.mark.django_db
def test_what_nobody_calls_back_is_archived_after_the_districts_days_but_never_an_unjudged_no() -> None:
    unit = build.unit("住建局")
    _, angry, young = (build.completed(unit, number=number) for number in ("1", "2", "3"))
    build.called(angry, build.moment("2022-01-10 09:00"), grade="dissatisfied", stars=1, solved="unsolved")
    Ticket.objects.filter(pk=young.pk).update(completed_at=build.moment("2022-02-01 09:00"))
    assert archiving.archive_uncalled(build.moment("2022-02-10 03:00")) == 1
    assert list(Ticket.objects.order_by("number").values_list("status", flat=True)) == ["closed", "completed", "completed"]
