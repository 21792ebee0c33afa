"""Whatever people try, in whatever order: the table is obeyed, the outcomes agree with the state, the chain verifies."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import build
from tickets.acts import archiving, callbacks, dispatching, history, redo, replies, reporting, reviewing, signing
from tickets.models import Assignment, Callback, Event, RedoOrder, Reply, Ticket
from tickets.rules.workflow import FINISHED, MARKS, MOVES, Act, Status, acts_open_to, find_move
from units.models import Unit, User
from units.rules.roles import Role

Try = Callable[[Ticket, User, timedelta], object]


def _answer(kind: str, promised_after: int | None) -> Try:
    def act(ticket: Ticket, by: User, after: timedelta) -> None:
        at = build.ARRIVED + after
        promised = (at + timedelta(days=promised_after)).date() if promised_after is not None else None
        replies.reply(replies.Answer(ticket, build.ANSWER, at, kind, promised), by=by)

    return act


TRIES: dict[str, Try] = {
    "dispatch": lambda t, by, after: dispatching.dispatch(t, to=build.unit("住建局"), by=by, at=build.ARRIVED + after),
    "sign": lambda t, by, after: signing.sign(t, by=by, at=build.ARRIVED + after),
    "reply": _answer("final", None),
    "stage": _answer("staged", 10),
    "accept": lambda t, by, after: reviewing.accept(t, by=by, at=build.ARRIVED + after),
    "send_back": lambda t, by, after: reviewing.send_back(t, by=by, at=build.ARRIVED + after, words="请补充现场照片。"),
    "report": lambda t, by, after: reporting.report_many([t], by, build.ARRIVED + after),
    "call": lambda t, by, after: callbacks.call(callbacks.Call(t, build.ARRIVED + after, solved="unsolved", stars=2), by=by),
    "redo": lambda t, by, after: redo.redo(t, by=by, at=build.ARRIVED + after, reason="仍未解决。"),
    "redo elsewhere": lambda t, by, after: redo.redo(
        t, by=by, at=build.ARRIVED + after, reason="应由他单位办。", unit=build.unit("城建中心")
    ),
    "close": lambda t, by, after: archiving.close_many([archiving.Closure(t, build.ARRIVED + after)], by),
}


def _invariants(ticket: Ticket) -> None:
    leads = list(Assignment.objects.filter(ticket=ticket, is_lead=True).order_by("pk"))
    running = [lead for lead in leads if lead.ended_at is None]
    assert len(running) <= 1
    if ticket.lead_id is None:
        assert ticket.status == Status.ARRIVED and not leads
        return
    lead = build.lead(ticket)
    assert (lead.status, lead.unit_id, lead.pk) == (ticket.status, ticket.lead_unit_id, leads[-1].pk)
    assert (ticket.completed_at is not None) == (ticket.status in FINISHED) == (lead.completed_at is not None)
    assert (lead.on_time is None) == (lead.first_replied_at is None)
    assert (lead.ended_at is not None) == (ticket.status == Status.CLOSED)
    assert ticket.redo_count == RedoOrder.objects.filter(ticket=ticket).count()
    assert Reply.objects.filter(ticket=ticket, decision="").count() == (1 if ticket.status == Status.REPLIED else 0)
    assert Callback.objects.filter(ticket=ticket, is_last=True).count() <= 1
    doers = {Act(act): role for act, role in Event.objects.filter(ticket=ticket, by__isnull=False).values_list("act", "by__role")}
    allowed = {act: {role for move in MOVES if move.act == act for role in move.roles} | MARKS.get(act, frozenset()) for act in doers}
    assert all(role in allowed[act] for act, role in doers.items())


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(sorted(TRIES)), st.sampled_from(["right", *Role.values])), max_size=25))
def test_no_sequence_of_tries_breaks_an_invariant(tries: list[tuple[str, str]]) -> None:
    unit = build.unit("住建局")
    number = f"P{Ticket.objects.count()}"
    build.ticket(number)
    for step, (name, role) in enumerate(tries):
        ticket = Ticket.objects.select_related("lead_unit").get(number=number)
        by = _person(name, role, ticket, unit)
        before = (ticket.status, ticket.seq, Event.objects.filter(ticket=ticket).count())
        try:
            TRIES[name](ticket, by, timedelta(hours=step + 1))
        except ValidationError as refusal:
            assert refusal.messages[0].endswith(("。", "？"))
            ticket.refresh_from_db()
            assert (ticket.status, ticket.seq, Event.objects.filter(ticket=ticket).count()) == before
        ticket.refresh_from_db()
        _invariants(ticket)
    assert history.verify().fault is None


def _person(name: str, role: str, ticket: Ticket, unit: Unit) -> User:
    """Somebody of `role`; "right" is somebody whom the table allows the act, so that long walks happen too."""
    if role == "right":
        act = {"redo elsewhere": Act.REDO}.get(name) or Act(name)
        move = find_move(ticket.status, act)
        roles = move.roles if move else MARKS.get(act)
        role = sorted(roles)[0] if roles else Role.DISPATCHER
    of = ticket.lead_unit or unit if role in {Role.HANDLER, Role.PRINCIPAL} else None
    return build.person("某人", Role(role), of)


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
        (Status.REPLIED, Role.DISPATCHER, ["审核通过", "转跟踪", "退回修改", "撤单"]),
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
