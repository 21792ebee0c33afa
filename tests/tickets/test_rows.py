"""Rows of incoming files: what becomes a ticket, what a callback, what is refused and why."""

from datetime import datetime, time

import pytest

from tests.shared_data import shared_file
from tests.tickets.incoming import at, read, ticket
from tests.tickets.sheets import CITY_HEADING, city_row
from tickets.acts.reading import known_layouts, read_file
from tickets.rules.deadlines import Limit, due_at, is_in_time
from tickets.rules.incoming import IncomingCallback, IncomingTicket, Refusal
from units.rules.workdays import DayTable


def refusal(**changes: object) -> Refusal:
    record = read(CITY_HEADING, city_row(**changes))
    assert isinstance(record, Refusal), record
    return record


def callback(cells: dict[str, object]) -> IncomingCallback:
    record = read(list(cells), list(cells.values()))
    assert isinstance(record, IncomingCallback), record
    return record


def test_a_row_of_the_28_columns_becomes_a_ticket() -> None:
    assert ticket() == IncomingTicket(
        row=2,
        number="230703094127106144",
        title="兴工街铺设路面时沥青喷洒至停放车辆",
        text="市民反映：兴工街铺设路面时沥青喷洒至停放车辆，要求处理并赔偿。",
        arrived_at=at("2023-07-03 09:41:27"),
        category=("城市管理", "市政道路"),
        unit="区城建中心",
        channel="电话",
        ticket_type="投诉",
        urgency="normal",
        caller_name="王**",
        transferred_at=at("2023-07-03 10:02:11"),
        city_status="办理中",
        intake_kind="转办",
        is_confidential=False,
        extras={"受理员工号": "2031", "是否回复": "是", "转办意见": "请核实"},
    )


REFUSED: list[tuple[dict[str, object], str, str]] = [
    ({"工单编号": ""}, "number_empty", "A 列「工单编号」编号是空的"),
    ({"工单编号": "NULL"}, "number_empty", "编号是空的"),
    ({"工单编号": "2.31007E+17"}, "number_lost", "科学计数 2.31007E+17"),
    ({"工单编号": 2.31007e17}, "number_lost", "超过 15 位的数字格"),
    ({"主要内容": "***"}, "text_empty", "M 列「主要内容」诉求内容是空的"),
    ({"受理时间": "NULL"}, "arrival_empty", "N 列「受理时间」受理时间是空的"),
    ({"受理时间": "2023-02-30 10:00:00"}, "date_impossible", "“2023-02-30 10:00:00”不是真实可信的日期"),
    ({"受理时间": "电话"}, "date_shifted", "可能整行错位"),
    ({"转办时间": "李**"}, "date_shifted", "X 列「转办时间」这一格不是日期"),
    ({"办结时间": "2023-06-31"}, "date_impossible", "AB 列「办结时间」“2023-06-31”不是真实可信的日期"),
    ({"办结时间": "2023-07-03 09:00:00"}, "date_before_arrival", "（2023-07-03 09:00）早于受理时间（2023-07-03 09:41）"),
    ({"办结时间": "2023-07-02"}, "date_before_arrival", "早于受理时间"),
]


@pytest.mark.parametrize(("changes", "code", "words"), REFUSED)
def test_only_a_bad_number_a_missing_text_or_arrival_or_an_impossible_date_refuses(
    changes: dict[str, object], code: str, words: str
) -> None:
    refused = refusal(**changes)
    assert refused.code == code
    assert refused.words.startswith("第 2 行：")
    assert words in refused.words
    assert refused.words.endswith("。")


def test_a_reply_before_its_arrival_refuses() -> None:
    board = ["留言编号", "留言详情", "留言时间", "答复意见", "答复时间"]
    record = read(board, ["2549", "物业不作为", "2019/4/25 9:32:09", "已核实", "2019/4/24 9:32:09"])
    assert isinstance(record, Refusal)
    assert record.words == (
        "第 2 行：E 列「答复时间」（2019-04-24 09:32）早于受理时间（2019-04-25 09:32）。请核对两个时间后重新导入这一行。"
    )


def test_a_title_does_not_stand_for_a_missing_text() -> None:
    record = read(["工单编号", "标题", "诉求内容", "受理时间"], ["1", "停水", "", "2023-07-03"])
    assert isinstance(record, Refusal)
    assert record.code == "text_empty"


KEPT: list[tuple[dict[str, object], str]] = [
    ({"一级分类": "NULL", "二级分类": "", "办理单位": "***"}, "no category, no unit"),
    ({"紧急程度": "甲级"}, "an unknown urgency"),
    ({"是否保密": "随便"}, "an unknown yes or no"),
    ({"处理时限": "按规定"}, "a limit in words nobody can reckon"),
    ({"评星": "好"}, "unknown stars"),
    ({"办结时间": "2023-07-03"}, "completed on the day of arrival, no time given"),
    ({"转办时间": "2023-07-03 08:00:00"}, "transferred before it arrived"),
    ({"工单编号": 4129489.0}, "a number cell of seven digits"),
]


@pytest.mark.parametrize(("changes", "what"), KEPT)
def test_nothing_else_refuses_a_row(changes: dict[str, object], what: str) -> None:
    assert ticket(**changes).text, what


def test_a_number_cell_is_read_without_its_point() -> None:
    assert ticket(工单编号=4129489.0).number == "4129489"


def test_words_nobody_knows_stay_beside_the_row_and_are_marked() -> None:
    record = ticket(紧急程度="甲级", 神秘列="内容", 评星="好")
    assert record.urgency is None
    assert {"紧急程度": "甲级", "神秘列": "内容", "评星": "好"}.items() <= record.extras.items()
    assert [mark.words for mark in record.marks] == [
        "J 列「紧急程度」的写法不认识，已原样留在旁边",
        "AD 列「评星」的写法不认识，已原样留在旁边",
    ]


def test_a_row_of_a_callbacks_file_becomes_a_callback() -> None:
    record = callback(
        {"序号": 1, "工单编号": 4129489.0, "回访时间": datetime(2023, 7, 12, 10), "满意度": "不满意", "评星": 4.0, "回访备注": "未答复"}
    )
    assert record == IncomingCallback(
        row=2,
        number="4129489",
        called_at=at("2023-07-12 10:00"),
        reached="reached",
        result_grade="dissatisfied",
        stars=4,
        remark="未答复",
        extras={"序号": "1"},
    )


def test_a_callback_that_nobody_answered_is_still_one() -> None:
    record = callback({"工单编号": "1", "回访时间": "2023-07-12", "是否接通": "无人接听", "满意度": ""})
    assert (record.reached, record.has_answer) == ("no_answer", True)


def test_a_callback_without_time_and_answer_is_refused() -> None:
    record = read(["工单编号", "回访时间", "满意度"], ["1", "", "NULL"])
    assert isinstance(record, Refusal)
    assert record.code == "callback_empty"
    bad = read(["工单编号", "回访时间", "满意度"], ["", "2023-02-30", "满意"])
    assert isinstance(bad, Refusal)
    assert len(bad.reasons) == 2


def test_a_row_in_which_nothing_stands_is_no_row() -> None:
    assert read(CITY_HEADING, [" ", "NULL", "\t", "***", None]) is None


def test_a_short_row_is_read_as_far_as_it_goes() -> None:
    record = read(CITY_HEADING, city_row()[:14])
    assert isinstance(record, IncomingTicket)
    assert record.unit == ""


REAL = [("messages.xlsx", 2983, 0), ("messages_labelled.xlsx", 281, 0), ("messages_replied.xlsx", 1973, 1973)]


@pytest.mark.parametrize(("name", "rows", "replies"), REAL)
def test_the_real_messages_are_read_without_a_lost_row(name: str, rows: int, replies: int) -> None:
    reading = read_file(shared_file(name), known_layouts())
    records = [record for _, record in reading.records]
    tickets = [record for record in records if isinstance(record, IncomingTicket)]
    assert reading.heading.layout.name == "message_board"
    assert reading.heading.unknown == ()
    assert len(records) == len(tickets) == rows
    assert sum(ticket.replied_at is not None and bool(ticket.reply_text) for ticket in tickets) == replies


def test_the_real_replies_in_time_agree_with_an_outside_count() -> None:
    """The 网络端 rule, 10 working days from 次日: 1207 of 1973 (61.18 %), counted outside this house."""
    reading = read_file(shared_file("messages_replied.xlsx"), known_layouts())
    days = DayTable.seeded()
    tickets = [record for _, record in reading.records if isinstance(record, IncomingTicket)]
    kept = [t.replied_at is not None and is_in_time(t.replied_at, due_at(t.arrived_at, Limit(10), days)) for t in tickets]
    assert (sum(kept), len(kept)) == (1207, 1973)


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        ("2026-10-09", "09:30:00", "2026-10-09 09:30"),
        (datetime(2026, 10, 9), time(9, 30), "2026-10-09 09:30"),
        ("2026/10/9", "9:30", "2026-10-09 09:30"),
        ("2026-10-09", "2026-10-09 09:30", "2026-10-09 09:30"),
    ],
)
def test_day_and_time_in_two_columns_are_one_moment(day: object, clock: object, expected: str) -> None:
    told = read(["工单编号", "受理日期", "受理时间", "主要内容"], ["1", day, clock, "路灯不亮"])
    assert isinstance(told, IncomingTicket) and told.arrived_at == at(expected)


@pytest.mark.parametrize(("day", "clock"), [("", "09:30:00"), ("2026-10-09", "张三"), ("2026-02-30", "09:30")])
def test_a_time_without_its_day_is_refused(day: object, clock: object) -> None:
    assert isinstance(read(["工单编号", "受理日期", "受理时间", "主要内容"], ["1", day, clock, "路灯不亮"]), Refusal)
