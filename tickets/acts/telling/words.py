"""What all tellers share: the facts of an event, who did it, texts cut to a line."""

import json
from collections.abc import Callable
from typing import Any

from tickets.acts.records import Moment, Records
from tickets.models import Assignment, Event
from tickets.rules.workflow import Act
from units.rules.masking import mask_text

Facts = dict[str, Any]
Teller = Callable[[Records, Event, Facts], Moment]
# The words for acts that leave no row of their own; the others' are their labels.
PLAIN = {Act.IMPORT: "区平台接收", Act.REPORT: "报结回市平台", Act.CLOSE: "归档"}

# More of a text than this is read in its own place, not in the time line.
LONGEST = 120


def facts_of(event: Event) -> Facts:
    """The codes, ids and digests that the event was signed with."""
    facts: Facts = json.loads(event.body).get("facts", {})
    return facts


def plain(event: Event) -> Moment:
    return Moment(event.at, PLAIN.get(Act(event.act), event.get_act_display()), who(event))


def who(event: Event) -> str:
    return f"{event.by.masked_name}（{event.by.get_role_display()}）" if event.by else ""


def short(text: str) -> str:
    """Masked, and cut to what a time line holds."""
    masked = mask_text(text)
    return masked if len(masked) <= LONGEST else f"{masked[:LONGEST]}…"


def unit_of(part: Assignment | None) -> str:
    return part.unit.label if part else ""
