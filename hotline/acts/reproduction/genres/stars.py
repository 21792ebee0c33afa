"""Mean stars, rates and a score in several tables, hot topics by their shares [panjin-2024h1].

The printed units below a county have tickets of their own; what the county's row holds beyond them is shared out among the units
that the bulletin counts but does not name.
"""

from hotline.acts.reproduction.job import Job, Outcome, build, close, spoilt
from hotline.acts.reproduction.ours import district_figure
from hotline.acts.reproduction.pools import Pools
from hotline.acts.reproduction.tables import BEST, WORST, board_rows
from hotline.acts.staff import staff_of
from hotline.rules.allotting import apart
from hotline.rules.comparing import Comparison
from hotline.rules.comparing_tables import compare_figures, compare_units
from hotline.rules.courses import Course
from hotline.rules.printed_stars import formula_of, quotas_of, share_of_kinds, shares_of, table_of, unprinted_quotas
from hotline.rules.quota_courses import numbered, plan_quotas, running
from hotline.rules.quotas import volume_of
from hotline.rules.solving_shares import solve_shares, wholes_of
from scoring.acts import methods, scores
from scoring.models import Method
from units.models import Unit

SEED = 20240718
LEAST_VOLUME = "least_volume"


def reproduce(job: Job) -> Outcome:
    """Unsolvable where no whole numbers fit the printed rates and shares."""
    courses = _courses(job)
    if job.spoil:
        courses = spoilt(courses, table_of(job.published, job.profile.units, job.names).rows)
    staff = staff_of(Unit.objects.filter(name__in={course.unit for course in courses}).order_by("order", "pk"))
    build(courses, staff, job.progress)
    close(job, staff)
    return Outcome({}, compared(job))


def _courses(job: Job) -> list[Course]:
    published, profile, span = job.published, job.profile, job.span
    table = table_of(published, profile.units, job.names)
    least = max(method.least_volume for method in profile.methods)
    quotas = quotas_of(table, formula_of(profile.methods), span.stars_max, least)
    known = volume_of(quotas)
    kinds = {unit.kind for unit in profile.units if unit.name in table.rows}
    shares, floors = shares_of(published)
    within = {path.partition("/")[0]: count for path, count in floors.items()}
    whole, found = solve_shares(shares, wholes_of(known, share_of_kinds(published, sorted(kinds))), within)
    quotas += unprinted_quotas(published, job.names, whole - known, span.stars_max)
    totals = apart(whole, found | floors)
    pools = Pools(quotas, span, SEED)
    fits = {job.names[unit]: categories for unit, categories in published.fits.items()}
    courses = plan_quotas(quotas, pools.pick(totals, fits), (), span, pools.clockwork, SEED)
    return numbered(courses, running(published.numbers, span))


def compared(job: Job) -> Comparison:
    """Every cell of the tables and figures beside what we count, once the period is closed."""
    published, period = job.published, job.period
    boards = [scores.board(period, method) for method in Method.objects.order_by("pk")]
    # The method that names the best and the worst ranks the grass roots, the other one the counties.
    best = next(board for board in boards if board.method and methods.body_of(board.method).best)
    groups = next(board for board in boards if board.method != best.method)
    rows = board_rows(period, published, best, groups)
    assert best.method is not None
    listed = {table: sum(key.startswith(f"{table}：") for key in rows) for table in (BEST, WORST)}
    listed[LEAST_VOLUME] = methods.body_of(best.method).least_volume
    cells = [*compare_units(published, job.names, rows), *compare_figures(published, district_figure(period, job.span.closing_at, listed))]
    return Comparison(job.profile.name, tuple(cells), published.notes)
