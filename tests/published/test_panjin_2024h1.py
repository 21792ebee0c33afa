"""The city's first half of 2024: the counts behind its printed rows and shares without a database, then the fifteen printed units of
the grass roots through the acts. The whole, 34 000 tickets, takes minutes: `manage.py reproduce panjin-2024h1`."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from hotline.acts import profile
from hotline.acts.reproduction.genres.stars import SEED, compared
from hotline.acts.reproduction.job import Job, build, close
from hotline.acts.reproduction.pools import Pools
from hotline.acts.staff import staff_of
from hotline.rules.printed import units_by_name
from hotline.rules.printed_stars import Table, answered_of, formula_of, quotas_of, share_of_kinds, shares_of, table_of
from hotline.rules.profiles.folder import PROFILES, Profile
from hotline.rules.profiles.published import Published
from hotline.rules.quota_courses import numbered, plan_quotas
from hotline.rules.quotas import Quota, volume_of
from hotline.rules.solving_shares import PrintedShare, solve_shares, wholes_of
from hotline.rules.solving_stars import Answered, PrintedStars, solve_stars
from hotline.rules.whole import Unsolvable, rounds_to
from tests.progress import quiet
from units.models import Unit

NAME = "panjin-2024h1"
NOTHING = Answered(0, 0, 0, 0, 0, 0)
# unit → star sum of starred, satisfied of graded, valid of called: what the bulletin's rows of the grass roots leave open the least
ROWS = {
    "盘锦市社会保险事业管理局盘山县分局": ((31, 15), (11, 12), (15, 16)),
    "盘锦同城实业有限公司": ((45, 17), (15, 19), (19, 19)),
    "大洼清河湾供暖": ((70, 44), (38, 39), (44, 45)),
    "盘山县教育局": ((53, 18), (33, 33), (33, 34)),
}


@pytest.fixture(scope="module")
def table(printed: Profile, published: Published) -> Table:
    return table_of(published, printed.units, units_by_name(printed.units))


@pytest.fixture(scope="module")
def quotas(printed: Profile, table: Table) -> dict[str, Quota]:
    return {quota.unit: quota for quota in quotas_of(table, formula_of(printed.methods), 3, 15)}


def half_up(amount: Fraction) -> Decimal:
    return (Decimal(amount.numerator) / amount.denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)


def inner(table: Table) -> list[PrintedStars]:
    return [table.rows[child] for children in table.children.values() for child in children]


def test_all_fifteen_rows_of_the_grass_roots_come_from_whole_counts(printed: Profile, table: Table) -> None:
    formula = formula_of(printed.methods)
    assert len(inner(table)) == 15
    for row in inner(table):
        found = solve_stars(row, formula, NOTHING, 3)
        assert half_up(formula.score(found)) == row.score, row.unit
        assert half_up(Fraction(found.stars, found.starred)) == row.star_mean
        assert rounds_to(found.satisfied, found.graded, row.satisfaction)
        assert rounds_to(found.valid, found.called, row.valid)
        assert max(found.graded, found.starred) <= found.valid <= found.called <= row.volume + 2


@pytest.mark.parametrize(("unit", "counts"), ROWS.items())
def test_each_answer_has_a_base_of_its_own(printed: Profile, table: Table, unit: str, counts: tuple[tuple[int, int], ...]) -> None:
    found = solve_stars(table.rows[unit], formula_of(printed.methods), NOTHING, 3)
    assert ((found.stars, found.starred), (found.satisfied, found.graded), (found.valid, found.called)) == counts


def test_a_county_holds_its_printed_units_and_those_that_are_not_named(table: Table, quotas: dict[str, Quota]) -> None:
    assert len(quotas) == 176
    for county, row in table.rows.items():
        if county not in table.children:
            continue
        below = [quotas[unit] for unit in (*table.children[county], *table.unnamed[county])]
        called, unreached = (sum(getattr(each, name) for each in below) for name in ("called", "unreached"))
        graded, satisfied = sum(each.result.base for each in below), sum(each.result.satisfied for each in below)
        stars = sum(star * count for each in below for star, count in each.stars.items())
        starred = sum(sum(each.stars.values()) for each in below)
        incomplete = sum(each.incomplete for each in below)
        assert sum(each.volume for each in below) == row.volume
        assert rounds_to(row.volume - incomplete, row.volume, row.completion)
        assert rounds_to(called - unreached, called, row.valid)
        assert rounds_to(satisfied, graded, row.satisfaction)
        assert half_up(Fraction(stars, starred)) == row.star_mean


def test_the_county_rows_lie_within_what_is_declared_and_two_of_them_are_exact(
    printed: Profile, table: Table, published: Published
) -> None:
    formula = formula_of(printed.methods)
    off = {
        county: abs(half_up(formula.score(solve_stars(table.rows[county], formula, NOTHING, 3))) - table.rows[county].score)
        for county in table.children
    }
    declared = published.declaration("units", "county：大洼区", "score")
    assert declared is not None
    assert max(off.values()) == declared.within
    exact = [county for county, amount in off.items() if amount == 0]
    assert exact == ["兴隆台区", "高新技术开发区"]
    assert [published.declaration("units", f"county：{county}", "score") for county in exact] == [None, None], "what can be had must be had"


def test_nobody_who_is_not_named_would_stand_among_the_best_or_the_worst(printed: Profile, quotas: dict[str, Quota]) -> None:
    formula = formula_of(printed.methods)
    unnamed = [quota for unit, quota in quotas.items() if unit.startswith("未具名单位") and quota.volume >= 15]
    assert len(unnamed) > 150
    for quota in unnamed:
        assert Decimal("75.30") < half_up(formula.score(answered_of(quota))) < Decimal("77.76"), quota.unit


def test_the_whole_and_the_hot_topics_come_from_their_shares(published: Published) -> None:
    shares, floors = shares_of(published)
    assert floors == {"物业管理/充电桩安装": 86}
    wholes = wholes_of(22941, share_of_kinds(published, ["county", "zone", "grassroots"]))
    assert sorted(wholes) == [33965, 33966, 33967, 33968, 33969]
    whole, found = solve_shares(shares, wholes, {"物业管理": 86})
    for share in shares:
        if not share.is_declared:
            assert rounds_to(found[share.category], found[share.within] if share.within else whole, share.percent), share.category


def test_the_parts_of_property_management_are_declared_because_no_whole_number_gives_all_three(published: Published) -> None:
    shares, _ = shares_of(published)
    as_printed = [PrintedShare(share.category, share.percent, share.within) for share in shares]
    with pytest.raises(Unsolvable, match="没有共同的整数解"):
        solve_shares(as_printed, wholes_of(22941, Decimal("67.54")), {})


@pytest.mark.only_sqlite  # as `reproduce` does; thousands of tickets on both sides would cost CI minutes
@pytest.mark.django_db
def test_the_best_and_the_worst_are_reproduced_from_the_tickets_of_the_fifteen_units(
    printed: Profile, published: Published, table: Table, quotas: dict[str, Quota]
) -> None:
    job = Job(profile.load(PROFILES / NAME).profile, published, quiet)
    named = [quotas[row.unit] for row in inner(table)]
    pools = Pools(named, job.span, SEED)
    picked = pools.pick({"": volume_of(named)}, {})
    courses = numbered(plan_quotas(named, picked, (), job.span, pools.clockwork, SEED), None)
    staff = staff_of(Unit.objects.filter(name__in=[quota.unit for quota in named]))
    build(courses, staff, quiet)
    close(job, staff)
    found = compared(job)
    assert len(found.notes) == 3
    cells = [cell for cell in found.cells if cell.row.startswith(("best：", "worst："))]
    assert {cell.verdict for cell in cells} == {"same"}
    assert len({cell.row for cell in cells}) == 15
    assert len(cells) == 15 * 11
