"""The county's month of October 2023: the counts behind its printed rates without a database, then the whole of it, cell by cell."""

from decimal import Decimal

import pytest

from hotline.acts import profile
from hotline.acts.reproduction import running
from hotline.rules.printed import units_by_name
from hotline.rules.printed_counts import category_totals, given_of, quotas_of
from hotline.rules.profiles.folder import PROFILES, Profile
from hotline.rules.quotas import Quota
from hotline.rules.solving_rates import Grades
from scoring.models import Closing
from tests.progress import quiet
from tickets.acts import history
from tickets.models import RedoOrder, Ticket

NAME = "pingyu-2023-10"
CREDIT = Decimal("0.6")


@pytest.fixture(scope="module")
def quotas(printed: Profile) -> dict[str, Quota]:
    assert printed.published is not None
    return {quota.unit: quota for quota in quotas_of(printed.published, units_by_name(printed.units), CREDIT)}


def rate(grades: Grades) -> Decimal | None:
    """In per cent, two decimals, half up."""
    if not grades.base:
        return None
    return (100 * (grades.satisfied + CREDIT * grades.basically) / grades.base).quantize(Decimal("0.01"), "ROUND_HALF_UP")


def test_every_unit_has_whole_counts_that_give_its_two_printed_rates(printed: Profile, quotas: dict[str, Quota]) -> None:
    assert printed.published is not None
    names = units_by_name(printed.units)
    assert len(quotas) == len(printed.published.units) == 49
    for line in printed.published.units:
        quota = quotas[names[line["unit"]]]
        for column, grades in (("result_satisfaction_pct", quota.result), ("process_satisfaction_pct", quota.process)):
            assert rate(grades) == (Decimal(line[column]).quantize(Decimal("0.01")) if line[column] else None), line["unit"]
        assert max(quota.result.base, quota.process.base) == quota.called <= quota.volume


def test_the_units_counts_add_up_to_the_countys_printed_rates(quotas: dict[str, Quota]) -> None:
    for code, whole in (("result", "71.06"), ("process", "60.42")):
        parts = [getattr(quota, code) for quota in quotas.values()]
        together = Grades(*(sum(getattr(each, name) for each in parts) for name in ("satisfied", "basically", "dissatisfied")))
        assert rate(together) == Decimal(whole)


def test_where_the_text_tells_how_many_were_called_no_other_number_is_found(quotas: dict[str, Quota]) -> None:
    assert quotas["消防救援大队"].result == Grades(1, 0, 0)
    assert quotas["消防救援大队"].process == Grades(0, 0, 1)
    assert [unit for unit, quota in quotas.items() if not quota.called] == [
        "应急管理局", "退役军人事务局", "残疾人联合会", "公共资源交易中心", "司法局", "市邮政管理局",
    ]  # fmt: skip


def test_categories_and_units_add_up_to_the_same_volume(printed: Profile, quotas: dict[str, Quota]) -> None:
    assert printed.published is not None
    totals = category_totals(printed.published)
    assert len(totals) == 8
    assert sum(totals.values()) == sum(quota.volume for quota in quotas.values()) == 2349


def test_the_named_tickets_are_read_with_their_days(printed: Profile) -> None:
    assert printed.published is not None
    named = given_of(printed.published, units_by_name(printed.units))
    assert [(each.unit, each.received_on.day, each.replied_on.day, each.is_urgent) for each in named] == [
        ("中国联通平舆分公司", 7, 19, False),
        ("郭楼街道", 17, 31, False),
        ("城市管理局", 29, 31, True),
    ]


@pytest.mark.only_sqlite  # as `reproduce` does; thousands of tickets on both sides would cost CI minutes
@pytest.mark.django_db
def test_every_printed_cell_of_the_month_is_reproduced_and_a_second_run_adds_nothing() -> None:
    outcome = running.run(profile.load(PROFILES / NAME).profile, quiet)
    assert outcome.comparison.differences == ()
    assert outcome.comparison.summary == f"{NAME}: 49/49 rows, 394/394 cells, 4 outside, 0 declared"
    assert len(outcome.comparison.notes) == 2
    assert Ticket.objects.count() == 2349
    assert RedoOrder.objects.filter(source=RedoOrder.Source.CITY).count() == 4
    assert list(Closing.objects.values_list("label", "state")) == [("2023-10", "closed")]
    verified = history.verify()
    assert verified.fault is None
    again = running.run(profile.load(PROFILES / NAME).profile, quiet)
    assert again.comparison.summary == outcome.comparison.summary
    assert history.verify().events == verified.events
