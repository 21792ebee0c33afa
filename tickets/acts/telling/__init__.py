"""Puts the events of a ticket's chain into words, each with the row that its act left; a module for each kind of act."""

from tickets.acts.records import Moment, Records
from tickets.acts.telling import adding, city, contacting, hard_cases, lifecycle, pressing, returning, sharing, timing
from tickets.acts.telling.words import Teller, facts_of, plain
from tickets.models import Event
from tickets.rules.workflow import Act

TELLERS: dict[Act, Teller] = {
    **lifecycle.TELLERS,
    **adding.TELLERS,
    **city.TELLERS,
    **pressing.TELLERS,
    **returning.TELLERS,
    **contacting.TELLERS,
    **sharing.TELLERS,
    **timing.TELLERS,
    **hard_cases.TELLERS,
}


def tell(story: Records, event: Event) -> Moment:
    """One line of the time line."""
    teller = TELLERS.get(Act(event.act))
    return teller(story, event, facts_of(event)) if teller else plain(event)
