"""Suspensions: the unit's clock stands, and gets back what was left; the city's only where the city agreed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from tests import build
from tickets.acts import dispatching, history, inbox, queues, replies, reviewing, story, stuck, suspensions, transferring, voiding
from tickets.acts.suspensions import Ask, Resumption, Verdict
from tickets.models import Assignment, Reply, SuspensionRequest, Ticket
from tickets.models.applications import Decision
from tickets.rules.workflow import Status
from units.models import Unit, User
from units.rules.roles import Role

at = build.moment
# Arrived 2022-01-05 09:30; city 01-12 24:00, unit 01-11 17:00.
ASKED, STOPPED = at("2022-01-07 10:00"), at("2022-01-07 14:00")
UNTIL = date(2022, 1, 17)


def a_ticket(unit: Unit, number: str = "1", **values: Any) -> Ticket:
    return build.handling(unit, number=number, city_due_at=at("2022-01-13 00:00"), **values)


def ask(ticket: Ticket, **values: Any) -> Ask:
    return replace(Ask(ticket, ASKED, UNTIL, "等待诉求人提供购房合同。"), **values)


def asked(ticket: Ticket, by: User | None = None) -> SuspensionRequest:
    suspensions.ask_many([ask(ticket)], by)
    return SuspensionRequest.objects.select_related("ticket").latest("pk")


def suspended(unit: Unit, number: str = "1", city_agrees: bool = False) -> Ticket:
    request = asked(a_ticket(unit, number))
    suspensions.grant_many([Verdict(request, STOPPED, "同意", city_agrees)], None)
    return Ticket.objects.get(number=number)


def test_a_granted_suspension_stops_the_clock_and_leaves_the_limits(unit: Unit, handler: User, dispatcher: User) -> None:
    request = asked(a_ticket(unit), handler)
    suspensions.grant_many([Verdict(request, STOPPED, "同意")], dispatcher)
    ticket, row = Ticket.objects.get(), SuspensionRequest.objects.get()
    assert (ticket.status, build.lead(ticket).status, ticket.due_at) == (Status.SUSPENDED, Status.SUSPENDED, at("2022-01-11 17:00"))
    assert (row.decision, row.decided_by, row.old_due_at) == (Decision.ACCEPTED, dispatcher, at("2022-01-11 17:00"))
    assert history.verify().fault is None


def test_a_clock_that_stands_is_nowhere_late(unit: Unit, handler: User, dispatcher: User, leader: User) -> None:
    suspended(unit)
    later = at("2022-02-10 09:00")
    assert not Ticket.objects.overdue(later).exists()
    assert queues.tally({"inbox": queues.Queue(queues.inbox, "due_at")}, handler, later) == {"inbox": queues.Tally(1, 0)}
    assert stuck.tally(leader, later)["overdue"] == 0
    assert not inbox.on_tab(handler, "late", later).exists()
    assert not inbox.on_tab(handler, "today", at("2022-01-11 09:00")).exists()


def test_what_was_left_is_given_back_and_the_first_deadline_moves_with_it(unit: Unit, handler: User) -> None:
    """Friday 14:00 to Wednesday 09:00: 2 working days and 19 hours, given back as 3."""
    suspensions.resume_many([Resumption(suspended(unit), at("2022-01-12 09:00"))], handler)
    ticket, row = Ticket.objects.get(), SuspensionRequest.objects.get()
    lead, new = build.lead(ticket), at("2022-01-14 17:00")
    assert (ticket.status, ticket.due_at, lead.due_at, lead.first_due_at, row.new_due_at) == (Status.HANDLING, new, new, new, new)
    assert lead.due_words == "挂起 01-07 14:00 至 01-12 09:00，停 3 个工作日：01-11 17:00 → 01-14 17:00"
    assert (row.resumed_by, ticket.city_due_at, row.new_city_due_at) == (handler, at("2022-01-13 00:00"), at("2022-01-13 00:00"))
    assert history.verify().fault is None


def test_the_citys_limit_moves_by_the_same_only_where_it_agreed(unit: Unit) -> None:
    suspensions.resume_many([Resumption(suspended(unit, city_agrees=True), at("2022-01-12 09:00"))], None)
    ticket = Ticket.objects.get()
    assert ticket.city_due_at == at("2022-01-18 00:00")
    assert ticket.city_due_words == "市平台同意挂起：挂起 01-07 14:00 至 01-12 09:00，停 3 个工作日：01-12 24:00 → 01-17 24:00"


def test_assists_get_the_same_back(unit: Unit) -> None:
    ticket = build.ticket("1", city_due_at=at("2022-01-13 00:00"))
    dispatching.dispatch(ticket, to=unit, by=None, at=at("2022-01-05 10:00"), assists=[build.unit("城管局")])
    Ticket.objects.update(status=Status.HANDLING)
    request = asked(Ticket.objects.get())
    suspensions.grant_many([Verdict(request, STOPPED)], None)
    suspensions.resume_many([Resumption(Ticket.objects.get(), at("2022-01-12 09:00"))], None)
    assert Assignment.objects.get(is_lead=False).due_at == at("2022-01-14 17:00")


def test_a_limit_that_ran_out_while_the_unit_waited_for_the_decision_stands_from_the_asking(unit: Unit) -> None:
    request = asked(a_ticket(unit))
    suspensions.grant_many([Verdict(request, at("2022-01-12 09:00"))], None)
    suspensions.resume_many([Resumption(Ticket.objects.get(), at("2022-01-13 09:00"))], None)
    assert Ticket.objects.get().due_at == at("2022-01-17 17:00")


REFUSED = [
    # what is wrong, code
    ({"until_on": date(2022, 1, 7)}, "until_past"),
    ({"until_on": date(2022, 2, 7)}, "until_far"),
    ({"reason": "等待"}, "too_short"),
    ({"at": at("2022-01-11 17:01")}, "too_late"),
]


@pytest.mark.parametrize(("wrong", "code"), REFUSED)
def test_an_asking_that_breaks_a_rule_is_refused(unit: Unit, wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        suspensions.ask_many([ask(a_ticket(unit), **wrong)], None)
    assert refusal.value.code == code


def test_only_a_ticket_in_hand_is_suspended(unit: Unit) -> None:
    for ticket in (build.dispatched(unit, number="1"), build.replied(unit, number="2")):
        with pytest.raises(ValidationError) as refusal:
            suspensions.ask_many([ask(ticket)], None)
        assert refusal.value.code == "not_handling"


def test_one_application_at_a_time(unit: Unit) -> None:
    ticket = a_ticket(unit)
    asked(ticket)
    with pytest.raises(ValidationError, match="已有挂起申请待审批"):
        suspensions.ask_many([ask(ticket)], None)


def test_a_refused_one_leaves_the_clock_running(unit: Unit, dispatcher: User) -> None:
    suspensions.refuse_many([Verdict(asked(a_ticket(unit)), STOPPED, "可先行办理其余事项")], dispatcher)
    assert (Ticket.objects.get().status, SuspensionRequest.objects.get().decision) == (Status.HANDLING, Decision.REFUSED)


def test_a_day_that_has_come_meanwhile_is_not_granted(unit: Unit) -> None:
    with pytest.raises(ValidationError) as refusal:
        suspensions.grant_many([Verdict(asked(a_ticket(unit)), at("2022-01-17 08:00"))], None)
    assert refusal.value.code == "until_past"


def test_of_a_grant_and_a_reply_at_once_one_wins(unit: Unit, dispatcher: User) -> None:
    request = asked(a_ticket(unit))
    replies.reply(replies.Answer(Ticket.objects.get(), build.ANSWER, at("2022-01-07 13:00")), by=None)
    with pytest.raises(ValidationError) as late:
        suspensions.grant_many([Verdict(request, STOPPED)], dispatcher)
    assert late.value.code == "moved_on"
    assert SuspensionRequest.objects.get().is_open


def test_of_two_who_resume_at_once_the_clock_gets_back_once(unit: Unit, dispatcher: User, handler: User) -> None:
    suspended(unit)
    first, second = Ticket.objects.get(), Ticket.objects.get()
    suspensions.resume_many([Resumption(first, at("2022-01-12 09:00"))], handler)
    with pytest.raises(ValidationError):
        suspensions.resume_many([Resumption(second, at("2022-01-13 09:00"))], dispatcher)
    assert Ticket.objects.get().due_at == at("2022-01-14 17:00")


def test_a_stranger_resumes_nothing(unit: Unit, stranger: User) -> None:
    with pytest.raises(ValidationError) as refusal:
        suspensions.resume_many([Resumption(suspended(unit), at("2022-01-12 09:00"))], stranger)
    assert refusal.value.code == "not_yours"


def test_what_is_not_suspended_is_not_resumed(unit: Unit) -> None:
    with pytest.raises(ValidationError, match="不能恢复办理"):
        suspensions.resume_many([Resumption(a_ticket(unit), at("2022-01-12 09:00"))], None)


def test_the_watcher_resumes_on_the_day_and_once(unit: Unit) -> None:
    suspended(unit, "1"), suspended(unit, "2")
    assert suspensions.resume_due(at("2022-01-16 23:59")) == 0
    day = at("2022-01-17 00:05")
    assert [suspensions.resume_due(day), suspensions.resume_due(day + timedelta(minutes=1))] == [2, 0]
    assert set(Ticket.objects.values_list("status", flat=True)) == {Status.HANDLING}
    assert SuspensionRequest.objects.filter(resumed_at=day, resumed_by=None).count() == 2


def test_the_watcher_leaves_a_ticket_that_went_to_another_unit(unit: Unit) -> None:
    ticket = suspended(unit)
    transferring.transfer(ticket, to=build.unit("城管局"), by=None, at=at("2022-01-10 09:00"), note="应由城管局办理。")
    assert suspensions.resume_due(at("2022-01-17 00:05")) == 0
    assert Ticket.objects.get().status == Status.DISPATCHED


LEFT = at("2022-01-07 16:00")


def answer_it(kind: str, promised_on: date | None = None) -> None:
    replies.reply(replies.Answer(Ticket.objects.get(), build.ANSWER, at("2022-01-07 13:00"), kind, promised_on), by=None)
    reviewing.accept(Ticket.objects.get(), by=None, at=LEFT)


def track_it() -> None:
    answer_it(Reply.Kind.STAGED, UNTIL)


def complete_it() -> None:
    answer_it(Reply.Kind.FINAL)


def transfer_it() -> None:
    transferring.transfer(Ticket.objects.get(), to=build.unit("城管局"), by=None, at=LEFT, note="应由城管局办理。")


def void_it() -> None:
    Ticket.objects.update(city_status="已撤单")
    voiding.void_many([Ticket.objects.get()], build.person("派单员", Role.DISPATCHER), LEFT)


@pytest.mark.parametrize("leave", [track_it, complete_it, transfer_it, void_it])
def test_an_application_goes_with_the_step_that_ends_the_handling_and_the_story_tells_it(
    unit: Unit, dispatcher: User, leave: Callable[[], None]
) -> None:
    asked(a_ticket(unit))
    leave()
    row = SuspensionRequest.objects.get()
    assert (row.decision, row.decided_at, row.decided_by) == (Decision.WITHDRAWN, LEFT, None)
    told = story.read(Ticket.objects.select_related("channel").get(), dispatcher, LEFT).moments
    [line] = [moment for moment in told if moment.strong == "挂起申请撤回"]
    assert (line.moment, line.words) == (LEFT, "工单已离开原承办环节，申请自动撤回")
    assert history.verify().fault is None


def test_an_application_stays_open_where_the_reply_is_sent_back(unit: Unit, dispatcher: User) -> None:
    asked(a_ticket(unit))
    replies.reply(replies.Answer(Ticket.objects.get(), build.ANSWER, at("2022-01-07 13:00")), by=None)
    reviewing.send_back(Ticket.objects.get(), by=None, at=LEFT, words="请补充现场照片")
    suspensions.grant_many([Verdict(SuspensionRequest.objects.select_related("ticket").get(), LEFT)], dispatcher)
    assert Ticket.objects.get().status == Status.SUSPENDED


def test_what_was_left_open_in_tracking_before_is_withdrawn_with_its_step(unit: Unit, dispatcher: User) -> None:
    asked(a_ticket(unit))
    track_it()
    # As it was stored before the step withdrew it.
    SuspensionRequest.objects.update(decision=Decision.WAITING, decided_at=None, decision_words="")
    import_module("tickets.migrations.0019_suspensions_left_open_in_tracking").withdraw(apps, None)
    row = SuspensionRequest.objects.get()
    assert (row.decision, row.decided_at) == (Decision.WITHDRAWN, LEFT)
    told = story.read(Ticket.objects.select_related("channel").get(), dispatcher, LEFT).moments
    assert "挂起申请撤回" in [moment.strong for moment in told]


def test_what_waits_for_its_decision_while_the_unit_handles_it_stays(unit: Unit) -> None:
    asked(a_ticket(unit))
    import_module("tickets.migrations.0019_suspensions_left_open_in_tracking").withdraw(apps, None)
    assert SuspensionRequest.objects.get().decision == Decision.WAITING
