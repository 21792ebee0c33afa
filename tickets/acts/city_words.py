"""What a row of the city's file says about its ticket, in our columns: the city's own, its state, the citizen, the callback."""

from datetime import datetime

from django.conf import settings

from tickets.acts.vocabulary import Vocabulary, term
from tickets.models import Callback, Identity, Ticket
from tickets.models.category import REPORT_WORD, Term
from tickets.rules.city_states import CityState, read_state
from tickets.rules.incoming import IncomingCallback, IncomingTicket
from units.models.loading import draft
from units.rules.district import District
from units.rules.masking import phone_hash

# Where a row's answer is kept that is no reply of a unit of ours.
ANSWER = "办理情况"
# The ticket that a citizen presses by calling again.
URGED = "被催办工单"


def state_of(record: IncomingTicket, answered_is_done: bool) -> CityState:
    """What the filled columns tell. A date of completion says it all; where the file has no such column an answer does."""
    said = read_state(record.city_status)
    if said in (CityState.VOIDED, CityState.CLOSED):
        return said
    if record.completed_at is not None or said == CityState.COMPLETED:
        return CityState.COMPLETED
    if record.replied_at is not None and (record.reply_text or answered_is_done):
        return CityState.COMPLETED if answered_is_done else CityState.REPLIED
    return said


def city_columns(record: IncomingTicket, words: Vocabulary) -> dict[str, object]:
    """The city-owned columns of the ticket that the record fills, by field name (domain.md, who owns what)."""
    said = record.city_status or ("已办结" if record.completed_at else "")
    channel, ticket_type, level = (
        term(words.channels, record.channel),
        term(words.types, record.ticket_type),
        term(words.levels, record.level),
    )
    columns: dict[str, object] = {
        "title": record.title[:200],
        "text": record.text,
        "channel": channel,
        "ticket_type": ticket_type,
        "level": level,
        "urgency": record.urgency,
        "category": words.category(record.category) if record.category else None,
        "category_text": "/".join(record.category)[:300],
        "unit_text": record.unit[:300],
        "area": record.area[:100],
        "enterprise": record.enterprise[:200],
        "transferred_at": record.transferred_at,
        "city_status": said[:40],
        # A report hides its citizen from the unit also where our list of types lacks the city's word for it.
        "is_confidential": True if not ticket_type and REPORT_WORD in record.ticket_type else record.is_confidential,
        # A name of an enterprise says it where the file has no column of yes and no.
        "is_enterprise": True if record.is_enterprise is None and record.enterprise else record.is_enterprise,
        "is_tourism": record.is_tourism,
        "extras": _extras(record, channel, ticket_type, level),
    }
    return {name: value for name, value in columns.items() if value not in (None, "", {})}


def _extras(record: IncomingTicket, channel: Term | None, ticket_type: Term | None, level: Term | None) -> dict[str, str]:
    """Kept and unknown columns, and words that no table of ours has."""
    unknown = {
        "受理渠道": "" if channel else record.channel,
        "诉求类型": "" if ticket_type else record.ticket_type,
        "交办层级": "" if level else record.level,
        ANSWER: record.reply_text if record.is_direct else "",  # the city's own answer: no unit of ours has replied
        "协办单位": record.assists,
        URGED: record.urged_number,
        "退回原因": record.return_reason,
        "退回次数": str(record.return_count) if record.return_count else "",
        "重办次数": str(record.redo_count) if record.redo_count else "",
        "延期天数": str(record.extension_days) if record.extension_days else "",
        "是否重办": "是" if record.is_redo else "",
        "是否督办": "是" if record.is_supervised else "",
        "是否疑难": "是" if record.is_hard else "",
    }
    return {**record.extras, **{label: value for label, value in unknown.items() if value}}


def has_identity(record: IncomingTicket) -> bool:
    return bool(record.caller_name or record.caller_phone or record.address)


def identity_of(ticket: Ticket, record: IncomingTicket) -> Identity:
    return draft(
        Identity,
        ticket=ticket,
        name=record.caller_name[:60],
        phone=record.caller_phone[:40],
        address=record.address[:300],
        phone_hash=phone_hash(record.caller_phone, settings.PHONE_KEY),
    )


def callback_of(said: IncomingCallback, ticket: Ticket, done: datetime, district: District) -> Callback:
    """The callback that stands in a ticket's row; without a time it was made when the ticket was `done`."""
    reached = said.reached or Callback.Reached.REACHED
    is_reached = reached == Callback.Reached.REACHED
    row = draft(
        Callback,
        ticket_id=ticket.pk,
        assignment_id=ticket.lead_id,
        unit_id=ticket.lead_unit_id,
        source=said.source,
        called_at=said.called_at or done,
        reached=reached,
        contacted=said.contacted if is_reached else None,
        solved=(said.solved or "") if is_reached else "",
        result_grade=(said.result_grade or "") if is_reached else "",
        process_grade=(said.process_grade or "") if is_reached else "",
        stars=said.stars if is_reached and said.stars and said.stars <= district.stars_max else None,
        remark=said.remark[:500],
    )
    row.cleared_at = None if row.wants_a_look(district) else row.called_at
    return row
