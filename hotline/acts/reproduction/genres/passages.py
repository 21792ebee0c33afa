"""Figures in running text without a table of units: top fives, shares, an order, what is left dissatisfied, tickets returned many
times, a message board [xinglongtai-2023h1]."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hotline.acts.reproduction.job import Job, Outcome, build, close, spoilt
from hotline.acts.reproduction.ours import district_figure
from hotline.acts.reproduction.pools import Pools
from hotline.acts.staff import staff_of
from hotline.rules.allotting import apart
from hotline.rules.board import on_board
from hotline.rules.clearing import cleared
from hotline.rules.comparing import Comparison
from hotline.rules.comparing_tables import compare_figures
from hotline.rules.courses import Course
from hotline.rules.many_returns import late_return, with_returns
from hotline.rules.printed_counts import category_totals
from hotline.rules.printed_passages import Told, told_of
from hotline.rules.profiles.folder import Profile
from hotline.rules.profiles.passages import Passages
from hotline.rules.quota_courses import numbered, plan_quotas, running
from hotline.rules.quotas import Quota, volume_of
from hotline.rules.solving_passages import Counted, solve_passages
from hotline.rules.whole import Unsolvable
from scoring.acts import scores
from units.models import Unit

SEED = 20230720


def reproduce(job: Job) -> Outcome:
    """Unsolvable where no whole numbers fit the printed figures."""
    courses = courses_of(job)
    if job.spoil:
        courses = spoilt(courses)
    named = {unit for course in courses for unit in (course.unit, *(each.unit for each in course.passes))}
    staff = staff_of(Unit.objects.filter(name__in=named).order_by("order", "pk"))
    build(courses, staff, job.progress)
    close(job, staff)
    return Outcome({}, compared(job))


def passages_of(profile: Profile) -> Passages:
    """Unsolvable where profile.toml has none."""
    if profile.published is None or profile.published.passages is None:
        raise Unsolvable("profile.toml 缺少 [published.passages]（留言板渠道、多次退件的单位）。")
    return profile.published.passages


def search(profile: Profile) -> tuple[Told, list[Quota]]:
    """What the figures say, and the whole numbers of each unit behind them."""
    assert profile.published is not None
    passages = passages_of(profile)
    board = next(choice.code for choice in profile.indicators if choice.channel == passages.board and choice.like == "effective_volume")
    told = told_of(profile.published, board)
    groups = {kind.code: kind.group or kind.code for kind in profile.kinds}
    units = [Counted(unit.name, groups[unit.kind]) for unit in profile.units if unit.is_ranked]
    return told, solve_passages(told, units, profile.methods[0])


def courses_of(job: Job) -> list[Course]:
    told, quotas = search(job.profile)
    return courses_from(job, told, quotas, apart(volume_of(quotas), category_totals(job.published)))


def courses_from(job: Job, told: Told, quotas: Sequence[Quota], totals: Mapping[str, int]) -> list[Course]:
    """`totals`: counted category → tickets; together as many as those of the quotas."""
    published, span, passages = job.published, job.span, passages_of(job.profile)
    pools = Pools(quotas, span, SEED, but=passages.board)
    fits = {job.names[unit]: categories for unit, categories in published.fits.items()}
    picked = pools.pick(totals, fits)
    picked, passes = with_returns(picked, told.returned, passages, pools.clockwork, span, SEED)
    planned = plan_quotas(quotas, picked, (), span, pools.clockwork, SEED)
    courses = [replace(course, passes=passes.get(course.sample.number, ())) for course in planned]
    courses = on_board(cleared(courses, told.left, span), told.board, passages.board, pools.clockwork, span)
    if passages.late_return is not None:
        like = picked.inside[passages.late_return.unit]
        courses.append(late_return(passages.late_return, like, passages, pools.clockwork, span))
    return numbered(courses, running(published.numbers, span))


def compared(job: Job) -> Comparison:
    """Every printed figure beside what we count, once the period is closed."""
    published, period = job.published, job.period
    ranks = {row.unit.name: row.rank for row in scores.board(period) if row.rank is not None}
    cells = compare_figures(published, district_figure(period, job.span.closing_at, ranks))
    return Comparison(job.profile.name, tuple(cells), published.notes)
