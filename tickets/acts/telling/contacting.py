"""Tells of the unit's contacts with the citizen: how, whether it was reached, and whether the first came in time."""

from datetime import datetime, timedelta

from tickets.acts.records import Moment, Records
from tickets.acts.telling.words import Facts, Teller, plain, short, unit_of
from tickets.models import Contact, Event
from tickets.rules.deadlines import local
from tickets.rules.workflow import Act
from units.acts.settings import values

VERBS = {Contact.Kind.PHONE: "电话联系", Contact.Kind.VISIT: "现场核实", Contact.Kind.MEETING: "现场会", Contact.Kind.MESSAGE: "发信息"}


def _contact(story: Records, event: Event, facts: Facts) -> Moment:
    part = facts.get("assignment")
    contact = next((row for row in story.contacts if row.recorded_at == event.at and row.assignment_id == part), None)
    if contact is None:
        return plain(event)
    at, late = _place(story, event, contact)
    outcome = ("诉求人到场" if contact.is_reached else "诉求人未到场") if contact.kind == Contact.Kind.MEETING else ""
    outcome = outcome or ("联系上" if contact.is_reached else "未联系上")
    words = "，".join(word for word in (unit_of(contact.assignment), outcome, contact.place, late) if word)
    proof, tone, mark = _proof(contact)
    return Moment(at, VERBS[Contact.Kind(contact.kind)], words, short(contact.words), proof, tone, mark)


def _place(story: Records, event: Event, contact: Contact) -> tuple[datetime, str]:
    """It stands where it happened, unless something else has happened between that and its being written down."""
    before = next((row.at for row in reversed(story.events) if row.seq < event.seq), None)
    # A contact is written down by the minute: in one and the same minute nothing came between.
    if before is None or before.replace(second=0, microsecond=0) <= contact.at:
        return max(contact.at, before or contact.at), ""
    return event.at, f"{local(contact.at):%m-%d %H:%M} 的联系，后补记"


def _proof(contact: Contact) -> tuple[str, str, str]:
    """The first contact that reached the citizen is held against the district's limit (contact_within_hours)."""
    part = contact.assignment
    if not contact.is_reached or part.first_contact_at != contact.at:
        return "", "", ""
    hours = values().contact_within_hours
    if contact.at - part.assigned_at <= timedelta(hours=hours):
        return f"{hours} 小时内", "green", "check"
    return f"首次联系超过 {hours} 小时", "red", "alert-triangle"


TELLERS: dict[Act, Teller] = {Act.CONTACT: _contact}
