"""The ticket page: the story for each reader, the buttons that are open to it, and the limits with their arithmetic."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import build
from tests.tickets.ticket_page import PAGE, Made, seen_by
from tickets.acts import assisting, dispatching, grouping, redo, replies, reviewing, signing
from tickets.models import Identity, RedoOrder, Ticket
from units.models import Unit, User
from units.rules.roles import Role


@pytest.mark.parametrize(
    ("act", "said", "why"),
    [
        ("redo", {"reason": "诉求人仍有意见"}, "请用“催办”把新的意见告诉承办单位"),
        ("urge", {"words": "请按期办结"}, ""),
    ],
)
def test_a_refusal_is_read_also_where_the_ticket_has_moved_on_and_the_form_is_gone(
    client: Client, unit: Unit, supervisor: User, act: str, said: dict[str, str], why: str
) -> None:
    (build.handling if why else build.completed)(unit, number="1")
    client.force_login(supervisor)
    shown = client.post(f"/tickets/1/{act}/", said).content.decode()
    assert (why or "不用催办") in shown and f'id="{act}"' not in shown


def test_the_story_names_who_did_what_until_now(client: Client, unit: Unit, leader: User) -> None:
    ticket = build.completed(unit)
    build.called(ticket, build.moment("2022-01-08 10:00"), grade="dissatisfied", stars=1, solved="unsolved", remark="路灯仍不亮")
    shown = seen_by(client, leader)
    for words in ("市平台受理", "区平台接收", "给 住建局", "签收", build.ANSWER, "审核通过", "路灯仍不亮", "未解决", "首轮按时"):
        assert words in shown, words


def test_a_sent_back_reply_stays_readable_with_its_reason(client: Client, unit: Unit, handler: User) -> None:
    ticket = build.replied(unit)
    reviewing.send_back(ticket, by=None, at=build.moment("2022-01-06 15:00"), words="未写明处理结果")
    shown = seen_by(client, handler)
    assert "退回修改" in shown and "未写明处理结果" in shown and build.ANSWER in shown


def test_both_limits_stand_with_their_arithmetic(client: Client, unit: Unit, leader: User) -> None:
    """01-05 (Wednesday) 收到，5 个工作日 → 01-12 24:00; the unit's one working day earlier at the close of office."""
    build.dispatched(unit)
    shown = seen_by(client, leader)
    assert "1月12日 24:00" in shown and "1月11日 17:00" in shown
    assert "提前 1 个工作日" in shown and "01-05 收到，次日起" in shown


@pytest.mark.parametrize(
    ("made", "role", "link"),
    [
        (build.ticket, Role.DISPATCHER, "/dispatch/220105093000000001/"),
        (build.replied, Role.DISPATCHER, "/review/220105093000000001/"),
        (build.completed, Role.DISPATCHER, "/reporting/"),
        (build.dispatched, Role.HANDLER, "/inbox/220105093000000001/"),
        (build.completed, Role.CALLBACK, "/callbacks/220105093000000001/"),
    ],
)
def test_buttons_lead_to_the_desk_of_the_act(client: Client, unit: Unit, made: Made, role: Role, link: str) -> None:
    made() if made is build.ticket else made(unit)
    acts = seen_by(client, build.person("某人", role, unit)).split('class="pane-act"')
    assert len(acts) == 2 and f'href="{link}"' in acts[1]


@pytest.mark.parametrize(
    ("came_from", "back"),
    [("/daily/?tab=late", "/daily/?tab=late"), (PAGE, "/"), ("", "/"), ("https://elsewhere.test/a", "/")],
)
def test_a_way_leads_back_to_where_the_reader_came_from(client: Client, unit: Unit, leader: User, came_from: str, back: str) -> None:
    build.dispatched(unit)
    client.force_login(leader)
    address = came_from if came_from.startswith("https") else f"http://testserver{came_from}" if came_from else ""
    assert f'class="way-back no-print" href="{back}"' in client.get(PAGE, headers={"Referer": address}).content.decode()


def test_who_calls_a_citizen_is_led_to_the_call(client: Client, unit: Unit, callback_agent: User) -> None:
    build.completed(unit)
    acts = seen_by(client, callback_agent).split('class="pane-act"')[1]
    assert "去回访" in acts and "归档" not in acts


@pytest.mark.parametrize(
    ("made", "role"),
    [
        (build.dispatched, Role.SUPERVISOR),
        (build.replied, Role.HANDLER),
        (build.replied, Role.LEADER),
        (build.dispatched, Role.PRINCIPAL),
        (build.closed, Role.HANDLER),
    ],
)
def test_what_is_not_open_to_a_reader_has_no_button(client: Client, unit: Unit, made: Made, role: Role) -> None:
    made(unit)
    assert 'class="pane-act"' not in seen_by(client, build.person("某人", role, unit))


def test_another_units_ticket_is_not_there(client: Client, unit: Unit, stranger: User) -> None:
    build.dispatched(unit)
    client.force_login(stranger)
    assert client.get(PAGE).status_code == 404


def test_a_past_holder_reads_what_it_saw_and_no_more(client: Client, unit: Unit, handler: User, leader: User) -> None:
    ticket = build.closed(unit)
    next_unit = build.unit("城管局")
    redo.redo(ticket, by=None, at=build.moment("2022-01-20 09:00"), reason="诉求人说路灯又坏了", unit=next_unit)
    old = seen_by(client, handler)
    assert build.ANSWER in old and "诉求人说路灯又坏了" not in old and "其后由其他单位承办" in old
    assert "诉求人说路灯又坏了" in seen_by(client, leader)


def test_the_citizen_is_masked_for_everybody(client: Client, unit: Unit, dispatcher: User) -> None:
    ticket = build.dispatched(unit, text="联系我 13812345678")
    Identity.objects.create(ticket=ticket, name="王小明", phone="13812345678")
    shown = seen_by(client, dispatcher)
    assert "王**" in shown and "13812345678" not in shown and "王小明" not in shown


def test_a_conflict_and_a_missing_category_lead_to_their_lists(client: Client, unit: Unit, dispatcher: User) -> None:
    build.dispatched(unit, is_conflict=True)
    shown = seen_by(client, dispatcher)
    assert 'href="/dispatch/220105093000000001/?tab=classify"' in shown and 'href="/dispatch/220105093000000001/?tab=conflict"' in shown


def test_an_assist_is_led_to_where_it_answers(client: Client, unit: Unit, stranger: User, handler: User) -> None:
    ticket = build.ticket()
    dispatching.dispatch(ticket, to=unit, by=None, at=build.ARRIVED, assists=[stranger.unit or unit])
    assert f'href="/assists/{ticket.number}/"' in seen_by(client, stranger)
    assert f'href="/assists/{ticket.number}/"' not in seen_by(client, handler)


def test_a_citizens_urging_ticket_names_the_first_one_to_those_who_may_read_it(
    client: Client, unit: Unit, dispatcher: User, stranger: User
) -> None:
    build.handling(unit, number="first")
    build.dispatched(stranger.unit or unit, extras={"被催办工单": "first"})
    assert 'href="/tickets/first/"' in seen_by(client, dispatcher)
    assert 'href="/tickets/first/"' not in seen_by(client, stranger)


@pytest.mark.parametrize("members", [1, 6])
def test_a_page_with_a_group_takes_at_most_twelve_queries(
    client: Client, unit: Unit, dispatcher: User, members: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lead = build.handling(unit)
    grouping.merge_many([build.ticket(str(number)) for number in range(members)], lead, dispatcher, build.ARRIVED + timedelta(hours=3))
    seen_by(client, dispatcher)
    with django_assert_max_num_queries(12):
        assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("calls", [1, 5])
def test_the_page_takes_at_most_eleven_queries(
    client: Client, unit: Unit, handler: User, calls: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ticket = build.completed(unit)
    for day in range(calls):
        build.called(ticket, build.moment(f"2022-01-{10 + day} 10:00"))
    seen_by(client, handler)
    with django_assert_max_num_queries(11):
        assert client.get(PAGE).status_code == 200


def test_of_a_redone_ticket_the_signing_is_that_of_the_round_that_runs(client: Client, unit: Unit, leader: User) -> None:
    ticket = build.completed(unit)
    first = f"签收 {build.lead(ticket).signed_at:%m-%d}"
    assert first in held_by(seen_by(client, leader))
    redo.redo(ticket, by=None, at=build.moment("2022-01-10 09:00"), reason="诉求人说灯还是不亮", source=RedoOrder.Source.CITY)
    assert "· 未签收 · 第 2 轮" in held_by(seen_by(client, leader))
    signing.sign(ticket, by=None, at=build.moment("2022-01-12 10:30"))
    assert "· 签收 01-12 10:30 超时 · 第 2 轮" in held_by(seen_by(client, leader))


def held_by(shown: str) -> str:
    """The part 承办, as it is read."""
    return " ".join(re.sub("<[^>]*>", " ", shown.split('<ul class="held">')[1].split("</ul>")[0]).split())


def test_of_an_assist_too_the_signing_is_that_of_the_round_that_runs(client: Client, unit: Unit, leader: User) -> None:
    ticket = build.assisted(unit, build.unit("城管局"))
    part = ticket.assignments.select_related("ticket").get(is_lead=False)
    assisting.sign_many([assisting.AssistSigning(part, build.moment("2022-01-05 12:00"))], None)
    ticket = Ticket.objects.get()
    signing.sign(ticket, by=None, at=build.moment("2022-01-05 12:30"))
    replies.reply(replies.Answer(ticket, build.ANSWER, build.moment("2022-01-06 12:00")), by=None)
    reviewing.accept(ticket, by=None, at=build.moment("2022-01-06 15:00"))
    redo.redo(ticket, by=None, at=build.moment("2022-01-10 09:00"), reason="诉求人说灯还是不亮")
    shown = held_by(seen_by(client, leader))
    assert shown.count("· 未签收 · 第 2 轮") == shown.count("第 2 轮") == 2
