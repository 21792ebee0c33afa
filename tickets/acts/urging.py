"""Urge (催办): the district presses the one who has to act, or the citizen does by calling again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tickets.acts import history
from tickets.acts.city_words import URGED
from tickets.acts.moving import BATCH, Step, move_many
from tickets.models import Ticket, Urge
from tickets.rules.workflow import OPEN, Act, Status
from units.models import User

LONGEST = 500


@dataclass(frozen=True)
class Press:
    """`source` is an Urge.Source; `number` is the new ticket by which a citizen pressed."""

    ticket: Ticket
    at: datetime
    words: str = ""
    source: str = Urge.Source.CENTRE
    number: str = ""


def urge(press: Press, *, by: User | None) -> None:
    urge_many([press], by)


def urge_many(presses: Sequence[Press], by: User | None) -> None:
    """All or none; presses on the same ticket share one event. ValidationError: nothing_chosen, not_now (nobody has to act
    on it any more), and those of `move_many`."""
    if not presses:
        raise ValidationError("没有勾选要催办的工单，请先勾选。", code="nothing_chosen")
    by_ticket: dict[int, list[Press]] = {}
    for press in presses:
        _check(press.ticket)
        by_ticket.setdefault(press.ticket.pk, []).append(press)
    with transaction.atomic():
        Urge.objects.bulk_create([_row(press, by) for press in presses], batch_size=500)
        move_many([_step(together) for together in by_ticket.values()], by)


def link_citizens(new: Mapping[str, str], at: datetime) -> int:
    """A citizen who calls again about a ticket makes another one that names it: presses the first ones, as far as somebody
    has to act on them. `new` maps the new ticket's number to the urged one's. How many presses; three queries for 2000, six
    when some are found."""
    pairs, done = list(new.items()), 0
    for start in range(0, len(pairs), BATCH):
        part = pairs[start : start + BATCH]
        known = {
            ticket.number: ticket for ticket in Ticket.objects.filter(number__in={urged for _, urged in part}, status__in=sorted(OPEN))
        }
        presses = [
            Press(known[urged], at, "诉求人再次来电催办", Urge.Source.CITIZEN, number)
            for number, urged in part
            if urged in known and urged != number
        ]
        if presses:
            urge_many(presses, None)
        done += len(presses)
    return done


def urging_numbers(tickets: Sequence[Ticket]) -> dict[str, str]:
    """Of newly arrived tickets, those that urge another one: number → the urged one's."""
    return {ticket.number: urged for ticket in tickets if (urged := str(ticket.extras.get(URGED, "")).strip())}


def _check(ticket: Ticket) -> None:
    if ticket.status in OPEN:
        return
    words = f"工单 {ticket.number} 现在是“{Status(ticket.status).label}”，没有人需要再办，不用催办。"
    if ticket.status in {Status.COMPLETED, Status.CLOSED}:
        words += "诉求人仍有意见的，请重办。"
    raise ValidationError(words, code="not_now")


def _row(press: Press, by: User | None) -> Urge:
    return Urge(
        ticket=press.ticket,
        assignment_id=press.ticket.lead_id,
        source=press.source,
        number=press.number[:40],
        words=press.words.strip()[:LONGEST],
        by=by,
        at=press.at,
    )


def _step(together: Sequence[Press]) -> Step:
    last = together[-1]
    facts: dict[str, str | int | bool | None] = {
        "source": last.source,
        "count": len(together),
        "numbers": ",".join(press.number for press in together if press.number),
        "words": history.words_digest("\n".join(press.words.strip() for press in together)),
    }
    changes = {"urge_count": last.ticket.urge_count + len(together)}
    return Step(last.ticket, Act.URGE, last.at, facts, changes, stays=True)
