"""Brings the search index up to date: a ticket whose words have changed is marked by the act (Ticket.is_indexed), and the
task or command that calls here works off all that are marked. So neither an import nor a reply waits for the index."""

from collections.abc import Iterator, Sequence

from django.core.cache import cache
from django.db import transaction

from tickets.acts.identities import names_hidden
from tickets.models import Assignment, HandOn, Reply, SearchText, Ticket
from tickets.rules import bigrams
from tickets.rules.deadlines import local
from units.models import Unit
from units.models.bulk import update_where_old
from units.rules.masking import HIDDEN, shown_text

# Few enough that nobody waits long for SQLite's one write lock.
BATCH = 200
# What the index is made from, and the event by which a change is noticed.
READ = ("number", "title", "text", "arrived_at", "lead_unit", "seq")
# Under which name the cache holds each unit's parent as the index knows it.
_TREE = "units-of-the-index"


def index_backlog(limit: int = 5_000) -> int:
    """Indexes tickets that are marked, those stored last first, at most `limit`; a transaction for each batch. How many were done."""
    _mark_what_moved_along()
    done, last = 0, None
    while done < limit:
        waiting = Ticket.objects.filter(is_indexed=False).order_by("-pk").only(*READ)
        if last is not None:
            waiting = waiting.filter(pk__lt=last)
        batch = list(waiting[: min(BATCH, limit - done)])
        if not batch:
            break
        index_many(batch)
        done, last = done + len(batch), batch[-1].pk
    return done


def index_many(tickets: Sequence[Ticket]) -> None:
    """Writes what the tickets are found by. One that is moved on meanwhile keeps its mark and its turn comes again."""
    names = names_hidden([ticket.pk for ticket in tickets])
    found = {ticket.pk: _own_tokens(ticket, names.get(ticket.pk)) for ticket in tickets}
    for pk, text in Reply.objects.filter(ticket__in=found).values_list("ticket", "text"):
        found[pk] |= bigrams.reply_tokens(_readable(text, names.get(pk)))
    for pk, tokens in _units_of(tickets):
        found[pk] |= tokens
    rows = [SearchText(ticket_id=ticket.pk, arrived_at=ticket.arrived_at, tokens=" ".join(sorted(found[ticket.pk]))) for ticket in tickets]
    with transaction.atomic():
        # The mark first: whoever comes later with newer words waits for this row, and with older ones finds another event.
        marks = [{"pk": ticket.pk, "old_seq": ticket.seq, "is_indexed": True} for ticket in tickets]
        if update_where_old(Ticket, marks, ["seq"], ["is_indexed"]) != len(tickets):
            seen = {ticket.pk: ticket.seq for ticket in tickets}
            standing = Ticket.objects.filter(pk__in=seen).values_list("pk", "seq")
            same = {pk for pk, seq in standing if seen[pk] == seq}
            rows = [row for row in rows if row.ticket_id in same]
        written = ["arrived_at", "tokens"]
        SearchText.objects.bulk_create(rows, update_conflicts=True, unique_fields=["ticket"], update_fields=written, batch_size=BATCH)


def forget_all() -> int:
    """Marks every ticket, so that the index is made anew: after its rules have changed. How many."""
    return Ticket.objects.filter(is_indexed=True).update(is_indexed=False)


def _mark_what_moved_along() -> None:
    """Marks the tickets of units that stand under another one than before: the index names the units above each of its own."""
    above = dict(Unit.objects.values_list("pk", "parent"))
    known: dict[int, int | None] = cache.get(_TREE, {})
    moved = {unit for unit, parent in above.items() if known.get(unit, parent) != parent}
    if moved:
        units = [unit for unit in above if not moved.isdisjoint(_with_above(unit, above))]
        held = Assignment.objects.filter(unit__in=units).order_by().values("ticket")
        parts = held.union(HandOn.objects.filter(unit__in=units).order_by().values("ticket"))
        Ticket.objects.filter(pk__in=parts, is_indexed=True).update(is_indexed=False)
    if known != above:
        cache.set(_TREE, above, None)


def _own_tokens(ticket: Ticket, hidden: str | None) -> set[str]:
    words = bigrams.tokens(_readable(f"{ticket.title}\n{ticket.text}", hidden)) | bigrams.tokens(ticket.number)
    return words | bigrams.tail_tokens(ticket.number) | {bigrams.period_token(local(ticket.arrived_at).date())}


def _readable(text: str, hidden: str | None) -> str:
    """What is found of a text: phones and identity numbers are masked, for what nobody reads on a page, nobody finds by searching;
    of a citizen who stays hidden from units (`hidden`) also the name, for a hit would tell the unit who it was."""
    return shown_text(text, hidden).replace(HIDDEN, " ")


def _units_of(tickets: Sequence[Ticket]) -> Iterator[tuple[int, set[str]]]:
    """For each part in a ticket its unit's tokens: whom Ticket.visible_to shows it, and who may be told of its replies."""
    above = dict(Unit.objects.values_list("pk", "parent"))
    for ticket in tickets:
        if ticket.lead_unit_id is not None:
            yield ticket.pk, bigrams.unit_tokens(own := _with_above(ticket.lead_unit_id, above), own)
    for pk, unit, ended_at in Assignment.objects.filter(ticket__in=tickets).values_list("ticket", "unit", "ended_at"):
        yield pk, bigrams.unit_tokens(own := _with_above(unit, above), () if ended_at else own)
    for pk, unit in HandOn.objects.filter(ticket__in=tickets).values_list("ticket", "unit"):
        yield pk, bigrams.unit_tokens(_with_above(unit, above), ())


def _with_above(unit: int, above: dict[int, int | None]) -> list[int]:
    chain = [unit]
    while (parent := above.get(chain[-1])) is not None:
        chain.append(parent)
    return chain
