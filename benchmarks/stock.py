"""What is stored before anything is measured: three months of 5 000 tickets filled by the act, the rest copied from the first of them.

Filling a million by the act takes a quarter of an hour and more. The copies are rows as real as the first, with numbers, keys and
dates of their own; only their event chains do not verify, for a chain signs the ticket's number.
"""

from datetime import date, datetime
from typing import Any

from django.core.management import call_command
from django.db import connection, models

from scoring.acts import closing
from tickets.acts import filling, indexing
from tickets.models import Assignment, Callback, Event, Identity, RedoOrder, Reply, ReportBatch, SearchText, Ticket
from tickets.rules.deadlines import SHANGHAI
from units.acts.settings import values
from units.models import Setting

PROFILE = "xinglongtai-2022q1"
AS_OF = datetime(2026, 12, 20, 15, 0, tzinfo=SHANGHAI)
BASE = "bench_base"
ROWS = 5_000
# Nothing arrives in the month between them: what runs over from the big month, whose size differs, must not reach the small one.
BIG_MONTH, SMALL_MONTH = date(2026, 9, 1), date(2026, 11, 1)
# What the desks have in hand: at AS_OF much of it is not finished.
OPEN_MONTH = date(2026, 12, 1)
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
    SearchText,
)
# The third of a month in which a ticket arrived, as tickets.rules.bigrams.period_token names it.
ARRIVED = "({0} AT TIME ZONE 'Asia/Shanghai')"
PERIOD = f"'旬' || to_char({ARRIVED}, 'YYYYMM') || least((extract(day FROM {ARRIVED})::int - 1) / 10, 2)"
COPIED_NUMBER = "lpad(k::text, 4, '0') || "  # before it, so that tails stay as they are


def fill_base() -> None:
    """The district, and three months of tickets as the desks would have made them."""
    call_command("migrate", verbosity=0)
    call_command("load_profile", PROFILE, verbosity=0)
    for seed, month in enumerate((BIG_MONTH, SMALL_MONTH, OPEN_MONTH)):
        filling.fill(filling.samples(ROWS, (month, month), seed, AS_OF))
    while indexing.index_backlog():  # a portion at a time
        pass


def multiply(tickets: int) -> None:
    """Copies the first month until `tickets` are stored, and closes all months before the big one."""
    copies = max(tickets // ROWS - 3, 0)
    if copies:
        with connection.cursor() as cursor:
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'search_tokens'")
            search_index = cursor.fetchone()[0]
            cursor.execute("DROP INDEX search_tokens")  # made anew at the end: a hundred words of each ticket one by one would take an hour
            # Rows copied from checked rows: neither foreign keys nor triggers need to run.
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("SELECT max(id) FROM tickets_ticket WHERE arrived_at < %s", [_begin(SMALL_MONTH)])
            last = cursor.fetchone()[0]
            spans = {model: _span(cursor, model) for model in COPIED}
            for model in COPIED:
                _copy(cursor, model, spans, last, copies)
            cursor.execute("SET session_replication_role = origin")
            cursor.execute("SET maintenance_work_mem = '256MB'")
            cursor.execute(search_index)
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
            chosen.append(f"{COPIED_NUMBER}{own}")
        elif field.name == "tokens":
            chosen.append(_copied_tokens())
        else:
            chosen.append(own)
    key = "id" if model is Ticket else "ticket_id"
    ticket = "JOIN tickets_ticket t ON t.id = r.ticket_id" if model is SearchText else ""
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(chosen)} "  # noqa: S608 names of our own models
        f"FROM {table} r {ticket} CROSS JOIN generate_series(1, %s) k WHERE r.{key} <= %s ORDER BY k, r.{key}",
        [copies, last],
    )
    if not model._meta.pk.is_relation:
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")  # noqa: S608


def _copied_tokens() -> str:
    """The words stay; the number and the time of arrival are the copy's own."""
    arrived = f"(r.arrived_at - make_interval(months => k %% {MONTHS}))"
    old = f"ARRAY[t.number, {PERIOD.format('r.arrived_at')}]"
    return f"ts_delete(r.tokens, {old}) || array_to_tsvector(ARRAY[{COPIED_NUMBER}t.number, {PERIOD.format(arrived)}])"


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
