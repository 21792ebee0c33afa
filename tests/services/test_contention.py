"""Many people at one ticket at the same moment, each on a database connection of its own: one wins, the others are told."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from tests import build
from tickets.acts import archiving, dispatching, history, redo, replies
from tickets.models import Assignment, Event, Reply, Ticket
from tickets.rules.workflow import Status
from units.models import User
from units.rules.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 24
AT = build.moment("2022-01-05 14:00")


def all_at_once(ticket: Ticket, act: Callable[[Ticket, int], object]) -> Counter[str]:
    """How `act` ended for each of PEOPLE, who had all read the ticket before the first of them pressed the button."""
    start = Barrier(PEOPLE)

    def one(place: int) -> str:
        try:
            seen = Ticket.objects.get(pk=ticket.pk)
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
