"""The return desk's list and the principal's over several pages: all decisions ever made, and counts of the whole list."""

import re

import pytest
from django.test import Client

from tests import build
from tickets.acts import return_rulings
from tickets.models import ReturnRequest
from tickets.views import return_asking, slips
from units.models import Unit, User

ASKED = build.moment("2022-01-05 15:00")


def asked(unit: Unit, number: str, *, is_signed: bool = True) -> ReturnRequest:
    return build.slip(build.handling(unit, number=number), ASKED, is_signed=is_signed)


def test_every_decision_stays_on_its_tab_with_the_newest_first_over_all_pages(
    client: Client, unit: Unit, dispatcher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in ("06", "08", "07"):
        ruling = return_rulings.Ruling(asked(unit, day), build.moment(f"2022-01-{day} 10:00"), "属本单位职责")
        return_rulings.refuse_many([ruling], None)
    asked(unit, "waiting")
    monkeypatch.setattr(slips, "SIZE", 2)
    client.force_login(dispatcher)
    first = client.get("/returns/?tab=done")
    second = client.get(first.context["work"].next_url)
    shown = [[line.request.ticket.number for group in page.context["work"].groups for line in group.lines] for page in (first, second)]
    assert shown == [["08", "07"], ["06"]]
    assert "01-08 10:00" in first.content.decode()


def test_a_group_is_headed_with_the_number_of_all_its_slips(
    client: Client, unit: Unit, dispatcher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in ("1", "2", "3"):
        asked(unit, number)
    monkeypatch.setattr(slips, "SIZE", 2)
    client.force_login(dispatcher)
    assert "窗口内申请 3 件" in client.get("/returns/").content.decode()


def test_the_principal_turns_pages_and_reads_how_many_wait(
    client: Client, unit: Unit, principal: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in ("1", "2", "3"):
        asked(unit, number, is_signed=False)
    monkeypatch.setattr(return_asking, "SIZE", 2)
    client.force_login(principal)
    first = client.get("/returns/sign/")
    second = client.get(f"/returns/sign/{first.context['next_url']}")
    assert [[row.ticket.number for row, _ in page.context["lines"]] for page in (first, second)] == [["1", "2"], ["3"]]
    assert "<b>3</b> 件" in first.content.decode() and first.context["previous_url"] == ""
    place = first.context["next_url"]
    assert re.search(rf'href="/returns/sign/3/{re.escape(place)}"', second.content.decode())
