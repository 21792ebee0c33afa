"""What somebody wrote without a blank, such as a link, breaks where the line ends: it does not widen a page on a phone."""

from datetime import timedelta

from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from tests import build
from tests.browser.conftest import Open
from tests.browser.test_width import too_wide
from tickets.acts import contacts, dispatching, extensions, replies, reviewing, signing, urging
from tickets.rules.deadlines import end_of
from units.models import Unit, User

HOUR = timedelta(hours=1)
WORD, LINK = "A" * 200, f"https://example.org/{'a1b2' * 50}?key=value"


def test_a_long_word_that_somebody_wrote_widens_no_page(
    opened: Open, live_server: LiveServer, unit: Unit, handler: User, dispatcher: User
) -> None:
    now = timezone.now()
    words = f"{WORD} {LINK}"
    due = end_of(timezone.localdate(now) + timedelta(days=30))
    ticket = build.ticket("1", now - 5 * HOUR, title=WORD, text=words, city_due_at=due)
    dispatching.dispatch(ticket, to=unit, by=dispatcher, at=now - 4 * HOUR, note=words)
    signing.sign(ticket, by=None, at=now - 3 * HOUR)
    urging.urge(urging.Press(ticket, now - 2 * HOUR, words), by=dispatcher)
    replies.reply(replies.Answer(ticket, words, now - 2 * HOUR), by=None)
    reviewing.send_back(ticket, by=None, at=now - 2 * HOUR, words=words)
    contacts.record(contacts.Touch(ticket, now - 2 * HOUR, words), by=handler, now=now)
    extensions.ask_many([extensions.Ask(ticket, now - HOUR, 3, words, now - 2 * HOUR)], None)
    wide = []
    for user, addresses in (
        (handler, ("/inbox/1/", "/tickets/1/", "/inbox/")),
        (dispatcher, ("/tickets/1/", "/applications/1/", "/applications/")),
    ):
        page = opened(user)
        for address in addresses:
            wide += [(address, *each) for each in too_wide(page, f"{live_server.url}{address}")]
        page.context.close()
    assert wide == []
