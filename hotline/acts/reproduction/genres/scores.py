"""Rates and points by a method, with a bulletin that is composed, compared as its readers see it, and published [xinglongtai-2022q1]."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError

from hotline.acts.reproduction.job import OFFICE, Job, Outcome, build, close, spoilt
from hotline.acts.reproduction.ledgers import enter
from hotline.acts.reproduction.ours import district_figure, unit_codes
from hotline.acts.reproduction.texts import pool_for
from hotline.acts.staff import Staff, staff_of
from hotline.rules.comparing import compare
from hotline.rules.courses import plan
from hotline.rules.printed import ledgers_of, lists_of, rows_of, totals_of
from hotline.rules.profiles.folder import Profile
from hotline.rules.solving import Found, solve
from reports.acts import publish
from scoring.rules.components import Ledger
from tickets.rules.samples import CHINA
from units.models import Unit

SEED = 20220429
# After the period's end, when the months have been closed.
PUBLISHED_AFTER = timedelta(days=29)


def reproduce(job: Job) -> Outcome:
    """Unsolvable where no whole numbers fit the printed rates."""
    published, names, span = job.published, job.names, job.span
    found = solve(rows_of(published, names), totals_of(published))
    courses = plan(found, pool_for(found, span, SEED), lists_of(published, names), span, SEED)
    if job.spoil:
        courses = spoilt(courses)
    staff = staff_of(Unit.objects.filter(name__in=list(found)).order_by("order", "pk"))
    build(courses, staff, job.progress)
    enter(ledgers_of(published, names, _cap(job.profile)), courses, span, staff.supervisor)
    close(job, staff)
    return _published(job, found, staff)


def _cap(profile: Profile) -> Decimal | None:
    parts = [part for method in profile.methods for part in method.components if isinstance(part, Ledger) and part.ledger == "bonus"]
    return parts[0].cap if parts else None


def _published(job: Job, found: Mapping[str, Found], staff: Staff) -> Outcome:
    """Composes, compares what the readers would see, publishes when the self-check lets it."""
    period = job.period
    bulletin = publish.refresh(period.label, job.published.frame, job.span.closing_at)
    document = publish.draft_of(bulletin)
    comparison = compare(job.profile.name, job.published, document, job.names, unit_codes(), district_figure(period, job.span.closing_at))
    try:
        published_at = datetime.combine(period.ends_on + PUBLISHED_AFTER, OFFICE, CHINA)
        revision = publish.publish(bulletin, staff.supervisor, published_at)
    except ValidationError as error:
        return Outcome(found, comparison, None, tuple(error.messages))
    return Outcome(found, comparison, revision)
