"""提分办件 as a page, a file and a line of the desk: each unit's people see their own."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scoring.acts import closing
from tests import build
from tests.scoring import cases
from tickets.models import Assignment, Identity, Ticket
from tickets.rules.workflow import Status
from units.models import Unit, User
from units.rules.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(unit: Unit) -> Unit:
    """A ticket of 住建局 that is late, as of the running month, and one of a section below it."""
    now = timezone.now()
    cases.district(starts_on="2020-01-01")
    cases.method(period="year", unsampled="zero")
    for number, of in enumerate((unit, build.unit("市政科", parent=unit, is_ranked=False))):
        build.handling(of, now - timedelta(hours=3), number=f"P{number}", title=f"请致电{13800138000 + number}")
    closing.trial_open_months(now)
    return unit


def page(client: Client, user: User, path: str, status: int = 200) -> str:
    client.force_login(user)
    answer = client.get(path)
    assert answer.status_code == status
    return str(answer.content.decode())


def test_the_page_lists_the_units_tickets_with_their_words_masked(client: Client, handler: User, leader: User, house: Unit) -> None:
    for user in (handler, leader):
        html = page(client, user, f"/units/{house.pk}/lift/")
        assert "P0" in html
        assert "P1" in html
        assert "13800138000" not in html


def test_another_units_people_find_nothing(client: Client, stranger: User, house: Unit) -> None:
    for part in ("", "brief/", "file/csv/"):
        page(client, stranger, f"/units/{house.pk}/lift/{part}", 404)
    page(client, stranger, f"/units/{stranger.unit_id}/lift/")


def test_the_file_holds_what_the_page_shows(client: Client, handler: User, house: Unit) -> None:
    client.force_login(handler)
    lines = client.get(f"/units/{house.pk}/lift/file/csv/").content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("工单编号,诉求,状态,要做的,与什么相比,分项变化,")
    assert [line.partition(",")[0] for line in lines[2:4]] == ["P0", "P1"]
    assert "13800138000" not in "".join(lines)
    assert client.get(f"/units/{house.pk}/lift/file/exe/").status_code == 404


def test_the_desk_shows_a_link_that_is_filled_once_the_page_stands(client: Client, handler: User, house: Unit) -> None:
    html = page(client, handler, "/inbox/")
    assert f'href="/units/{house.pk}/lift/"' in html
    assert f'hx-get="/units/{house.pk}/lift/brief/"' in html
    brief = page(client, handler, f"/units/{house.pk}/lift/brief/")
    assert "<html" not in brief
    assert f'href="/units/{house.pk}/lift/"' in brief


def test_the_line_of_the_desk_is_counted_once_a_minute(client: Client, handler: User, house: Unit) -> None:
    page(client, handler, f"/units/{house.pk}/lift/brief/")
    with CaptureQueriesContext(connection) as made:
        page(client, handler, f"/units/{house.pk}/lift/brief/")
    assert len([one for one in made.captured_queries if "scoring_" in one["sql"]]) == 0


def test_without_a_method_the_page_says_so(client: Client, handler: User, unit: Unit) -> None:
    assert "没有在执行的评分办法" in page(client, handler, f"/units/{unit.pk}/lift/")


def test_a_confidential_ticket_names_no_citizen_to_the_unit(client: Client, handler: User, house: Unit) -> None:
    ticket = Ticket.objects.get(number="P0")
    Ticket.objects.filter(pk=ticket.pk).update(is_confidential=True, title="欧阳明月反映路灯不亮")
    Identity.objects.create(ticket=ticket, name="欧阳明月", phone="13987654321")
    for address in (f"/units/{house.pk}/lift/", f"/units/{house.pk}/lift/file/csv/"):
        client.force_login(handler)
        assert "欧阳明月" not in client.get(address).content.decode()


def test_a_sections_people_are_led_to_the_page_that_is_theirs(client: Client, leader: User, house: Unit) -> None:
    section = Unit.objects.get(parent=house)
    chief = build.person("科长", Role.PRINCIPAL, section)
    for reader, of in ((chief, section), (leader, house)):
        html = page(client, reader, f"/units/{section.pk}/lift/")
        assert f'href="/units/{of.pk}/"' in html and ">单位页<" in html.replace("</svg>", ">")
        page(client, reader, f"/units/{of.pk}/")


def test_that_nothing_lifts_is_said_once_and_promises_no_list(client: Client, handler: User, house: Unit) -> None:
    Assignment.objects.update(status=Status.CLOSED)
    html = page(client, handler, f"/units/{house.pk}/lift/")
    assert html.count("没有能提分的办件") == 1
    assert "列在下面" not in html and "现在没有在办的，也没有不满意的。" in html
