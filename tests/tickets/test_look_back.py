"""回头看: low stars and noes stay on the list until a later call is good or somebody writes what was found."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import build
from tickets.acts import look_back
from tickets.acts.cases import open_case
from tickets.acts.look_back import Clearing
from tickets.models import Callback, Ticket
from units.acts import settings
from units.models import Unit, User
from units.rules.district import District

pytestmark = pytest.mark.django_db
SAID = build.moment("2022-01-08 10:00")
AT = build.moment("2022-01-09 11:00")
GOOD: dict[str, Any] = {"grade": "satisfied", "stars": 5}


@pytest.mark.parametrize(
    ("said", "listed"),
    [
        ({"grade": "satisfied", "stars": 5}, False),
        ({"grade": "satisfied", "stars": 4}, True),  # the default: 4 of 5 are low [X22]
        ({"grade": "dissatisfied", "stars": 5}, True),
        ({"grade": "satisfied", "stars": 5, "solved": "unsolved"}, True),
        ({"grade": "basically", "stars": None}, False),
        ({"grade": "", "stars": None, "solved": "", "process_grade": "", "result_grade": "", "reached": "refused"}, False),
    ],
)
def test_low_stars_and_noes_are_listed(unit: Unit, callback_agent: User, said: dict[str, Any], listed: bool) -> None:
    build.called(build.completed(unit), SAID, **said)
    assert look_back.look_back(callback_agent).exists() is listed


def test_how_low_is_a_setting_of_the_district(unit: Unit, callback_agent: User) -> None:
    build.called(build.completed(unit), SAID, stars=3)
    settings.store(District(low_star_at_most=2))
    assert not look_back.look_back(callback_agent).exists()


@pytest.mark.parametrize("source", ["city", "district"])
@pytest.mark.parametrize(
    ("later", "listed"), [(GOOD, False), ({"grade": "satisfied", "stars": 2}, True), ({"grade": "dissatisfied"}, True)]
)
def test_only_a_later_good_call_takes_it_off(unit: Unit, callback_agent: User, source: str, later: dict[str, Any], listed: bool) -> None:
    ticket = build.completed(unit)
    build.called(ticket, SAID, grade="dissatisfied", stars=1, source="city")
    build.called(ticket, AT, source=source, **later)
    assert look_back.look_back(callback_agent).exists() is listed


def test_a_good_call_before_the_bad_one_does_not_help(unit: Unit, callback_agent: User) -> None:
    ticket = build.completed(unit)
    build.called(ticket, SAID, **GOOD)
    build.called(ticket, AT, grade="dissatisfied", source="district")
    assert look_back.look_back(callback_agent).exists()


def test_cleared_with_words_it_is_off_and_the_story_tells_why(unit: Unit, callback_agent: User) -> None:
    tickets = [build.completed(unit, number=number) for number in "12"]
    for ticket in tickets:
        build.called(ticket, SAID, stars=2)
    look_back.clear_many([Clearing(ticket, AT, "上门查看，路灯已亮") for ticket in tickets], callback_agent)
    assert not look_back.look_back(callback_agent).exists()
    call = Callback.objects.filter(ticket=tickets[0]).get()
    assert (call.cleared_by, call.cleared_at, call.cleared_words) == (callback_agent, AT, "上门查看，路灯已亮")
    line = open_case(tickets[0], callback_agent, AT).story.latest
    assert (line.strong, line.more) == ("回头看销号", "上门查看，路灯已亮")


@pytest.mark.parametrize(("words", "code"), [(" ", "words_missing"), ("已核实", "nothing_to_clear")])
def test_clearing_needs_words_and_a_listed_ticket(unit: Unit, callback_agent: User, words: str, code: str) -> None:
    ticket = build.completed(unit)
    build.called(ticket, SAID, stars=2 if code == "words_missing" else 5)
    with pytest.raises(ValidationError) as refused:
        look_back.clear_many([Clearing(ticket, AT, words)], callback_agent)
    assert refused.value.code == code
    assert not Callback.objects.exclude(cleared_by=None).exists()


def test_the_page_clears_what_is_checked(client: Client, unit: Unit, callback_agent: User) -> None:
    client.force_login(callback_agent)
    for number in "12":
        build.called(build.completed(unit, number=number), SAID, stars=2, remark="来得太慢")
    shown = client.get("/callbacks/look-back/").content.decode()
    assert "2 星" in shown and "来得太慢" in shown
    refused = client.post("/callbacks/look-back/clear/", {"ticket": ["1"]}).content.decode()
    assert "销号要写明说明" in refused and 'name="ticket" value="1" checked' in refused
    assert "没有勾选工单" in client.post("/callbacks/look-back/clear/", {"words": "x"}, follow=True).content.decode()
    text = client.post("/callbacks/look-back/clear/", {"ticket": ["1"], "words": "已改进"}, follow=True).content.decode()
    assert "已销号 1 件" in text
    assert list(look_back.look_back(callback_agent).values_list("number", flat=True)) == ["2"]


@pytest.mark.parametrize("page", ["/callbacks/look-back/", "/callbacks/invalid/?tab=closed"])
def test_a_full_page_costs_what_five_rows_do(client: Client, unit: Unit, callback_agent: User, page: str) -> None:
    client.force_login(callback_agent)
    fill(unit, 0, 5)
    five = cost_of(client, page, 5)
    fill(unit, 5, 50)
    steering = 2 if connection.vendor == "postgresql" else 0  # how the list is to be counted (tickets.acts.planner)
    assert cost_of(client, page, 30) <= five <= 8 + steering


def cost_of(client: Client, page: str, lines: int) -> int:
    """The least queries of three: what is remembered for some seconds may run out at any of them."""
    costs = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as asked:
            assert len(client.get(page).context["lines"]) == lines
        costs.append(len(asked))
    return min(costs)


def fill(unit: Unit, first: int, last: int) -> None:
    """Closed tickets with a low call of the city's and a district's call that reached nobody any more."""
    nobody: dict[str, Any] = {"grade": "", "stars": None, "solved": "", "process_grade": "", "result_grade": "", "reached": "wrong_number"}
    for n in range(first, last):
        ticket: Ticket = build.closed(unit, number=f"{n}")
        build.called(ticket, SAID + timedelta(days=5), stars=1)
        build.called(ticket, SAID + timedelta(days=6), source="district", **nobody)


def numbers_on(client: Client, page: str) -> list[str]:
    return [line.ticket.number for line in client.get(page).context["lines"]]


def test_the_page_shows_each_listed_ticket_once_with_all_its_calls(client: Client, unit: Unit, callback_agent: User) -> None:
    said: dict[str, list[tuple[str, dict[str, Any]]]] = {
        "twice low": [("city", {"stars": 1}), ("district", {"stars": 2})],
        "low, then good": [("city", {"stars": 1}), ("district", GOOD)],
        "good, then low": [("city", GOOD), ("district", {"stars": 1})],
        "low, good, low": [("city", {"stars": 1}), ("city", GOOD), ("district", {"stars": 3})],
        "good": [("city", GOOD)],
    }
    for number, calls in said.items():
        ticket = build.completed(unit, number=number)
        for day, (source, answers) in enumerate(calls):
            build.called(ticket, SAID + timedelta(days=day), source=source, **answers)
    client.force_login(callback_agent)
    lines = client.get("/callbacks/look-back/").context["lines"]
    assert {line.ticket.number: len(line.calls) for line in lines} == {"twice low": 2, "good, then low": 1, "low, good, low": 1}
    assert len(lines) == look_back.look_back(callback_agent).count() == client.get("/callbacks/look-back/").context["work"].found


@pytest.mark.parametrize(("page", "listed"), [("/callbacks/look-back/", True), ("/callbacks/invalid/?tab=closed", False)])
def test_a_setting_that_changes_what_is_listed_is_seen_at_once(
    client: Client, unit: Unit, callback_agent: User, page: str, listed: bool
) -> None:
    fill(unit, 0, 1)
    client.force_login(callback_agent)
    assert client.get(page).context["work"].found == 1
    settings.store(District(low_star_at_most=0, invalid_reached=("refused",)))
    build.called(Ticket.objects.get(), AT + timedelta(days=30), stars=None, solved="unsolved")
    assert (client.get(page).context["work"].tally.total, bool(numbers_on(client, page))) == (int(listed), listed)


def test_pages_follow_each_other_in_the_order_of_the_calls(client: Client, unit: Unit, callback_agent: User) -> None:
    for n in range(32):
        build.called(build.completed(unit, number=f"{n}"), SAID + timedelta(hours=n), stars=1)
    client.force_login(callback_agent)
    work = client.get("/callbacks/look-back/").context["work"]
    assert [line.ticket.number for line in work.lines] == [f"{n}" for n in range(30)]
    assert numbers_on(client, work.next_url) == ["30", "31"]
    back = client.get(work.next_url).context["work"].previous_url
    assert numbers_on(client, back)[0] == "0"


def test_filters_take_away_and_what_is_left_is_counted(client: Client, unit: Unit, callback_agent: User) -> None:
    other = build.unit("教育局")
    for number, holder in (("1", unit), ("2", other)):
        build.called(build.completed(holder, number=number), SAID, stars=1)
    client.force_login(callback_agent)
    address = f"/callbacks/look-back/?unit={other.pk}"
    work = client.get(address).context["work"]
    assert (numbers_on(client, address), work.found, work.tallies[""].total) == (["2"], 1, 2)


def test_no_more_are_counted_than_the_page_names(client: Client, unit: Unit, callback_agent: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tickets.views.look_back.MOST_COUNTED", 2)
    for number in "1234":
        build.called(build.completed(unit, number=number), SAID, stars=1)
    client.force_login(callback_agent)
    assert client.get("/callbacks/look-back/").context["work"].found == 3


@pytest.mark.parametrize("words", ["", "已核实解决"])
def test_what_was_filtered_stays_so_when_something_is_cleared(client: Client, unit: Unit, callback_agent: User, words: str) -> None:
    other = build.unit("教育局")
    for number, holder in (("1", unit), ("2", other), ("3", other)):
        build.called(build.completed(holder, number=number), SAID, stars=1)
    client.force_login(callback_agent)
    address = client.get(f"/callbacks/look-back/?unit={other.pk}").context["work"].clear_url
    work = client.post(address, {"ticket": ["2"], "words": words}, follow=True).context["work"]
    assert [line.ticket.number for line in work.lines] == (["3"] if words else ["2", "3"])
    assert bool(work.checked) is not bool(words)
