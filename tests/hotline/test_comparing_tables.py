"""Cells of printed tables beside ours: what agrees, what another office says, what is declared and how far, what differs."""

from decimal import Decimal

import pytest

from hotline.rules.comparing import MISSING, Cell, Comparison, DistrictFigure
from hotline.rules.comparing_tables import agrees, compare_figures, compare_named, compare_units, judged
from hotline.rules.laid_out import cell_words, reason_lines
from hotline.rules.praising import AGAIN, ONCE, praised
from hotline.rules.profiles.figure_sources import FigureSource
from hotline.rules.profiles.published import Declared, Published
from hotline.rules.profiles.sheets import Line

WHY = "没有线性公式能合"


def published(**values: object) -> Published:
    return Published(period="2024H1", frame="", columns={}, sources={}, **values)  # type: ignore[arg-type]


def line(**cells: str) -> Line:
    return Line("published/units.csv 第 2 行", cells)


def verdicts(cells: list[Cell]) -> dict[tuple[str, str], str]:
    return {(cell.row, cell.column): cell.verdict for cell in cells}


@pytest.mark.parametrize(
    ("printed", "ours", "is_floor", "expected"),
    [
        ("97", "97.00", False, True),
        ("2.29", "2.2941", False, True),
        ("2.29", "2.2950", False, False),  # half up
        ("", "", False, True),  # 未抽访
        ("", "0", False, False),
        ("80", "86", True, True),
        ("80", "79", True, False),
        ("12.10", "（无）", False, False),
    ],
)
def test_numbers_agree_to_the_decimals_that_are_printed(printed: str, ours: str, is_floor: bool, expected: bool) -> None:
    assert agrees(printed, ours, is_floor) is expected


@pytest.mark.parametrize(
    ("ours", "is_outside", "expected"),
    [("76.92", False, "same"), ("76.93", False, "declared"), ("76.96", False, "differs"), ("76.92", True, "outside")],
)
def test_a_declared_cell_may_lie_as_far_off_as_it_says_and_no_further(ours: str, is_outside: bool, expected: str) -> None:
    declared = Declared("units", "score", ("county：大洼区",), WHY, Decimal("0.03"))
    cell = judged(published(declared=(declared,)), "units", "county：大洼区", "score", "76.92", ours, is_outside=is_outside)
    assert cell.verdict == expected
    assert cell.why == (WHY if expected == "declared" else "")


@pytest.mark.parametrize(
    ("ours", "expected"), [("96.45", "declared"), ("96.46", "declared"), ("96.47", "differs"), ("99.44", "differs"), ("99.45", "same")]
)
def test_a_declared_cell_far_from_the_printed_may_not_wander_from_what_we_said_that_it_is(ours: str, expected: str) -> None:
    declared = Declared("figures", "percent", ("满意率",), WHY, Decimal("0.01"), Decimal("96.45"))
    assert judged(published(declared=(declared,)), "figures", "满意率", "percent", "99.45", ours).verdict == expected


def test_a_printed_unit_that_we_have_not_and_one_that_only_we_have_both_differ() -> None:
    lines = (line(unit="残联", tickets="3"), line(unit="司法局", tickets="1"))
    ours = {"残联": {"tickets": "3"}, "民政局": {"tickets": "22"}}
    found = verdicts(list(compare_units(published(units=lines), {"残联": "残联", "司法局": "司法局"}, ours)))
    assert found == {
        ("残联", "unit"): "same",
        ("残联", "tickets"): "same",
        ("司法局", "unit"): "differs",
        ("司法局", "tickets"): "differs",
        ("民政局", "unit"): "differs",
    }


def test_a_named_row_is_known_by_its_key_and_units_by_any_of_their_names() -> None:
    names = {"联通公司": "中国联通平舆分公司", "中国联通平舆分公司": "中国联通平舆分公司"}
    lines = [line(number="231007", unit="联通公司", due_on="2023-10-10")]
    ours = {"231007": {"number": "231007", "unit": "中国联通平舆分公司", "due_on": "2023-10-11"}, "231017": {"number": "231017"}}
    found = verdicts(list(compare_named(published(), "cases", lines, "number", names, ours)))
    assert found == {
        ("231007", "number"): "same",
        ("231007", "unit"): "same",
        ("231007", "due_on"): "differs",
        ("231017", "number"): "differs",
    }


def test_a_figure_without_a_source_differs_and_one_of_another_office_is_marked_so() -> None:
    figures = (
        Line("2", {"section": "headline", "what": "转办(万件)", "count": "3.40", "percent": "", "mark": "outside"}),
        Line("3", {"section": "headline", "what": "接通率", "count": "", "percent": "99.68", "mark": "counted"}),
    )
    printed = Published("2024H1", "", {}, {"转办(万件)": FigureSource(indicator="volume", scale=10_000)}, figures=figures)
    found = verdicts(list(compare_figures(printed, lambda source: DistrictFigure(count="3.3967"))))
    assert found == {("转办(万件)", "count"): "outside", ("接通率", "percent"): "differs"}


@pytest.mark.parametrize(
    ("ours", "expected"),
    [
        (DistrictFigure("1501", "1400", "85.50"), {"count": "same", "percent": "base differs"}),
        (DistrictFigure("1501", "1501", "85.50"), {"count": "same", "percent": "same"}),  # the total is the base after all
        (DistrictFigure("1501", "1400", "85.57"), {"count": "same", "percent": "differs"}),
        (DistrictFigure("1500", "1400", "85.50"), {"count": "differs", "percent": "base differs"}),
    ],
)
def test_a_rate_on_another_base_agrees_and_tells_its_base(ours: DistrictFigure, expected: dict[str, str]) -> None:
    figures = (Line("2", {"section": "supervision", "what": "系统督办", "count": "1501", "percent": "85.50", "mark": "base differs"}),)
    printed = Published("2023", "", {}, {"系统督办": FigureSource(indicator="supervision_solved")}, figures=figures)
    cells = list(compare_figures(printed, lambda source: ours))
    assert {cell.column: cell.verdict for cell in cells} == expected
    assert [cell_words(cell) for cell in cells if cell.verdict == "base differs"] in ([], ["85.50（分母 1400）"])


def test_the_last_line_counts_the_figures_as_rows_where_no_table_of_units_is_printed() -> None:
    cells = [
        Cell("figures", "系统督办", "percent", "85.50", "85.50", "base differs", base="1400"),
        Cell("figures", "系统督办", "count", "1501", "1501", "same"),
        Cell("figures", "满意率", "percent", "95.58", "95.57", "differs"),
        Cell("figures", "预警函", "count", "446", "446", "outside"),
    ]
    assert Comparison("某区", tuple(cells)).summary == "某区: 2/3 rows, 2/3 cells, 1 outside, 0 declared"


def test_a_declared_cell_that_we_have_nothing_of_differs() -> None:
    declared = Declared("figures", "percent", ("满意率",), WHY, Decimal(5))
    cells = [judged(published(declared=(declared,)), "figures", "满意率", "percent", "99.45", ours) for ours in ("96.45", MISSING)]
    assert [cell.verdict for cell in cells] == ["declared", "differs"]


def test_the_reason_of_a_declared_cell_is_printed_beside_both_figures() -> None:
    cell = Cell("units", "county：大洼区", "score", "76.92", "76.93", "declared", WHY)
    assert reason_lines(Comparison("某市", (cell,)))[-1].split() == ["county：大洼区", "score", "76.92", "76.93", WHY]
    assert reason_lines(Comparison("某市", ())) == []


def test_praised_is_who_reaches_every_limit_and_again_who_was_praised_the_month_before() -> None:
    limits = {"satisfaction": Decimal(90), "process_satisfaction": Decimal(70)}
    rates: dict[str, dict[str, Decimal | None]] = {
        "人社局": {"satisfaction": Decimal("90.00"), "process_satisfaction": Decimal("76.67")},
        "射桥镇": {"satisfaction": Decimal(100), "process_satisfaction": Decimal(100)},
        "消防大队": {"satisfaction": Decimal(100), "process_satisfaction": Decimal(0)},
        "残联": {"satisfaction": None, "process_satisfaction": None},
    }
    assert praised(rates, limits, {"人社局", "消防大队"}) == {"人社局": AGAIN, "射桥镇": ONCE}
    assert praised(rates, {}, set()) == {}
