"""A city's file comes in: every row ends as one of four, nothing is lost, nothing is taken back, twice is once."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from tests import build
from tests.shared_data import shared_file
from tests.tickets.sheets import CITY_HEADING, city_row, write
from tickets.acts import history, intake, reviewing, signing, story
from tickets.acts.dispatching import dispatch
from tickets.models import Callback, Event, Identity, IntakeBatch, IntakeRow, Reply, Ticket
from tickets.rules.workflow import Status
from units.models import Unit, User

NOW = build.moment("2022-02-01 08:00")
pytestmark = pytest.mark.django_db


def take(path: Path, at: datetime = NOW, **values: object) -> intake.Result:
    return intake.take_in(intake.Order(path, path.name, at, **values))  # type: ignore[arg-type]


def city_file(folder: Path, *rows: dict[str, object], name: str = "export.xlsx") -> Path:
    extra = [heading for row in rows for heading in row if heading not in CITY_HEADING]
    headings = [*CITY_HEADING, *dict.fromkeys(extra)]
    lines = [[*city_row(**row), *(row.get(heading) for heading in headings[len(CITY_HEADING) :])] for row in rows]
    return write(folder / name, [headings, *lines])


BLANK = dict.fromkeys(["办理单位", "转办时间", "办结时间", "办理情况", "回复备注"], "")
WAITING: dict[str, object] = {
    **BLANK,
    "工单编号": "220105093000000001",
    "受理时间": "2022-01-05 09:30:00",
    "工单状态": "待派单",
}
DONE: dict[str, object] = {
    **WAITING,
    "工单编号": "2",
    "办理单位": "住建局",
    "转办时间": "2022-01-05 10:00:00",
    "办结时间": "2022-01-07 16:00:00",
    "工单状态": "已办结",
    "回复备注": "已到现场修复路灯并回访诉求人。",
}


@pytest.mark.parametrize(
    ("columns", "status", "unit_name", "is_history"),
    [
        ({}, Status.ARRIVED, None, False),
        ({"办理单位": "住建局", "转办时间": "2022-01-05 10:00:00", "工单状态": "办理中"}, Status.DISPATCHED, "住建局", False),
        ({"办理单位": "住建局"}, Status.ARRIVED, None, False),
        ({"办理单位": "某不认识的单位", "转办时间": "2022-01-05 10:00:00"}, Status.ARRIVED, None, False),
        ({"办理单位": "住建局", "办结时间": "2022-01-31 16:00:00", "工单状态": "已办结"}, Status.COMPLETED, "住建局", True),
        ({"办理单位": "住建局", "办结时间": "2022-01-07 16:00:00"}, Status.CLOSED, "住建局", True),
        ({"办理单位": "某不认识的单位", "办结时间": "2022-01-31 16:00:00"}, Status.COMPLETED, "未列明单位", True),
        ({"办理单位": "住建局", "工单状态": "已撤单"}, Status.VOIDED, None, True),
        ({"受理类型": "直办", "办结时间": "2022-01-05 09:40:00"}, Status.CLOSED, None, True),
    ],
)
def test_the_first_state_is_what_the_filled_columns_tell(
    tmp_path: Path, unit: Unit, columns: dict[str, object], status: Status, unit_name: str | None, is_history: bool
) -> None:
    build.unit("未列明单位", is_unlisted=True)
    result = take(city_file(tmp_path, {**WAITING, **columns}))
    ticket = Ticket.objects.select_related("lead_unit").get()
    assert (result.words, ticket.status) == ("新增 1 更新 0 未变 0 拒收 0 合计 1", status)
    assert (ticket.lead_unit and ticket.lead_unit.name, ticket.is_history) == (unit_name, is_history)
    assert list(Event.objects.values_list("act", "target")) == [("import", status)]
    assert history.verify().fault is None


def test_a_handled_row_keeps_its_reply_its_times_and_its_fate(tmp_path: Path, unit: Unit) -> None:
    take(city_file(tmp_path, DONE, {**DONE, "工单编号": "3", "办结时间": "2022-01-13 08:00:00"}))
    early, late = (build.lead(ticket) for ticket in Ticket.objects.order_by("number"))
    assert (early.assigned_at, early.replied_at) == (build.moment("2022-01-05 10:00"), build.moment("2022-01-07 16:00"))
    assert early.due_at == build.moment("2022-01-13 00:00")  # 5 working days from the next day: 01-12 24:00
    assert (early.on_time, late.on_time) == (True, False)
    assert Reply.objects.filter(decision="accepted").count() == 2


def test_importing_twice_changes_nothing(tmp_path: Path, unit: Unit) -> None:
    path = city_file(tmp_path, WAITING, DONE)
    take(path)
    before = list(Ticket.objects.order_by("pk").values_list("seq", "head"))
    assert take(path).words == "新增 0 更新 0 未变 2 拒收 0 合计 2"
    assert list(Ticket.objects.order_by("pk").values_list("seq", "head")) == before


def test_of_one_number_twice_the_last_acceptable_row_counts(tmp_path: Path, unit: Unit) -> None:
    texts = ["第一次的内容，路灯不亮。", "第二次的内容，路灯不亮。"]
    rows = [*({**WAITING, "主要内容": text} for text in texts), {**WAITING, "受理时间": "2022-02-30 09:00"}]
    assert take(city_file(tmp_path, *rows)).words == "新增 1 更新 0 未变 1 拒收 1 合计 3"
    assert Ticket.objects.get().text == "第二次的内容，路灯不亮。"


def test_a_later_state_updates_what_the_city_owns_and_shows_the_difference(tmp_path: Path, unit: Unit, dispatcher: User) -> None:
    take(city_file(tmp_path, WAITING))
    dispatch(Ticket.objects.get(), to=unit, by=dispatcher, at=build.moment("2022-01-05 10:00"))
    result = take(
        city_file(tmp_path, {**WAITING, "主要内容": "路灯连续五天不亮。", "工单状态": "办理中"}), build.moment("2022-02-02 08:00")
    )
    ticket, row = Ticket.objects.get(), IntakeRow.objects.get()
    assert result.words == "新增 0 更新 1 未变 0 拒收 0 合计 1"
    assert (ticket.text, ticket.city_status, ticket.status, ticket.lead_unit) == ("路灯连续五天不亮。", "办理中", Status.DISPATCHED, unit)
    assert row.difference["诉求内容"][1] == "路灯连续五天不亮。"
    assert row.difference["市平台状态"] == ["待派单", "办理中"]
    assert not ticket.is_conflict and history.verify().fault is None


@pytest.mark.parametrize(
    ("status", "words"),
    [("已办结", "市平台已办结，区平台为“办理中”。"), ("已撤单", "市平台已撤单，区平台为“办理中”。"), ("待派单", "")],
)
def test_where_the_two_sides_disagree_the_ticket_is_marked_and_never_moved(
    tmp_path: Path, unit: Unit, dispatcher: User, handler: User, status: str, words: str
) -> None:
    take(city_file(tmp_path, {**WAITING, "工单状态": "办理中"}))
    ticket = Ticket.objects.get()
    dispatch(ticket, to=unit, by=dispatcher, at=build.moment("2022-01-05 10:00"))
    signing.sign(ticket, by=handler, at=build.moment("2022-01-05 11:00"))
    take(city_file(tmp_path, {**WAITING, "工单状态": status}), build.moment("2022-02-02 08:00"))
    ticket.refresh_from_db()
    assert (ticket.status, ticket.conflict_words, ticket.is_conflict) == (Status.HANDLING, words, bool(words))


def test_what_the_city_withdraws_before_any_unit_had_it_leaves_the_queue(tmp_path: Path, unit: Unit) -> None:
    take(city_file(tmp_path, WAITING))
    assert take(city_file(tmp_path, {**WAITING, "工单状态": "已撤单"})).words == "新增 0 更新 1 未变 0 拒收 0 合计 1"
    ticket, row = Ticket.objects.get(), IntakeRow.objects.get()
    assert (ticket.status, ticket.is_conflict) == (Status.VOIDED, False)
    assert row.difference["状态"] == ["待派单", "已撤单"]
    assert take(city_file(tmp_path, {**WAITING, "工单状态": "已撤单"})).words == "新增 0 更新 0 未变 1 拒收 0 合计 1"
    assert history.verify() == history.Verification(1, 3)


def test_a_report_hides_its_citizen_also_under_an_unknown_word(tmp_path: Path, unit: Unit) -> None:
    take(city_file(tmp_path, {**WAITING, "来电类别": "违法举报"}))
    assert Ticket.objects.get().is_confidential is True


def test_a_city_that_merely_lags_behind_is_no_conflict(tmp_path: Path, unit: Unit) -> None:
    ticket = build.replied(unit)
    reviewing.accept(ticket, by=None, at=build.moment("2022-01-07 10:00"))
    take(city_file(tmp_path, {**WAITING, "工单状态": "办理中", "办理单位": "住建局"}))
    ticket.refresh_from_db()
    assert (ticket.status, ticket.is_conflict) == (Status.COMPLETED, False)


def test_a_deadline_in_the_file_wins_over_the_table(tmp_path: Path, unit: Unit) -> None:
    take(city_file(tmp_path, {**WAITING, "办理截止时间": "2022-01-06"}, {**WAITING, "工单编号": "2"}))
    due = {ticket.number: (ticket.city_due_at, ticket.city_due_in_file) for ticket in Ticket.objects.all()}
    assert due == {
        str(WAITING["工单编号"]): (build.moment("2022-01-07 00:00"), True),
        "2": (build.moment("2022-01-13 00:00"), False),
    }


@pytest.mark.parametrize(("transferred", "received"), [("", NOW), ("2022-01-31 16:40:00", build.moment("2022-01-31 16:40"))])
def test_the_limit_to_dispatch_runs_from_the_citys_handing_over_or_from_when_its_file_was_taken_in(
    tmp_path: Path, unit: Unit, dispatcher: User, transferred: str, received: datetime
) -> None:
    take(city_file(tmp_path, {**WAITING, "转办时间": transferred}))
    ticket = Ticket.objects.get()
    assert ticket.dispatch_due_at == received + timedelta(hours=1)
    told = [moment.strong for moment in story.read(ticket, dispatcher, NOW + timedelta(minutes=5)).moments]
    assert ("派单超时" in told) is bool(transferred)


def test_identities_stand_apart_and_no_event_holds_them(tmp_path: Path, unit: Unit) -> None:
    take(city_file(tmp_path, {**WAITING, "来电人": "王小明", "联系电话": "13800001234", "详细地址": "兴工街 8 号 3-2-1"}))
    identity = Identity.objects.get()
    assert (identity.name, identity.masked["phone"]) == ("王小明", "138****1234")
    body = Event.objects.get().body
    assert not any(secret in body for secret in ("王小明", "13800001234", "兴工街", "路灯"))


def test_nothing_is_written_when_a_file_cannot_be_finished(tmp_path: Path, unit: Unit) -> None:
    """A handled row without a unit, and nobody to stand for it."""
    path = city_file(tmp_path, WAITING, {**DONE, "办理单位": "某不认识的单位"})
    with pytest.raises(ValidationError, match="--unit"):
        take(path)
    assert not Ticket.objects.exists() and not IntakeBatch.objects.exists()
    assert take(path, unit=unit).words == "新增 2 更新 0 未变 0 拒收 0 合计 2"


def test_a_dry_run_counts_and_writes_nothing(tmp_path: Path, unit: Unit) -> None:
    assert take(city_file(tmp_path, WAITING, DONE), dry_run=True).words == "新增 2 更新 0 未变 0 拒收 0 合计 2"
    assert not Ticket.objects.exists() and not IntakeBatch.objects.exists()


def callbacks_file(folder: Path, *rows: list[object]) -> Path:
    return write(folder / "callbacks.xlsx", [["工单编号", "回访时间", "是否接通", "是否解决", "办理满意", "过程满意", "评星"], *rows])


def test_callbacks_come_in_by_number(tmp_path: Path, unit: Unit) -> None:
    ticket = build.completed(unit)
    path = callbacks_file(
        tmp_path,
        [ticket.number, "2022-01-10 09:00", "是", "解决", "满意", "满意", "5"],
        [ticket.number, "2022-01-20 09:00", "是", "未解决", "不满意", "满意", "2"],
        ["不存在的编号", "2022-01-10 09:00", "是", "解决", "满意", "满意", "5"],
        [ticket.number, "2022-01-21 09:00", "是", "解决", "满意", "满意", "9"],
    )
    assert take(path).words == "新增 2 更新 0 未变 0 拒收 2 合计 4"
    assert take(path).words == "新增 0 更新 0 未变 2 拒收 2 合计 4"
    rows = list(Callback.objects.values_list("result_grade", "stars", "is_first", "is_last", "source"))
    assert rows == [("satisfied", 5, True, False, "city"), ("dissatisfied", 2, False, True, "city")]
    assert set(Callback.objects.values_list("recorded_at", flat=True)) == {NOW}
    changed = callbacks_file(tmp_path, [ticket.number, "2022-01-20 09:00", "是", "解决", "基本满意", "满意", "4"])
    assert take(changed).words == "新增 0 更新 1 未变 0 拒收 0 合计 1"
    assert history.verify().fault is None


def test_the_command_says_what_became_of_the_rows(tmp_path: Path, unit: Unit, capsys: pytest.CaptureFixture[str]) -> None:
    rejects = tmp_path / "拒收.xlsx"
    path = city_file(tmp_path, WAITING, {**WAITING, "工单编号": "2.31007E+17"})
    call_command("import_tickets", path, rejects=rejects)
    assert capsys.readouterr().out.strip().splitlines()[-1] == "新增 1 更新 0 未变 0 拒收 1 合计 2"
    assert rejects.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(("name", "rows"), [("messages", 2983), ("messages_labelled", 281), ("messages_replied", 1973)])
def test_real_messages_come_in_without_a_lost_row(unit: Unit, name: str, rows: int) -> None:
    build.unit("未列明单位", is_unlisted=True)
    result = take(shared_file(f"{name}.xlsx"))
    assert result.words == f"新增 {rows} 更新 0 未变 0 拒收 0 合计 {rows}"
    assert history.verify() == history.Verification(rows, rows)


def test_a_heading_with_nothing_below_it_is_no_import(tmp_path: Path, unit: Unit) -> None:
    with pytest.raises(ValidationError, match="表头下面没有任何内容"):
        take(city_file(tmp_path))
    assert not IntakeBatch.objects.exists()
