"""Rows of a file of whistles: a bare date neither takes a recorded hour away nor is read as midnight, a spoilt number is told."""

from datetime import datetime, timedelta

import pytest

from tests import build
from tickets.acts import case_files, whistles_in
from tickets.acts.case_files import Line, Outcome
from tickets.models import Whistle
from units.models import Unit, User

pytestmark = pytest.mark.django_db

NOW = build.moment("2022-01-12 10:00")
EARLIER = NOW - timedelta(hours=1)
BLOWN, ARRIVED, RESULT = "2022-01-10 09:00", "2022-01-10 10:20", "2022-01-11 15:30"
WHISTLE = {"whistle": "W9", "kind": "联合执法", "unit": "住建局", "called": "公安分局", "matter": "占道经营需要联合处置", "at": BLOWN}
ROW = {**WHISTLE, "arrived_at": ARRIVED, "result": "已解决", "result_at": RESULT, "words": "已清理"}


@pytest.fixture(autouse=True)
def _units(unit: Unit) -> None:
    build.unit("公安分局")


def told(by: User, now: datetime = NOW, **said: str) -> Line:
    """What became of the row."""
    return case_files.carry_out("whistles", [(2, {**ROW, **said})], whistles_in.carry_out, by, now)[0]


def stored() -> tuple[object, ...]:
    return Whistle.objects.values_list("blown_at", "arrived_at", "result_at").get()


def test_bare_dates_leave_the_recorded_hours(supervisor: User) -> None:
    told(supervisor, EARLIER)
    line = told(supervisor, at="2022-01-10", arrived_at="2022-01-10", result_at="2022-01-11", words="已清理并回访")
    assert (line.outcome, line.words) == (Outcome.CHANGED, "结果说明由“已清理”改为“已清理并回访”")
    assert stored() == tuple(map(build.moment, (BLOWN, ARRIVED, RESULT)))


def test_the_same_minute_leaves_the_recorded_second(supervisor: User) -> None:
    told(supervisor, EARLIER)
    exact = build.moment(ARRIVED).replace(second=42)
    Whistle.objects.update(arrived_at=exact)
    assert told(supervisor, words="已清理并回访").outcome is Outcome.CHANGED
    assert stored()[1] == exact


def test_another_hour_of_arrival_is_recorded_and_told(supervisor: User) -> None:
    told(supervisor, EARLIER)
    assert told(supervisor, arrived_at="2022-01-10 11:00").words == f"报到时间由“{ARRIVED}”改为“2022-01-10 11:00”"
    assert stored()[1] == build.moment("2022-01-10 11:00")


def test_a_bare_date_of_the_whistle_is_told_apart_by_the_day_alone(supervisor: User) -> None:
    told(supervisor, EARLIER)
    assert told(supervisor, at="2022-01-10").outcome is Outcome.SAME
    line = told(supervisor, at="2022-01-09")
    assert line.outcome is Outcome.REFUSED
    assert f"吹哨时间登记的是“{BLOWN}”，这一行是“2022-01-09”。" in line.words


def test_an_arrival_of_the_day_follows_the_recorded_whistle_where_both_are_bare_dates(supervisor: User) -> None:
    told(supervisor, EARLIER, arrived_at="", result="", result_at="", words="")
    line = told(supervisor, at="2022-01-10", arrived_at="2022-01-10")
    assert line.outcome is Outcome.CHANGED, line.words
    assert stored()[1] == build.moment(BLOWN)


def test_a_spoilt_number_of_a_whistle_is_filled_in_anew_by_hand(supervisor: User) -> None:
    line = told(supervisor, whistle="2.31007E+17")
    assert line.outcome is Outcome.REFUSED
    assert line.words == (
        "“吹哨编号”：编号被表格软件改成了科学计数 2.31007E+17，后面的数字已经丢失。请把这一列设为“文本”，照原件重填后再上传。"
    )
