"""Where printed figures come from, as a profile says it: spans of their own, and lines that stand twice with another year."""

import pytest

from hotline.rules.comparing import DistrictFigure
from hotline.rules.comparing_tables import compare_figures
from hotline.rules.profiles.figure_sources import FigureSource, Known, read_sources, source_of
from hotline.rules.profiles.published import Published
from hotline.rules.profiles.sheets import Line
from scoring.rules.fields import Reader

KNOWN = Known(["volume"], [])
IN_2022 = Line("2", {"section": "category_share", "what": "消费维权", "year": "2022", "percent": "6.95", "mark": "counted"})
IN_2023 = Line("3", {"section": "category_share", "what": "消费维权", "year": "2023", "percent": "13.24", "mark": "counted"})


def read(body: dict[str, object]) -> tuple[dict[str, FigureSource], list[str]]:
    faults: list[str] = []
    return read_sources(Reader({"figures": body}, "profile.toml", faults), [IN_2022, IN_2023], KNOWN), faults


def test_a_line_that_stands_in_two_years_finds_its_source_by_the_year() -> None:
    sources, faults = read(
        {"消费维权/2022": {"indicator": "volume", "over": ["2022"]}, "消费维权/2023": {"indicator": "volume", "over": ["2023H1"]}}
    )
    assert faults == []
    assert [source.over for line in (IN_2022, IN_2023) if (source := source_of(line, sources))] == [("2022",), ("2023H1",)]


@pytest.mark.parametrize(
    ("spans", "words"),
    [
        ({"over": ["2022H3"]}, "2022H3"),
        ({"over": ["2023-05-03..2023-04-29"]}, "起止日期颠倒"),
        ({"over": ["2023-04-29..五月三日"]}, "看不懂"),
        ({"over": ["2022"], "growth_from": "去年"}, "去年"),
    ],
)
def test_a_span_that_cannot_be_read_is_named_with_its_place(spans: dict[str, object], words: str) -> None:
    _, faults = read({"消费维权/2022": {"indicator": "volume", **spans}})
    assert len(faults) == 1
    assert faults[0].startswith("profile.toml")
    assert words in faults[0]


def test_lines_of_two_years_are_rows_of_their_own_and_the_year_is_no_figure() -> None:
    ours: dict[tuple[str, ...], DistrictFigure] = {("2022",): DistrictFigure(percent="6.95"), ("2023H1",): DistrictFigure(percent="13.20")}
    sources, _ = read(
        {"消费维权/2022": {"indicator": "volume", "over": ["2022"]}, "消费维权/2023": {"indicator": "volume", "over": ["2023H1"]}}
    )
    cells = list(compare_figures(Published("2023H1", "", {}, sources, figures=(IN_2022, IN_2023)), lambda source: ours[source.over]))
    assert [(cell.row, cell.column, cell.verdict) for cell in cells] == [
        ("消费维权（2022）", "percent", "same"),
        ("消费维权（2023）", "percent", "differs"),
    ]
