"""The comparison with a printed bulletin can fail: each way in which ours may differ is seen, on paper."""

from dataclasses import replace
from decimal import Decimal

import pytest

from hotline.rules.comparing import MISSING, Comparison, DistrictFigure, compare
from hotline.rules.profiles.figure_sources import FigureSource
from hotline.rules.profiles.published import Declared, Published
from hotline.rules.profiles.sheets import Line
from reports.rules.document import Column, Document, Figure, Imprint, Masthead, Row, Section, Table, Text

NAMES = {"住建局": "住建局", "区住建局": "住建局", "人社局": "人社局"}
UNITS = {"1": "住建局", "2": "人社局"}
COLUMNS = tuple(Column(label) for label in ("序号", "单位", "办结率", "总分"))


def line(**cells: str) -> Line:
    return Line("第 2 行", cells)


PRINTED = Published(
    period="2022Q1",
    frame="quarterly",
    columns={"completion_pct": "completion"},
    sources={"办结率": FigureSource("completion"), "全市": FigureSource(outside="city_volume")},
    units=(line(rank="1", unit="区住建局", completion_pct="98.81", score="9.96"),),
    cases=(line(no="1", number="4015678", summary="路灯不亮", unit="区住建局", rating="4", state="已结案"),),
    figures=(line(what="办结率", percent="98.81", mark="counted"), line(what="全市", count="6962", mark="outside")),
)


def unit_row(unit: str, rank: str = "1", completion: str = "98.81%", score: str = "9.96") -> Row:
    figures = [("rank", "rank", rank), ("completion", "rate", completion), ("score", "score", score)]
    cells = [Figure(text, text.rstrip("%"), code, code, part, unit) for code, part, text in figures]  # type: ignore[arg-type]
    return Row((cells[0], Text(UNITS[unit]), *cells[1:]), unit=unit)


def case_row(number: str = "4015678", state: str = "已结案", serial: str = "1") -> Row:
    return Row(tuple(map(Text, (serial, number, "路灯不亮", "住建局", "4", state))), ticket=number)


def document(units: tuple[Row, ...], *lists: tuple[Row, ...]) -> Document:
    tables = (Table("单位表", COLUMNS, units), *(Table("清单", COLUMNS, rows) for rows in lists))
    return Document(Masthead("通报"), ("通报",), (Section("", "正文", tables),), Imprint(), "2022Q1", "2022年一季度")


def district(source: FigureSource) -> DistrictFigure:
    return DistrictFigure("6962", "6962", "6962") if source.outside else DistrictFigure("83", "84", "98.81")


def compared(ours: Document, printed: Published = PRINTED) -> Comparison:
    return compare("某区", printed, ours, NAMES, UNITS, district)


def test_equal_tables_agree_in_every_cell_whatever_name_a_unit_is_printed_by() -> None:
    found = compared(document((unit_row("1"),), (case_row(),)))
    assert found.differences == ()
    assert found.summary == "某区: 1/1 rows, 11/11 cells, 1 outside, 0 declared"


@pytest.mark.parametrize(
    ("ours", "column", "printed", "own"),
    [
        (document((unit_row("1", rank="2"),), (case_row(),)), "rank", "1", "2"),
        (document((unit_row("1", completion="98.80%"),), (case_row(),)), "completion_pct", "98.81", "98.80%"),
        (document((unit_row("1", score="9.97"),), (case_row(),)), "score", "9.96", "9.97"),
        (document((unit_row("1"),), (case_row(state="跟踪"),)), "state", "已结案", "跟踪"),
        (document((unit_row("1"), unit_row("2", rank="2")), (case_row(),)), "unit", MISSING, "人社局"),
        (document((unit_row("1"),), (case_row(), case_row("4015679", serial="2"))), "number", MISSING, "4015679"),
        (document((unit_row("1"),), (case_row(),), (case_row("4015680"),)), "number", MISSING, "4015680"),
    ],
    ids=["rank", "rate", "score", "state", "a unit more", "a listed ticket more", "a list more"],
)
def test_one_cell_that_is_not_as_printed_is_one_difference(ours: Document, column: str, printed: str, own: str) -> None:
    [found] = compared(ours).differences
    assert (found.column, found.printed, found.ours) == (column, printed, own)


def test_what_is_assumed_is_told_with_the_comparison() -> None:
    printed = replace(PRINTED, notes=("件数是我们的假设。",))
    assert compared(document((unit_row("1"),), (case_row(),)), printed).notes == printed.notes


def test_what_is_printed_and_missing_in_ours_differs_cell_by_cell() -> None:
    assert {cell.ours for cell in compared(document((), ())).differences} == {MISSING}
    assert len(compared(document((), ())).differences) == 10


@pytest.mark.parametrize(
    "printed",
    [
        replace(PRINTED, units=(line(**PRINTED.units[0].cells, remark="无"),)),
        replace(PRINTED, cases=(line(**PRINTED.cases[0].cells, remark="无"),)),
        replace(PRINTED, figures=(line(**PRINTED.figures[0].cells, remark="无"),)),
        replace(PRINTED, others={"trend": (line(remark="无"),)}),
    ],
    ids=["units.csv", "cases.csv", "figures.csv", "another table"],
)
def test_a_printed_cell_that_nothing_is_compared_with_differs(printed: Published) -> None:
    [found] = compared(document((unit_row("1"),), (case_row(),)), printed).differences
    assert (found.column, found.printed, found.ours) == ("remark", "无", MISSING)


@pytest.mark.parametrize(("mark", "verdict", "base"), [("counted", "same", ""), ("base differs", "base differs", "84")])
def test_of_a_rate_that_is_marked_so_the_base_is_told(mark: str, verdict: str, base: str) -> None:
    figures = (line(what="办结率", percent="98.81", mark=mark),)
    found = compared(document((unit_row("1"),), (case_row(),)), replace(PRINTED, figures=figures))
    assert [(cell.verdict, cell.base) for cell in found.cells if cell.table == "figures"] == [(verdict, base)]
    assert found.summary == "某区: 1/1 rows, 11/11 cells, 0 outside, 0 declared"


def test_a_declared_difference_is_counted_and_an_undeclared_one_or_one_further_off_stays() -> None:
    figures = (line(what="办结率", percent="99.00", mark="declared"),)
    ours = document((unit_row("1"),), (case_row(),))
    for within, differing in (("0.19", 0), ("0.18", 1)):
        declared = Declared("figures", "percent", ("办结率",), "印错", Decimal(within))
        found = compared(ours, replace(PRINTED, figures=figures, declared=(declared,)))
        assert (len(found.differences), found.count("declared")) == (differing, 1 - differing)
    assert len(compared(ours, replace(PRINTED, figures=figures)).differences) == 1, "the mark alone declares nothing"
