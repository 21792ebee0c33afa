"""Many people at one ticket at the same moment, each on a database connection of its own: one wins, the others are told."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TypeVar

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.test import Client

from tests import build
from tickets.acts import archiving, dispatching, extensions, history, redo, replies, transferring
from tickets.models import Assignment, Event, ExtensionRequest, Reply, ReturnRequest, Ticket
from tickets.rules.workflow import Status
from units.models import User
from units.rules.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 24
Seen = TypeVar("Seen")
AT = build.moment("2022-01-05 14:00")


def all_at_once(ticket: Ticket, act: Callable[[Ticket, int], object]) -> Counter[str]:
    """How `act` ended for each of PEOPLE, who had all read the ticket before the first of them pressed the button."""
    return together(lambda: Ticket.objects.get(pk=ticket.pk), act)


def together(read: Callable[[], Seen], act: Callable[[Seen, int], object]) -> Counter[str]:
    """The same with whatever they `read` first."""
    start = Barrier(PEOPLE)

    def one(place: int) -> str:
        try:
            seen = read()
            start.wait()
            act(seen, place)
        except ValidationError as refusal:
            return str(refusal.code)
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(PEOPLE) as pool:
        return Counter(pool.map(one, range(PEOPLE)))


def test_of_many_dispatches_of_one_ticket_exactly_one_wins() -> None:
    units = [build.unit(f"单位{place:02}") for place in range(PEOPLE)]
    people = [User.objects.create_user(f"p{place}", name=f"派单{place}", role=Role.DISPATCHER) for place in range(PEOPLE)]
    ended = all_at_once(build.ticket(), lambda ticket, place: dispatching.dispatch(ticket, to=units[place], by=people[place], at=AT))
    assert ended == {"done": 1, "moved_on": PEOPLE - 1}
    lead, event = Assignment.objects.get(), Event.objects.get(act="dispatch")
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.seq, ticket.lead, ticket.lead_unit) == (Status.DISPATCHED, 2, lead, lead.unit)
    assert people.index(event.by) == units.index(lead.unit)  # type: ignore[arg-type]
    assert history.verify().fault is None


def test_a_reply_sent_many_times_at_once_is_there_once() -> None:
    unit = build.unit("住建局")
    handler = build.person("承办人", Role.HANDLER, unit)
    ended = all_at_once(build.handling(unit), lambda ticket, _: replies.reply(replies.Answer(ticket, build.ANSWER, AT), by=handler))
    assert ended == {"done": 1, "moved_on": PEOPLE - 1}
    assert (Reply.objects.count(), Event.objects.filter(act="reply").count()) == (1, 1)
    assert history.verify().fault is None


def test_a_ticket_is_archived_or_handled_again_but_never_both() -> None:
    unit = build.unit("住建局")
    agent, dispatcher = build.person("回访员", Role.CALLBACK), build.person("派单员", Role.DISPATCHER)

    def act(ticket: Ticket, place: int) -> None:
        if place % 2:
            archiving.close_many([archiving.Closure(ticket, AT)], agent)
        else:
            redo.redo(ticket, by=dispatcher, at=AT, reason="诉求人不满意")

    ended = all_at_once(build.completed(unit), act)
    assert ended == {"done": 1, "moved_on": PEOPLE - 1}
    ticket = Ticket.objects.get()
    assert ticket.status in {Status.CLOSED, Status.DISPATCHED}
    assert Event.objects.filter(act__in=["close", "redo"]).count() == 1
    assert history.verify().fault is None


def dispatchers() -> list[User]:
    return [User.objects.create_user(f"p{place}", name=f"派单{place}", role=Role.DISPATCHER) for place in range(PEOPLE)]


def send_all(people: list[User], address: str, said: Callable[[int], dict[str, object]]) -> Counter[str]:
    """How the pages answered that all people sent at once, each logged in at a browser of their own: a redirect is a yes."""
    browsers = [Client(raise_request_exception=False) for _ in people]
    for browser, person in zip(browsers, people, strict=True):
        browser.force_login(person)

    def send(_: None, place: int) -> None:
        answer = browsers[place].post(address, said(place))
        if answer.status_code != 302:
            raise ValidationError("", code=str(answer.status_code))

    return together(lambda: None, send)


def test_of_many_decisions_on_one_return_exactly_one_stands() -> None:
    slip = build.slip(build.handling(build.unit("住建局"), number="1"), AT)
    other, seen = build.unit("城管局"), Ticket.objects.get().seq
    forms: list[dict[str, object]] = [
        {"ruling": "accept", "way": "unit", "unit": other.pk, "words": "属城管职责", "seq": seen},
        {"ruling": "refuse", "words": "属住建局职责", "seq": seen},
    ]
    ended = send_all(dispatchers(), "/returns/1/", lambda place: forms[place % 2])
    assert (ended["done"], set(ended) <= {"done", "200"}) == (1, True), ended
    slip.refresh_from_db()
    ruled = Event.objects.filter(act__in=["accept_return", "refuse_return"])
    assert {"accept_return": "accepted", "refuse_return": "refused"}[ruled.get().act] == slip.decision
    assert Assignment.objects.count() == (2 if slip.decision == "accepted" else 1)
    assert ReturnRequest.objects.get().decided_by == ruled.get().by
    assert history.verify().fault is None


def test_of_many_decisions_on_one_extension_exactly_one_stands() -> None:
    ticket = build.handling(build.unit("住建局"), number="1")
    extensions.ask_many([extensions.Ask(ticket, AT, 3, "等待配件到货", AT)], None)
    seen, before = ticket.seq, build.lead(ticket).due_at
    ended = send_all(
        dispatchers(), "/applications/1/", lambda place: {"act": ("grant", "refuse")[place % 2], "words": "已核对", "seq": seen}
    )
    assert (ended["done"], set(ended) <= {"done", "200"}) == (1, True), ended
    asked = ExtensionRequest.objects.get()
    assert Event.objects.filter(act__in=["grant_extension", "refuse_extension"]).count() == 1
    assert (build.lead(ticket).due_at == before) == (asked.decision == "refused")
    assert history.verify().fault is None


def test_a_form_of_a_reply_that_is_sent_many_times_makes_one_reply() -> None:
    unit = build.unit("住建局")
    build.handling(unit, number="1")
    handler = build.person("承办人", Role.HANDLER, unit)
    ended = send_all([handler] * PEOPLE, "/inbox/1/", lambda _: {"kind": "final", "text": build.ANSWER})
    assert set(ended) <= {"done", "200"}, ended
    assert (Reply.objects.count(), Event.objects.filter(act="reply").count()) == (1, 1)
    assert Ticket.objects.get().status == Status.REPLIED


@pytest.mark.parametrize("is_held", [False, True])
def test_of_lists_that_overlap_each_is_given_whole_or_not_at_all(is_held: bool) -> None:
    """Half of the people dispatch (or transfer) the first tickets, half the last, in opposite orders; six are on both lists."""
    holder, units = build.unit("住建局"), [build.unit("城管局"), build.unit("城建中心")]
    state = build.handling if is_held else lambda _, **values: build.ticket(**values)
    for number in range(18):
        state(holder, number=f"{number:02}")
    people = dispatchers()

    def read() -> list[Ticket]:
        return list(Ticket.objects.order_by("number"))

    def give(seen: list[Ticket], place: int) -> None:
        mine = seen[:12] if place % 2 else seen[:5:-1]
        orders = [dispatching.Order(ticket, units[place % 2], AT + timedelta(hours=3), note="属他单位职责") for ticket in mine]
        (transferring.transfer_many if is_held else dispatching.dispatch_many)(orders, people[place])

    ended = together(read, give)
    assert ended == {"done": 1, "moved_on": PEOPLE - 1}
    given = Assignment.objects.filter(unit__in=units, ended_at=None)
    assert (given.count(), len(set(given.values_list("unit", flat=True)))) == (12, 1)
    assert history.verify().fault is None
