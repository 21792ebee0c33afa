"""The day's tickets come in by three files of the city's, four days ago, this morning and just now, and are dispatched and signed."""

import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from hotline.acts.reproduction.sheets import write_sheet
from hotline.demo.day.stage import OWN, Stage, by_unit, read
from tickets.acts import dispatching, intake, signing
from tickets.rules.deadlines import due_day, end_of, local
from units.acts.calendar import day_table

HEADINGS = (
    "工单编号", "标题", "主要内容", "受理时间", "一级分类", "二级分类", "三级分类", "紧急程度", "来电类别", "受理渠道",
    "来电人", "联系电话", "区域", "工单状态", "办理截止时间", "被催办单ID",
)  # fmt: skip
LEVELS = 3
MOMENT = "%Y-%m-%d %H:%M:%S"
# Names that nobody has, and numbers of a block that no subscriber gets (390 0000 as 380 0000 of the samples, so that no two of
# them meet); search knows them for phones.
CITIZENS = ("张女士", "李先生", "王先生", "赵女士", "孙先生", "周女士", "吴先生", "郑女士")
PHONE = "1390000{place:04}"
# Behind the six urgent tickets of hotline.demo.today.
FIRST_PLACE = 101
# Hours before now: what arrived before `since` and after the line above comes by one file at `taken`, then is sent and signed.
FILES = (
    {"since": 24.0, "taken": 101.0, "sent": 98.0, "signed": 97.0},
    {"since": 1.0, "taken": 9.0, "sent": 7.0, "signed": 6.0},
    {"since": 0.0, "taken": 0.3, "sent": 0.2, "signed": 0.1},
)
# With their units, who have not signed them: slips may be asked for before signing, and somebody must have something to sign.
UNSIGNED = frozenset({"window_road", "window_noise"})
# The city has withdrawn it while a unit has it: a conflict, until the dispatcher carries out the city's word (撤单).
WITHDRAWN, WAITING, VOIDED, WITHDRAWN_BEFORE = "joint_dig", "待派单", "已撤单", 1.0
ASSISTS = {"joint_flood": ("works", "guard"), "joint_stall": (OWN,), "joint_dig": (OWN,)}

Line = dict[str, str]


def arrive(stage: Stage) -> None:
    lines = read("matters.csv")
    for place, line in enumerate(lines, start=FIRST_PLACE):
        stage.numbers[line["key"]] = f"{local(stage.ago(float(line['before']))):%y%m%d%H%M%S}{place:06}"
    left = lines
    for file in FILES:
        part = [line for line in left if float(line["before"]) > file["since"]]
        left = [line for line in left if line not in part]
        _take_in(stage, part, file["taken"])
        sent = [line for line in part if line["unit"]]
        if sent:
            _dispatch(stage, sent, file["sent"])
        signed = [line["key"] for line in sent if line["key"] not in UNSIGNED]
        for slot, tickets in by_unit(stage, signed).items():
            signing.sign_many([signing.Signing(ticket, stage.ago(file["signed"])) for ticket in tickets], stage.handler(slot))


def withdraw(stage: Stage) -> None:
    """The city's last file of the day."""
    _take_in(stage, [line for line in read("matters.csv") if line["key"] == WITHDRAWN], WITHDRAWN_BEFORE, VOIDED)


def _take_in(stage: Stage, lines: Sequence[Line], hours: float, state: str = WAITING) -> None:
    at = stage.ago(hours)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"市平台工单-{local(at):%Y%m%d%H%M}.xlsx"
        write_sheet(path, HEADINGS, [_row(stage, line, state) for line in lines])
        intake.take_in(intake.Order(path, path.name, at, stage.staff.dispatcher))


def _row(stage: Stage, line: Line, state: str) -> list[str]:
    number = stage.numbers[line["key"]]
    place = int(number[-6:])
    levels = line["category"].split("/")
    return [
        number,
        line["title"],
        line["text"],
        local(stage.ago(float(line["before"]))).strftime(MOMENT),
        *levels,
        *[""] * (LEVELS - len(levels)),
        "一般",
        line["type"],
        "电话",
        CITIZENS[place % len(CITIZENS)],
        PHONE.format(place=place),
        line["area"],
        state,
        _due(stage, int(line["left"])),
        stage.numbers.get(line["urges"], ""),
    ]


def _due(stage: Stage, workdays: int) -> str:
    """24:00 of the working day that lies so many of them after today, before it where negative."""
    table, today = day_table(), local(stage.now).date()
    day = table.next_workday(today, workdays) if workdays > 0 else today + timedelta(days=workdays)
    return f"{due_day(end_of(day)):%Y-%m-%d} 24:00"


def _dispatch(stage: Stage, lines: Sequence[Line], hours: float) -> None:
    at = stage.ago(hours)
    tickets = stage.tickets(*[line["key"] for line in lines])
    orders = [
        dispatching.Order(
            ticket, stage.units[line["unit"]], at, tuple(stage.units[slot] for slot in ASSISTS.get(line["key"], ())),
            "请核实情况，依法处理并答复诉求人。",
        )
        for ticket, line in zip(tickets, lines, strict=True)
    ]  # fmt: skip
    dispatching.dispatch_many(orders, stage.staff.dispatcher)
