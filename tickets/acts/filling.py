"""Fills the database with sample tickets in bulk, each in its state with assignments, replies, callbacks and event chain.

Every act is rehearsed in memory by the very functions that the acts use, so that a filled ticket is what the desks would
have made of it; then all rows are written at once.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from tickets.acts.casting import Cast
from tickets.acts.clocks import Clocks
from tickets.acts.rehearsing import EVENT_COLUMNS, Rehearsal
from tickets.models import Assignment, Callback, Category, Channel, Event, Reply, ReportBatch, Ticket
from tickets.rules.samples import CHINA, SampleChannel, SampleTicket, SampleUnit, generate
from units.models import Unit
from units.models.loading import load, load_rows, reserve

BATCH = 2_000
# Where a profile lists no channels.
USUAL_CHANNELS = (SampleChannel("电话"),)
SPOKEN_GROUP = "话务"
SPOKEN_WEIGHT, WRITTEN_WEIGHT = 7.0, 1.0
Progress = Callable[[int], None]


def samples(rows: int, months: tuple[date, date], seed: int, as_of: datetime) -> Iterator[SampleTicket]:
    """Sample tickets for the district of this database: its units, categories, channels, calendar, limits and stars.
    ValidationError: no_units before a profile was loaded, too_early where the months begin after `as_of`."""
    clocks = Clocks.load()
    if not Unit.objects.open().exists():
        raise ValidationError("库中还没有承办单位，请先运行 manage.py load_profile 载入区县配置。", code="no_units")
    if months[0] > as_of.astimezone(CHINA).date():
        raise ValidationError(f"起始月份 {months[0]:%Y-%m} 在截至时刻之后，没有工单可生成。", code="too_early")
    return generate(
        rows,
        months,
        seed,
        as_of=as_of,
        units=[
            SampleUnit(unit.name, (unit.short_name, *(other.name for other in unit.names.all())))
            for unit in Unit.objects.open().filter(Q(parent=None) | Q(is_ranked=True), is_unlisted=False).prefetch_related("names")
        ],
        categories=leaves(),
        channels=channels(),
        is_workday=clocks.days.is_workday,
        due_of=Cast.load(clocks).due_of,
        stars=clocks.district.stars_max,
        close_after_days=clocks.district.close_after_days,
    )


def leaves() -> list[tuple[str, ...]]:
    """The paths of the category tree that have nothing below them."""
    parents = set(Category.objects.exclude(parent=None).values_list("parent_id", flat=True))
    rows = Category.objects.order_by("order", "pk").values_list("pk", "path")
    return [tuple(path.split("/")) for pk, path in rows if pk not in parents]


def channels() -> tuple[SampleChannel, ...]:
    """The profile's channels: most people call, the first of a group is used most."""
    found = []
    for place, channel in enumerate(Channel.objects.order_by("order", "pk")):
        spoken = SPOKEN_GROUP in channel.group
        found.append(SampleChannel(channel.label, (SPOKEN_WEIGHT if spoken else WRITTEN_WEIGHT) / (1 + place / 4), spoken))
    return tuple(found) or USUAL_CHANNELS


def holds_any(months: tuple[date, date]) -> bool:
    """Whether any ticket of the months from the first to the last is stored."""
    after = (months[1].replace(day=1) + timedelta(days=32)).replace(day=1)
    first, end = (datetime.combine(day, time(), CHINA) for day in (months[0].replace(day=1), after))
    return Ticket.objects.filter(arrived_at__gte=first, arrived_at__lt=end).exists()


def fill(tickets: Iterable[SampleTicket], on_progress: Progress = lambda done: None) -> int:
    """Writes the tickets, batch after batch in a transaction each; those whose number is known already are left out.
    Returns how many were added."""
    cast = Cast.load(Clocks.load())
    added, done = 0, 0
    stream = iter(tickets)
    while batch := list(islice(stream, BATCH)):
        with transaction.atomic():
            known = set(Ticket.objects.filter(number__in=[sample.number for sample in batch]).values_list("number", flat=True))
            added += _write([sample for sample in batch if sample.number not in known], cast)
        done += len(batch)
        on_progress(done)
    return added


def _write(batch: list[SampleTicket], cast: Cast) -> int:
    """One batch: keys first, then every act in memory, then one statement for each table."""
    if not batch:
        return 0
    keys = {
        Ticket: iter(reserve(Ticket, len(batch))),
        Assignment: iter(reserve(Assignment, len(batch))),
        Reply: iter(reserve(Reply, sum(bool(s.staged_reply) + bool(s.reply) + bool(s.second_reply) for s in batch))),
        Callback: iter(reserve(Callback, sum(bool(s.fate.called_at) + bool(s.fate.second and s.fate.second.called_at) for s in batch))),
    }
    rehearsals = [Rehearsal(sample, cast, keys) for sample in batch]
    # Foreign keys are checked at the end of the transaction: a ticket may name its lead before that is written.
    load([rehearsal.ticket for rehearsal in rehearsals])
    load([rehearsal.identity for rehearsal in rehearsals])
    load([rehearsal.lead for rehearsal in rehearsals if rehearsal.lead])
    load([reply for rehearsal in rehearsals for reply in rehearsal.replies])
    load([callback for rehearsal in rehearsals for callback in rehearsal.callbacks])
    load([order for rehearsal in rehearsals for order in rehearsal.redo_orders])
    load_rows(Event, EVENT_COLUMNS, (event for rehearsal in rehearsals for event in rehearsal.events))
    through = ReportBatch.tickets.through
    load_rows(through, ["reportbatch", "ticket"], (pair for rehearsal in rehearsals for pair in rehearsal.reported))
    return len(batch)
