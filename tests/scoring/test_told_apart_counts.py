"""分项统计 tells no false comparison: none with a period that is not whole, mergers added, what is not over said to be."""

import csv
import io
from datetime import date
from html import unescape
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scoring.acts import closing, drilling, told_apart
from scoring.acts.comparing import compare
from scoring.models import CountedAssignment, OutsideFigure
from scoring.rules.periods import local_date, parse
from tests import build
from tests.scoring import cases
from tests.scoring.apart import MARCH, asked, moves, shown
from tests.scoring.cases import held, moment
from units.models import Unit, User

pytestmark = pytest.mark.django_db
APRIL = moment("2022-04-03 09:00")
QUARTER = parse("2022Q1")
VOLUME = ("volume",)


@pytest.fixture(autouse=True)
def _district(db: None) -> None:
    cases.district()
    cases.calendar()


@pytest.fixture
def merged(unit: Unit) -> Unit:
    """执法局 went into the unit on the last of February, which had one ticket then and four in March, all of both."""
    gone = build.unit("执法局", closed_on=date(2022, 2, 28), successor=unit)
    held(unit, "2022-02-07 10:00")
    for day in (8, 9, 10):
        held(gone, f"2022-02-{day:02} 10:00")
    for day in (7, 8, 9, 10):
        held(unit, f"2022-03-{day:02} 10:00")
    for month in ("2022-02", "2022-03"):
        closing.close(month, None, APRIL)
    return gone


def test_nothing_is_compared_with_a_period_of_which_a_month_is_missing(unit: Unit, leader: User) -> None:
    held(unit, "2021-12-10 10:00")
    for month in (1, 2, 3):
        held(unit, f"2022-{month:02}-10 10:00")
    cases.district(starts_on="2021-12-01")
    for label in ("2021-12", "2022-01", "2022-02", "2022-03"):
        closing.close(label, None, APRIL)
    found = told_apart.lay(asked("area", QUARTER, VOLUME), leader, APRIL)
    assert moves(found) == {"未填": ("环比 无可比", "同比 无可比"), "合计": ("环比 无可比", "同比 无可比")}
    assert found.sides[0] == "环比对2021年第4季度（缺 2021-10、2021-11，不作比较）"
    assert found.whole.cells[0].compared[0].basis.endswith("比2021年第4季度（缺 2021-10、2021-11，不作比较）")
    assert compare("volume", QUARTER, APRIL, "previous").words == "环比 无可比"
    OutsideFigure.objects.create(period="2021Q4", code="volume", label="承办件数", value=6, source="2021 年通报")
    assert moves(told_apart.lay(asked("area", QUARTER, VOLUME), leader, APRIL))["合计"][0] == "环比 -50.00%"


def test_nothing_is_compared_with_days_before_the_district_began(unit: Unit, leader: User) -> None:
    held(unit, "2021-12-10 10:00")
    held(unit, "2022-01-10 10:00")
    january = asked("area", parse("2022-01"), VOLUME)
    found = told_apart.lay(january, leader, APRIL)
    assert (moves(found)["合计"][0], found.sides[0]) == ("环比 无可比", "环比对2021年12月（早于起用日期 2022-01-01，不作比较）")
    cases.district(starts_on="2021-12-01")
    assert moves(told_apart.lay(january, leader, APRIL))["合计"][0] == "环比 持平"


def test_a_quarter_in_progress_opens_and_is_said_not_to_be_over(client: Client, leader: User, unit: Unit) -> None:
    for month in (1, 2):
        held(unit, f"2022-{month:02}-10 10:00")
    closing.close("2022-01", None, moment("2022-02-03 09:00"))
    now = moment("2022-02-20 09:00")
    closing.trial("2022-02", now)
    found = told_apart.lay(asked("area", QUARTER, VOLUME), leader, now)
    assert (found.is_open, shown(found)["合计"]) == (True, ("2",))
    assert "本期未完，件数与上期全期相比。" in found.notes
    client.force_login(leader)
    assert client.get("/figures/?period=2022Q1&indicator=volume").context["opened"].reading == found.whole.cells[0].reading
    # A month that has begun and was neither closed nor tried is counted live: then the quarter cannot be opened.
    assert not told_apart.lay(asked("area", QUARTER, VOLUME), leader, moment("2022-03-01 01:00")).is_open
    over = told_apart.lay(asked("area", QUARTER, VOLUME), leader, APRIL)
    assert "本期未完，件数与上期全期相比。" not in over.notes


def test_the_page_and_its_file_say_that_a_period_is_not_over(client: Client, leader: User, unit: Unit) -> None:
    this_year = str(local_date(timezone.now()).year)
    client.force_login(leader)
    words = urlencode({"period": this_year, "indicator": "volume"})
    assert "本期未完，件数与上期全期相比。" in unescape(client.get(f"/breakdown/?{words}").content.decode())
    rows = list(csv.reader(io.StringIO(client.get(f"/breakdown/file/csv/?{words}").content.decode("utf-8-sig"))))
    assert ["本期未完，件数与上期全期相比。"] in rows


def test_a_unit_that_took_another_over_is_compared_with_both(merged: Unit, unit: Unit, leader: User) -> None:
    found = told_apart.lay(asked("unit", codes=VOLUME), leader, APRIL)
    assert shown(found) == {unit.label: ("4",), "执法局": ("0",), "合计": ("4",)}
    assert moves(found) == {
        unit.label: ("环比 持平", "同比 无可比"),
        "执法局": ("环比 无可比", "同比 无可比"),
        "合计": ("环比 持平", "同比 无可比"),
    }
    gone = next(row for row in found.rows if row.label == "执法局")
    assert gone.cells[0].compared[0].basis == f"执法局 2022-02-28 撤销，并入 {unit}，环比、同比看{unit}。"
    assert f"{unit}的环比、同比含 执法局（2022-02-28 撤销，并入 {unit}）。" in found.notes
    assert compare("volume", MARCH, APRIL, "previous", only={"unit": unit}).words == "环比 持平"
    opened = drilling.open_figure(drilling.Question(MARCH, "volume", unit=unit), leader, APRIL)
    assert (opened.reading, [one.words for one in opened.compared]) == (found.rows[0].cells[0].reading, ["环比 持平", "同比 无可比"])
    assert f"环比、同比含 执法局（2022-02-28 撤销，并入 {unit}）。" in opened.notes


def test_a_unit_asked_for_by_itself_is_compared_with_what_it_took_over(merged: Unit, unit: Unit, leader: User, handler: User) -> None:
    for person in (leader, handler):
        found = told_apart.lay(asked("area", codes=VOLUME, unit=unit), person, APRIL)
        assert moves(found) == {"未填": ("环比 持平", "同比 无可比"), "合计": ("环比 持平", "同比 无可比")}
        assert f"{unit}的环比、同比含 执法局（2022-02-28 撤销，并入 {unit}）。" in found.notes
    of_gone = told_apart.lay(asked("area", codes=VOLUME, unit=merged), leader, APRIL)
    assert set(moves(of_gone).values()) == {("环比 无可比", "同比 无可比")}


def test_what_is_shown_of_a_unit_is_its_own_work_and_opens_it(merged: Unit, unit: Unit, leader: User) -> None:
    held(merged, "2022-03-01 08:00")
    closing.reopen("2022-03", None, APRIL, "补录")
    closing.close("2022-03", None, APRIL)
    found = told_apart.lay(asked("unit", codes=VOLUME), leader, APRIL)
    assert shown(found) == {unit.label: ("4",), "执法局": ("1",), "合计": ("5",)}
    assert moves(found)[unit.label][0] == "环比 +25.00%"
    assert shown(told_apart.lay(asked("area", codes=VOLUME, unit=unit), leader, APRIL))["合计"] == ("4",)


def test_before_it_closed_a_unit_is_compared_as_any_other(merged: Unit, leader: User) -> None:
    held(merged, "2022-01-10 10:00")
    closing.close("2022-01", None, APRIL)
    february = asked("unit", parse("2022-01"), VOLUME)
    assert moves(told_apart.lay(february, leader, APRIL))["执法局"][0] == "环比 无可比"
    cases.district(starts_on="2021-12-01")
    held(merged, "2021-12-10 10:00")
    assert moves(told_apart.lay(february, leader, APRIL))["执法局"][0] == "环比 持平"


def test_the_whole_is_the_sum_of_groups_that_share_it_out_and_is_not_counted_again(merged: Unit, unit: Unit, leader: User) -> None:
    table = CountedAssignment._meta.db_table
    with CaptureQueriesContext(connection) as found:
        told_apart.lay(asked("area", codes=VOLUME, level=None), leader, APRIL)
    # One scan for this month and one for the month before; the year before has neither been closed nor tried.
    assert len([one for one in found.captured_queries if f'FROM "{table}"' in one["sql"]]) == 2


def test_the_queries_do_not_grow_with_mergers(merged: Unit, unit: Unit, leader: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            told_apart.lay(asked("unit", codes=VOLUME), leader, APRIL)
        return len(found)

    before = queries()
    for number in range(5):
        held(build.unit(f"撤并单位{number}", closed_on=date(2022, 3, 9), successor=unit), "2022-03-08 10:00")
    closing.reopen("2022-03", None, APRIL, "补录")
    closing.close("2022-03", None, APRIL)
    assert queries() == before
