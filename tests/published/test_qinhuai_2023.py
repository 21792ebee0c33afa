"""The district's report of 2023 over years: the counts behind its figures without a database, then a fiftieth of it through importer and
acts. The whole, 623 583 tickets, takes minutes: `manage.py reproduce qinhuai-2023`."""

import shutil
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from hotline.acts import profile
from hotline.acts.reproduction import running
from hotline.rules.allotting import Categories
from hotline.rules.past_ledger import HEADINGS, Matters, months_of
from hotline.rules.past_years import PastYear, Present, Said, said_of, share_years, units_of, volumes_of
from hotline.rules.printed_years import Years, years_of
from hotline.rules.profiles.folder import PROFILES, Profile
from hotline.rules.profiles.published import Published
from hotline.rules.profiles.years import Assumed
from hotline.rules.solving_years import Rate
from hotline.rules.whole import rounds_to
from tests.progress import quiet
from tickets.models import Ticket
from tickets.rules.samples.library import library

NAME, PERIOD = "qinhuai-2023", "2023H1"
CREDIT = Decimal("0.6")
# What the period has of the kinds and types of all years; past years take the rest.
PRESENT = Present(
    {"subdistrict": 39_472, "department": 20_221, "company": 8_498, "committee": 1_009}, {"投诉": 41_000, "求助": 27_100, "": 1_100}
)
SLICE = Path(__file__).with_name("qinhuai_slice.csv")


@pytest.fixture(scope="module")
def assumed(published: Published) -> Assumed:
    assert published.years is not None
    return published.years


@pytest.fixture(scope="module")
def years(published: Published) -> Years:
    return years_of(published, CREDIT)


@pytest.fixture(scope="module")
def shared(printed: Profile, years: Years, assumed: Assumed) -> list[PastYear]:
    volumes = volumes_of(years, PERIOD, assumed)
    units = {kind: [unit.name for unit in printed.units if unit.kind == kind] for kind in years.kinds if kind}
    return share_years(years, volumes, PRESENT, units, _said(years, assumed))


def _said(years: Years, assumed: Assumed) -> dict[str, Said]:
    volumes = {str(year): count for year, count in volumes_of(years, PERIOD, assumed).items() if str(year) in years.since}
    return said_of(years, volumes | {PERIOD: years.volumes[PERIOD]}, assumed)


def test_the_profile_counts_the_units_that_the_report_counts_and_names_none_of_them(printed: Profile) -> None:
    kinds = Counter(unit.kind for unit in printed.units if unit.kind != "unlisted")
    assert kinds == {"department": 50, "subdistrict": 12, "company": 9, "committee": 4, "community": 104}
    assert all(unit.name.startswith("未具名单位") for unit in printed.units if unit.kind != "unlisted")


def test_the_years_add_up_to_what_is_printed_of_them(years: Years, assumed: Assumed) -> None:
    volumes = volumes_of(years, PERIOD, assumed)
    assert volumes == {2019: 97_083, 2020: 124_433, 2021: 152_867, 2022: 180_000}
    assert sum(volumes[year] for year in (2020, 2021, 2022)) + years.volumes[PERIOD] == 526_500


def test_past_years_and_the_period_together_have_the_printed_types_and_kinds(
    printed: Profile, years: Years, shared: list[PastYear]
) -> None:
    counted = [year for year in shared if str(year.year) in years.since]
    types: Counter[str] = Counter(PRESENT.types)
    kinds: Counter[str] = Counter(PRESENT.kinds)
    kind_of = {unit.name: unit.kind for unit in printed.units}
    for year in counted:
        assert sum(year.types.values()) == sum(year.units.values()) == sum(year.categories.values()) == year.volume
        types.update(year.types)
        for unit, count in year.units.items():
            kinds[kind_of[unit]] += count
    assert rounds_to(types["投诉"] + types["求助"], 526_500, Decimal("98.33"))
    assert {kind: count for kind, count in kinds.items() if count} == {kind: count for kind, count in years.kinds.items() if count}


@pytest.mark.parametrize(
    ("year", "category", "percent"), [(2022, "消费维权", "6.95"), (2020, "停车管理", "4.96"), (2020, "物业管理", "22.46")]
)
def test_a_past_year_has_the_printed_share_of_a_category(shared: list[PastYear], year: int, category: str, percent: str) -> None:
    own = next(one for one in shared if one.year == year)
    assert rounds_to(own.categories[category], own.volume, Decimal(percent))


def test_all_callbacks_together_give_both_printed_rates(years: Years, assumed: Assumed) -> None:
    said = _said(years, assumed).values()
    marked = [(years.enterprise.satisfaction, years.enterprise.solved), (years.tourism.satisfaction, years.tourism.solved)]
    rates = [*marked, *((one.satisfaction, one.solved) for one in said), (Rate(36, 36), Rate(36, 36))]
    for place, percent, credit in ((0, "95.58", CREDIT), (1, "85.17", Decimal(0))):
        full = sum((each[place].full + credit * each[place].basically for each in rates), Decimal(0))
        base = sum(each[place].base for each in rates)
        assert (full * 100 / base).quantize(Decimal("0.01")) == Decimal(percent)


def test_a_book_holds_each_ticket_of_its_year_once_and_says_nothing_of_citizens(years: Years) -> None:
    year = PastYear(
        2021,
        400,
        180,
        {"未具名单位051": 400},
        {"投诉": 300, "求助": 90, "": 10},
        {"物业管理": 80, "": 320},
        Said(Rate(40, 38), Rate(40, 34)),
    )
    leaves = [("物业管理", "物业服务"), ("其他", "其他诉求")]
    matters = Matters((), Categories({"物业管理": 0}, leaves), list(years.types), ("电话",))
    books = dict(months_of(year, matters, library().topics, 1))
    rows = [dict(zip(HEADINGS, row, strict=True)) for rows in books.values() for row in rows]
    assert list(books) == [date(2021, month, 1) for month in range(1, 13)]
    assert len({row["工单编号"] for row in rows}) == 400
    assert sum(row["受理时间"] < "2021-07" for row in rows) == 180
    assert Counter(row["一级分类"] for row in rows)["物业管理"] == 80
    assert Counter(row["办理满意"] for row in rows) == {"满意": 38, "不满意": 2, "": 360}
    assert Counter(row["是否解决"] for row in rows) == {"解决": 34, "未解决": 6, "": 360}
    assert all(row["受理时间"] <= row["转办时间"] <= row["办结时间"] < "2022" for row in rows)
    assert not {"来电人", "联系电话", "详细地址"} & set(HEADINGS)


def test_busier_units_have_more_tickets_than_others_of_their_kind() -> None:
    assert units_of({"subdistrict": 100}, {"subdistrict": ["甲", "乙", "丙"]}) == {"甲": 44, "乙": 31, "丙": 25}


@pytest.mark.only_sqlite  # as `reproduce` does; thousands of tickets on both sides would cost CI minutes
@pytest.mark.django_db
def test_a_fiftieth_of_the_report_comes_out_of_importer_and_acts(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(PROFILES / NAME, tmp_path / NAME))
    (folder / "published" / "figures.csv").write_text(SLICE.read_text("utf-8"), "utf-8")
    loaded = profile.load(folder).profile
    outcome = running.run(loaded, quiet)
    assert [(cell.row, cell.column, cell.printed, cell.ours) for cell in outcome.comparison.differences] == []
    assert outcome.comparison.summary == "qinhuai-2023: 41/41 rows, 39/39 cells, 7 outside, 0 declared"
    assert {cell.row: cell.base for cell in outcome.comparison.cells if cell.verdict == "base differs"}["五一解决率"] == "25"
    assert Ticket.objects.filter(is_history=True).count() == Ticket.objects.filter(arrived_at__year__lt=2023).count()
