"""One door to a status: who may, from where, and who was first."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from tests import build
from tickets.acts import callbacks, dispatching, history, redo, replies, reviewing, signing
from tickets.models import Assignment, Ticket
from tickets.rules.workflow import Status
from units.models import Unit, User

at = build.moment


def test_a_ticket_walks_from_arrival_to_the_archive(unit: Unit, dispatcher: User, handler: User, callback_agent: User) -> None:
    ticket = build.ticket()
    dispatching.dispatch(ticket, to=unit, by=dispatcher, at=at("2022-01-05 10:00"), note="请现场核实。")
    signing.sign(ticket, by=handler, at=at("2022-01-05 11:00"))
    replies.reply(replies.Answer(ticket, build.ANSWER, at("2022-01-06 15:00")), by=handler)
    reviewing.accept(ticket, by=dispatcher, at=at("2022-01-06 16:00"))
    callbacks.call(callbacks.Call(ticket, at("2022-01-08 09:00"), result_grade="satisfied", stars=5), by=callback_agent)

    ticket.refresh_from_db()
    lead = build.lead(ticket)
    assert (ticket.status, ticket.seq, ticket.lead_unit) == (Status.COMPLETED, 6, unit)
    assert (lead.status, lead.signed_in_time, lead.on_time) == (Status.COMPLETED, True, True)
    assert list(ticket.events.values_list("seq", "act", "source", "target")) == [
        (1, "import", "", "arrived"),
        (2, "dispatch", "arrived", "dispatched"),
        (3, "sign", "dispatched", "handling"),
        (4, "reply", "handling", "replied"),
        (5, "accept", "replied", "completed"),
        (6, "call", "completed", "completed"),
    ]
    assert history.verify() == history.Verification(tickets=1, events=6)


def test_an_act_that_the_table_does_not_name_is_refused_and_changes_nothing(unit: Unit, dispatcher: User) -> None:
    ticket = build.closed(unit)
    with pytest.raises(ValidationError, match="不能派单") as refusal:
        dispatching.dispatch(ticket, to=unit, by=dispatcher, at=at("2022-02-01 10:00"))
    assert refusal.value.code == "not_now"
    assert Assignment.objects.filter(ticket=ticket).count() == 1
    assert history.verify().fault is None


def test_a_role_that_the_table_does_not_name_is_refused(unit: Unit, handler: User) -> None:
    with pytest.raises(ValidationError) as refusal:
        dispatching.dispatch(build.ticket(), to=unit, by=handler, at=at("2022-01-05 10:00"))
    assert refusal.value.code == "not_allowed"


def test_a_handler_cannot_sign_for_another_unit(unit: Unit, stranger: User) -> None:
    with pytest.raises(ValidationError) as refusal:
        signing.sign(build.dispatched(unit), by=stranger, at=at("2022-01-05 11:00"))
    assert refusal.value.code == "not_yours"


def test_of_two_dispatchers_one_wins_and_the_other_reads_who_and_when(unit: Unit, dispatcher: User) -> None:
    other = build.unit("教育局")
    build.ticket()
    first, second = Ticket.objects.get(), Ticket.objects.get()
    dispatching.dispatch(first, to=unit, by=dispatcher, at=at("2022-01-05 10:42"))
    with pytest.raises(ValidationError) as refusal:
        dispatching.dispatch(second, to=other, by=dispatcher, at=at("2022-01-05 10:43"))
    assert refusal.value.code == "moved_on"
    assert "派**（派单员） 于 01-05 10:42 派单" in refusal.value.messages[0]
    assert Assignment.objects.get().unit == unit
    assert second.status == Status.ARRIVED


def test_a_bulk_act_with_one_lost_ticket_does_nothing_at_all(unit: Unit, dispatcher: User) -> None:
    build.ticket("1"), build.ticket("2")
    stale = list(Ticket.objects.order_by("number"))
    dispatching.dispatch(Ticket.objects.get(number="2"), to=unit, by=dispatcher, at=at("2022-01-05 10:42"))
    orders = [dispatching.Order(ticket, unit, at("2022-01-05 10:50")) for ticket in stale]
    with pytest.raises(ValidationError, match="工单 2 已由"):
        dispatching.dispatch_many(orders, dispatcher)
    assert Ticket.objects.get(number="1").status == Status.ARRIVED
    assert history.verify() == history.Verification(tickets=2, events=3)


def test_a_staged_reply_that_is_accepted_puts_the_ticket_into_tracking(unit: Unit) -> None:
    ticket = build.handling(unit)
    promised = at("2022-01-20 00:00").date()
    replies.reply(replies.Answer(ticket, build.ANSWER, at("2022-01-06 10:00"), "staged", promised), by=None)
    reviewing.accept(ticket, by=None, at=at("2022-01-06 11:00"))
    ticket.refresh_from_db()
    assert (ticket.status, ticket.promised_on, ticket.completed_at) == (Status.TRACKING, promised, None)
    assert build.lead(ticket).on_time is True


def test_a_redo_keeps_the_first_deadlines_fate_and_opens_a_round(unit: Unit, dispatcher: User) -> None:
    ticket = build.completed(unit)
    before = build.lead(ticket)
    redo.redo(ticket, by=dispatcher, at=at("2022-01-10 09:00"), reason="诉求人反映路灯又灭了。")
    ticket.refresh_from_db()
    after = build.lead(ticket)
    assert (ticket.status, ticket.redo_count, ticket.completed_at) == (Status.DISPATCHED, 1, None)
    assert (after.pk, after.round, after.replied_at) == (before.pk, 2, None)
    assert (after.first_due_at, after.first_replied_at, after.on_time) == (before.first_due_at, before.first_replied_at, True)
    assert before.due_at and after.due_at and after.due_at > before.due_at


def test_a_redo_by_another_unit_is_a_new_assignment_marked_redo(unit: Unit, dispatcher: User) -> None:
    ticket = build.completed(unit)
    other = build.unit("城建中心")
    redo.redo(ticket, by=dispatcher, at=at("2022-01-10 09:00"), reason="应由城建中心处理。", unit=other)
    rows = list(Assignment.objects.order_by("pk").values_list("unit", "is_redo", "end_reason", "status"))
    assert rows == [(unit.pk, False, "completed", "completed"), (other.pk, True, "", "dispatched")]


def test_a_redo_is_not_ordered_from_a_unit_that_was_closed_meanwhile(unit: Unit, dispatcher: User) -> None:
    ticket = build.completed(unit)
    Unit.objects.filter(pk=unit.pk).update(closed_on=at("2022-01-08 00:00").date(), successor=build.unit("城建中心"))
    with pytest.raises(ValidationError, match="请派给承接单位“城建中心”") as refusal:
        redo.redo(ticket, by=dispatcher, at=at("2022-01-10 09:00"), reason="路灯又灭了。")
    assert refusal.value.code == "unit_closed"


def test_the_database_refuses_to_change_or_delete_an_event(unit: Unit) -> None:
    build.ticket()
    for change in ("UPDATE tickets_event SET act = 'void'", "DELETE FROM tickets_event"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    assert history.verify().fault is None


def test_a_ticket_changed_behind_the_door_is_found_with_its_seq(unit: Unit) -> None:
    ticket = build.handling(unit)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tickets_ticket SET seq = 2 WHERE id = %s", [ticket.pk])
    assert history.verify().fault == (ticket.number, 3)


def test_a_ticket_that_the_city_answered_itself_is_not_redone(unit: Unit, dispatcher: User) -> None:
    direct = build.ticket(is_direct=True)
    Ticket.objects.update(status=Status.CLOSED)
    direct.refresh_from_db()
    with pytest.raises(ValidationError) as refused:
        redo.redo(direct, by=dispatcher, at=build.moment("2022-01-10 09:00"), reason="诉求人再次来电", unit=unit)
    assert refused.value.code == "direct"


def test_a_ticket_that_came_finished_is_to_be_reported_once_it_was_redone(unit: Unit, dispatcher: User) -> None:
    old = build.closed(unit, is_history=True)
    assert not old.is_to_report
    redo.redo(old, by=dispatcher, at=build.moment("2022-01-10 09:00"), reason="诉求人再次来电")
    signing.sign(old, by=None, at=build.moment("2022-01-10 10:00"))
    replies.reply(replies.Answer(old, build.ANSWER, build.moment("2022-01-11 10:00")), by=None)
    reviewing.accept(old, by=None, at=build.moment("2022-01-11 11:00"))
    assert list(Ticket.objects.to_report()) == [old]
