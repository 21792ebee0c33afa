"""The page of a figure: rows of every source under their heads, raw beside assessed where something is excluded."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from scoring.acts import closing
from tests.scoring import cases
from tests.scoring.cases import exclude, held, moment
from tests.scoring.random_month import random_month
from tickets.models import Identity, Ticket
from units.models import Unit, User

pytestmark = pytest.mark.django_db


def page(client: Client, user: User, **asked: object) -> str:
    client.force_login(user)
    answer = client.get(f"/figures/?{urlencode(asked)}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_source_opens_its_rows_with_cells_under_its_heads(client: Client, leader: User) -> None:
    cases.district()
    cases.calendar()
    random_month(1)
    closing.close("2022-01", None, moment("2022-04-03 09:00"))
    client.force_login(leader)
    for code in ("arrivals", "assists", "staged_replies", "broken_promises", "returns", "supervision", "whistles_solved"):
        answer = client.get(f"/figures/?period=2022-01&indicator={code}")
        shown = answer.context["opened"]
        assert answer.status_code == 200 and shown.lines, code
        assert {len(line.cells) for line in shown.lines} == {len(shown.heads)}, code


def test_a_figure_from_which_something_is_excluded_shows_both(client: Client, leader: User, unit: Unit) -> None:
    cases.district()
    rows = [held(unit, f"2022-01-0{day} 10:00", replied="2022-02-01 10:00") for day in (4, 5, 6)]
    exclude(rows[0], "feedback")
    closing.close("2022-01", None, moment("2022-04-03 09:00"))
    html = page(client, leader, period="2022-01", indicator="on_time_feedback")
    assert "考核口径，已剔除 1 件；原始口径为" in html
    raw = page(client, leader, period="2022-01", indicator="on_time_feedback", figures="raw", part="excluded")
    assert "原始口径，未作剔除；考核口径为" in raw and rows[0].ticket.number in raw and rows[1].ticket.number not in raw
    assert "剔除" not in page(client, leader, period="2022-01", indicator="volume")


def test_the_rows_behind_a_figure_name_no_hidden_citizen_to_the_unit(client: Client, leader: User, handler: User, unit: Unit) -> None:
    cases.district()
    row = held(unit, "2022-01-04 10:00", due="2022-01-05 10:00")
    Ticket.objects.filter(pk=row.ticket_id).update(title="王小明反映路灯不亮", is_confidential=True)
    Identity.objects.create(ticket=row.ticket, name="王小明", phone="13812345678")
    closing.close("2022-01", None, moment("2022-04-03 09:00"))
    for address in ("/figures/?period=2022-01&indicator=overdue", f"/units/{unit.pk}/?period=2022-01"):
        for reader, title in ((handler, "（已隐去）反映路灯不亮"), (leader, "王小明反映路灯不亮")):
            client.force_login(reader)
            html = client.get(address).content.decode()
            assert title in html and (("王小明" in html) is (reader is leader))
