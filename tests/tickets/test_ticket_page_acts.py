"""What is done from the ticket page: redo, transfer, urging, the city's withdrawal; which of its forms are open to whom."""

from datetime import timedelta

import pytest
from django.test import Client

from tests import build
from tests.tickets.ticket_page import PAGE, Made, seen_by
from tickets.acts import grouping
from tickets.models import RedoOrder, Ticket
from tickets.rules.workflow import Status
from units.models import Unit, User
from units.rules.roles import Role


def test_a_redo_asks_a_reason_and_opens_a_new_round(client: Client, unit: Unit, dispatcher: User) -> None:
    build.closed(unit)
    assert "重办" in seen_by(client, dispatcher)
    assert "重办要写明原因" in client.post(f"{PAGE}redo/", {"reason": ""}).content.decode()
    done = client.post(f"{PAGE}redo/", {"reason": "诉求人来电说路灯又坏了"}, follow=True)
    assert "已重办" in done.content.decode()
    assert (Ticket.objects.get().status, RedoOrder.objects.get().round) == (Status.DISPATCHED, 2)


@pytest.mark.parametrize("role", [Role.HANDLER, Role.LEADER, Role.PRINCIPAL])
def test_who_may_not_order_a_redo_is_refused(client: Client, unit: Unit, role: Role) -> None:
    build.closed(unit)
    client.force_login(build.person("某人", role, unit))
    assert client.post(f"{PAGE}redo/", {"reason": "再办一次吧"}).status_code == 403


def fresh(number: str = "220105093000000001") -> Ticket:
    return Ticket.objects.get(number=number)


@pytest.mark.parametrize(
    ("made", "role", "open_forms"),
    [
        (build.dispatched, Role.DISPATCHER, {"urge", "transfer", "merge"}),
        (build.replied, Role.DISPATCHER, {"urge"}),
        (build.completed, Role.DISPATCHER, {"redo"}),
        (build.handling, Role.SUPERVISOR, {"urge"}),
        (build.closed, Role.CALLBACK, {"redo"}),
        (build.handling, Role.HANDLER, set()),
        (build.handling, Role.LEADER, set()),
    ],
)
def test_the_forms_of_the_page_are_those_that_are_open_to_its_reader(
    client: Client, unit: Unit, made: Made, role: Role, open_forms: set[str]
) -> None:
    made(unit)
    shown = seen_by(client, build.person("某人", role, unit))
    assert {name for name in ("urge", "transfer", "merge", "redo", "void") if f'action="{PAGE}{name}/"' in shown} == open_forms


def test_a_ticket_is_transferred_from_its_page_with_its_members(client: Client, unit: Unit, dispatcher: User) -> None:
    lead, new = build.handling(unit), build.unit("城管局")
    grouping.merge_many([build.ticket("member")], lead, dispatcher, build.ARRIVED + timedelta(hours=3))
    assert "同单位的并入件一并转派" in seen_by(client, dispatcher)
    assert "转派要写明原因" in client.post(f"{PAGE}transfer/", {"unit": new.pk}).content.decode()
    done = client.post(f"{PAGE}transfer/", {"unit": new.pk, "note": "路灯由城管局管护", "members": "on"}, follow=True)
    assert "等 2 件 已转派给 城管局" in done.content.decode()
    assert fresh().lead_unit == fresh("member").lead_unit == new


def test_a_refused_transfer_says_why_beside_the_field(client: Client, unit: Unit, dispatcher: User) -> None:
    build.handling(unit)
    client.force_login(dispatcher)
    answer = client.post(f"{PAGE}transfer/", {"unit": unit.pk, "note": "转派"}).content.decode()
    assert "不用转派" in answer and 'id="transfer" open' in answer
    assert fresh().lead_unit == unit


def test_an_urge_from_the_page_is_counted_and_told(client: Client, unit: Unit, supervisor: User) -> None:
    build.handling(unit)
    client.force_login(supervisor)
    done = client.post(f"{PAGE}urge/", {"words": "请今日联系"}, follow=True).content.decode()
    assert "已催办 220105093000000001" in done and "已催办 1 次" in done and "请今日联系" in done


def test_the_citys_withdrawal_is_carried_out_from_the_page(client: Client, unit: Unit, dispatcher: User) -> None:
    build.handling(unit)
    assert "按市平台撤单" not in seen_by(client, dispatcher)
    assert "只有市平台撤单后才能撤" in client.post(f"{PAGE}void/", follow=True).content.decode()
    Ticket.objects.update(city_status="已撤单", is_conflict=True)
    assert "按市平台撤单" in seen_by(client, dispatcher)
    assert "已按市平台撤单" in client.post(f"{PAGE}void/", follow=True).content.decode()
    assert (fresh().status, fresh().is_conflict) == (Status.VOIDED, False)


@pytest.mark.parametrize("role", [Role.HANDLER, Role.LEADER, Role.SUPERVISOR])
def test_who_may_not_move_a_ticket_on_is_refused(client: Client, unit: Unit, role: Role) -> None:
    build.handling(unit, city_status="已撤单")
    client.force_login(build.person("某人", role, unit))
    assert {client.post(f"{PAGE}{act}/").status_code for act in ("transfer", "void", "merge", "unmerge")} == {403}
    assert fresh().status == Status.HANDLING
