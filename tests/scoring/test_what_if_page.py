"""The page of what-ifs: who may ask, what is told beside which field, the same table as a file, nothing kept."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from scoring.acts import closing
from scoring.models import CountedAssignment, Method, Score
from tests import build
from tests.scoring import cases
from tests.scoring.test_what_if import APRIL, build_other, quarter
from units.models import Unit, User

pytestmark = pytest.mark.django_db
EXAMPLE = (Path(__file__).parents[2] / "docs" / "methods" / "08-three-rates" / "method.toml").read_text("utf-8")


@pytest.fixture
def house(unit: Unit) -> Unit:
    cases.district()
    quarter(unit, build_other())
    return unit


def asked(client: Client, user: User, *, must_be: int = 200, **told: Any) -> Any:
    client.force_login(user)
    answer = client.post("/what-if/", {"period": "2022Q1", **told})
    assert answer.status_code == must_be, answer.content.decode()[:3000]
    return answer


def taken(client: Client, user: User, kind: str) -> bytes:
    client.force_login(user)
    return bytes(client.post("/what-if/", {"period": "2022Q1", "as": kind}).content)


def faults(client: Client, user: User, **told: Any) -> dict[str, list[str]]:
    form = asked(client, user, must_be=400, **told).context["form"]
    return {name: list(words) for name, words in form.errors.items()}


def test_only_closed_periods_and_stored_methods_are_offered(client: Client, leader: User, house: Unit) -> None:
    client.force_login(leader)
    form = client.get("/what-if/").context["form"]
    assert [label for label, _ in form.fields["period"].choices] == ["2022Q1", "2022-03", "2022-02", "2022-01"]
    assert [label for _, label in form.fields["method"].choices] == ["在执行的办法（不改）", "测试办法 1 版"]


def test_the_address_may_ask_too(client: Client, supervisor: User, house: Unit) -> None:
    client.force_login(supervisor)
    answer = client.get("/what-if/?period=2022-03")
    assert answer.status_code == 200
    assert "各单位的名次和总分都不变" in answer.content.decode()


def test_a_ticket_left_out_shows_who_moves_and_how_far(client: Client, administrator: User, house: Unit) -> None:
    bad = CountedAssignment.objects.get(is_completed=False).ticket.number
    html = asked(client, administrator, left_out=f"{bad} 办结率").content.decode()
    assert "剔除 <a" in html
    assert "住建局 的 办结率" in html
    assert "+0.60" in html  # 3 × 4/5 → 3
    assert Score.objects.get(unit=house, period="2022Q1").total == Decimal("7.1")


@pytest.mark.parametrize("by", ["toml", "file"])
def test_another_method_may_be_pasted_or_chosen_as_a_file(client: Client, leader: User, house: Unit, by: str) -> None:
    given = SimpleUploadedFile("办法.toml", EXAMPLE.encode()) if by == "file" else EXAMPLE
    answer = asked(client, leader, toml=given) if by == "toml" else asked(client, leader, file=given)
    assert answer.context["found"].body.name in answer.content.decode()
    assert Method.objects.count() == 1


def test_each_fault_stands_beside_its_field(client: Client, leader: User, house: Unit) -> None:
    pk = str(Method.objects.get().pk)
    assert faults(client, leader, period="2022-04") == {"period": ["只能选已关账的期间：试算的数字每晚还会变。"]}
    assert faults(client, leader, period="") == {"period": ["请选一个已关账的期间。"]}
    assert faults(client, leader, method="99") == {"method": ["没有这个评分办法，请从列表里选。"]}
    assert faults(client, leader, left_out="77") == {"left_out": ["第 1 行：没有编号为 77 的工单，请核对。"]}
    assert faults(client, leader, left_out="\n77 运气") == {
        "left_out": ["第 2 行：没有指标“运气”，名称见“指标口径”。不写指标即从全部指标剔除。", "第 2 行：没有编号为 77 的工单，请核对。"]
    }
    assert faults(client, leader, left_out="77\n78 运气\n77")["left_out"] == [
        "第 2 行：没有指标“运气”，名称见“指标口径”。不写指标即从全部指标剔除。",
        "第 3 行：工单 77 与第 1 行重复，请把指标写在同一行。",
        "第 1 行：没有编号为 77 的工单，请核对。",
        "第 2 行：没有编号为 78 的工单，请核对。",
    ]
    assert faults(client, leader, toml="code = \n[x]") == {"toml": ["第 1 行第 8 列：不是有效的 TOML，请检查引号、等号和括号。"]}
    assert faults(client, leader, toml=EXAMPLE, method=pk) == {"toml": ["评分办法只能给一个：从列表选、贴上或选文件，请去掉其余的。"]}
    assert faults(client, leader, file=SimpleUploadedFile("x.toml", b"\xff\xfe")) == {
        "file": ["第 1 行的编码不是 UTF-8，请另存为 UTF-8 的文本文件。"]
    }
    assert faults(client, leader, file=SimpleUploadedFile("x.toml", b"")) == {
        "file": ["文件是空的，请选一个评分办法的 .toml 文件，或不选文件。"]
    }
    assert faults(client, leader, file=SimpleUploadedFile("x.toml", b"PK\x03\x04")) == {
        "file": ["这是 Excel 工作簿（.xlsx）或压缩文件，不是评分办法，请选 .toml 文件。"]
    }
    assert faults(client, leader, toml="code = “a”") == {"toml": ['第 1 行第 8 列：这里是全角的 “ ，请改成半角的 " 。']}
    told = faults(client, leader, toml=EXAMPLE.replace("full_mark = 100", "full_mark = 90"))["toml"]
    assert [words for words in told if words.startswith("第 ") and "full_mark：各分项分值合计 100，与满分 90 不符" in words]
    own = EXAMPLE + '\n[[indicators]]\ncode = "luck"\n'
    assert any("自行声明的指标" in words for words in faults(client, leader, toml=own)["toml"])


def test_what_is_not_counted_is_told_together_with_all_other_faults(client: Client, leader: User, house: Unit) -> None:
    late = cases.held(house, "2022-04-02 10:00").ticket.number
    bad = CountedAssignment.objects.get(is_completed=False).ticket.number
    uncounted = f"工单 {late} 没有计入2022年1月至2022年3月，请核对编号和月份。"
    tickets = f"{late}\n77\n78 运气\n{bad} 满意率"
    of_tickets = [
        "第 3 行：没有指标“运气”，名称见“指标口径”。不写指标即从全部指标剔除。",
        f"第 1 行：{uncounted}",
        "第 2 行：没有编号为 77 的工单，请核对。",
        "第 3 行：没有编号为 78 的工单，请核对。",
        f"第 4 行：工单 {bad} 没有计入2022年1月至2022年3月的满意率，请核对指标。",
    ]
    assert faults(client, leader, left_out=tickets) == {"left_out": of_tickets}
    told = faults(client, leader, left_out=tickets, toml="code = ")
    assert (told["left_out"], len(told["toml"])) == (of_tickets, 1)
    unknown_months = [of_tickets[0], *of_tickets[2:4]]
    assert faults(client, leader, left_out=tickets, period="")["left_out"] == unknown_months
    assert faults(client, leader, left_out=tickets, period="2022-03", toml="code = ")["left_out"] == unknown_months
    # A month inside the method's quarter stands for the quarter so far.
    assert faults(client, leader, left_out=tickets, period="2022-03")["left_out"] == of_tickets


def test_the_result_is_had_as_a_file_with_the_same_figures(client: Client, leader: User, house: Unit) -> None:
    csv = taken(client, leader, "csv").decode("utf-8-sig").splitlines()
    assert csv[1].startswith("分组,单位,现名次,试算名次,升降,现总分,试算总分,总分差,满意率（现）,满意率（试算）")
    assert csv[2].startswith(",教育局,1,1,名次不变,10.00,10.00,0.00,")
    assert csv[3].startswith(",住建局,2,2,名次不变,7.10,7.10,0.00,1.50,1.50,")
    page = load_workbook(BytesIO(taken(client, leader, "xlsx"))).active
    assert page is not None
    assert [page.cell(4, column).value for column in (2, 6, 7)] == ["住建局", 7.1, 7.1]
    assert "假设试算" in str(page.cell(1, 1).value)


def test_the_page_costs_the_same_for_two_units_and_for_ten(client: Client, leader: User, house: Unit) -> None:
    client.force_login(leader)
    client.get("/what-if/")
    counted = []
    for number in range(2):
        with CaptureQueriesContext(connection) as made:
            client.get("/what-if/?period=2022Q1")
        counted.append(len(made))
        closing.reopen("2022-03", None, APRIL, "补录")
        for place in range(8):
            cases.held(build.unit(f"单位{number}{place}"), "2022-03-05 10:00")
        closing.close("2022-03", None, APRIL)
    assert counted[0] == counted[1] <= 40
