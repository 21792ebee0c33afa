"""Recounting closed months (重算、更正): each is counted anew as of its own closing, side by side with the others of its period.

The months of a recount need no order: which of them counts a row hangs on what was printed and on the row's date alone, never on
which of them has been counted already (scoring.acts.freezing). Only three things come one after the other: a month takes its
place in one transaction at a time, for months share their scores; the open months follow when the last closed one is done, for
they count what the closed ones left; and a closing waits for a recount, as a recount for a closing.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from scoring.acts import closing, drafts
from scoring.acts.alone import alone_or_busy
from scoring.models import Closing, Correction
from scoring.rules.periods import Kind, Period, parse
from units.acts import jobs
from units.acts.settings import values
from units.models import JobRun, User

KIND, PART = closing.RECOUNT, "recompute-month"


def start(label: str, by: User | None, at: datetime, why: str) -> JobRun:
    """Sends each closed month of the period to the workers, as parts of one job that tells how many are done.

    ValidationError: bad_period, reason_missing, not_closed (the period holds no closed month), busy.
    """
    if not why.strip():
        raise ValidationError("重算要写明原因，它会写在更正里。", code="reason_missing")
    period = parse(label, values().month_starts_on)
    months = closed_months(period)
    if not months:
        words = f"{period.label} 没有已关账的月份，不用重算；未关账的月份每晚自动试算。"
        raise ValidationError(words, code="not_closed")
    parts = [{"label": month.label, "span": period.label, "why": why.strip()[:300]} for month in months]
    with transaction.atomic():
        alone_or_busy("重算")
        closing.check_free("重算")
        return jobs.start_parts(KIND, {"label": period.label, "why": why.strip()[:300]}, PART, parts, by, at)


def unfinished(label: str) -> JobRun | None:
    """The recount of just this period that is under way, or was left when whoever waited for it went away."""
    jobs_of = JobRun.objects.unfinished().filter(kind=KIND).order_by("pk")
    return next((job for job in jobs_of if job.argument.get("label") == label), None)


def closed_months(period: Period) -> list[Period]:
    """Those of the period that may be recounted."""
    closed = set(Closing.objects.closed().filter(label__in=[month.label for month in period.months()]).values_list("label", flat=True))
    return [month for month in period.months() if month.label in closed]


def spans(closed: Sequence[Period]) -> list[Period]:
    """What may be recounted at once: the years, newest first, the quarters and the months that hold a closed month."""
    kinds: tuple[Kind, ...] = ("year", "quarter", "month")
    return [period for kind in kinds for period in sorted({month.within(kind) for month in closed}, reverse=True)]


def recount(
    label: str,
    span: str,
    by: User | None,
    at: datetime,
    why: str,
    told: Callable[[int, int], None] = lambda done, total: None,
    clock: drafts.Clock | None = None,
) -> Closing | None:
    """Counts one closed month of a recount of `span` that was ordered at `at`, and keeps the difference as its correction, of the
    moment that `clock` tells when the month takes its place, else of `at`.

    None when it is done already, or has been opened meanwhile. Once more, or after a death anywhere, comes to the same.
    ValidationError: bad_period, busy.
    """
    month = parse(label, values().month_starts_on)
    return drafts.work_off(drafts.Order(month, by, at, at, span, why), lambda done: told(done, drafts.STEPS), clock)


def run_part(job: JobRun, clock: drafts.Clock) -> None:
    """One month of `start`, for the worker that has claimed it; whoever ends the last one counts the open months anew."""
    said = {name: str(job.argument[name]) for name in ("label", "span", "why")}
    try:
        recount(**said, by=job.requested_by, at=job.requested_at, told=lambda done, total: jobs.beat(job, done, total), clock=clock)
    except ValidationError as error:
        jobs.fail(job, f"{said['label']}：{''.join(error.messages)}")
    else:
        jobs.finish(job, {}, f"{said['label']} {_came_to(said['label'], job.requested_at)}")
    if job.part_of_id is not None and jobs.gather(job.part_of_id):
        closing.recount_stale_trials(clock())


def _came_to(label: str, ordered_at: datetime) -> str:
    """已重算, or that the month was opened meanwhile, and has been closed again or not: then it is counted by its closing."""
    if _corrections([label], ordered_at):
        return "已重算"
    is_closed = Closing.objects.closed().filter(label=label).exists()
    return "期间已重开并重新关账，未再重算" if is_closed else "已重开，未重算；重新关账时按届时的数据计"


def _corrections(labels: Sequence[str], ordered_at: datetime) -> dict[str, Correction]:
    """Month → the difference that the recount which was ordered then has left."""
    return {one.period: one for one in Correction.objects.filter(period__in=labels, opened_at=ordered_at)}


def outcomes(recounts: Sequence[JobRun]) -> dict[int, str]:
    """Job's id → what its months came to together, of those that are done: 12 个月已重算，与原数字一致. Two queries."""
    parts = JobRun.objects.filter(part_of__in=recounts, state=JobRun.State.DONE)
    done = {(part.part_of_id, str(part.argument["label"])) for part in parts}
    left = list(Correction.objects.filter(opened_at__in=[job.requested_at for job in recounts]))
    found = {}
    for job in recounts:
        corrected = [one for one in left if one.opened_at == job.requested_at and (job.pk, one.period) in done]
        found[job.pk] = _outcome(len(corrected), sum(one.is_different for one in corrected))
    return found


def _outcome(recounted: int, different: int) -> str:
    if not recounted:
        return "没有月份重算"
    if not different:
        return f"{recounted} 个月已重算，与原数字一致"
    return f"{recounted} 个月已重算，其中 {different} 个月与原数字不同，差异已记为更正"


def told(job: JobRun) -> list[str]:
    """What a recount came to, a line for each month that is done: the difference, or why it was not recounted."""
    words = {str(part.argument["label"]): part.words for part in job.parts.filter(state=JobRun.State.DONE).order_by("pk")}
    corrections = _corrections(list(words), job.requested_at)
    return [f"{label} {corrections[label].words}" if label in corrections else words[label] for label in words]
