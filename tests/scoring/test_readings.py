"""Reading a figure off counts: rates, means, credits of grades, and 0/0."""

from decimal import Decimal

import pytest

from scoring.acts import summary
from scoring.rules.indicators import BY_CODE, FAMILIES, INDICATORS, SOURCE_WORDS, Counts, codes
from scoring.rules.printing import points_of
from scoring.rules.readings import filters, read, total

GRADES: Counts = {
    "satisfaction.satisfied": (200, 184),
    "satisfaction.basically": (200, 1),
    "satisfaction.dissatisfied": (200, 15),
}


@pytest.mark.parametrize(
    ("code", "counts", "words"),
    [
        ("volume", {"volume": (420, 420)}, "承办件数 420 件"),
        ("completion", {"completion": (420, 415)}, "办结率 98.81%（415/420）"),
        ("completion", {}, "办结率 无到期件"),
        ("completion", {"completion": (3, 0)}, "办结率 0.00%（0/3）"),
        ("mean_star", {"mean_star": (15, 31)}, "得星平均分 2.07（31/15）"),
        ("mean_star", {}, "得星平均分 未抽访"),
        ("low_star", {"low_star": (237, 8)}, "低星件 8 件"),
        ("bonus", {"bonus": (63, 126)}, "加分 1.26（63 项）"),
        ("satisfaction", GRADES, "满意率 92.00%（184/200）"),
        ("satisfaction", {}, "满意率 未抽访"),
        ("satisfaction.basically", GRADES, "结果评价·基本满意 0.50%（1/200）"),
    ],
)
def test_a_figure_is_read_off_whole_numbers(code: str, counts: Counts, words: str) -> None:
    assert summary.of_reading(read(code, counts)) == words


def test_part_credit_gives_the_printed_rate_of_the_holiday_survey() -> None:
    """qinhuai-2023: 184 satisfied and 1 basically satisfied of 200 print as 92.30."""
    credits = {"satisfied": Decimal(1), "basically": Decimal("0.6")}
    assert summary.of_reading(read("satisfaction", GRADES, credits)) == "满意率 92.30%（184.6/200）"


def test_every_code_has_its_label_definition_and_rows() -> None:
    assert len(BY_CODE) == len(INDICATORS)
    for code in codes():
        definition = FAMILIES[code].definition if code in FAMILIES else BY_CODE[code].definition
        assert definition.endswith("。")
        assert filters(code).source in SOURCE_WORDS


def test_parts_are_added_code_by_code() -> None:
    assert total([{"due": (2, 2)}, {"due": (3, 3), "volume": (1, 1)}, {}]) == {"due": (5, 5), "volume": (1, 1)}


@pytest.mark.parametrize(("hundredths", "printed"), [(2, "0.02"), (10, "0.10"), (126, "1.26"), (0, "0.00"), (10_000, "100.00")])
def test_hundredths_are_printed_as_points_with_two_decimals(hundredths: int, printed: str) -> None:
    assert str(points_of(hundredths)) == str(points_of(Decimal(hundredths))) == printed
