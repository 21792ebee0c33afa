"""The sheet of a ticket on paper: masked, with its limits and story, lines for the leader's hand, and who printed it."""

import pytest
from django.test import Client
from django.utils import timezone

from tests import build
from tickets.acts import transferring
from tickets.models import Identity, TicketType
from units.models import Unit, User
from units.rules.roles import Role

TEXT = "兴工街路灯三天不亮，请回电 13812345678。"


def sheet(client: Client, user: User, number: str = "1") -> str:
    client.force_login(user)
    answer = client.get(f"/tickets/{number}/print/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_sheet_holds_what_the_desk_needs_and_nobodys_phone(client: Client, handler: User, unit: Unit) -> None:
    ticket = build.handling(unit, number="1", text=TEXT)
    Identity.objects.create(ticket=ticket, name="王小明", phone="13812345678", address="光明里 9 号楼 4 单元")
    page = sheet(client, handler)
    for words in ("办件单", "领导批示", "办理结果", "签收", "单位时限", "市平台时限", "王**", "138****5678", "住建局"):
        assert words in page, words
    for secret in ("13812345678", "王小明", "4 单元"):
        assert secret not in page, secret


def test_who_prints_it_and_when_runs_across_it(client: Client, handler: User, unit: Unit) -> None:
    build.handling(unit, number="1")
    page = sheet(client, handler)
    assert page.count(f"承办人 住建局 {timezone.localtime():%Y-%m-%d}") >= 10


def test_a_report_hides_the_citizen_from_the_unit_on_paper_too(client: Client, handler: User, unit: Unit) -> None:
    kind = TicketType.objects.create(label="举报")
    Identity.objects.create(ticket=build.handling(unit, number="1", ticket_type=kind), name="王小明", phone="13812345678")
    page = sheet(client, handler)
    assert "已隐去" in page and "王**" not in page


def test_a_past_holder_prints_what_it_saw(client: Client, handler: User, unit: Unit) -> None:
    ticket = build.handling(unit, number="1")
    later = build.unit("教育局")
    transferring.transfer(ticket, to=later, by=None, at=timezone.now(), note="职责不符")
    page = sheet(client, handler)
    assert "教育局" not in page and "签收" in page


@pytest.mark.parametrize("role", [Role.CALLBACK, Role.LEADER, Role.ADMINISTRATOR])
def test_others_print_no_sheet(client: Client, unit: Unit, role: Role) -> None:
    build.handling(unit, number="1")
    client.force_login(build.person("某人", role))
    assert client.get("/tickets/1/print/").status_code == 403


def test_a_strangers_sheet_is_not_there(client: Client, stranger: User, unit: Unit) -> None:
    build.handling(unit, number="1")
    client.force_login(stranger)
    assert client.get("/tickets/1/print/").status_code == 404
