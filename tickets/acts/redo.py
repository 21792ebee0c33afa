"""Redo (重办): a finished ticket is sent for handling again, with a new limit; the first deadline's fate stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tickets.acts import history
from tickets.acts.clocks import Clocks, UnitClock
from tickets.acts.dispatching import check_receiving
from tickets.acts.ending import end_parts
from tickets.acts.moving import Step, give_leads, leads_of, move_many
from tickets.models import Assignment, RedoOrder, Ticket
from tickets.rules.chain import utc_text
from tickets.rules.city_limits import REDONE
from tickets.rules.deadlines import local
from tickets.rules.redoing import not_done
from tickets.rules.workflow import FINISHED, Act, Status
from units.models import Unit, User
from units.models.bulk import update_where_old
from units.rules.roles import Role


@dataclass(frozen=True)
class Redo:
    """`unit` None: the unit that had it, as a new round on its assignment; another unit gets a new assignment.

    `source` is a RedoOrder.Source. `due_at`: the limit of the new round where one was given; of the city's the unit gets
    what its reserve leaves, one that the district typed is the unit's own. None: by the table of limits, from `at`.
    The city's order is carried out also when its limit has passed before it was entered: the arithmetic then says so. One
    before the completion that it refuses is a slip of the pen.
    """

    ticket: Ticket
    at: datetime
    reason: str
    unit: Unit | None = None
    source: str = RedoOrder.Source.DISTRICT
    due_at: datetime | None = None


def redo(
    ticket: Ticket,
    *,
    by: User | None,
    at: datetime,
    reason: str,
    unit: Unit | None = None,
    source: str = RedoOrder.Source.DISTRICT,
    due_at: datetime | None = None,
) -> None:
    """Sends one ticket for handling again. Errors as in `redo_many`."""
    redo_many([Redo(ticket, at, reason, unit, source, due_at)], by)


def redo_many(redos: Sequence[Redo], by: User | None) -> None:
    """All or none. ValidationError: reason_missing, direct, not_now (with what to do instead), due_past, no_holder, unit_closed,
    and those of `move_many`."""
    clocks = Clocks.load()
    leads = leads_of([each.ticket for each in redos])
    for each in redos:
        _check(each, leads)
    units = Unit.objects.select_related("successor").in_bulk({_receiver(each, leads) for each in redos})
    for each in redos:
        check_receiving(units[_receiver(each, leads)], each.at)
    stays = [each for each in redos if not _changes_hands(each, leads)]
    leaves = [each for each in redos if _changes_hands(each, leads)]
    with transaction.atomic():
        move_many([new_round(each, leads[each.ticket.pk], clocks) for each in stays], by)
        _ask_assists_again(stays, leads)
        orders = [redo_order(each, leads[each.ticket.pk], by) for each in stays]
        orders += [redo_order(each, assignment, by) for each, assignment in _hand_over(leaves, leads, clocks, by)]
        RedoOrder.objects.bulk_create(orders, batch_size=500)


def source_of(by: User) -> str:
    """Who asked for a redo that `by` orders of its own accord."""
    return RedoOrder.Source.CALLBACK if by.role == Role.CALLBACK else RedoOrder.Source.DISTRICT


def _check(each: Redo, leads: dict[int, Assignment]) -> None:
    number = each.ticket.number
    if not each.reason.strip():
        raise ValidationError(f"工单 {number}：重办要写明原因。", code="reason_missing")
    if each.ticket.is_direct:
        raise ValidationError(f"工单 {number} 是直办件，由市平台答复，不重办。", code="direct")
    if each.ticket.status not in FINISHED:
        held_by = str(each.ticket.lead_unit or "")
        raise ValidationError(f"工单 {number} {not_done(each.ticket.status, each.ticket.redo_count, held_by)}", code="not_now")
    _check_limit(each)
    if each.unit is None and each.ticket.pk not in leads:
        raise ValidationError(f"工单 {number} 没有承办单位，请指定重办单位。", code="no_holder")


def _check_limit(each: Redo) -> None:
    if each.due_at is None:
        return
    number, given = each.ticket.number, f"{local(each.due_at):%Y-%m-%d %H:%M}"
    is_citys = each.source == RedoOrder.Source.CITY
    if not is_citys and each.due_at <= each.at:
        raise ValidationError(f"工单 {number}：重办时限 {given} 已过，请填以后的时间。", code="due_past")
    done_at = each.ticket.completed_at
    if is_citys and done_at is not None and each.due_at <= done_at:
        words = f"工单 {number}：市平台时限 {given} 早于办结时间 {local(done_at):%Y-%m-%d %H:%M}，请核对。"
        raise ValidationError(words, code="due_past")


def redo_order(each: Redo, assignment: Assignment, by: User | None) -> RedoOrder:
    """Who asked for the redo and why, unsaved."""
    return RedoOrder(
        ticket=each.ticket,
        assignment=assignment,
        round=assignment.round,
        source=each.source,
        reason=each.reason.strip()[:500],
        by=by,
        at=each.at,
    )


def _receiver(each: Redo, leads: dict[int, Assignment]) -> int:
    return each.unit.pk if each.unit is not None else leads[each.ticket.pk].unit_id


def _changes_hands(each: Redo, leads: dict[int, Assignment]) -> bool:
    lead = leads.get(each.ticket.pk)
    return each.unit is not None and (lead is None or lead.unit_id != each.unit.pk)


def _clock(each: Redo, clocks: Clocks) -> UnitClock:
    """The unit's limit of the new round."""
    if each.due_at is None:
        return clocks.unit_clock(clocks.city_due(each.ticket, each.at).due_at, each.at)
    if each.source == RedoOrder.Source.CITY:
        return clocks.unit_clock(each.due_at, each.at)
    return UnitClock(each.due_at, "重办时由区平台指定", is_short=False)


def _changes(each: Redo, due_at: datetime) -> dict[str, object]:
    """What a redo does to the ticket's own columns: it is nobody's finished case any more. A limit that the city gave with
    it is the city's limit now; without one the first round's stays."""
    ticket = each.ticket
    is_citys = each.due_at is not None and each.source == RedoOrder.Source.CITY
    return {
        "city_due_at": each.due_at if is_citys else ticket.city_due_at,
        "city_due_words": REDONE if is_citys else ticket.city_due_words,
        "city_due_in_file": ticket.city_due_in_file or is_citys,
        "city_due_provisional": ticket.city_due_provisional and not is_citys,
        "due_at": due_at,
        "replied_at": None,
        "completed_at": None,
        "reported_at": None,
        "called_at": None,
        "closed_at": None,
        "promised_on": None,
        "is_history": False,  # what was finished at the city before it came is ours to report now
        "is_sampled": None,  # drawn anew when it is completed again
        "redo_count": ticket.redo_count + 1,
    }


def _facts(each: Redo, unit: int) -> dict[str, str | int | bool | None]:
    return {
        "unit": unit,
        "source": each.source,
        "due_at": utc_text(each.due_at) if each.due_at else "",
        "reason": history.words_digest(each.reason),
        "redo_count": each.ticket.redo_count + 1,
    }


def new_round(each: Redo, lead: Assignment, clocks: Clocks) -> Step:
    """The ticket's part of a redo by the unit that had it: a new round on its assignment, to be signed anew by a limit of its
    own. Whether the first round was signed in time stays."""
    clock = _clock(each, clocks)
    outcome = {
        "round": lead.round + 1,
        "sign_due_at": clocks.sign_due(each.ticket, each.at, clock.due_at),
        "due_at": clock.due_at,
        "due_words": clock.words,
        "replied_at": None,
        "completed_at": None,
        "ended_at": None,
        "end_reason": Assignment.End.NONE,
    }
    return Step(each.ticket, Act.REDO, each.at, _facts(each, lead.unit_id), _changes(each, clock.due_at), lead, outcome)


def _ask_assists_again(redos: Sequence[Redo], leads: dict[int, Assignment]) -> None:
    """A new round on the running assists too, within the lead's new limit. One query, and one more where there are any."""
    ordered = {each.ticket.pk: each for each in redos}
    rows = [
        {
            "pk": pk,
            "status": Status.DISPATCHED,
            "round": leads[ticket].round,
            "sign_due_at": leads[ticket].sign_due_at,
            "due_at": leads[ticket].due_at,
            "due_words": leads[ticket].due_words,
            "replied_at": None,
        }
        for pk, ticket in Assignment.objects.filter(ticket__in=list(ordered), is_lead=False, ended_at=None).values_list("pk", "ticket_id")
    ]
    if rows:
        update_where_old(Assignment, rows, [], ["status", "round", "sign_due_at", "due_at", "due_words", "replied_at"])


def _hand_over(redos: Sequence[Redo], leads: dict[int, Assignment], clocks: Clocks, by: User | None) -> list[tuple[Redo, Assignment]]:
    """The old lead's assignment ends as it was; the new unit's is marked redo and brings no new volume."""
    rows = [_new_assignment(each, clocks, by) for each in redos]
    steps = []
    for each, row in zip(redos, rows, strict=True):
        assert row.due_at is not None
        changes = {**_changes(each, row.due_at), "lead_unit": row.unit_id}
        steps.append(Step(each.ticket, Act.REDO, each.at, _facts(each, row.unit_id), changes))
    move_many(steps, by)
    end_parts([(each.ticket, each.at) for each in redos], Assignment.End.COMPLETED)
    give_leads(rows)
    return list(zip(redos, rows, strict=True))


def _new_assignment(each: Redo, clocks: Clocks, by: User | None) -> Assignment:
    clock = _clock(each, clocks)
    return Assignment(
        ticket=each.ticket,
        unit=each.unit,
        status=Status.DISPATCHED,
        is_redo=True,
        assigned_at=each.at,
        assigned_by=by,
        note=each.reason[:500],
        sign_due_at=clocks.sign_due(each.ticket, each.at, clock.due_at),
        due_at=clock.due_at,
        due_words=clock.words,
        first_due_at=clock.due_at,
        recorded_at=each.at,
    )
