"""Tells what the district does with a ticket beside its main way: urged, handled together, moved on, withdrawn."""

from tickets.acts.records import Moment, Records
from tickets.acts.telling.words import Facts, Teller, plain, short, who
from tickets.models import Event, Merger, Urge
from tickets.rules.workflow import Act

# More numbers than this are counted, not named.
NAMED = 3


def _urge(story: Records, event: Event, facts: Facts) -> Moment:
    rows = [row for row in story.urges if row.at == event.at]
    if not rows:
        return plain(event)
    numbers = [row.number for row in rows if row.number]
    by_citizen = rows[-1].source == Urge.Source.CITIZEN
    said = f"诉求人再次来电，形成工单 {_numbers(numbers)}" if by_citizen and numbers else rows[-1].get_source_display()
    more = "" if by_citizen else "；".join(short(row.words) for row in rows if row.words)
    return Moment(event.at, "催办", f"{said}　{who(event)}".rstrip("　"), more, state="red")


def _merge(story: Records, event: Event, facts: Facts) -> Moment:
    rows = [row for row in story.mergers if row.at == event.at]
    reason = next((row.reason for row in rows if row.reason), "")
    return Moment(event.at, "并案", f"{_together(story, rows)}　{who(event)}", reason)


def _unmerge(story: Records, event: Event, facts: Facts) -> Moment:
    rows = [row for row in story.mergers if row.undone_at == event.at]
    return Moment(event.at, "取消并案", f"{_together(story, rows)}　{who(event)}")


def _together(story: Records, rows: list[Merger]) -> str:
    """As the reader of this ticket sees it: which one it was merged into, or which ones into it."""
    into = next((row.lead.number for row in rows if row.ticket_id == story.ticket.pk), "")
    return f"主件 {into}" if into else f"并入件 {_numbers([row.ticket.number for row in rows])}"


def _transfer(story: Records, event: Event, facts: Facts) -> Moment:
    parts = story.assignments
    old = next((row.unit.label for row in reversed(parts) if row.is_lead and row.unit_id == facts.get("from")), "")
    new = next((row for row in reversed(parts) if row.is_lead and row.unit_id == facts.get("unit") and row.assigned_at == event.at), None)
    assists = _assists(story, event)
    words = f"{f'从 {old} ' if old else ''}给 {new.unit.label if new else '承办单位'}" + (f"，协办 {assists}" if assists else "")
    return Moment(event.at, "转派", f"{words}　{who(event)}", new.note if new else "")


def _add_assist(story: Records, event: Event, facts: Facts) -> Moment:
    note = next((row.note for row in story.assignments if not row.is_lead and row.assigned_at == event.at), "")
    return Moment(event.at, "增加协办", f"{_assists(story, event)}　{who(event)}", note)


def _assists(story: Records, event: Event) -> str:
    return "、".join(row.unit.label for row in story.assignments if not row.is_lead and row.assigned_at == event.at)


def _void(story: Records, event: Event, facts: Facts) -> Moment:
    words = f"按市平台撤单办理　{who(event)}" if event.by else "市平台撤单"
    return Moment(event.at, "撤单", words)


def _numbers(numbers: list[str]) -> str:
    named = "、".join(numbers[:NAMED])
    return f"{named} 等 {len(numbers)} 件" if len(numbers) > NAMED else named


TELLERS: dict[Act, Teller] = {
    Act.URGE: _urge,
    Act.MERGE: _merge,
    Act.UNMERGE: _unmerge,
    Act.TRANSFER: _transfer,
    Act.ADD_ASSIST: _add_assist,
    Act.VOID: _void,
}
