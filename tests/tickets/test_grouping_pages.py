"""并案 from the ticket page: into another one, others into this one, out again; what cannot be is said beside the field."""

from datetime import timedelta

import pytest
from django.test import Client

from tests import build
from tickets.acts import grouping
from tickets.models import Ticket
from tickets.rules.workflow import Status
from units.models import Unit, User

PAGE = "/tickets/220105093000000001/"


def fresh(number: str = "220105093000000001") -> Ticket:
    return Ticket.objects.get(number=number)


def seen_by(client: Client, user: User, path: str) -> str:
    client.force_login(user)
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_tickets_are_merged_from_either_page_and_taken_apart(client: Client, unit: Unit, dispatcher: User) -> None:
    build.handling(unit)
    for number in ("1", "2", "3"):
        build.ticket(number)
    client.force_login(dispatcher)
    shown = client.post(f"{PAGE}merge/", {"members": "1，2\n", "reason": "同一路灯"}, follow=True).content.decode()
    assert "已把 2 件并入 220105093000000001" in shown and 'href="/tickets/1/"' in shown and "答复本件时" in shown
    shown = client.post("/tickets/3/merge/", {"into": "220105093000000001"}, follow=True).content.decode()
    assert grouping.members(fresh()).count() == 3
    shown = seen_by(client, dispatcher, "/tickets/3/")
    assert "主件答复时一并答复本件" in shown and 'action="/tickets/3/unmerge/"' in shown
    assert "并入件留在现在的单位，按自己的时限单独答复" in shown and "本件留在住建局" in shown
    said = client.post("/tickets/3/unmerge/", follow=True).content.decode()
    assert "已取消 1 件的并案：3 仍在住建局，按它自己的时限 01-12 24:00 单独答复；要换单位请转派。" in said
    assert (fresh("3").status, fresh("3").lead_unit) == (Status.DISPATCHED, unit)
    client.post(f"{PAGE}unmerge/", {"ticket": ["1"]})
    assert [member.number for member in grouping.members(fresh())] == ["2"]


def test_the_inbox_says_beforehand_how_many_a_reply_answers_and_answers_them(
    client: Client, unit: Unit, dispatcher: User, handler: User
) -> None:
    lead = build.handling(unit)
    grouping.merge_many([build.ticket("1"), build.ticket("2")], lead, dispatcher, build.ARRIVED + timedelta(hours=3))
    assert "本答复同时答复并入本件的" in seen_by(client, handler, "/inbox/220105093000000001/")
    client.post("/inbox/220105093000000001/", {"kind": "final", "text": build.ANSWER})
    assert set(Ticket.objects.values_list("status", flat=True)) == {Status.REPLIED}


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({}, "两样填一样"),
        ({"into": "1", "members": "1"}, "两样填一样"),
        ({"into": "nowhere"}, "没有工单 nowhere"),
        ({"members": "1 nowhere"}, "没有工单 nowhere"),
        ({"into": "220105093000000001"}, "不能并入自己"),
    ],
)
def test_a_merger_that_cannot_be_says_why(client: Client, unit: Unit, dispatcher: User, typed: dict[str, str], refusal: str) -> None:
    build.handling(unit)
    build.ticket("1")
    client.force_login(dispatcher)
    assert refusal in client.post(f"{PAGE}merge/", typed).content.decode()
    assert not grouping.members(fresh()).exists()
