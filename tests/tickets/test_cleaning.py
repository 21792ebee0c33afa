"""无效回访: which calls are invalid is a setting; they are called again or confirmed with a reason."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from tests import build
from tickets.acts import cleaning, queues
from tickets.acts.cases import open_case
from tickets.acts.look_back import Clearing
from tickets.models import Callback, Ticket
from units.acts import settings
from units.models import Unit, User
from units.rules.district import District

pytestmark = pytest.mark.django_db
SAID = build.moment("2022-01-08 10:00")
AT = build.moment("2022-01-09 11:00")
NOTHING: dict[str, Any] = {"grade": "", "stars": None, "solved": "", "process_grade": "", "result_grade": ""}


def missed(ticket: Ticket, reached: str = "refused", source: str = "district", at: timedelta = timedelta()) -> Callback:
    return build.called(ticket, SAID + at, source=source, reached=reached, **NOTHING)


@pytest.mark.parametrize(("reached", "listed"), [("refused", True), ("wrong_number", True), ("anonymous", True), ("no_answer", False)])
def test_calls_without_a_valid_answer_are_listed_but_not_what_is_still_to_be_called(
    unit: Unit, callback_agent: User, reached: str, listed: bool
) -> None:
    missed(build.completed(unit), reached)
    assert cleaning.invalid_calls(callback_agent).exists() is listed


def test_a_closed_ticket_whose_city_call_reached_nobody_is_listed(unit: Unit, callback_agent: User) -> None:
    missed(build.closed(unit), "no_answer", "city", timedelta(days=9))
    assert cleaning.invalid_calls(callback_agent).exists()


def test_what_is_invalid_is_a_setting(unit: Unit, callback_agent: User) -> None:
    missed(build.completed(unit), "refused")
    settings.store(District(invalid_reached=("wrong_number",)))
    assert not cleaning.invalid_calls(callback_agent).exists()


def test_a_later_valid_call_takes_it_off(unit: Unit, callback_agent: User) -> None:
    ticket = build.completed(unit)
    missed(ticket)
    build.called(ticket, AT, source="city")
    assert not cleaning.invalid_calls(callback_agent).exists()


def test_called_again_it_stands_on_the_call_list(unit: Unit, callback_agent: User) -> None:
    ticket = build.completed(unit)
    missed(ticket)
    assert not queues.to_call(callback_agent).exists()
    cleaning.call_again_many([ticket], callback_agent, AT)
    assert queues.to_call(callback_agent).exists() and not cleaning.invalid_calls(callback_agent).exists()
    assert open_case(ticket, callback_agent, AT).story.latest.strong == "放回待回访"
    missed(ticket, "wrong_number", at=timedelta(days=3))
    assert cleaning.invalid_calls(callback_agent).exists()


def test_a_closed_ticket_is_not_called_again(unit: Unit, callback_agent: User) -> None:
    ticket = build.closed(unit)
    missed(ticket, "refused", "city", timedelta(days=9))
    with pytest.raises(ValidationError) as refused:
        cleaning.call_again_many([ticket], callback_agent, AT + timedelta(days=9))
    assert refused.value.code == "closed"


def test_confirmed_invalid_it_is_off_with_the_reason(unit: Unit, callback_agent: User) -> None:
    ticket = build.completed(unit)
    call = missed(ticket)
    cleaning.confirm_many([Clearing(ticket, AT, "两次核对号码，确系空号")], callback_agent)
    call.refresh_from_db()
    assert (call.cleared_words, call.cleared_by) == ("两次核对号码，确系空号", callback_agent)
    assert not cleaning.invalid_calls(callback_agent).exists()
    with pytest.raises(ValidationError) as refused:
        cleaning.call_again_many([ticket], callback_agent, AT)
    assert refused.value.code == "nothing_to_clear"


def test_the_page_does_both(client: Client, unit: Unit, callback_agent: User) -> None:
    client.force_login(callback_agent)
    for number in "12":
        missed(build.completed(unit, number=number))
    assert "拒访" in client.get("/callbacks/invalid/").content.decode()
    again = client.post("/callbacks/invalid/clear/", {"ticket": ["1"], "act": "again"}, follow=True).content.decode()
    assert "1 件已放回待回访" in again
    confirmed = client.post("/callbacks/invalid/clear/", {"ticket": ["2"], "words": "拒访两次"}, follow=True).content.decode()
    assert "已确认无效 1 件" in confirmed
    assert not cleaning.invalid_calls(callback_agent).exists()


def test_only_those_that_may_still_be_called_are_offered_for_another_call(client: Client, unit: Unit, callback_agent: User) -> None:
    missed(build.completed(unit, number="1"))
    missed(build.closed(unit, number="2"), "refused", "city", timedelta(days=9))
    client.force_login(callback_agent)
    for address, number, offered in (("/callbacks/invalid/", "1", True), ("/callbacks/invalid/?tab=closed", "2", False)):
        answer = client.get(address)
        assert [line.ticket.number for line in answer.context["lines"]] == [number]
        assert ('value="again"' in answer.content.decode()) is offered
        assert [tab["count"] for tab in answer.context["tabs"]] == [1, 1]
    answer = client.post("/callbacks/invalid/clear/?tab=closed", {"ticket": ["2"], "words": "已归档，无法再访"}, follow=True)
    assert "已确认无效 1 件" in answer.content.decode() and answer.context["tabs"][1]["count"] == 0
