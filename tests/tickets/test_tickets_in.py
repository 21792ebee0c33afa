"""Tickets from rows: the order of dates, the deadline in the file, the reply, what the city answered itself, the callback."""

from datetime import datetime

import pytest

from tests.tickets.incoming import at, read, ticket
from tickets.rules.deadlines import Limit
from tickets.rules.incoming import IncomingCallback, IncomingTicket


def test_a_completion_before_the_transfer_alone_is_kept_and_marked() -> None:
    record = ticket(转办时间="2023-07-05 10:00", 办结时间="2023-07-04 10:00")
    assert record.completed_at == at("2023-07-04 10:00")
    assert record.date_mark == "办结时间早于转办时间"
    assert ticket(转办时间="2023-07-04 10:00", 办结时间="2023-07-04").date_mark == ""


def test_a_bare_date_of_completion_is_not_stored_before_the_arrival() -> None:
    assert ticket(办结时间="2023-07-03").completed_at == at("2023-07-03 09:41:27")
    assert ticket(办结时间="2023/7/5").completed_at == at("2023-07-05 00:00")


DUE: list[tuple[dict[str, object], datetime | None, Limit | None]] = [
    ({"办理截止时间": "2023-07-10 17:00:00"}, at("2023-07-10 17:00"), None),
    ({"办理截止时间": "2023-07-10"}, at("2023-07-11 00:00"), None),
    ({"办理截止时间": "2023-07-10 00:00:00"}, at("2023-07-11 00:00"), None),
    ({"办理截止时间": "2023-07-10 24:00"}, at("2023-07-11 00:00"), None),
    ({"处理时限": "5个工作日"}, None, Limit(5)),
    ({"处理时限(天)": 3.0}, None, Limit(3, "day")),
    ({"处理时限": "2023/7/10"}, at("2023-07-11 00:00"), None),
    ({"办理截止时间": "2023-07-10", "延期后截止日期": "2023-07-12"}, at("2023-07-13 00:00"), None),
    ({"办理截止时间": "2023-07-10", "处理时限": "5个工作日"}, at("2023-07-11 00:00"), None),
    ({"办理截止时间": ""}, None, None),
]


@pytest.mark.parametrize(("changes", "due", "limit"), DUE)
def test_a_deadline_in_the_file_is_a_moment_a_day_or_a_limit(changes: dict[str, object], due: datetime | None, limit: Limit | None) -> None:
    record = ticket(**changes)
    assert (record.city_due_at, record.city_limit) == (due, limit)


DIRECT: list[tuple[dict[str, object], bool]] = [
    ({"受理类型": "直接办理"}, True),
    ({"受理类型": "直办"}, True),
    ({"办理情况": "直接答复"}, True),
    ({"工单状态": "直接解答"}, True),
    ({"受理类型": "非直办"}, False),
    ({"受理类型": "转办"}, False),
    ({"办理情况": "经核实，我局已直接答复诉求人，诉求人表示认可。"}, False),
]


@pytest.mark.parametrize(("changes", "is_direct"), DIRECT)
def test_what_the_city_answered_itself_is_told(changes: dict[str, object], is_direct: bool) -> None:
    assert ticket(**changes).is_direct is is_direct


def test_the_reply_is_taken_from_the_column_that_holds_one() -> None:
    told = ticket(办理情况="经核实，沥青为施工时喷洒，已清洗车辆。", 回复备注="诉求人认可")
    assert told.reply_text == "经核实，沥青为施工时喷洒，已清洗车辆。"
    assert told.extras["回复备注"] == "诉求人认可"
    status = ticket(办理情况="已办结", 回复备注="已清洗车辆", 工单状态="")
    assert (status.reply_text, status.city_status) == ("已清洗车辆", "已办结")


def test_a_category_in_one_column_is_split_into_its_levels() -> None:
    record = read(["工单编号", "主要内容", "受理时间", "诉求分类"], ["1", "停水", "2023-07-03", "城乡建设-供水/停水"])
    assert isinstance(record, IncomingTicket)
    assert record.category == ("城乡建设", "供水", "停水")


def test_callback_columns_of_a_ticket_become_its_callback() -> None:
    record = ticket(
        回访时间="2023-07-12 10:00", 是否接通="是", 是否解决="基本解决", 办理满意="满意", 过程满意="不满意", 评星="4星"
    ).callback
    assert record == IncomingCallback(
        row=2,
        number="230703094127106144",
        called_at=at("2023-07-12 10:00"),
        reached="reached",
        solved="partly",
        result_grade="satisfied",
        process_grade="dissatisfied",
        stars=4,
    )
    assert ticket().callback is None
