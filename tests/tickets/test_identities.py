"""Who opens a citizen's identity, how, and that it is always logged."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from tests import build
from tickets.acts import dispatching, handed
from tickets.acts.identities import open_identity, right_of
from tickets.acts.indexing import index_backlog
from tickets.models import Identity, Ticket, TicketType
from units.models import RevealLog, Unit, User
from units.rules.roles import Role

AT = build.moment("2022-01-06 10:00")
HIDDEN = "保密件和举报件对承办单位隐去诉求人，需要联系时请通过区平台。"


def known(ticket: Ticket) -> Ticket:
    Identity.objects.create(ticket=ticket, name="王小明", phone="13812345678", address="兴工街 12 号楼")
    return ticket


@pytest.mark.parametrize(
    ("role", "state", "expected"),
    [
        (Role.HANDLER, build.handling, "办理联系"),
        (Role.HANDLER, build.dispatched, "办理联系"),
        (Role.HANDLER, build.completed, "types one"),
        (Role.CALLBACK, build.completed, "回访"),
        (Role.CALLBACK, build.handling, "types one"),
        (Role.DISPATCHER, build.handling, "types one"),
        (Role.SUPERVISOR, build.handling, "types one"),
        (Role.ADMINISTRATOR, build.handling, "types one"),
        (Role.PRINCIPAL, build.handling, "refused"),
        (Role.LEADER, build.handling, "refused"),
        (Role.CLIENT, build.handling, "refused"),
    ],
)
def test_who_holds_a_ticket_needs_no_words_and_everybody_else_does(unit: Unit, role: Role, state: object, expected: str) -> None:
    right = right_of(build.person("某人", role, unit), known(state(unit)))  # type: ignore[operator]
    assert ("refused" if not right.is_open else right.reason or "types one") == expected


@pytest.mark.parametrize("hidden", ["confidential", "report"])
def test_reports_and_confidential_tickets_hide_the_citizen_from_the_unit_alone(
    handler: User, dispatcher: User, unit: Unit, hidden: str
) -> None:
    report, _ = TicketType.objects.get_or_create(label="举报")
    values = {"is_confidential": True} if hidden == "confidential" else {"ticket_type": report}
    ticket = known(build.handling(unit, **values))
    assert right_of(handler, ticket).refusal == HIDDEN
    with pytest.raises(PermissionDenied):
        open_identity(ticket, handler, "办理联系", AT)
    assert open_identity(ticket, dispatcher, "核实举报内容", AT).name == "王小明"
    assert RevealLog.objects.count() == 1


def test_an_assist_types_a_reason_and_a_past_holder_is_refused(unit: Unit) -> None:
    assisting = build.person("协办", Role.HANDLER, build.unit("城管局"))
    ticket = known(build.ticket())
    dispatching.dispatch(ticket, to=unit, by=None, at=AT, assists=[build.unit("城管局")])
    assert right_of(assisting, ticket).is_open and not right_of(assisting, ticket).reason
    ticket.assignments.filter(is_lead=False).update(ended_at=AT)
    assert "已不由您单位承办" in right_of(assisting, ticket).refusal


def test_a_section_reaches_the_citizen_while_it_has_the_ticket_and_not_afterwards(unit: Unit) -> None:
    section = build.unit("市政科", parent=unit)
    clerk = build.person("科员", Role.HANDLER, section)
    row = build.handed_on(known(build.handling(unit)), section)
    assert right_of(clerk, row.ticket).reason == "办理联系"
    assert open_identity(row.ticket, clerk, "", AT).phone == "13812345678" and RevealLog.objects.get().by == clerk
    handed.recall_many([handed.Deed(row, AT)], None)
    assert "已不由您单位承办" in right_of(clerk, row.ticket).refusal


def test_a_section_is_not_shown_the_citizen_of_a_confidential_ticket(unit: Unit) -> None:
    section = build.unit("市政科", parent=unit)
    row = build.handed_on(build.handling(unit, is_confidential=True), section)
    assert right_of(build.person("科员", Role.HANDLER, section), row.ticket).refusal == HIDDEN


@pytest.mark.parametrize("address", ["/tickets/1/", "/inbox/1/", "/tickets/1/print/", "/inbox/1/return/", "/returns/1/print/"])
def test_the_words_of_a_confidential_ticket_do_not_name_its_citizen_to_the_unit(
    client: Client, handler: User, dispatcher: User, unit: Unit, address: str
) -> None:
    words = "王小明来电：兴工街路灯不亮，请回13812345678。"
    for number, is_confidential in (("1", True), ("2", False)):
        ticket = build.handling(unit, number=number, text=words, is_confidential=is_confidential)
        Identity.objects.create(ticket=ticket, name="王小明", phone="13812345678")
    client.force_login(handler)
    shown = client.get(address, follow=True).content.decode()
    assert "兴工街" in shown
    assert "王小明" not in shown and "5678" not in shown
    other = client.get(address.replace("1", "2"), follow=True).content.decode()
    assert "王小明" in other and "138****5678" in other


def test_search_does_not_quote_the_citizen_of_a_confidential_ticket_to_the_unit(
    client: Client, handler: User, dispatcher: User, unit: Unit
) -> None:
    known(build.handling(unit, number="1", text="王小明来电：兴工街路灯不亮，请回13812345678。", is_confidential=True))
    index_backlog()
    for reader, is_named in ((handler, False), (dispatcher, True)):
        client.force_login(reader)
        shown = client.get("/search/?q=路灯").content.decode()
        assert "兴工街" in shown and (("王小明" in shown) is is_named) and (("5678" in shown) is is_named)


def test_without_a_reason_nothing_is_shown_nor_logged(dispatcher: User, unit: Unit) -> None:
    ticket = known(build.handling(unit))
    with pytest.raises(ValidationError, match="请填写查看事由"):
        open_identity(ticket, dispatcher, "  ", AT)
    assert not RevealLog.objects.exists()


def test_the_log_says_who_when_which_and_why(handler: User, unit: Unit) -> None:
    ticket = known(build.handling(unit))
    open_identity(ticket, handler, "", AT)
    [line] = RevealLog.objects.all()
    assert (line.by, line.ticket_number, line.reason, line.at) == (handler, ticket.number, "办理联系", AT)


def test_the_page_is_masked_until_the_button_and_never_kept(client: Client, handler: User, unit: Unit) -> None:
    ticket = known(build.handling(unit))
    client.force_login(handler)
    page = f"/tickets/{ticket.number}/identity/"
    before = client.get(page).content.decode()
    assert "王**" in before and "138****5678" in before and "王小明" not in before and "13812345678" not in before
    after = client.post(page)
    assert "王小明" in after.content.decode() and 'href="tel:13812345678"' in after.content.decode() and "tel:" not in before
    assert "no-store" in after.headers["Cache-Control"]


def test_the_part_for_htmx_is_no_whole_page(client: Client, dispatcher: User, unit: Unit) -> None:
    ticket = known(build.handling(unit))
    client.force_login(dispatcher)
    page = f"/tickets/{ticket.number}/identity/"
    asked = client.post(page, {"reason": ""}, headers={"HX-Request": "true"}).content.decode()
    assert "请填写查看事由" in asked and "<html" not in asked and "王小明" not in asked
    shown = client.post(page, {"reason": "核实地址"}, headers={"HX-Request": "true"}).content.decode()
    assert "王小明" in shown and "<html" not in shown


def test_another_units_ticket_is_not_there(client: Client, stranger: User, unit: Unit) -> None:
    ticket = known(build.handling(unit))
    client.force_login(stranger)
    assert client.post(f"/tickets/{ticket.number}/identity/", {"reason": "好奇"}).status_code == 404
    assert not RevealLog.objects.exists()


def test_where_nobody_left_an_identity_no_reason_is_asked_for_and_nothing_is_logged(client: Client, dispatcher: User, unit: Unit) -> None:
    nameless, empty = build.handling(unit, number="1"), build.handling(unit, number="2")
    Identity.objects.create(ticket=empty)
    client.force_login(dispatcher)
    for ticket in (nameless, empty):
        page = client.get(f"/tickets/{ticket.number}/identity/").content.decode()
        assert "未留身份" in page and "留痕" not in page and "已隐去" not in page
        assert client.post(f"/tickets/{ticket.number}/identity/", {"reason": "核实"}).status_code == 403
    assert not RevealLog.objects.exists()


def test_a_number_in_the_title_stays_masked_where_the_reason_is_asked(client: Client, dispatcher: User, unit: Unit) -> None:
    ticket = known(build.handling(unit, title="请回电 13812345678"))
    client.force_login(dispatcher)
    page = client.get(f"/tickets/{ticket.number}/identity/").content.decode()
    assert "请回电 138****5678" in page and "13812345678" not in page
