"""Rows of a file of supervision orders: a bare date takes no recorded hour away, a spoilt number is told with what to do."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests import build
from tickets.acts import case_files, exclusions_in, supervising_in
from tickets.acts.case_files import Line, Outcome
from tickets.models import Exclusion, SupervisionOrder
from units.models import Unit, User

pytestmark = pytest.mark.django_db

NOW = build.moment("2022-01-12 10:00")
HOUR = "2022-01-11 15:30"
ORDER = {"number": "R1", "unit": "住建局", "level": "领导牵头督办", "reason": "多次超期仍未办结", "at": "2022-01-10 09:00"}
ROW = {**ORDER, "result": "已解决", "result_at": HOUR, "words": "已修复"}


@pytest.fixture
def known(unit: Unit, supervisor: User) -> SupervisionOrder:
    """An order with its result of half past three."""
    build.handling(unit, number="R1")
    told(supervisor, NOW - timedelta(hours=1))
    return SupervisionOrder.objects.get()


def told(by: User, now: datetime = NOW, **said: str) -> Line:
    """What became of the row."""
    return case_files.carry_out("supervision", [(2, {**ROW, **said})], supervising_in.carry_out, by, now)[0]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"words": "已修复并回访"}, "结果说明由“已修复”改为“已修复并回访”"),
        ({"result": "未解决"}, "结果由“已解决”改为“未解决”"),
    ],
)
def test_a_bare_date_leaves_the_recorded_hour_of_the_result(
    known: SupervisionOrder, supervisor: User, said: dict[str, str], words: str
) -> None:
    line = told(supervisor, NOW, result_at="2022-01-11", **said)
    assert (line.outcome, line.words) == (Outcome.CHANGED, words)
    known.refresh_from_db()
    assert known.result_at == build.moment(HOUR)


def test_the_same_minute_leaves_the_recorded_second(known: SupervisionOrder, supervisor: User) -> None:
    exact = build.moment(HOUR).replace(second=42)
    SupervisionOrder.objects.update(result_at=exact)
    told(supervisor, words="已修复并回访")
    known.refresh_from_db()
    assert (known.result_at, known.result_words) == (exact, "已修复并回访")


@pytest.mark.parametrize(("said", "stored"), [("2022-01-11 16:00", "2022-01-11 16:00"), ("2022-01-12", "2022-01-12 00:00")])
def test_another_hour_or_day_is_recorded_and_told(known: SupervisionOrder, supervisor: User, said: str, stored: str) -> None:
    line = told(supervisor, result_at=said)
    assert (line.outcome, line.words) == (Outcome.CHANGED, f"结果时间由“{HOUR}”改为“{said}”")
    known.refresh_from_db()
    assert known.result_at == build.moment(stored)


def test_a_bare_date_alone_changes_nothing(known: SupervisionOrder, supervisor: User) -> None:
    assert told(supervisor, result_at="2022-01-11").outcome is Outcome.SAME


def test_a_bare_date_of_the_order_is_the_known_one_of_that_day(known: SupervisionOrder, supervisor: User) -> None:
    line = told(supervisor, at="2022-01-10", words="已修复并回访")
    assert (line.outcome, SupervisionOrder.objects.count()) == (Outcome.CHANGED, 1)
    assert "事由登记的是“多次超期仍未办结”" in told(supervisor, at="2022-01-10", reason="另有事由，请速办").words
    assert told(supervisor, at="2022-01-11").outcome is Outcome.NEW


def test_a_bare_date_of_a_day_with_several_orders_needs_the_hour(known: SupervisionOrder, supervisor: User) -> None:
    told(supervisor, at="2022-01-10 14:00")
    line = told(supervisor, at="2022-01-10")
    assert (line.outcome, line.words) == (
        Outcome.REFUSED,
        "“督办时间”只写了日期，当天已登记多次督办（2022-01-10 09:00、2022-01-10 14:00），请把时刻也写上。",
    )


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (
            "2.31007123456789e+17",
            "“工单编号”：编号被表格软件改成了科学计数 2.31007123456789e+17，后面的数字已经丢失。请把这一列设为“文本”，照原件重填后再上传。",
        ),
        ("2022-01-10 09:00", "“工单编号”：编号这一格不是编号，可能整行错位。请对齐各列后再上传。"),
        ("'", "“工单编号”：编号是空的。请补上编号后再上传。"),
    ],
)
def test_a_number_that_cannot_be_read_is_mended_in_the_file_itself(
    known: SupervisionOrder, supervisor: User, number: str, words: str
) -> None:
    line = told(supervisor, number=number)
    assert (line.outcome, line.words) == (Outcome.REFUSED, words)


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ({"level": "系统"}, "system"),
        ({"level": "oa"}, "office"),
        ({"level": "ＯＡ督办"}, "office"),
        ({"level": "作风监督员"}, "inspector"),
        ({"level": "领导牵头", "result": "解决"}, "leader"),
    ],
)
def test_the_pages_own_words_are_understood(unit: Unit, supervisor: User, said: dict[str, str], level: str) -> None:
    build.handling(unit, number="R1")
    assert told(supervisor, NOW, **said).outcome is Outcome.NEW
    order = SupervisionOrder.objects.get()
    assert (order.level, order.result) == (level, "solved")


OFFERED = [
    ("supervision", "level", SupervisionOrder.Level.labels),
    ("supervision", "result", ["已解决", "未解决"]),
    ("whistles", "result", ["已解决", "未解决"]),
    ("exclusions", "aspect", Exclusion.Aspect.labels),
    ("exclusions", "decision", exclusions_in.Said.labels),
]


@pytest.mark.parametrize(("kind", "field", "labels"), OFFERED)
def test_the_empty_form_offers_the_words_that_may_stand(kind: str, field: str, labels: list[str]) -> None:
    columns = case_files.layout(kind).columns
    place = next(place for place, column in enumerate(columns) if column.field == field)
    sheet = load_workbook(BytesIO(case_files.blank_form(kind))).worksheets[0]
    offered = {str(one.sqref).partition("2:")[0]: one.formula1 for one in sheet.data_validations.dataValidation}
    assert offered["ABCDEFGHIJKL"[place]] == f'"{",".join(labels)}"'
