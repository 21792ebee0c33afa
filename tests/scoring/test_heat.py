"""Units by categories: shades by printed thresholds, sums of the whole district, each cell opens its tickets, also a level below."""

import csv
import io
import re
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from scoring.acts import closing
from scoring.acts.heat import HeatMap, draw
from scoring.rules.heat import scale_of_counts, scale_of_rates
from scoring.rules.periods import parse
from tests import build
from tests.scoring import cases
from tests.scoring.cases import called, held, moment
from units.models import Unit, User

APRIL = moment("2022-04-03 09:00")


@pytest.mark.parametrize(
    ("top", "words"),
    [
        (0, ("0", "1", "2", "3", "4", "5", "6 起")),
        (7, ("0", "1", "2", "3", "4", "5", "6 起")),
        (71, ("0—10", "11—21", "22—32", "33—43", "44—54", "55—65", "66 起")),
    ],
)
def test_the_legend_of_counts_names_whole_numbers(top: int, words: tuple[str, ...]) -> None:
    assert scale_of_counts(top).words == words


@pytest.mark.parametrize(
    ("value", "step"), [("100.00", 0), ("99.99", 1), ("98.00", 1), ("97.99", 2), ("60.00", 5), ("59.99", 6), ("0.00", 6)]
)
def test_a_rate_is_the_darker_the_more_it_falls_short(value: str, step: int) -> None:
    assert scale_of_rates().step(Decimal(value)) == step


@pytest.mark.parametrize(("value", "step"), [("0.00", 0), ("0.99", 0), ("1.00", 1), ("40.00", 6)])
def test_a_rate_that_is_better_low_is_the_darker_the_higher(value: str, step: int) -> None:
    assert scale_of_rates(is_lower_better=True).step(Decimal(value)) == step


def test_every_shade_is_what_the_legend_says() -> None:
    scale = scale_of_counts(71)
    for count in range(72):
        low, _, high = scale.words[scale.step(Decimal(count))].replace(" 起", "—71").partition("—")
        assert int(low) <= count <= int(high or low)


@pytest.mark.django_db
class TestMap:
    @pytest.fixture
    def house(self, unit: Unit) -> Unit:
        """住建局: roads three (two of lamps, one no deeper), water one, one without a category; 教育局: schools two, roads one."""
        cases.district()
        cases.calendar()
        section, other = build.unit("市政科", parent=unit, is_ranked=False), build.unit("教育局")
        rows = (
            *((unit, "城市管理类/路灯"), (section, "城市管理类/路灯/不亮"), (unit, "城市管理类"), (unit, "供水类/水压"), (unit, "")),
            *((other, "教育类/招生"), (other, "教育类/收费"), (other, "城市管理类/井盖")),
        )
        for number, (to, path) in enumerate(rows):
            day = f"2022-01-{10 + number}"
            row = held(to, f"{day} 10:00", replied=f"{day} 15:00", category=cases.category(path) if path else None)
            called(row, f"{day} 18:00", "dissatisfied" if number == 1 else "satisfied")
        closing.close("2022-01", None, APRIL)
        return unit

    def drawn(self, code: str = "", category: str = "") -> HeatMap:
        return draw(parse("2022-01"), code, cases.category(category).pk if category else None, APRIL)

    def numbers(self, found: HeatMap) -> dict[str, list[int | None]]:
        rows = {row.unit.name: [None if cell.step is None else int(cell.reading.hits) for cell in row.cells] for row in found.rows}
        return {"": [None] * 0, **rows, "全区": [int(one.hits) for one in found.whole]}

    def test_units_by_categories_of_the_first_level(self, house: Unit) -> None:
        found = self.drawn()
        assert found.heads == ("城市管理类", "教育类", "供水类", "未归类")
        assert self.numbers(found) == {"": [], "住建局": [3, None, 1, 1], "教育局": [1, 2, None, None], "全区": [4, 2, 1, 1]}
        assert (int(found.total.hits), [int(row.whole.hits) for row in found.rows]) == (8, [5, 3])

    def test_below_a_category_stand_its_parts(self, house: Unit) -> None:
        found = self.drawn(category="城市管理类")
        assert sorted(found.heads) == ["井盖", "未分二级", "路灯"]
        by_name = {row.unit.name: dict(zip(found.heads, row.cells, strict=True)) for row in found.rows}
        assert int(by_name["住建局"]["路灯"].reading.hits) == 2
        assert by_name["教育局"]["路灯"].step is None
        assert int(found.total.hits) == 4

    def test_rates_have_thresholds_and_what_was_not_asked_is_empty(self, house: Unit) -> None:
        found = self.drawn("satisfaction")
        cell = found.rows[0].cells[0]
        assert (found.scale.words[0], cell.reading.base, cell.step) == ("100%", 3, 5)  # 2 of 3

    @pytest.mark.parametrize("query", ["", "&indicator=satisfaction", "&indicator=overdue"])
    def test_every_cell_opens_as_many_tickets_as_it_says(self, client: Client, leader: User, house: Unit, query: str) -> None:
        client.force_login(leader)
        roads = cases.category("城市管理类").pk
        for address in (f"/heat/?period=2022-01{query}", f"/heat/?period=2022-01{query}&category={roads}"):
            html = client.get(address).content.decode()
            links = re.findall(r'<a (?:class="figure" )?href="(/figures/[^"]+)"[^>]*>([\d.]+%?)<', html)
            assert len(links) >= 4
            for url, printed in links:
                opened = client.get(unescape(url)).context
                assert printed.rstrip("%") == str(opened["value"]), (address, url)
                if "%" not in printed:
                    assert printed == str(opened["size"].rows), (address, url)

    def test_a_second_level_with_a_longer_span_is_refused_in_words(self, client: Client, leader: User, house: Unit) -> None:
        client.force_login(leader)
        lamps = cases.category("城市管理类/路灯").pk
        answer = client.get(f"/figures/?period=2022-02&since=2022-01&indicator=volume&category={lamps}")
        assert (answer.status_code, "二级以下类别只能看一个期间" in answer.content.decode()) == (400, True)

    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("indicator=luck", "热力图没有指标“luck”"),
            ("category=99999", "没有这个一级类别"),
            ("category=x", "没有这个一级类别"),
            ("period=heute", "看不懂"),
        ],
    )
    def test_what_cannot_be_drawn_is_said_in_words(self, client: Client, leader: User, house: Unit, query: str, words: str) -> None:
        client.force_login(leader)
        answer = client.get(f"/heat/?{query}")
        assert (answer.status_code, words in answer.content.decode()) == (400, True)

    def test_a_month_that_was_not_counted_shows_nothing_instead_of_noughts(self, client: Client, leader: User, house: Unit) -> None:
        client.force_login(leader)
        held(house, "2022-02-10 10:00")
        assert "这里没有数字" in client.get("/heat/?period=2022-02").content.decode()

    def test_the_file_holds_the_same_numbers(self, client: Client, leader: User, house: Unit) -> None:
        client.force_login(leader)
        lines = list(csv.reader(io.StringIO(client.get("/heat/file/csv/?period=2022-01").content.decode("utf-8-sig"))))
        assert lines[1:5] == [
            ["单位", "城市管理类", "教育类", "供水类", "未归类", "合计"],
            ["住建局", "3", "", "1", "1", "5"],
            ["教育局", "1", "2", "", "", "3"],
            ["全区", "4", "2", "1", "1", "8"],
        ]
        assert client.get("/heat/file/xlsx/?period=2022-01").content.startswith(b"PK")

    def test_it_costs_the_same_for_two_units_and_for_twelve(
        self, client: Client, leader: User, house: Unit, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        client.force_login(leader)
        for number in range(10):
            held(build.unit(f"第{number}局"), "2022-02-10 10:00", category=cases.category(f"第{number}类"))
        closing.close("2022-02", None, APRIL)
        client.get("/heat/?period=2022-01")
        for period in ("2022-01", "2022-02"):
            with django_assert_max_num_queries(26):
                client.get(f"/heat/?period={period}")
