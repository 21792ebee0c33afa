"""The bonus and deduction events behind the printed points: one entry for each, dated when the ticket that it goes with was done."""

from collections.abc import Mapping, Sequence

from hotline.rules.courses import Course, Span
from hotline.rules.printed import Ledgers
from scoring.models import LedgerEntry
from units.models import Unit, User

REASONS = {"bonus": "考核加分事项", "deduction": "考核减分事项"}


def enter(ledgers: Mapping[str, Ledgers], courses: Sequence[Course], span: Span, by: User) -> int:
    """Enters what is not there yet; a second run finds every entry. Returns how many were added."""
    units = {unit.name: unit for unit in Unit.objects.filter(name__in=list(ledgers))}
    held = set(LedgerEntry.objects.filter(happened_on__range=(span.first, span.last)).values_list("unit_id", "ledger", "ticket_number"))
    entries = [
        entry
        for unit, events in ledgers.items()
        for entry in _entries(units[unit], events, [course for course in courses if course.unit == unit and course.case is None], span, by)
        if (entry.unit_id, entry.ledger, entry.ticket_number) not in held
    ]
    LedgerEntry.objects.bulk_create(entries, batch_size=500)
    return len(entries)


def _entries(unit: Unit, events: Ledgers, courses: Sequence[Course], span: Span, by: User) -> list[LedgerEntry]:
    """Each event goes with a ticket of its own, answered in the period."""
    answered = [course for course in courses if span.holds(course.replied_at)]
    entries = []
    for ledger, amounts in (("bonus", events.bonus), ("deduction", events.deduction)):
        for hundredths, course in zip(amounts, answered, strict=False):
            entries.append(
                LedgerEntry(
                    ledger=ledger,
                    unit=unit,
                    happened_on=course.replied_at.date(),
                    hundredths=hundredths,
                    reason=REASONS[ledger],
                    ticket_number=course.number,
                    by=by,
                    recorded_at=course.replied_at,
                )
            )
    return entries
