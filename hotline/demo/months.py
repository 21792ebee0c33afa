"""The demo's thirteen months up to now: invented tickets in every state, their points, their closings, the open month's trial."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone

from hotline.acts.reproduction.building import Progress
from hotline.acts.staff import Staff
from hotline.demo import today
from hotline.demo.today import SEED
from scoring.acts import closing
from scoring.models import Closing, LedgerEntry
from scoring.rules.periods import Period, month_at, month_of
from tickets.acts import filling
from tickets.models import Callback, Ticket
from tickets.rules.samples import CHINA
from units.acts.settings import values
from units.models import JobRun, Unit, User

A_MONTH, MONTHS_BEFORE = 200, 12
KIND = "demo"
# A bonus for each of the first so many top stars of a unit in a month.
POINTS, MOST_POINTS = 2, 3
REASON = "市级抽访评为满星"
# A month is closed when its last limits have run out; the newest is left for the supervisor to close.
CLOSED_AFTER = timedelta(days=12)


def fill(now: datetime, unit: Unit, staff: Staff, progress: Progress) -> int:
    """Invented tickets, once: a run that was broken off goes on with the moment that it began with. `unit` gets today's urgent
    ones. Returns how many were added."""
    job = JobRun.objects.filter(kind=KIND).first()
    if job is None:
        # Not one of the worker's jobs: it is "未完成" until it is done, so that nobody sends it again.
        argument = {"as_of": now.isoformat(), "seed": SEED}
        job = JobRun.objects.create(kind=KIND, argument=argument, state=JobRun.State.FAILED, requested_at=now)
    if job.state == JobRun.State.DONE:
        return 0
    as_of = datetime.fromisoformat(job.argument["as_of"])
    rows = A_MONTH * MONTHS_BEFORE + A_MONTH * as_of.astimezone(CHINA).day // 30
    samples = filling.samples(rows, span(as_of), SEED, as_of)
    added = filling.fill(samples, lambda done: progress("生成近十三个月的工单", done, rows))
    today.arrive(as_of, unit, staff)
    JobRun.objects.filter(pk=job.pk).update(state=JobRun.State.DONE, finished_at=timezone.now(), result={"added": added})
    return added


def span(as_of: datetime) -> tuple[date, date]:
    """The first days of the first and of the last month."""
    today = as_of.astimezone(CHINA).date()
    return month_of(today.year, today.month - MONTHS_BEFORE).starts_on, today.replace(day=1)


def close(now: datetime, staff: Staff, progress: Progress) -> list[str]:
    """Enters points and closes every month with tickets but the newest that is over, then tries the open ones. Returns what was closed."""
    months = list(_over(now))
    closed = []
    for place, month in enumerate(months, start=1):
        if not Closing.objects.closed().filter(label=month.label).exists():
            _enter_points(month, staff.supervisor)
            if month != months[-1]:
                closing.close(month.label, staff.supervisor, min(month.bounds()[1] + CLOSED_AFTER, now))
                closed.append(month.label)
        progress("逐月关账", place, len(months))
    closing.trial_open_months(now)
    return closed


def _over(now: datetime) -> Iterator[Period]:
    """Statistical months with tickets sent out or due in them that have ended."""
    district = values()
    days = {day for column in ("dispatched_at", "due_at") for day in _days(column)}
    months = {month_at(day, district.month_starts_on) for day in days}
    return iter(sorted(month for month in months if month.bounds()[1] <= now and month.starts_on >= district.starts_on))


def _days(column: str) -> Iterable[date]:
    moments = Ticket.objects.exclude(**{column: None}).datetimes(column, "month", tzinfo=CHINA)
    return [moment.date() for moment in moments]


def _enter_points(month: Period, by: User) -> None:
    """A few hundredths for top stars. Nothing where the month has entries already."""
    if LedgerEntry.objects.filter(happened_on__range=(month.starts_on, month.ends_on)).exists():
        return
    starts_at, ends_at = month.bounds()
    calls = Callback.objects.filter(called_at__gte=starts_at, called_at__lt=ends_at, stars=values().stars_max, source="city")
    given: dict[int, int] = {}
    entries = []
    for call in calls.select_related("ticket").order_by("called_at", "pk"):
        if call.unit_id is None or given.get(call.unit_id, 0) == MOST_POINTS:
            continue
        given[call.unit_id] = given.get(call.unit_id, 0) + 1
        day = call.called_at.astimezone(CHINA).date()
        entries.append(
            LedgerEntry(
                ledger="bonus", unit_id=call.unit_id, happened_on=day, hundredths=POINTS, reason=REASON,
                ticket_number=call.ticket.number, by=by, recorded_at=call.called_at,
            )
        )  # fmt: skip
    LedgerEntry.objects.bulk_create(entries)
