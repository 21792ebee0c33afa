"""What is stored before anything is measured: two months of 5 000 tickets filled by the act, the rest copied from the first of them.

Filling a million by the act takes a quarter of an hour and more. The copies are rows as real as the first, with numbers, keys and
dates of their own; only their event chains do not verify, for a chain signs the ticket's number.
"""

from datetime import date, datetime
from typing import Any

from django.core.management import call_command
from django.db import connection, models

from scoring.acts import closing
from tickets.acts import filling
from tickets.models import Assignment, Callback, Event, Identity, RedoOrder, Reply, ReportBatch, Ticket
from tickets.rules.deadlines import SHANGHAI
from units.acts.settings import values
from units.models import Setting

PROFILE = "xinglongtai-2022q1"
AS_OF = datetime(2026, 12, 20, 15, 0, tzinfo=SHANGHAI)
BASE = "bench_base"
ROWS = 5_000
# Nothing arrives in the month between them: what runs over from the big month, whose size differs, must not reach the small one.
BIG_MONTH, SMALL_MONTH = date(2026, 9, 1), date(2026, 11, 1)
BIG, BETWEEN, SMALL = "2026-09", "2026-10", "2026-11"
# The copies lie in the big month and the twelve before it, in turn.
MONTHS = 13
COPIED: tuple[type[models.Model], ...] = (
    Ticket,
    Identity,
    Assignment,
    Reply,
    Callback,
    RedoOrder,
    Event,
    ReportBatch.tickets.through,
)


def fill_base() -> None:
    """The district, and two months of tickets as the desks would have made them."""
    call_command("migrate", verbosity=0)
    call_command("load_profile", PROFILE, verbosity=0)
    for seed, month in enumerate((BIG_MONTH, SMALL_MONTH)):
        filling.fill(filling.samples(ROWS, (month, month), seed, AS_OF))


def multiply(tickets: int) -> None:
    """Copies the first month until `tickets` are stored, and closes all months before the big one."""
    copies = (tickets - 2 * ROWS) // ROWS
    if copies:
        with connection.cursor() as cursor:
            # Rows copied from checked rows: neither foreign keys nor triggers need to run.
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("SELECT max(id) FROM tickets_ticket WHERE arrived_at < %s", [_begin(SMALL_MONTH)])
            last = cursor.fetchone()[0]
            spans = {model: _span(cursor, model) for model in COPIED}
            for model in COPIED:
                _copy(cursor, model, spans, last, copies)
            cursor.execute("SET session_replication_role = origin")
    _close_before(min(copies, MONTHS - 1))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _begin(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def _span(cursor: Any, model: type[models.Model]) -> int:
    """How far a copy's keys lie behind those of the one before it."""
    pk = model._meta.pk
    assert pk is not None
    if pk.is_relation:
        return 0
    cursor.execute(f"SELECT coalesce(max({pk.column}), 0) + 1 FROM {model._meta.db_table}")  # noqa: S608 names of our own models
    return int(cursor.fetchone()[0])


def _copy(cursor: Any, model: type[models.Model], spans: dict[type[models.Model], int], last: int, copies: int) -> None:
    table, columns, chosen = model._meta.db_table, [], []
    for field in model._meta.concrete_fields:
        columns.append(f'"{field.column}"')
        own = f'r."{field.column}"'
        target = field.related_model if field.is_relation else model
        if (field.primary_key or field.is_relation) and target in spans:
            chosen.append(f"{own} + k * {spans[target]}")
        elif isinstance(field, models.DateTimeField):
            chosen.append(f"{own} - make_interval(months => k %% {MONTHS})")
        elif field.name == "number":
            chosen.append(f"{own} || '-' || k")
        else:
            chosen.append(own)
    key = "id" if model is Ticket else "ticket_id"
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(chosen)} "  # noqa: S608 names of our own models
        f"FROM {table} r, generate_series(1, %s) k WHERE r.{key} <= %s ORDER BY k, r.{key}",
        [copies, last],
    )
    if not model._meta.pk.is_relation:
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")  # noqa: S608


def _close_before(months: int) -> None:
    """The months before the big one are closed, as they are where a hotline has run for years."""
    first = _months_back(months)
    Setting.objects.filter(key="starts_on").update(value=first.isoformat())
    assert values().starts_on == first, "the settings are remembered from elsewhere"
    for back in range(months, 0, -1):
        closing.close(f"{_months_back(back):%Y-%m}", None, AS_OF)


def _months_back(months: int) -> date:
    year, month = divmod(BIG_MONTH.year * 12 + BIG_MONTH.month - 1 - months, 12)
    return date(year, month + 1, 1)
