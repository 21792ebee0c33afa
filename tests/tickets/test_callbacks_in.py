"""Callbacks that come with a city's file: kept once, brought up to date, and never put before what is known already."""

from pathlib import Path

import pytest

from tests import build
from tests.tickets.sheets import write
from tests.tickets.test_intake import DONE, NOW, WAITING, callbacks_file, city_file, take
from tickets.acts import history, redo
from tickets.acts.queues import to_call
from tickets.models import Callback, IntakeRow, Ticket
from units.models import Unit, User

pytestmark = pytest.mark.django_db

OPEN = {**WAITING, "工单状态": "办理中", "办理单位": "住建局", "转办时间": "2022-01-05 10:00:00"}
DIRECT = {**WAITING, "受理类型": "直接办理", "办结时间": "2022-01-05 09:40:00"}


@pytest.mark.parametrize("columns", [WAITING, OPEN, DIRECT, DONE])
@pytest.mark.parametrize("said", [{"满意度": "满意"}, {"满意度": "满意", "回访时间": "2022-01-20"}, {"是否接通": "否"}])
def test_a_callback_in_a_tickets_row_is_kept_the_first_time_and_the_same_file_adds_nothing(
    tmp_path: Path, unit: Unit, columns: dict[str, object], said: dict[str, object]
) -> None:
    path = city_file(tmp_path, {**columns, **said})
    assert take(path).words == "新增 1 更新 0 未变 0 拒收 0 合计 1"
    assert take(path, build.moment("2022-02-03 08:00")).words == "新增 0 更新 0 未变 1 拒收 0 合计 1"
    assert Callback.objects.count() == 1


def test_a_grade_without_a_time_that_changes_later_is_an_update(tmp_path: Path, unit: Unit) -> None:
    take(city_file(tmp_path, {**DONE, "满意度": "满意"}))
    later = city_file(tmp_path, {**DONE, "满意度": "不满意"})
    assert take(later).words == "新增 0 更新 1 未变 0 拒收 0 合计 1"
    assert take(later).words == "新增 0 更新 0 未变 1 拒收 0 合计 1"
    assert list(Callback.objects.values_list("result_grade", flat=True)) == ["dissatisfied"]


def test_who_was_not_reached_by_the_city_stays_on_the_call_list(tmp_path: Path, unit: Unit, callback_agent: User) -> None:
    take(city_file(tmp_path, {**DONE, "办结时间": "2022-01-31 16:00:00", "是否接通": "否"}))
    assert to_call(callback_agent).count() == 1


def test_an_older_call_that_comes_later_is_not_the_latest(tmp_path: Path, unit: Unit) -> None:
    ticket = build.completed(unit)
    take(callbacks_file(tmp_path, [ticket.number, "2022-01-20", "是", "解决", "满意", "满意", "5"]))
    take(callbacks_file(tmp_path, [ticket.number, "2022-01-10", "是", "未解决", "不满意", "满意", "2"]))
    assert Ticket.objects.get().called_at == build.moment("2022-01-20 00:00")


def test_a_call_about_the_first_round_leaves_the_second_to_be_called(tmp_path: Path, unit: Unit, dispatcher: User) -> None:
    ticket = build.completed(unit)
    redo.redo(ticket, by=dispatcher, at=build.moment("2022-01-12 09:00"), reason="诉求人再次来电")
    take(callbacks_file(tmp_path, [ticket.number, "2022-01-10", "是", "解决", "满意", "满意", "5"]))
    assert Ticket.objects.get().called_at is None


def test_an_answer_that_comes_to_a_stored_call_moves_the_marks_of_first_and_last(tmp_path: Path, unit: Unit) -> None:
    ticket = build.completed(unit)
    missed: list[object] = [ticket.number, "2022-01-10", "否"]
    reached: list[object] = [ticket.number, "2022-01-20", "是", "解决", "满意"]
    take(callbacks_file(tmp_path, missed, reached))
    take(callbacks_file(tmp_path, [ticket.number, "2022-01-10", "是", "解决", "基本满意"]))
    rows = Callback.objects.order_by("called_at").values_list("result_grade", "is_first", "is_last")
    assert list(rows) == [("basically", True, False), ("satisfied", False, True)]
    assert history.verify().fault is None


def test_a_bare_date_on_the_day_of_the_arrival_is_not_before_it(tmp_path: Path, unit: Unit) -> None:
    ticket = build.completed(unit)
    path = callbacks_file(tmp_path, [ticket.number, "2022-01-05", "是", "解决", "满意"])
    assert take(path).words == "新增 1 更新 0 未变 0 拒收 0 合计 1"
    assert take(path).words == "新增 0 更新 0 未变 1 拒收 0 合计 1"


def test_a_refused_row_keeps_its_cells_and_a_number_cell_its_digits(tmp_path: Path, unit: Unit) -> None:
    take(callbacks_file(tmp_path, [4129489, "2022-01-05", "是", "解决", "满意"]))
    take(city_file(tmp_path, {**WAITING, "工单编号": 4129490, "受理时间": ""}), NOW)
    assert [row.cells[0] for row in IntakeRow.objects.order_by("pk")] == ["4129489", "4129490"]


def test_words_that_nobody_reads_as_an_answer_stand_in_the_remark(tmp_path: Path, unit: Unit) -> None:
    ticket = build.completed(unit)
    headings = ["工单编号", "回访时间", "是否解决", "办理满意", "回访方式"]
    path = write(tmp_path / "calls.xlsx", [headings, [ticket.number, "2022-01-10 09:00", "解决", "马马虎虎", "电话"]])
    assert take(path).words == "新增 1 更新 0 未变 0 拒收 0 合计 1"
    row = Callback.objects.get()
    assert (row.solved, row.result_grade) == ("solved", "")
    assert "办理满意：马马虎虎" in row.remark and "回访方式：电话" in row.remark
    assert take(path).words == "新增 0 更新 0 未变 1 拒收 0 合计 1"
