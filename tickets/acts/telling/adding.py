"""Tells that assists were added."""

from tickets.acts.records import Moment, Records
from tickets.acts.telling.words import Facts, Teller, who
from tickets.models import Event
from tickets.rules.workflow import Act


def _added(story: Records, event: Event, facts: Facts) -> Moment:
    added = {int(pk) for pk in str(facts.get("assists", "")).split(",") if pk}
    parts = [row for row in story.assignments if not row.is_lead and row.assigned_at == event.at and row.unit_id in added]
    words = f"{'、'.join(row.unit.label for row in parts)}　{who(event)}"
    return Moment(event.at, event.get_act_display(), words, parts[0].note if parts else "")


TELLERS: dict[Act, Teller] = {Act.ADD_ASSIST: _added}
