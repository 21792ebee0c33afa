"""Extensions: asked for before the limit, decided by the district, and what each moves."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests import build
from tests.services.test_contention import PEOPLE, all_at_once
from tests.tickets.extending import NOON, a_ticket, ask, asked, fresh
from tickets.acts import applying, dispatching, extensions, history, replies, reviewing, signing
from tickets.acts.extensions import Ask, Verdict
from tickets.models import Assignment, Event, ExtensionRequest, Reason, Ticket
from tickets.models.applications import Decision
from tickets.rules.deadlines import print_due
from units.acts import settings
from units.models import Unit, User
from units.rules.district import District
from units.rules.roles import Role

at = build.moment


def code_of(asks: Sequence[Ask], by: User | None = None) -> str:
    with pytest.raises(ValidationError) as refusal:
        extensions.ask_many(asks, by)
    return str(refusal.value.code)


def test_an_extension_is_asked_for_and_moves_nothing_yet(unit: Unit, handler: User) -> None:
    request = asked(a_ticket(unit), handler)
    assert (request.by, request.days, request.decision, request.authority) == (handler, 3, Decision.WAITING, "district")
    assert (print_due(request.old_due_at), print_due(request.new_due_at)) == ("01-11 17:00", "01-14 17:00")
    assert print_due(Ticket.objects.get().due_at) == "01-11 17:00"  # type: ignore[arg-type]
    assert Ticket.objects.get().events.latest("seq").act == "ask_extension"


def test_a_granted_one_moves_the_units_limit_and_the_first_deadline_but_not_the_citys(unit: Unit, dispatcher: User) -> None:
    request = asked(a_ticket(unit))
    extensions.grant_many([Verdict(request, at("2022-01-10 09:00"), "同意")], dispatcher)
    ticket, lead, row = Ticket.objects.get(), build.lead(request.ticket), fresh(request)
    new = at("2022-01-14 17:00")
    assert (ticket.due_at, lead.due_at, lead.first_due_at, row.new_due_at) == (new, new, new, new)
    assert ticket.city_due_at == at("2022-01-13 00:00")
    assert lead.due_words.startswith("原时限 01-11 17:00，延期 3 个工作日：01-12 1、01-13 2、01-14 3 → 01-14 17:00")
    assert lead.due_words.endswith("（晚于市平台时限 01-12 24:00）")
    assert (row.decision, row.decided_by, row.decision_words) == (Decision.ACCEPTED, dispatcher, "同意")
    assert history.verify().fault is None


def test_a_reply_within_the_extended_limit_is_in_time(unit: Unit) -> None:
    ticket = a_ticket(unit)
    extensions.grant_many([Verdict(asked(ticket), at("2022-01-10 09:00"))], None)
    again = Ticket.objects.get()
    replies.reply(replies.Answer(again, build.ANSWER, at("2022-01-14 16:00")), by=None)
    assert build.lead(again).on_time is True


def test_an_extension_of_a_later_round_keeps_the_first_deadlines_fate(unit: Unit) -> None:
    ticket = a_ticket(unit)
    replies.reply(replies.Answer(ticket, build.ANSWER, at("2022-01-11 18:00")), by=None)
    reviewing.send_back(ticket, by=None, at=at("2022-01-11 19:00"), words="补充处理结果")
    Ticket.objects.update(due_at=at("2022-01-14 17:00"))
    Assignment.objects.update(due_at=at("2022-01-14 17:00"))
    request = asked(Ticket.objects.get(), moment=at("2022-01-12 09:00"))
    extensions.grant_many([Verdict(request, at("2022-01-12 10:00"))], None)
    lead = build.lead(request.ticket)
    assert lead.due_at == at("2022-01-19 17:00")
    assert (lead.first_due_at, lead.on_time) == (at("2022-01-11 17:00"), False)


def test_the_limits_of_assists_move_along_and_one_that_has_answered_keeps_its_own(unit: Unit) -> None:
    ticket = build.ticket("1", city_due_at=at("2022-01-13 00:00"))
    helpers = [build.unit("城管局"), build.unit("教育局")]
    dispatching.dispatch(ticket, to=unit, by=None, at=at("2022-01-05 10:00"), assists=helpers)
    Assignment.objects.filter(unit=helpers[1]).update(replied_at=at("2022-01-06 10:00"))
    extensions.grant_many([Verdict(asked(ticket), at("2022-01-10 09:00"))], None)
    limits = dict(Assignment.objects.filter(is_lead=False).values_list("unit__name", "due_at"))
    assert limits == {"城管局": at("2022-01-14 17:00"), "教育局": at("2022-01-11 17:00")}


REFUSED = [
    # what is wrong, code
    ({"days": 0}, "days"),
    ({"days": 6}, "days"),
    ({"citizen_told_at": None}, "told_missing"),
    ({"citizen_told_at": at("2022-01-07 10:01")}, "told_late"),
    ({"citizen_told_at": at("2022-01-04 10:00")}, "told_late"),
    ({"reason": "忙"}, "too_short"),
    ({"at": at("2022-01-11 17:01")}, "too_late"),
]


@pytest.mark.parametrize(("wrong", "code"), REFUSED)
def test_an_asking_that_breaks_a_rule_is_refused(unit: Unit, wrong: dict[str, Any], code: str) -> None:
    assert code_of([ask(a_ticket(unit), **wrong)]) == code
    assert not ExtensionRequest.objects.exists()


def test_the_district_may_want_to_be_asked_hours_before(unit: Unit) -> None:
    settings.store(District(extension_ask_before_hours=5))
    ticket = a_ticket(unit)
    assert code_of([ask(ticket, at("2022-01-11 12:01"))]) == "too_late"
    extensions.ask_many([ask(ticket, at("2022-01-11 12:00"))], None)


@pytest.mark.parametrize("urgency", ["urgent", "critical"])
def test_an_urgent_ticket_is_not_extended(unit: Unit, urgency: str) -> None:
    assert code_of([ask(a_ticket(unit, urgency=urgency))]) == "urgent"


def test_a_district_that_extends_nothing_says_so(unit: Unit) -> None:
    settings.store(District(extension_most_times=0))
    assert code_of([ask(a_ticket(unit))]) == "closed"


def test_one_application_at_a_time_and_as_often_as_the_district_allows(unit: Unit) -> None:
    ticket = a_ticket(unit)
    request = asked(ticket)
    assert code_of([ask(ticket)]) == "open_one"
    extensions.grant_many([Verdict(fresh(request), at("2022-01-10 09:00"))], None)
    assert code_of([ask(Ticket.objects.get())]) == "used_up"
    settings.store(District(extension_most_times=2))
    extensions.ask_many([ask(Ticket.objects.get(), at("2022-01-13 09:00"))], None)


def test_a_refused_one_does_not_count(unit: Unit) -> None:
    request = asked(a_ticket(unit))
    extensions.refuse_many([Verdict(request, at("2022-01-10 09:00"), "请加快办理")], None)
    extensions.ask_many([ask(Ticket.objects.get(), at("2022-01-10 10:00"))], None)
    assert print_due(Ticket.objects.get().due_at) == "01-11 17:00"  # type: ignore[arg-type]


def test_a_ticket_whose_clock_does_not_run_is_not_extended(unit: Unit) -> None:
    assert code_of([ask(build.replied(unit, number="2"))]) == "not_running"


def test_a_reason_of_the_list_is_asked_for_where_there_is_one(unit: Unit) -> None:
    kind = Reason.objects.create(act=Reason.Act.EXTENSION, label="需外购配件")
    other = Reason.objects.create(act=Reason.Act.RETURN, label="属地不符")
    ticket = a_ticket(unit)
    assert code_of([ask(ticket)]) == "kind_missing"
    assert code_of([ask(ticket, kind=other)]) == "kind_missing"
    extensions.ask_many([ask(ticket, kind=kind)], None)
    assert ExtensionRequest.objects.get().kind == kind


def test_only_the_handler_of_the_lead_asks_and_only_the_dispatcher_decides(unit: Unit, handler: User, stranger: User) -> None:
    ticket = a_ticket(unit)
    assert code_of([ask(ticket)], stranger) == "not_yours"
    assert code_of([ask(ticket)], build.person("负责人", Role.PRINCIPAL, unit)) == "not_allowed"
    with pytest.raises(ValidationError) as refusal:
        extensions.grant_many([Verdict(asked(ticket), NOON)], handler)
    assert refusal.value.code == "not_allowed"


def test_a_refusal_needs_a_reason(unit: Unit) -> None:
    with pytest.raises(ValidationError, match="不同意要写明理由"):
        extensions.refuse_many([Verdict(asked(a_ticket(unit)), NOON, " ")], None)


def test_of_two_who_decide_at_once_one_wins_and_the_other_changes_nothing(unit: Unit, dispatcher: User) -> None:
    request = asked(a_ticket(unit))
    first, second = fresh(request), fresh(request)
    extensions.grant_many([Verdict(first, at("2022-01-10 09:00"))], dispatcher)
    with pytest.raises(ValidationError) as late:
        extensions.refuse_many([Verdict(second, at("2022-01-10 09:01"), "不同意")], dispatcher)
    assert late.value.code == "moved_on"
    with pytest.raises(ValidationError, match="01-10 09:00 处理：同意") as again:
        extensions.grant_many([Verdict(fresh(request), at("2022-01-10 09:02"))], dispatcher)
    assert again.value.code == "decided"
    assert Ticket.objects.get().due_at == at("2022-01-14 17:00")
    assert history.verify().fault is None


def test_of_two_who_ask_at_once_one_wins(unit: Unit) -> None:
    a_ticket(unit)
    first, second = Ticket.objects.get(), Ticket.objects.get()
    extensions.ask_many([ask(first)], None)
    with pytest.raises(ValidationError):
        extensions.ask_many([ask(second)], None)
    assert ExtensionRequest.objects.count() == 1


def test_a_bulk_decision_with_one_that_was_decided_does_nothing_at_all(unit: Unit) -> None:
    one, other = asked(a_ticket(unit, "1")), asked(a_ticket(unit, "2"))
    stale = [fresh(one), fresh(other)]
    extensions.refuse_many([Verdict(other, at("2022-01-10 09:00"), "请加快办理")], None)
    with pytest.raises(ValidationError):
        extensions.grant_many([Verdict(each, at("2022-01-10 09:01")) for each in stale], None)
    assert fresh(one).is_open
    assert Ticket.objects.get(number="1").due_at == at("2022-01-11 17:00")


def test_the_unit_takes_its_application_back(unit: Unit, handler: User, stranger: User) -> None:
    request = asked(a_ticket(unit))
    with pytest.raises(ValidationError):
        applying.withdraw_many([fresh(request)], stranger, NOON)
    applying.withdraw_many([fresh(request)], handler, NOON)
    assert fresh(request).decision == Decision.WITHDRAWN
    extensions.ask_many([ask(Ticket.objects.get())], None)


def test_an_accepted_reply_leaves_nothing_to_decide(unit: Unit) -> None:
    ticket = a_ticket(unit)
    request = asked(ticket)
    replies.reply(replies.Answer(ticket, build.ANSWER, at("2022-01-10 09:00")), by=None)
    reviewing.accept(ticket, by=None, at=at("2022-01-10 10:00"))
    assert fresh(request).decision == Decision.WITHDRAWN


# The city's own decision


def test_many_are_decided_in_a_fixed_number_of_queries(unit: Unit, django_assert_max_num_queries: object) -> None:
    counts = []
    for size in (2, 12):
        verdicts = [Verdict(asked(a_ticket(unit, f"{size}-{n}")), at("2022-01-10 09:00")) for n in range(size)]
        with django_assert_max_num_queries(14) as counted:  # type: ignore[operator]
            extensions.grant_many(verdicts, None)
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_signing_late_does_not_keep_a_unit_from_asking(unit: Unit, handler: User) -> None:
    ticket = build.dispatched(unit, number="1", city_due_at=at("2022-01-13 00:00"))
    extensions.ask_many([ask(ticket)], handler)
    signing.sign(ticket, by=handler, at=at("2022-01-10 09:00"))
    assert ExtensionRequest.objects.get().is_open


@pytest.mark.django_db(transaction=True)
def test_of_many_decisions_at_the_same_moment_exactly_one_counts() -> None:
    unit, dispatcher = build.unit("住建局"), build.person("派单员", Role.DISPATCHER)
    request = asked(a_ticket(unit))

    def act(ticket: Ticket, place: int) -> None:
        own = ExtensionRequest.objects.select_related("ticket").get(pk=request.pk)
        own.ticket = ticket
        decide = extensions.refuse_many if place % 2 else extensions.grant_many
        decide([Verdict(own, at("2022-01-10 09:00"), "意见")], dispatcher)

    ended = all_at_once(Ticket.objects.get(), act)
    assert (ended["done"], sum(ended.values())) == (1, PEOPLE)
    assert set(ended) <= {"done", "moved_on", "decided"}
    assert Event.objects.filter(act__in=["grant_extension", "refuse_extension"]).count() == 1
    is_granted = fresh(request).decision == Decision.ACCEPTED
    assert Ticket.objects.get().due_at == at("2022-01-14 17:00" if is_granted else "2022-01-11 17:00")
    assert history.verify().fault is None
