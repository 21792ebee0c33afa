"""A report that goes back over years [qinhuai-2023]: past years by their books, the reproduced period through the acts, orders and whistles
of all of them."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError

from hotline.acts.reproduction.job import Job, Outcome, build, close
from hotline.acts.reproduction.orders import Entry, supervise, whistle
from hotline.acts.reproduction.ours import district_figure
from hotline.acts.reproduction.past import Books, take_in_books
from hotline.acts.reproduction.pools import Pools
from hotline.acts.reproduction.spans import span_figure
from hotline.acts.staff import Staff, staff_of
from hotline.rules.allotting import Categories
from hotline.rules.comparing import Comparison
from hotline.rules.comparing_tables import compare_figures
from hotline.rules.courses import Course
from hotline.rules.past_years import PastYear, Present, Said, apportion, said_of, share_years, units_of, volumes_of
from hotline.rules.printed_years import Years, years_of
from hotline.rules.profiles.years import Assumed
from hotline.rules.quota_courses import numbered, plan_quotas
from hotline.rules.quotas import Quota
from hotline.rules.solving_years import solve_parts
from hotline.rules.year_courses import Wanted, marked, retyped, spoilt
from scoring.rules.periods import midnight
from tickets.acts.filling import leaves
from units.models import Unit

SEED = 20230720
# Orders and whistles of past years are entered so long after the system came into use, those of the period before its closing.
PAST_AFTER, PRESENT_BEFORE = timedelta(days=10), timedelta(days=2)


def reproduce(job: Job) -> Outcome:
    """Unsolvable where no whole numbers fit; ValidationError years_missing without [published.years]."""
    assumed = job.published.years
    if assumed is None:
        raise ValidationError("profile.toml 缺少 [published.years]，不知道往年台账从哪一年起。", code="years_missing")
    plan = _Plan(job, assumed)
    courses = plan.courses()
    past = plan.past(courses)
    if job.spoil:
        courses = spoilt(courses)
    staff = staff_of(Unit.objects.filter(name__in={course.unit for course in courses}).order_by("order", "pk"))
    take_in_books(plan.books(past), staff.dispatcher, job.progress)
    build(courses, staff, job.progress)
    entry = plan.entry(staff)
    supervise(plan.years, entry, job.progress, SEED)
    whistle(plan.years, entry, job.progress, SEED)
    close(job, staff)
    return Outcome({}, _compared(job))


class _Plan:
    """The whole numbers of every year, and what is made from them."""

    def __init__(self, job: Job, assumed: Assumed) -> None:
        self.job, self.assumed, self.period = job, assumed, job.published.period
        self.years: Years = years_of(job.published, Decimal(job.profile.district.basically_percent) / 100)
        self.volumes = volumes_of(self.years, self.period, assumed)
        since = {str(year): count for year, count in self.volumes.items() if str(year) in self.years.since}
        self.said: dict[str, Said] = said_of(self.years, since | {self.period: self.years.volumes[self.period]}, assumed)
        self.units = {kind: [unit.name for unit in job.profile.units if unit.kind == kind] for kind in self.years.kinds if kind}

    def courses(self) -> list[Course]:
        """The period's tickets."""
        span, volume = self.job.span, self.years.volumes[self.period]
        kinds = dict(zip(self.years.kinds, apportion(volume, list(self.years.kinds.values())), strict=True))
        quotas = [Quota(unit, count) for unit, count in units_of(kinds, self.units).items() if count]
        totals = solve_parts(volume, self.years.categories.get(self.period, {}))
        pools = Pools(quotas, span, SEED, self.assumed.deputies)
        courses = numbered(plan_quotas(quotas, pools.pick(totals, {}), (), span, pools.clockwork, SEED), None)
        wanted = Wanted(self.years, self.assumed, self.said[self.period], span)
        return marked(retyped(courses, self.years.types), wanted, Categories(totals, leaves()), pools.clockwork, SEED)

    def past(self, courses: list[Course]) -> list[PastYear]:
        """Past years have what the period has not."""
        kind_of = {unit: kind for kind, units in self.units.items() for unit in units}
        named = [kind for kind in self.years.types if kind]
        kinds = Counter(kind_of[course.unit] for course in courses)
        types = Counter(kind if (kind := course.sample.ticket_type) in named else "" for course in courses)
        return share_years(self.years, self.volumes, Present(kinds, types), self.units, self.said)

    def books(self, past: list[PastYear]) -> Books:
        counted = {category: 0 for shares in self.years.categories.values() for category in shares}
        return Books(past, counted, list(self.years.types), (self.assumed.deputies,), self.job.profile.district.starts_on, SEED)

    def entry(self, staff: Staff) -> Entry:
        span = self.job.span
        first = date(min(int(one) for one in self.years.since if one.isdecimal()), 1, 1)
        return Entry(first, span.first, span.last, midnight(span.first) + PAST_AFTER, span.closing_at - PRESENT_BEFORE, staff.supervisor)


def _compared(job: Job) -> Comparison:
    at = job.span.closing_at
    figure = span_figure(job.period, at, district_figure(job.period, at))
    return Comparison(job.profile.name, tuple(compare_figures(job.published, figure)), job.published.notes)
