"""Rankings by group: the method's groups or kinds of units, who is named best or worst, who stands apart and why; page and file."""

import csv
import io
from collections.abc import Sequence

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from scoring.acts import closing
from scoring.rules.distinctions import distinction
from scoring.rules.methods import check
from tests import build
from tests.scoring import cases
from tests.scoring.cases import held, moment
from units.models import Unit, UnitKind, User

APRIL = moment("2022-04-03 09:00")
GROUPS = [{"label": "部门", "kinds": ["department"]}, {"label": "街道", "kinds": ["street"]}]


@pytest.mark.parametrize(
    ("note", "words", "tone", "rest"),
    [
        ("", "", "", ""),
        ("优秀第1", "优秀第1", "green", ""),
        ("较差第2", "较差第2", "red", ""),
        ("总分超过上限，按 100 计；优秀第2", "优秀第2", "green", "总分超过上限，按 100 计"),
        ("承办 3 件，不足 15 件，不参加排名", "", "", "承办 3 件，不足 15 件，不参加排名"),
        ("十佳第1", "", "", "十佳第1"),  # as another method would say it
    ],
)
def test_a_distinction_is_read_back_from_the_note(note: str, words: str, tone: str, rest: str) -> None:
    found = distinction(note, check({**cases.METHOD, "best": 3, "worst": 3}))
    assert (found.words, found.tone, found.rest) == (words, tone, rest)


@pytest.mark.django_db
class TestBoard:
    @pytest.fixture
    def house(self, unit: Unit) -> Unit:
        """Three departments with four, three and two tickets, the last of them late, a street with one, a street with nothing."""
        cases.district()
        cases.calendar()
        street, _ = UnitKind.objects.get_or_create(code="street", defaults={"label": "街道", "order": 9})
        UnitKind.objects.filter(pk=unit.kind_id).update(label="部门")
        parks, schools = build.unit("绿化局"), build.unit("教育局")
        one, none = build.unit("兴海街道"), build.unit("新工街道")
        Unit.objects.filter(pk__in=[one.pk, none.pk]).update(kind=street)
        for to, count in ((unit, 4), (parks, 3), (schools, 2), (one, 1)):
            for number in range(count):
                day = f"2022-01-{10 + number}"
                is_late = to == schools or (to == parks and number == 0)
                held(to, f"{day} 10:00", replied=None if is_late else f"{day} 15:00", completed=None if is_late else f"{day} 16:00")
        return unit

    def shown(self, client: Client, user: User, **asked: str) -> tuple[list[list[str | None]], str]:
        """Group, rank, unit, distinction of each line, and the page."""
        client.force_login(user)
        answer = client.get("/scores/", {"period": "2022Q1", **asked})
        assert answer.status_code == 200
        lines: list[list[str | None]] = []
        for section in answer.context["ranking"].sections:
            for one in (*section.ranked, *section.apart):
                rank = one.line.row.rank
                lines.append([section.label, None if rank is None else str(rank), one.line.row.unit.name, one.mark.words])
        return lines, answer.content.decode()

    def test_each_group_is_a_table_with_its_own_best_and_worst_and_those_apart_with_why(
        self, client: Client, leader: User, house: Unit
    ) -> None:
        cases.method(groups=GROUPS, best=1, worst=1, least_volume=2)
        closing.close("2022Q1", None, APRIL)
        lines, html = self.shown(client, leader)
        assert lines == [
            ["部门", "1", "住建局", "优秀第1"],
            ["部门", "2", "绿化局", ""],
            ["部门", "3", "教育局", "较差第1"],
            ["街道", None, "兴海街道", ""],
            ["街道", None, "新工街道", ""],
        ]
        assert "街道 不参加排名" in html
        assert "承办 1 件，不足 2 件，不参加排名" in html
        assert "本期无承办件" in html
        only, html = self.shown(client, leader, group="街道")
        assert [line[2] for line in only] == ["兴海街道", "新工街道"]
        assert "group=%E8%A1%97%E9%81%93" in html  # its file is of the group, too

    def test_a_method_without_groups_ranks_all_together_and_lets_one_kind_be_looked_at(
        self, client: Client, leader: User, house: Unit
    ) -> None:
        cases.method()
        closing.close("2022Q1", None, APRIL)
        lines, html = self.shown(client, leader)
        assert [line[0] for line in lines] == [""] * 5
        assert ">组内</th>" not in html
        client.force_login(leader)
        section = client.get("/scores/?period=2022Q1&group=街道").context["ranking"].sections[0]
        assert [(one.line.row.rank, one.place) for one in section.ranked] == [(2, 1)]

    def test_a_group_that_there_is_not_shows_all(self, client: Client, leader: User, house: Unit) -> None:
        cases.method(groups=GROUPS)
        closing.close("2022Q1", None, APRIL)
        assert self.shown(client, leader, group="国企")[0] == self.shown(client, leader)[0]
        assert "没有“国企”这个分组，以下是全部单位" in client.get("/scores/?period=2022Q1&group=国企").content.decode()
        assert "这个分组，以下是全部单位" not in client.get("/scores/?period=2022Q1&group=街道").content.decode()

    def test_units_with_equal_totals_share_a_place_where_the_method_says_so(self, client: Client, leader: User, house: Unit) -> None:
        cases.method(ties="shared", unsampled="left_out_renormalised")
        closing.close("2022Q1", None, APRIL)
        client.force_login(leader)
        found = client.get("/scores/?period=2022Q1&group=部门").context["ranking"].sections[0]
        assert [(one.line.row.unit.name, one.line.row.rank, one.place) for one in found.ranked] == [
            ("住建局", 1, 1),
            ("绿化局", 3, 2),
            ("教育局", 4, 3),
        ]

    def test_the_files_hold_what_the_page_shows_and_say_who_took_them(self, client: Client, leader: User, house: Unit) -> None:
        cases.method(groups=GROUPS, best=1)
        closing.close("2022Q1", None, APRIL)
        client.force_login(leader)
        answer = client.get("/scores/file/csv/?period=2022Q1&group=部门")
        lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert "单位得分-2022Q1-部门 ·" in lines[0][0] and "导出" in lines[0][0]
        assert lines[1][:6] == ["组别", "名次", "单位", "件数", "满意率", "满意率得分"]
        assert lines[2][:8] == ["部门", "1", "住建局", "4", "未抽访，按满分计", "3.0000", "100.00%", "4.0000"]
        assert lines[3][:8] == ["部门", "2", "绿化局", "3", "未抽访，按满分计", "3.0000", "66.67%", "2.6667"]
        assert lines[-1][0].startswith("评分办法：测试办法 1 版")
        sheet = load_workbook(io.BytesIO(client.get("/scores/file/xlsx/?period=2022Q1&group=部门").content)).active
        assert sheet is not None
        rows: Sequence[Sequence[object]] = list(sheet.iter_rows(values_only=True))
        assert rows[3][:4] == ("部门", 2, "绿化局", 3)
        assert rows[3][6] == pytest.approx(0.6667)
        assert sheet["G4"].number_format == "0.00%"

    def test_a_unit_whose_name_a_spreadsheet_would_calculate_is_text(self, client: Client, leader: User, house: Unit) -> None:
        cases.method()
        Unit.objects.filter(pk=house.pk).update(name="=1+1局")
        closing.close("2022Q1", None, APRIL)
        client.force_login(leader)
        assert ",'=1+1局," in client.get("/scores/file/csv/?period=2022Q1").content.decode()
        sheet = load_workbook(io.BytesIO(client.get("/scores/file/xlsx/?period=2022Q1").content)).active
        assert sheet is not None
        assert (sheet["C3"].value, sheet["C3"].data_type) == ("=1+1局", "s")

    @pytest.mark.parametrize(("address", "status"), [("/scores/file/pdf/", 404), ("/scores/file/csv/?period=heute", 400)])
    def test_what_is_no_file_is_refused(self, client: Client, leader: User, house: Unit, address: str, status: int) -> None:
        cases.method()
        closing.close("2022Q1", None, APRIL)
        client.force_login(leader)
        assert client.get(address).status_code == status

    def test_the_board_asks_as_often_for_five_units_as_for_fifteen(
        self, client: Client, leader: User, house: Unit, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        cases.method()
        closing.close("2022-01", None, APRIL)
        client.force_login(leader)
        client.get("/scores/?period=2022-01")  # settings are in the cache from here on
        with CaptureQueriesContext(connection) as asked:
            assert len(client.get("/scores/?period=2022-01").context["found"].rows) == 5
        for number in range(10):
            held(build.unit(f"第{number}局"), "2022-02-10 10:00")
        closing.close("2022-02", None, APRIL)
        with django_assert_max_num_queries(len(asked)):
            assert len(client.get("/scores/?period=2022-02").context["found"].rows) == 15
        assert len(asked) <= 17
