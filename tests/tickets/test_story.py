"""The time line: limits stand among the events by their moment, those to come behind all of them."""

from datetime import timedelta

from tests import build
from tickets.acts import story, urging
from tickets.models import Ticket
from units.models import Unit, User

DAY = timedelta(days=1)


def _told(ticket: Ticket, reader: User, days: float) -> list[tuple[str, str]]:
    told = story.read(ticket, reader, build.ARRIVED + days * DAY).moments
    return [(one.strong, one.state) for one in told[-4:]]


def test_a_limit_that_has_passed_stands_where_it_passed(unit: Unit, dispatcher: User) -> None:
    ticket = build.handling(unit)
    ticket.due_at, ticket.city_due_at = build.ARRIVED + 2 * DAY, build.ARRIVED + 9 * DAY
    for days in (1, 3):
        urging.urge(urging.Press(ticket, build.ARRIVED + days * DAY), by=dispatcher)
    assert _told(ticket, dispatcher, 4) == [("催办", "red"), ("超期", "red"), ("催办", "red"), ("报结", "future")]
    assert _told(ticket, dispatcher, 10) == [("催办", "red"), ("超期", "red"), ("催办", "red"), ("市平台超期", "red")]


def test_limits_to_come_stand_behind_what_happened_in_the_order_in_which_they_come(unit: Unit, dispatcher: User) -> None:
    ticket = build.handling(unit)
    ticket.due_at, ticket.city_due_at = build.ARRIVED + 5 * DAY, build.ARRIVED + 4 * DAY
    assert _told(ticket, dispatcher, 1)[-2:] == [("报结", "future"), ("办理", "waiting")]


def test_an_unsigned_ticket_tells_when_its_signing_was_due(unit: Unit, dispatcher: User) -> None:
    ticket = build.dispatched(unit)
    told = story.read(ticket, dispatcher, build.ARRIVED + 30 * DAY).moments
    assert [(one.strong, one.words) for one in told if one.is_due][:2] == [("签收超时", "签收时限已过"), ("超期", "单位时限已过")]
