"""One month from end to end through the doors: the city's file, the desks, the closing, the bulletin, and the same figures everywhere."""

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from scoring.tasks import run_close
from tests.hotline.api import Caller
from tests.office import Office, load_monthly_profile, middle, page, plain
from tests.tickets.sheets import CITY_HEADING, city_row, write
from tickets.models import IntakeBatch, Ticket
from tickets.rules.workflow import Status
from tickets.tasks import run_import
from units.models import JobRun, Unit
from units.rules.roles import Role

pytestmark = pytest.mark.django_db
MONTH = "2022-01"
HEALTH, HOUSING = "卫生健康局", "住建局"
REPLY = "已与诉求人电话联系，现场核实后于当日处理完毕，诉求人表示认可。"

# What the city's file says was handled in January: number, unit as the city writes it, completion (the limit ends on the 12th).
HANDLED = (
    ("220105093000000001", "区卫健局", "2022-01-07 16:00:00"),
    ("220105093000000002", "卫健局", "2022-01-07 16:30:00"),
    ("220105093000000003", "兴隆台区卫生健康局", "2022/1/11 9:00:00"),
    ("220105093000000004", "区住建局", "2022-01-12 23:00:00"),
    ("220105093000000005", "住房和城乡建设局", "2022-01-20 10:00:00"),
)
TODAY = ("260101093000000006", "260101093000000007")
# The city's calls: number, solved, grade, stars.
CALLS = (
    (HANDLED[0][0], "已解决", "满意", 5),
    (HANDLED[1][0], "已解决", "满意", 5),
    (HANDLED[2][0], "未解决", "不满意", 2),
    (HANDLED[3][0], "已解决", "满意", 4),
)
# indicator: of the district, 卫生健康局, 住建局
FIGURES = {
    "volume": ("5", "3", "2"),
    "completion": ("100.00%", "100.00%", "100.00%"),
    "on_time_feedback": ("80.00%", "100.00%", "50.00%"),
    "satisfaction": ("75.00%", "66.67%", "100.00%"),
    "low_star": ("2", "1", "1"),
}
ROWS = (f"1{HEALTH}66.67%100.00%100.00%0.000.009.00", f"2{HOUSING}100.00%50.00%100.00%0.000.008.00")
SCORES = {HEALTH: (1, "9.00"), HOUSING: (2, "8.00")}


@pytest.fixture
def office(settings: Settings, tmp_path: Path) -> Office:
    settings.MEDIA_ROOT = tmp_path / "media"
    load_monthly_profile(tmp_path, MONTH)
    return Office()


def test_a_month_from_the_citys_file_to_the_bulletin(office: Office, tmp_path: Path) -> None:
    assert bring_in(office, city_file(tmp_path)) == {"added": 7, "updated": 0, "unchanged": 1, "refused": 1}
    for number in TODAY:
        dispatch(office, number, HEALTH)
        answer(office, number, HEALTH)
        accept(office, number)
    assert report(office) == dict.fromkeys(TODAY, REPLY)
    assert bring_in(office, calls_file(tmp_path)) == {"added": 4, "updated": 0, "unchanged": 0, "refused": 0}
    close(office)
    bulletin = publish(office)

    printed = everywhere(office, bulletin)
    assert printed["api"] == FIGURES
    assert printed["scores"] == SCORES
    assert printed["opened"] == printed["counted"]
    for words in ROWS:
        assert words in printed["paper"] and words in printed["pdf"]
    assert "承办件数5件" in printed["month"] and "按时反馈率80.00%" in printed["month"] and "满意率75.00%" in printed["month"]
    assert "1卫健局366.67%100.00%100.00%0.000.009.002住建局2100.00%50.00%100.00%0.000.008.00" in printed["board"]

    work_on(office, HANDLED[2][0], HEALTH)
    assert everywhere(office, bulletin) == printed
    chain = io.StringIO()
    call_command("verify_history", stdout=chain)
    assert re.fullmatch(r"完整：7 件工单、\d+ 个事件", chain.getvalue().splitlines()[-1])


def city_file(folder: Path) -> Path:
    """The 28 columns: January's handled tickets, today's new ones, one number twice, one number that a spreadsheet has ruined."""
    now = timezone.localtime()
    blank = dict.fromkeys(["办理单位", "转办时间", "办结时间", "办理情况", "回复备注"], "")
    waiting = {**blank, "工单状态": "待派单", "受理时间": f"{now - timedelta(hours=1):%Y-%m-%d %H:%M:%S}"}
    handled = {"受理时间": "2022-01-05 09:30:00", "转办时间": "2022/1/5 10:00:00", "工单状态": "已办结", "回复备注": REPLY}
    rows = [{**handled, "工单编号": number, "办理单位": unit, "办结时间": done} for number, unit, done in HANDLED]
    rows += [{**waiting, "工单编号": number} for number in TODAY]
    rows += [{**waiting, "工单编号": "2.60101E+17"}]
    rows = [{**rows[0], "办理单位": "NULL", "办结时间": ""}, *rows]
    return write(folder / "工单导出.xlsx", [["12345 工单导出"], CITY_HEADING, *(city_row(**row) for row in rows)])


def calls_file(folder: Path) -> Path:
    heading = ["工单编号", "回访时间", "是否接通", "是否解决", "办理满意", "过程满意", "评星"]
    rows = [[number, "2022-01-25 10:00", "是", solved, grade, grade, stars] for number, solved, grade, stars in CALLS]
    return write(folder / "抽访结果.xlsx", [heading, *rows])


def bring_in(office: Office, file: Path) -> dict[str, int]:
    """Upload, the worker's task, and the result as its page counts it."""
    desk = office.of(Role.DISPATCHER)
    sent = desk.post("/imports/", {"file": SimpleUploadedFile(file.name, file.read_bytes())})
    job = JobRun.objects.latest("pk")
    assert sent.headers["Location"] == f"/imports/{job.pk}/"
    assert "排队中" in page(desk, sent.headers["Location"])
    run_import(job.pk)
    shown = desk.get(f"/imports/{job.pk}/", follow=True).content.decode()
    batch = IntakeBatch.objects.get(job=job)
    counts = {name: getattr(batch, name) for name in ("added", "updated", "unchanged", "refused")}
    assert all(f"{label} {count}" in plain(shown) for label, count in zip(("新增", "更新", "未变", "拒收"), counts.values(), strict=True))
    return counts


def dispatch(office: Office, number: str, unit: str) -> None:
    desk = office.of(Role.DISPATCHER)
    assert f"/dispatch/{number}/" in page(desk, "/dispatch/")
    sent = {"unit": Unit.objects.get(name=unit).pk, "note": "请核实后答复。", "seq": _seq(number)}
    assert desk.post(f"/dispatch/{number}/", sent).status_code == 302
    assert _status(number) == Status.DISPATCHED


def answer(office: Office, number: str, unit: str) -> None:
    desk = office.of(Role.HANDLER, unit)
    desk.post("/inbox/?tab=sign", {"number": number})
    assert _status(number) == Status.HANDLING
    assert desk.post(f"/inbox/{number}/", {"kind": "final", "text": REPLY}).status_code == 302
    assert _status(number) == Status.REPLIED


def accept(office: Office, number: str) -> None:
    desk = office.of(Role.DISPATCHER)
    assert REPLY in page(desk, f"/review/{number}/")
    desk.post(f"/review/{number}/", {"act": "accept", "seq": _seq(number), "words": ""})
    assert _status(number) == Status.COMPLETED


def report(office: Office) -> dict[str, str]:
    """{number: reply} as the city reads them in its own .xlsx."""
    desk = office.of(Role.DISPATCHER)
    shown = desk.post("/reporting/", {"ticket": list(TODAY)}, follow=True).content.decode()
    [address] = set(re.findall(r"/reporting/\d+\.xlsx", shown))
    sheet = openpyxl.load_workbook(io.BytesIO(desk.get(address).content)).active
    assert sheet is not None
    return {str(row[0]): str(row[2]) for row in list(sheet.values)[1:]}


def close(office: Office) -> None:
    """By the button of the closing page; the worker's task does it."""
    desk = office.of(Role.SUPERVISOR)
    assert MONTH in page(desk, "/closings/")
    sent = desk.post("/closings/close/", {"label": MONTH})
    job = JobRun.objects.latest("pk")
    assert sent.headers["Location"] == f"/closings/jobs/{job.pk}/"
    run_close(job.pk)
    assert "已关账" in page(desk, sent.headers["Location"])


def publish(office: Office) -> str:
    """The address of the published bulletin."""
    desk = office.of(Role.SUPERVISOR)
    made = desk.post("/bulletins/compose/", {"chosen": f"quarterly|{MONTH}"})
    address = made.headers["Location"]
    assert "已发布" in desk.post(f"{address}publish/", {"why": ""}, follow=True).content.decode()
    return str(address)


def work_on(office: Office, number: str, unit: str) -> None:
    """A ticket of the closed month is handled again, and the district calls once more."""
    sent = office.of(Role.DISPATCHER).post(f"/tickets/{number}/redo/", {"reason": "诉求人不满意，请重新处理。"})
    assert sent.status_code == 302
    answer(office, number, unit)
    accept(office, number)


def everywhere(office: Office, bulletin: str) -> dict[str, Any]:
    """The month's figures as the API, the drill-down, the page and the PDF give them."""
    reader, asked = office.of(Role.LEADER), Caller()
    told = asked.get(f"indicators/figures/?period={MONTH}")
    whole, units = told["whole"], {row["name"]: row["figures"] for row in told["results"]}
    board = asked.get(f"scores/?period={MONTH}")["results"]
    return {
        "api": {code: tuple(_figure(each, code)["words"] for each in (whole, units[HEALTH], units[HOUSING])) for code in FIGURES},
        # What is stuck at this moment is no figure of the month.
        "month": middle(reader, f"/month/?period={MONTH}").partition("卡住的件")[0],
        "board": middle(reader, f"/scores/?period={MONTH}"),
        "scores": {row["name"]: (row["rank"], row["total"]) for row in board if row["rank"]},
        "counted": {code: _figure(whole, code)["base"] for code in FIGURES},
        "opened": {code: _opened(reader, code) for code in FIGURES},
        "paper": "".join(plain(page(reader, bulletin).partition('id="paper"')[2].partition('id="inspector"')[0]).split()),
        "pdf": _pdf(office, bulletin),
        "document": asked.get(f"bulletins/{bulletin.split('/')[-2]}/")["document"],
    }


def _opened(reader: Client, code: str) -> int:
    """How many tickets stand behind the district's figure when it is clicked."""
    address = f"/figures/?period={MONTH}&indicator={code}&part=base"
    shown = page(reader, address)
    return len(set(re.findall(r'href="/tickets/([^/"]+)/"', shown)))


def _figure(figures: list[dict[str, Any]], code: str) -> dict[str, Any]:
    return next(figure for figure in figures if figure["code"] == code)


def _pdf(office: Office, bulletin: str) -> str:
    file = office.of(Role.LEADER).get(f"{bulletin}pdf/").getvalue()
    return "".join("".join(sheet.extract_text().split()) for sheet in pypdf.PdfReader(io.BytesIO(file)).pages)


def _status(number: str) -> str:
    return Ticket.objects.values_list("status", flat=True).get(number=number)


def _seq(number: str) -> int:
    return Ticket.objects.values_list("seq", flat=True).get(number=number)
