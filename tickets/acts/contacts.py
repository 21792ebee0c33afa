"""Contacts with the citizen (联系记录): rang, came, met on the spot. The first that reached the citizen stands on the assignment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tickets.acts import attachments, history
from tickets.acts.moving import Step, leads_of, move_many
from tickets.models import Assignment, Attachment, Contact, HandOn, Ticket
from tickets.rules.deadlines import local
from tickets.rules.workflow import WITH_UNIT, Act, Status
from units.acts.scoping import own_ids
from units.models import User
from units.models.bulk import update_where_old
from units.rules.roles import UNIT_ROLES

SHORTEST = 4
# While the reply waits for its review the citizen may still be rung.
HELD = WITH_UNIT | {Status.REPLIED}


@dataclass(frozen=True)
class Touch:
    """`at`: when it was. `is_reached`: of a 现场会, whether the citizen came. `files`: kept by `attachments.keep`."""

    ticket: Ticket
    at: datetime
    words: str
    kind: str = Contact.Kind.PHONE
    is_reached: bool = True
    place: str = ""
    files: tuple[Attachment, ...] = ()


def record(touch: Touch, *, by: User | None, now: datetime) -> None:
    record_many([touch], by, now)


def record_many(touches: Sequence[Touch], by: User | None, now: datetime) -> None:
    """All or none, one of a ticket in each call; `now` is when they are written down. ValidationError: not_now, not_yours,
    too_short, place_missing, future, too_early, and those of `move_many`."""
    parts = _parts([touch.ticket for touch in touches], by)
    for touch in touches:
        _check(touch, parts.get(touch.ticket.pk), now)
    with transaction.atomic():
        move_many([_step(touch, parts[touch.ticket.pk], now) for touch in touches], by)
        rows = [_row(touch, parts[touch.ticket.pk], by, now) for touch in touches]
        Contact.objects.bulk_create(rows, batch_size=500)
        for touch, row in zip(touches, rows, strict=True):
            attachments.join(touch.files, row, touch.ticket)
        _write_first(touches, parts)


def _parts(tickets: Sequence[Ticket], by: User | None) -> Mapping[int, Assignment]:
    """The running assignment on which each ticket's contact stands, by the ticket's id: the lead's (also for a section that
    it was handed on to), else that of the assist's unit. At most four queries whatever the number."""
    leads = {pk: part for pk, part in leads_of(tickets).items() if part.ended_at is None}
    if by is None or by.role not in UNIT_ROLES:
        return leads
    own = own_ids(by)
    ids = [ticket.pk for ticket in tickets]
    assists = Assignment.objects.filter(ticket__in=ids, unit__in=own, is_lead=False, ended_at=None)
    handed = HandOn.objects.filter(ticket__in=ids, unit__in=own, ended_at=None).values_list("ticket_id", flat=True)
    held = {part.ticket_id: part for part in assists}
    has_lead = {*handed, *(pk for pk, part in leads.items() if part.unit_id in own)}
    return {**held, **{pk: part for pk, part in leads.items() if pk in has_lead}}


def _check(touch: Touch, part: Assignment | None, now: datetime) -> None:
    ticket = touch.ticket
    if ticket.status not in HELD:
        words = f"工单 {ticket.number} 现在是“{Status(ticket.status).label}”，不能再登记联系。请刷新页面后再看。"
        raise ValidationError(words, code="not_now")
    if part is None:
        raise ValidationError(f"工单 {ticket.number} 现在不由您单位承办，不能登记联系。", code="not_yours")
    if len(touch.words.strip()) < SHORTEST:
        raise ValidationError(f"联系情况至少 {SHORTEST} 个字，请写明诉求人怎么说、约定了什么。", code="too_short")
    if touch.kind == Contact.Kind.MEETING and not touch.place.strip():
        raise ValidationError("现场会要写明地点。", code="place_missing")
    if touch.at > now:
        raise ValidationError(f"联系时间 {local(touch.at):%m-%d %H:%M} 还没有到，请填实际联系的时间。", code="future")
    # A contact is typed to the minute.
    if touch.at < part.assigned_at.replace(second=0, microsecond=0):
        words = f"联系时间不能早于派给您单位的时间 {local(part.assigned_at):%m-%d %H:%M}，请核对。"
        raise ValidationError(words, code="too_early")


def _step(touch: Touch, part: Assignment, now: datetime) -> Step:
    facts: dict[str, str | int | bool | None] = {
        "assignment": part.pk,
        "kind": str(touch.kind),
        "reached": touch.is_reached,
        "words": history.words_digest(touch.words.strip()),
        "files": attachments.digests(touch.files),
    }
    return Step(touch.ticket, Act.CONTACT, now, facts, stays=True)


def _row(touch: Touch, part: Assignment, by: User | None, now: datetime) -> Contact:
    return Contact(
        ticket=touch.ticket,
        assignment=part,
        kind=touch.kind,
        is_reached=touch.is_reached,
        words=touch.words.strip(),
        place=touch.place.strip(),
        at=touch.at,
        by=by,
        recorded_at=now,
    )


def _write_first(touches: Sequence[Touch], parts: Mapping[int, Assignment]) -> None:
    """首次联系: the earliest that reached the citizen, also when it is written down later than another."""
    rows = []
    for touch in touches:
        part = parts[touch.ticket.pk]
        if touch.is_reached and (part.first_contact_at is None or touch.at < part.first_contact_at):
            part.first_contact_at = touch.at
            rows.append({"pk": part.pk, "first_contact_at": touch.at})
    if rows:
        update_where_old(Assignment, rows, [], ["first_contact_at"])
