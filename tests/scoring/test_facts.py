"""What must hold of stored facts and their sums whatever the rows, and which rows count for whom."""

from collections import defaultdict
from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.acts import closing, facts, figures
from scoring.models import Fact
from scoring.rules.indicators import BY_CODE, INDICATORS
from scoring.rules.periods import free, parse
from scoring.rules.readings import total
from tests import build
from tests.scoring import cases
from tests.scoring.cases import held, moment
from tests.scoring.random_month import forget, random_month
from units.models import Unit, UnitKind

pytestmark = pytest.mark.django_db
AFTER = moment("2022-04-03 09:00")


@pytest.fixture(autouse=True)
def _district(db: None) -> None:
    cases.district()
    cases.calendar()


@pytest.mark.parametrize("seed", [5, 6])
def test_live_figures_of_the_same_days_are_the_closed_ones(seed: int) -> None:
    random_month(seed)
    closing.close("2022Q1", None, AFTER)
    live = facts.live(parse("2022Q1"), AFTER, by=("unit",))
    assert {unit: counts for (unit,), counts in live.items()} == facts.table(parse("2022Q1"))


def test_units_come_in_one_order_however_the_database_groups_them() -> None:
    """A published bulletin is compared with its draft as a whole: parts in another order would be a 更正 of nothing."""
    random_month(5)
    closing.close("2022Q1", None, AFTER)
    units = list(facts.table(parse("2022Q1")))
    assert len(units) > 2
    assert units == [*sorted(pk for pk in units if pk is not None), *([None] if None in units else [])]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), order=st.randoms(use_true_random=False))
def test_parts_sum_to_the_whole_in_any_order(seed: int, order: Random) -> None:
    forget()
    random_month(seed)
    closing.close("2022-01", None, AFTER)
    closing.close("2022-02", None, AFTER)
    months = [facts.whole(parse("2022-01")), facts.whole(parse("2022-02"))]
    quarter = facts.whole(parse("2022Q1"))
    units = list(facts.table(parse("2022Q1")).values())
    categories = list(by_category().values())
    days = [facts.live(free(*span), AFTER).get((), {}) for span in halves()]
    for parts in (months, units, categories, days):
        order.shuffle(parts)
        assert total(parts) == quarter
    before = list(Fact.objects.order_by("pk").values())
    closing.close("2022Q1", None, AFTER)
    assert list(Fact.objects.filter(pk__in=[row["id"] for row in before]).order_by("pk").values()) == before
    assert all(indicator.is_additive for indicator in INDICATORS)


def by_category() -> dict[int | None, dict[str, tuple[int, int]]]:
    """The stored facts by first-level category, of all units and months."""
    found: dict[int | None, dict[str, tuple[int, int]]] = defaultdict(dict)
    for fact in Fact.objects.all():
        base, hits = found[fact.category_id].get(fact.indicator, (0, 0))
        found[fact.category_id][fact.indicator] = (base + fact.base, hits + fact.hits)
    return found


def halves() -> list[tuple[date, date]]:
    """The two closed months cut where no month ends."""
    return [(date(2022, 1, 1), date(2022, 1, 17)), (date(2022, 1, 18), date(2022, 2, 28))]


@pytest.mark.parametrize("seed", [7])
def test_every_stored_figure_opens_as_many_rows(seed: int) -> None:
    random_month(seed)
    closing.close("2022-01", None, AFTER)
    period = parse("2022-01")
    names = {unit.pk: unit for unit in Unit.objects.all()}
    for unit, counts in facts.table(period).items():
        for code, (base, hits) in counts.items():
            assert figures.rows(period, code, "base", names[unit or 0]).count() == base
            found = figures.size(figures.rows(period, code, "hits", names[unit or 0]), code)
            assert found.amount == hits
            if not BY_CODE[code].adds:
                assert figures.rows(period, code, "rest", names[unit or 0]).count() == base - hits


def test_a_section_asked_for_by_itself_has_the_facts_of_its_own_work(unit: Unit) -> None:
    section = build.unit("住建局房管科", parent=unit, is_ranked=False)
    idle = build.unit("住建局人事科", parent=unit, is_ranked=False)
    for one in (unit, section):
        held(one, "2022-01-05 10:00", replied="2022-01-06 10:00")
    closing.close("2022-01", None, AFTER)
    table = facts.table(parse("2022-01"), apart={section.pk, idle.pk})
    assert {pk: counts["volume"] for pk, counts in table.items()} == {unit.pk: (1, 1), section.pk: (1, 1)}
    assert facts.unled({section.pk, idle.pk}) == {section.pk, idle.pk}
    assert facts.unled({unit.pk, section.pk}) == set()
    assert figures.rows(parse("2022-01"), "volume", unit=section).count() == 1


def test_a_section_counts_for_the_ranked_unit_above_it_and_a_ranked_one_for_itself(unit: Unit) -> None:
    section = build.unit("住建局房管科", parent=unit, is_ranked=False)
    heating = build.unit("住建局（供暖）", parent=unit, is_ranked=True)
    lost = build.unit("未列明单位", is_ranked=False)
    for one in (unit, section, heating, lost):
        held(one, "2022-01-05 10:00")
    closing.close("2022-01", None, AFTER)
    table = facts.table(parse("2022-01"))
    assert {key: counts["volume"] for key, counts in table.items()} == {unit.pk: (2, 2), heating.pk: (1, 1), lost.pk: (1, 1)}
    assert figures.rows(parse("2022-01"), "volume", unit=unit).count() == 2


def test_a_unit_of_the_grass_roots_counts_for_itself_and_for_its_county_which_is_ranked_in_another_table() -> None:
    county = build.unit("大洼区", kind=UnitKind.objects.create(code="county", label="县区"))
    grassroots = UnitKind.objects.create(code="grassroots", label="基层单位")
    street = build.unit("二界沟街道办事处", parent=county, kind=grassroots)
    for one in (county, street, build.unit("二界沟街道城建科", parent=street, kind=grassroots, is_ranked=False)):
        held(one, "2022-01-05 10:00")
    closing.close("2022-01", None, AFTER)
    january = parse("2022-01")
    table = facts.table(january)
    assert {key: counts["volume"] for key, counts in table.items()} == {county.pk: (3, 3), street.pk: (2, 2)}
    assert facts.whole(january)["volume"] == (3, 3)
    assert figures.rows(january, "volume", unit=county).count() == 3
    assert figures.rows(january, "volume", unit=street).count() == 2


@pytest.mark.parametrize(
    ("grade", "expected"), [("first", {"satisfied": 0, "dissatisfied": 1}), ("last", {"satisfied": 1, "dissatisfied": 0})]
)
def test_which_callback_of_a_ticket_counts_is_a_setting(unit: Unit, grade: str, expected: dict[str, int]) -> None:
    cases.district(callback_grade=grade)
    ticket = build.completed(unit, moment("2022-01-05 09:30"))
    build.called(ticket, moment("2022-01-10 10:00"), "dissatisfied", 3)
    build.called(ticket, moment("2022-01-20 10:00"), "satisfied", 5)
    build.called(ticket, moment("2022-01-21 10:00"), "basically", 4, source="district")
    closing.close("2022-01", None, AFTER)
    counts = facts.whole(parse("2022-01"))
    assert {name: counts[f"satisfaction.{name}"][1] for name in expected} == expected
    assert counts["satisfaction.satisfied"][0] == 1


def test_a_dissatisfied_ticket_is_still_so_until_the_citizen_says_otherwise(unit: Unit) -> None:
    cases.district(callback_grade="first")
    for number, later in enumerate(("satisfied", "dissatisfied")):
        ticket = build.completed(unit, moment("2022-01-05 09:30"), number=f"22010509300000000{number}")
        build.called(ticket, moment("2022-01-10 10:00"), "dissatisfied", 3)
        build.called(ticket, moment("2022-02-20 10:00"), later, 3)
    closing.close("2022-01", None, AFTER)
    assert facts.whole(parse("2022-01"))["still_dissatisfied"] == (2, 1)
