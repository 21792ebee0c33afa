"""Facts against an independent count in plain Python, and what must hold of sums whatever the rows."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.acts import closing, facts, figures
from scoring.models import Closing, CountedLedger, Fact, LedgerEntry
from scoring.rules.indicators import BY_CODE, INDICATORS
from scoring.rules.periods import SHANGHAI, free, parse
from scoring.rules.readings import total
from tests import build
from tests.scoring import cases
from tests.scoring.cases import called, held, moment, points
from tickets.models import Assignment, Callback, RedoOrder
from units.models import Unit, UnitKind
from units.rules.workdays import DayTable

pytestmark = pytest.mark.django_db
AFTER = moment("2022-04-03 09:00")
GRADES = ["satisfied", "satisfied", "basically", "dissatisfied", ""]


@pytest.fixture(autouse=True)
def _district(db: None) -> None:
    cases.district()
    cases.calendar()


def random_month(seed: int) -> None:
    """Some sixty assignments about January and February of 2022, with all that may happen to them."""
    chance = Random(seed)
    units = [build.unit(name) for name in ("住建局", "教育局", "兴隆街道")]
    leaves = [cases.category(path) for path in ("城建/供热", "城建/供水", "教育")] + [None]
    for _ in range(60):
        sent = moment("2021-12-20 08:00") + timedelta(minutes=chance.randrange(75 * 24 * 60))
        due = sent + timedelta(hours=chance.randrange(24, 240))
        replied = chance.choice([None, sent + timedelta(hours=chance.randrange(1, 300))])
        end = chance.choice(["", "", "", "completed", "returned", "transferred", "voided"])
        one = held(
            chance.choice(units),
            f"{sent:%Y-%m-%d %H:%M}",
            due=f"{due:%Y-%m-%d %H:%M}",
            replied=f"{replied:%Y-%m-%d %H:%M}" if replied else None,
            completed=chance.choice([None, f"{replied + timedelta(days=1):%Y-%m-%d %H:%M}"]) if replied else None,
            category=chance.choice(leaves),
            is_redo=chance.random() < 0.1,
            round=chance.choice([1, 1, 2]),
            is_direct=chance.random() < 0.05,
            sign_due_at=chance.choice([None, sent + timedelta(hours=4)]),
            signed_at=sent + timedelta(hours=2),
            signed_in_time=chance.choice([None, True, False]),
            end_reason=end,
            ended_at=sent + timedelta(hours=chance.randrange(1, 300)) if end else None,
        )
        for n in range(chance.choice([0, 0, 1, 2])):
            grade = chance.choice(GRADES)
            reached = "reached" if grade else chance.choice(["no_answer", "refused"])
            at = sent + timedelta(days=5 + 10 * n)
            stars = chance.choice([None, 3, 4, 5]) if grade else None
            source, last = chance.choice(["city", "city", "district"]), n == 0 or chance.random() < 0.5
            called(one, f"{at:%Y-%m-%d %H:%M}", grade, stars, reached=reached, source=source, is_last=last)
    for day in range(1, 28):
        points(chance.choice(units), f"2022-01-{day:02}", chance.choice([2, 10]), chance.choice(["bonus", "deduction"]))


Table = dict[tuple[Any, ...], dict[str, list[int]]]


def independent(starts_at: datetime, ends_at: datetime, as_of: datetime) -> Table:
    """{(unit, root category): {code: [base, hits]}} by the words of the definitions, row by row."""
    table: Table = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    days = DayTable.seeded()

    def add(row: Any, code: str, is_hit: bool = True, amount: int = 1) -> None:
        category = row.ticket.category
        pair = table[row.unit_id, category and (category.root_id or category.pk)][code]
        pair[0] += 1
        pair[1] += amount if is_hit else 0

    for row in Assignment.objects.select_related("ticket__category").filter(ticket__is_direct=False):
        is_volume = row.end_reason not in ("returned", "transferred", "voided") and not row.is_redo
        if starts_at <= row.assigned_at < ends_at and is_volume:
            add(row, "volume")
            if row.sign_due_at:
                add(row, "on_time_signing", row.signed_in_time is True)
            add(row, "redo", row.round > 1)
        assert row.first_due_at is not None
        if not starts_at < row.first_due_at <= ends_at:
            continue
        had_it = row.ended_at is None or row.ended_at > row.first_due_at
        too_late = row.first_replied_at > row.first_due_at if row.first_replied_at else had_it
        add(row, "overdue", too_late and row.end_reason != "voided" and row.first_due_at < as_of)
        if is_volume:
            add(row, "due")
            add(row, "completion", row.completed_at is not None and row.completed_at <= as_of)
            add(row, "on_time_feedback", row.first_replied_at is not None and row.first_replied_at <= row.first_due_at)
            if row.first_replied_at:
                worked = days.workdays_between(
                    row.assigned_at.astimezone(SHANGHAI).date(), row.first_replied_at.astimezone(SHANGHAI).date()
                )
                add(row, "handling_workdays", amount=worked)
    for call in Callback.objects.select_related("ticket__category").filter(source="city", is_last=True):
        if starts_at <= call.called_at < ends_at:
            count_call(call, as_of, add)
    return table


def count_call(call: Callback, as_of: datetime, add: Callable[..., None]) -> None:
    add(call, "valid_callback", bool(call.result_grade))
    if call.stars is not None:
        add(call, "mean_star", amount=call.stars)
        add(call, "top_star", call.stars == 5)
        add(call, "low_star", call.stars <= 4)
    for family, grade in (("satisfaction", call.result_grade), ("process_satisfaction", call.process_grade)):
        for name in ("satisfied", "basically", "dissatisfied") if grade else ():
            add(call, f"{family}.{name}", grade == name)
    for name in ("solved", "partly", "unsolved") if call.solved else ():
        add(call, f"solved.{name}", call.solved == name)
    if call.result_grade:
        add(call, "dissatisfied", call.result_grade == "dissatisfied")
    if call.result_grade == "dissatisfied":
        later = Callback.objects.filter(ticket=call.ticket_id, called_at__gt=call.called_at, called_at__lte=as_of)
        add(call, "still_dissatisfied", not any(other.result_grade in ("satisfied", "basically") for other in later))


def plain(table: Table) -> dict[Any, dict[str, tuple[int, ...]]]:
    return {key: {code: tuple(pair) for code, pair in pairs.items() if any(pair)} for key, pairs in table.items()}


def stored(label: str) -> dict[Any, dict[str, tuple[int, ...]]]:
    table: dict[Any, dict[str, tuple[int, ...]]] = defaultdict(dict)
    for fact in Fact.objects.filter(closing__label=label).exclude(indicator__in=["bonus", "deduction"]):
        table[fact.unit_id, fact.category_id][fact.indicator] = (fact.base, fact.hits)
    return dict(table)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_facts_agree_with_an_independent_count(seed: int) -> None:
    random_month(seed)
    closing.close("2022-01", None, AFTER)
    counted = independent(*parse("2022-01").bounds(), as_of=AFTER)
    assert stored("2022-01") == plain(counted)
    assert len(stored("2022-01")) > 5


@pytest.mark.parametrize("seed", [5, 6])
def test_live_figures_of_the_same_days_are_the_closed_ones(seed: int) -> None:
    random_month(seed)
    closing.close("2022Q1", None, AFTER)
    live = facts.live(parse("2022Q1"), AFTER, by=("unit",))
    assert {unit: counts for (unit,), counts in live.items()} == facts.table(parse("2022Q1"))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), order=st.randoms(use_true_random=False))
def test_parts_sum_to_the_whole_in_any_order(seed: int, order: Random) -> None:
    for model in (Fact, Closing):
        model.objects.all().delete()
    Callback.objects.all().delete()
    RedoOrder.objects.all().delete()
    Assignment.objects.all().delete()
    CountedLedger.objects.all().delete()
    LedgerEntry.objects.all().delete()
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
