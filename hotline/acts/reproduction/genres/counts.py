"""Numbers of tickets and rates of satisfaction by unit, without a score: what is late, redone, praised, and named [pingyu-2023-10]."""

from decimal import Decimal

from hotline.acts.reproduction.job import Job, Outcome, build, close, spoilt
from hotline.acts.reproduction.ours import district_figure
from hotline.acts.reproduction.pools import Pools
from hotline.acts.reproduction.tables import named_tickets, praise_rows, unit_rows
from hotline.acts.staff import staff_of
from hotline.rules.comparing import Comparison
from hotline.rules.comparing_tables import compare_figures, compare_named, compare_units
from hotline.rules.courses import Course
from hotline.rules.printed_counts import category_totals, given_of, quotas_of
from hotline.rules.quota_courses import numbered, plan_quotas
from units.models import Unit

SEED = 20231110
PRAISE = "praise"


def reproduce(job: Job) -> Outcome:
    """Unsolvable where no whole numbers fit the printed rates."""
    courses = _courses(job)
    if job.spoil:
        courses = spoilt(courses)
    staff = staff_of(Unit.objects.filter(name__in={course.unit for course in courses}).order_by("order", "pk"))
    build(courses, staff, job.progress)
    close(job, staff)
    return Outcome({}, _compared(job))


def _courses(job: Job) -> list[Course]:
    published, names, span = job.published, job.names, job.span
    credit = Decimal(job.profile.district.basically_percent) / 100
    quotas = quotas_of(published, names, credit)
    pools = Pools(quotas, span, SEED)
    fits = {names[unit]: categories for unit, categories in published.fits.items()}
    picked = pools.pick(category_totals(published), fits)
    return numbered(plan_quotas(quotas, picked, given_of(published, names), span, pools.clockwork, SEED), None)


def _compared(job: Job) -> Comparison:
    published, names, period = job.published, job.names, job.period
    cells = [
        *compare_units(published, names, unit_rows(period, published.columns)),
        *compare_named(published, "cases", published.cases, "number", names, named_tickets(period, published)),
        *compare_named(published, PRAISE, published.others.get(PRAISE, ()), "unit", names, praise_rows(period, published)),
        *compare_figures(published, district_figure(period, job.span.closing_at)),
    ]
    return Comparison(job.profile.name, tuple(cells), published.notes)
