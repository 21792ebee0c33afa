"""What the inbox counts in one query: the words of the query are kept, its moments are those of the asking."""

from datetime import timedelta

import pytest

from tests import build
from tickets.acts import inbox_counts, replies, signing
from tickets.acts.queues import Tally
from tickets.models import Ticket
from units.models import Unit, User

pytestmark = pytest.mark.django_db
NOON = build.moment("2022-01-11 12:00")


def test_a_limit_is_due_today_then_late_and_a_days_work_is_that_days(handler: User, unit: Unit) -> None:
    signing.sign(build.dispatched(unit, number="1"), by=None, at=NOON)
    replies.reply(replies.Answer(build.handling(unit, number="2"), build.ANSWER, NOON), by=None)
    Ticket.objects.filter(number="1").update(due_at=NOON + timedelta(hours=5))
    found = {}
    for hours in (-24, 0, 6, 24):
        counts = inbox_counts.count(handler, NOON + timedelta(hours=hours))
        tabs = counts.tabs
        found[hours] = (tabs["today"].total, tabs["late"].total, counts.inbox, counts.day.signed, counts.day.replied)
    assert found == {
        -24: (0, 0, Tally(1, 0), 0, 0),
        0: (1, 0, Tally(1, 0), 1, 1),
        6: (0, 1, Tally(1, 1), 1, 1),
        24: (0, 1, Tally(1, 1), 0, 0),
    }


def test_each_unit_counts_its_own_and_its_sections_work(handler: User, stranger: User, unit: Unit) -> None:
    section = build.unit("市政科", parent=unit)
    build.handling(section, number="1")
    lead = build.assisted(build.unit("教育局"), unit, number="2")
    assert lead.status == "dispatched"
    own, other = inbox_counts.count(handler, NOON), inbox_counts.count(stranger, NOON)
    assert (own.tabs[""].total, own.inbox.total, own.assists.total) == (1, 1, 1)
    assert (other.tabs[""].total, other.assists.total, other.handed.total) == (0, 0, 0)
