"""The API's actions: the same acts as the pages', by the same people, on the same tickets, all or none."""

import pytest
from django.test import Client

from tests.hotline.test_api_map import problem
from tests.tickets import api_acts
from tests.tickets.api_acts import Try, as_role, handling, post, prepare
from tickets.api.acting import ACTIONS
from tickets.models import Event, Ticket
from tickets.rules.workflow import MARKS, MOVES, Act
from units.models import Unit, User
from units.rules.roles import UNIT_ROLES, Role

NAMES = sorted(ACTIONS)


@pytest.fixture(params=NAMES)
def one(request: pytest.FixtureRequest, unit: Unit) -> Try:
    prepare(unit)
    return next(each for each in api_acts.tries() if each.name == request.param)


def test_every_act_that_people_do_is_an_action() -> None:
    done = {act for action in ACTIONS.values() for act in action.acts}
    of_people = {move.act for move in MOVES if move.roles} | {act for act, roles in MARKS.items() if roles}
    assert of_people - done == {Act.ATTACH}  # a file is no JSON
    assert {each.name for each in api_acts.tries()} == set(ACTIONS)


def test_two_tickets_go_the_same_way_at_once(client: Client, unit: Unit, one: Try) -> None:
    made = [one.make(unit, number) for number in ("1", "2")]
    seen = {ticket.number: Ticket.objects.get(pk=ticket.pk).seq for ticket in made}
    answer = post(as_role(client, one.role, unit), one.name, {"tickets": ["2", "1"], "seq": seen, **one.said})
    assert answer.status_code == 200, answer.content.decode()
    for told, number in zip(answer.json()["tickets"], ("2", "1"), strict=True):
        now = Ticket.objects.get(number=number)
        assert (told["number"], told["status"], told["seq"]) == (number, now.status, now.seq)
        new = now.events.filter(seq__gt=seen[number])
        assert one.event in {event.act for event in new}
        assert {event.by.role for event in new if event.by} == {one.role}


def test_whose_role_has_not_the_act_is_refused_and_nothing_changes(client: Client, unit: Unit, one: Try) -> None:
    ticket = one.make(unit, "1")
    before = Event.objects.count()
    for role in set(Role) - ACTIONS[one.name].roles:
        answer = post(as_role(client, role, unit), one.name, {"tickets": [ticket.number], **one.said})
        problem(answer, 403)
        assert answer.json()["code"] == "not_allowed"
    assert Event.objects.count() == before


def test_a_ticket_out_of_ones_sight_is_not_there(client: Client, unit: Unit, one: Try) -> None:
    own = one.make(unit, "1")
    hidden = handling(Unit.objects.get(name="城管局"), "hidden").number if one.role in UNIT_ROLES else "nowhere"
    before = Event.objects.count()
    answer = post(as_role(client, one.role, unit), one.name, {"tickets": [own.number, hidden], **one.said})
    assert problem(answer, 404) == f"没有工单 {hidden}，或者不在您的职责范围内。"
    assert Event.objects.count() == before


def test_one_bad_ticket_stops_all(client: Client, unit: Unit, one: Try) -> None:
    for number, make in (("1", one.make), ("2", one.bad)):
        make(unit, number)
    before = Event.objects.count()
    answer = post(as_role(client, one.role, unit), one.name, {"tickets": ["1", "2"], **one.said})
    assert answer.status_code in {400, 403} and answer.json()["code"] not in {"", "invalid", "not_allowed"}, answer.content.decode()
    assert Event.objects.count() == before


def test_a_ticket_that_moved_on_since_it_was_seen_is_left_alone(client: Client, unit: Unit, one: Try) -> None:
    ticket = one.make(unit, "1")
    before = Event.objects.count()
    seen = {"1": Ticket.objects.get(pk=ticket.pk).seq - 1}
    answer = post(as_role(client, one.role, unit), one.name, {"tickets": ["1"], "seq": seen, **one.said})
    assert "没有执行" in problem(answer, 409) and answer.json()["code"] == "moved_on"
    assert Event.objects.count() == before


def test_the_same_call_sent_twice_is_done_once(client: Client, handler: User, unit: Unit) -> None:
    ticket = handling(unit, "1")
    client.force_login(handler)
    body = {"tickets": ["1"], "seq": {"1": ticket.seq}, "words": "已电话联系，约定下午到场。"}
    assert [post(client, "contact", body).status_code for _ in range(2)] == [200, 409]
    assert Ticket.objects.get(pk=ticket.pk).contacts.count() == 1


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "tickets"),
        ([], "无效数据"),
        ({"tickets": []}, "tickets"),
        ({"tickets": ["1", "1"]}, "写了两次"),
        ({"tickets": ["1"], "seq": {"2": 1}}, "不在 tickets 里"),
        ({"tickets": ["1"], "note": "拼错的字段"}, "不认识的字段"),
        ({"tickets": [{}]}, "tickets.0"),
        ({"tickets": [str(number) for number in range(201)]}, "tickets"),
    ],
)
def test_what_is_asked_wrongly_is_said(client: Client, handler: User, unit: Unit, body: object, words: str) -> None:
    client.force_login(handler)
    answer = post(client, "sign", body)
    assert words in problem(answer, 400)
    assert answer.json()["code"] == "invalid" and answer.json()["errors"]


def test_units_are_named_by_number_or_by_name_and_a_closed_one_by_neither(client: Client, dispatcher: User, unit: Unit) -> None:
    client.force_login(dispatcher)
    names: tuple[tuple[str, object], ...] = (("1", unit.pk), ("2", unit.name))
    for number, named in names:
        api_acts.waiting(unit, number)
        assert post(client, "dispatch", {"tickets": [number], "unit": named}).json()["tickets"][0]["lead_unit"]["name"] == "住建局"
    Unit.objects.filter(pk=unit.pk).update(closed_on="2022-01-01")
    api_acts.waiting(unit, "3")
    odd: tuple[object, ...] = (unit.pk, unit.name, True, 0, -1, 2**80, 1.5, None, "", [], "\ud800")
    for given in odd:
        assert "unit" in problem(post(client, "dispatch", {"tickets": ["3"], "unit": given}), 400)


def test_a_principal_does_not_do_what_only_handlers_do(client: Client, principal: User, unit: Unit) -> None:
    api_acts.dispatched(unit, "1")
    client.force_login(principal)
    assert problem(post(client, "sign", {"tickets": ["1"]}), 403) == "您的角色不能签收。"


def test_a_past_holder_learns_nothing_of_what_came_after(client: Client, handler: User, dispatcher: User, unit: Unit) -> None:
    """It sees the ticket, but whether a slip or an application is open now is not its matter."""
    ticket = api_acts.handling(unit, "1")
    client.force_login(dispatcher)
    prepare(unit)
    assert post(client, "transfer", {"tickets": ["1"], "unit": "城管局", "note": "属城管局职责"}).status_code == 200
    client.force_login(handler)
    for name, said in (("withdraw", {"of": "return"}), ("withdraw", {"of": "extension"}), ("hand_take", {}), ("assist_sign", {})):
        answer = post(client, name, {"tickets": [ticket.number], **said})
        problem(answer, 403)
        assert answer.json()["code"] == "not_yours"


@pytest.mark.parametrize(("count", "most"), [(1, 60), (40, 60)])
def test_an_action_costs_no_more_queries_for_many_tickets(
    client: Client, dispatcher: User, unit: Unit, count: int, most: int, django_assert_max_num_queries: object
) -> None:
    numbers = [api_acts.waiting(unit, str(number)).number for number in range(count)]
    client.force_login(dispatcher)
    with django_assert_max_num_queries(most):  # type: ignore[operator]
        assert post(client, "dispatch", {"tickets": numbers, "unit": unit.pk}).status_code == 200


@pytest.mark.parametrize("body", ["[" * 100_000, "{", "\ud800".encode("utf-8", "surrogatepass"), "null", "1e999", '"x"', b"\xff"])
def test_a_body_that_is_no_json_is_said(client: Client, handler: User, body: str | bytes) -> None:
    client.force_login(handler)
    problem(post(client, "sign", body), 400)


def test_a_body_that_is_too_large_is_not_read(client: Client, handler: User) -> None:
    client.force_login(handler)
    problem(post(client, "sign", " " * (4 * 1024 * 1024 + 1)), 413)
    problem(client.post("/api/v1/acts/sign/", {"tickets": "1"}), 415)
