"""Returns, the unit's side: who may ask when, what a slip must say, whose hand it needs."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tests import build
from tickets.acts import attachments, history, return_rulings, returns, transferring
from tickets.models import Event, Phrase, Reason, ReturnRequest, Ticket
from tickets.models.applications import Decision
from tickets.rules.workflow import Act, Status
from units.acts import settings as district_settings
from units.models import Unit, User
from units.rules.roles import Role

ASKED = build.moment("2022-01-05 15:00")
TEXT = "该路灯由市政部门管护，不在本单位管护范围内。"


@pytest.fixture
def reason(db: None) -> Reason:
    return Reason.objects.create(act="return", label="职能不符", needs_clause=True)


@pytest.fixture
def other(db: None) -> Unit:
    return build.unit("城管局")


def ask(ticket: Ticket, by: User | None, at: datetime = ASKED, **values: Any) -> ReturnRequest:
    kind = values.pop("kind", None) or Reason.objects.get(label="职能不符")
    clause = values.pop("clause", "《城市道路照明设施管理规定》第四条")
    return returns.ask_many([returns.Ask(ticket, kind, values.pop("text", TEXT), at, clause, **values)], by)[0]


def setting(key: str, value: Any) -> None:
    district_settings.store(replace(district_settings.values(), **{key: value}))


def refusal(of: Any, *given: Any, **values: Any) -> str | None:
    with pytest.raises(ValidationError) as refused:
        of(*given, **values)
    return refused.value.code


@pytest.mark.usefixtures("reason")
def test_a_unit_asks_and_the_ticket_stays_where_it_is(unit: Unit, other: Unit, handler: User) -> None:
    ticket = build.handling(unit)
    slip = ask(ticket, handler, proposed=other)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.lead_unit, ticket.return_count) == (Status.HANDLING, unit, 1)
    assert (slip.serial, slip.is_late, slip.needs_hand, slip.is_signed) == (1, False, True, False)
    assert slip.received_at == build.lead(ticket).assigned_at
    assert slip.window_ends_at - slip.received_at == timedelta(hours=24)
    assert Event.objects.get(ticket=ticket, act=Act.ASK_RETURN).seq == ticket.seq
    assert TEXT not in Event.objects.get(ticket=ticket, act=Act.ASK_RETURN).body
    assert history.verify().fault is None


@pytest.mark.usefixtures("reason")
def test_a_slip_after_the_window_is_taken_and_marked_late(unit: Unit, handler: User) -> None:
    assert ask(build.handling(unit), handler, at=build.moment("2022-01-06 09:51")).is_late


@pytest.mark.usefixtures("reason")
def test_the_windows_length_is_the_districts(unit: Unit, handler: User) -> None:
    setting("return_window_hours", 4)
    assert ask(build.handling(unit), handler).is_late


@pytest.mark.usefixtures("reason")
def test_the_window_counts_from_the_dispatch_to_this_unit_not_to_the_first(unit: Unit, other: Unit, handler: User) -> None:
    ticket = build.handling(other)
    moved = build.moment("2022-01-12 10:00")
    transferring.transfer(ticket, to=unit, by=None, at=moved, note="属地不符")
    assert not ask(ticket, handler, at=moved + timedelta(hours=23)).is_late


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"text": "不归我管"}, "too_short"),
        ({"clause": " "}, "clause_missing"),
        ({"text": "此事不归我 单位管理，请退回区平台。"}, "banned"),
        ({"clause": "第四条：不归我单位管理"}, "banned"),
    ],
)
@pytest.mark.usefixtures("reason")
def test_a_slip_must_say_why_with_its_clause_and_without_banned_words(unit: Unit, handler: User, values: dict[str, str], code: str) -> None:
    Phrase.objects.create(words="不归我单位管理", place="return")
    ticket = build.handling(unit)
    assert refusal(ask, ticket, handler, **values) == code
    assert not ReturnRequest.objects.exists()


def test_a_reason_off_the_list_or_of_another_act_is_refused(unit: Unit, handler: User) -> None:
    ticket = build.handling(unit)
    closed = Reason.objects.create(act="return", label="旧事由", is_open=False)
    foreign = Reason.objects.create(act="redo", label="未解决")
    assert [refusal(ask, ticket, handler, kind=kind) for kind in (closed, foreign)] == ["bad_reason", "bad_reason"]


@pytest.mark.usefixtures("reason")
def test_a_unit_proposes_no_closed_unit_and_not_itself(unit: Unit, handler: User) -> None:
    ticket = build.handling(unit)
    assert refusal(ask, ticket, handler, proposed=unit) == "same_unit"
    closed = build.unit("撤并局", closed_on=build.moment("2021-12-31 00:00").date())
    assert refusal(ask, ticket, handler, proposed=closed) == "unit_closed"


@pytest.mark.usefixtures("reason")
def test_a_unit_proposes_no_section_of_its_own_and_is_told_to_hand_on(unit: Unit, handler: User) -> None:
    ticket, section = build.handling(unit), build.unit("市政科", parent=unit)
    for own in (section, build.unit("路灯班", parent=section)):
        with pytest.raises(ValidationError, match="本单位的科室用“下派”") as refused:
            ask(ticket, handler, proposed=own)
        assert refused.value.code == "same_unit"
    assert not ReturnRequest.objects.exists()


@pytest.mark.usefixtures("reason")
def test_a_section_may_propose_the_unit_above_it_and_its_neighbours(unit: Unit) -> None:
    section, beside = build.unit("市政科", parent=unit), build.unit("园林科", parent=unit)
    its = build.person("科室承办人", Role.HANDLER, section)
    for number, proposed in enumerate((unit, beside)):
        assert ask(build.handling(section, number=f"S{number}"), its, proposed=proposed).proposed_unit == proposed


@pytest.mark.usefixtures("reason")
def test_a_mended_slip_proposes_no_own_section_either(unit: Unit, handler: User, principal: User, dispatcher: User) -> None:
    slip = ask(build.handling(unit), handler)
    returns.sign_many([returns.Signature(slip, ASKED)], principal)
    return_rulings.mend_many([return_rulings.Ruling(slip, ASKED, "请写明应由谁办理")], dispatcher)
    again = returns.Ask(slip.ticket, slip.kind or Reason(), TEXT, ASKED, "第四条", build.unit("市政科", parent=unit))
    assert refusal(returns.resend_many, [returns.Resend(slip, again)], handler) == "same_unit"


@pytest.mark.parametrize("state", [build.replied, build.completed, build.closed])
@pytest.mark.usefixtures("reason")
def test_a_ticket_that_was_answered_is_not_returned_any_more(unit: Unit, handler: User, state: Any) -> None:
    assert refusal(ask, state(unit), handler) == "not_now"


@pytest.mark.usefixtures("reason")
def test_only_the_holders_handler_asks(unit: Unit, stranger: User, principal: User, dispatcher: User) -> None:
    ticket = build.handling(unit)
    assert refusal(ask, ticket, stranger) == "not_yours"
    assert refusal(ask, ticket, principal) == "not_allowed"
    assert refusal(ask, ticket, dispatcher) == "not_allowed"


@pytest.mark.usefixtures("reason")
def test_one_slip_at_a_time_and_each_has_its_number(unit: Unit, handler: User) -> None:
    ticket = build.handling(unit)
    first = ask(ticket, handler)
    assert refusal(ask, ticket, handler) == "open_slip"
    returns.withdraw_many([returns.Withdrawal(first, ASKED)], handler)
    assert ask(ticket, handler).serial == 2
    assert Ticket.objects.get(pk=ticket.pk).return_count == 1


@pytest.mark.usefixtures("reason")
def test_the_principal_signs_once_and_may_withdraw_instead(unit: Unit, handler: User, principal: User) -> None:
    slip = ask(build.handling(unit), handler)
    returns.sign_many([returns.Signature(slip, ASKED, "同意退件")], principal)
    slip.refresh_from_db()
    assert (slip.is_signed, slip.signed_by, slip.signed_words) == (True, principal, "同意退件")
    assert refusal(returns.sign_many, [returns.Signature(slip, ASKED)], principal) == "not_now"
    returns.withdraw_many([returns.Withdrawal(slip, ASKED, "重新核实后由本单位办理")], principal)
    slip.refresh_from_db()
    assert slip.decision == Decision.WITHDRAWN


@pytest.mark.usefixtures("reason")
def test_a_handler_signs_nothing_and_a_foreign_principal_neither(unit: Unit, other: Unit, handler: User) -> None:
    slip = ask(build.handling(unit), handler)
    foreign = build.person("别家负责人", Role.PRINCIPAL, other)
    assert refusal(returns.sign_many, [returns.Signature(slip, ASKED)], handler) == "not_allowed"
    assert refusal(returns.sign_many, [returns.Signature(slip, ASKED)], foreign) == "not_yours"


PAPER = SimpleUploadedFile("退件单.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", "application/pdf")


def paper(ticket: Ticket, by: User) -> tuple[Any, ...]:
    PAPER.seek(0)
    return tuple(attachments.keep(ticket, [PAPER], use="return", by=by, at=ASKED))


@pytest.mark.parametrize(
    ("way", "has_paper", "needs_hand"),
    [
        ("system", False, True),
        ("system", True, True),
        ("either", False, True),
        ("either", True, False),
        ("paper", True, False),
        ("none", False, False),
    ],
)
@pytest.mark.usefixtures("reason")
def test_whose_hand_a_slip_needs_is_the_districts_setting(
    unit: Unit, handler: User, settings: Settings, tmp_path: Any, way: str, has_paper: bool, needs_hand: bool
) -> None:
    settings.MEDIA_ROOT = tmp_path
    setting("return_signature", way)
    ticket = build.handling(unit)
    slip = ask(ticket, handler, files=paper(ticket, handler) if has_paper else ())
    assert slip.needs_hand is needs_hand
    assert slip.attachments.count() == has_paper


@pytest.mark.usefixtures("reason")
def test_where_the_paper_is_asked_for_a_slip_without_it_is_refused(unit: Unit, handler: User) -> None:
    setting("return_signature", "paper")
    assert refusal(ask, build.handling(unit), handler) == "paper_missing"


@pytest.mark.usefixtures("reason")
def test_a_slip_sent_back_is_mended_keeps_its_number_and_is_signed_anew(
    unit: Unit, handler: User, principal: User, dispatcher: User
) -> None:
    slip = ask(build.handling(unit), handler)
    returns.sign_many([returns.Signature(slip, ASKED)], principal)
    return_rulings.mend_many([return_rulings.Ruling(slip, ASKED, "请写明条款")], dispatcher)
    slip = ReturnRequest.objects.select_related("ticket", "kind").get(pk=slip.pk)
    again = returns.Ask(slip.ticket, slip.kind or Reason(), TEXT + "详见条款。", ASKED, "第四条第二款")
    returns.resend_many([returns.Resend(slip, again)], handler)
    slip.refresh_from_db()
    assert (slip.serial, slip.decision, slip.is_signed, slip.clause) == (1, Decision.WAITING, False, "第四条第二款")
    assert slip.mend_words == "请写明条款"
    assert refusal(returns.resend_many, [returns.Resend(slip, again)], handler) == "not_now"
    assert Ticket.objects.get(pk=slip.ticket_id).return_count == 1


@pytest.mark.usefixtures("reason")
def test_many_ask_in_as_many_queries_as_few(unit: Unit, handler: User, django_assert_num_queries: Any) -> None:
    kind = Reason.objects.get(label="职能不符")
    tickets = [build.handling(unit, number=f"R{number}") for number in range(7)]
    others = [build.unit(f"外单位{number}") for number in range(7)]
    few = [returns.Ask(ticket, kind, TEXT, ASKED, "第四条", other) for ticket, other in zip(tickets[:2], others, strict=False)]
    many = [returns.Ask(ticket, kind, TEXT, ASKED, "第四条", other) for ticket, other in zip(tickets[2:], others[2:], strict=True)]
    assert handler.own_units  # read once for each request
    with django_assert_num_queries(count_of(lambda: returns.ask_many(few, handler))):
        assert len(returns.ask_many(many, handler)) == 5


def count_of(act: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)
