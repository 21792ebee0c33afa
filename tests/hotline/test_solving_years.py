"""Whole counts behind figures that go over years: totals in 万, growth, shares, rates on bases of their own."""

from decimal import Decimal

import pytest

from hotline.rules.past_years import apportion
from hotline.rules.solving_years import (
    PrintedCount,
    Rate,
    answers,
    between,
    fill_in,
    solve_growth,
    solve_parts,
    solve_rate,
    solve_rest,
)
from hotline.rules.spans import span_of, years_between
from hotline.rules.whole import Unsolvable, rounds_to

TEN_THOUSAND = 10_000
D = Decimal


@pytest.mark.parametrize(
    ("printed", "count", "is_printed_so"),
    [("9.7", 97_083, True), ("9.7", 97_500, False), ("9.7", 96_500, True), ("18", 184_999, True), ("6.92", 69_249, True)],
)
def test_a_count_in_ten_thousands_is_printed_half_up(printed: str, count: int, is_printed_so: bool) -> None:
    assert PrintedCount(D(printed), TEN_THOUSAND).holds(count) is is_printed_so


def test_counts_that_are_printed_alike_are_tried_from_the_round_number_outwards() -> None:
    assert list(PrintedCount(D("6.92"), 100).around()) == [692]
    assert list(PrintedCount(D("6.9"), 100).around())[:5] == [690, 691, 689, 692, 688]
    assert len(list(PrintedCount(D("6.9"), 100).around())) == 10


@pytest.mark.parametrize(
    ("earlier", "later", "years", "growth", "found"),
    [
        ("9.7", "18", 3, "22.85", (97_083, 180_000)),  # 从2019年的9.7万件上升至2022年的18万件，年均增长22.85％
        ("", "6.92", 1, "-15.07", (81_478, 69_200)),  # 今年上半年6.92万件，较去年同期下降15.07％
    ],
)
def test_growth_comes_out_of_whole_counts_that_are_printed_as_they_are(
    earlier: str, later: str, years: int, growth: str, found: tuple[int, int]
) -> None:
    before = PrintedCount(D(earlier), TEN_THOUSAND) if earlier else None
    assert solve_growth(before, PrintedCount(D(later), TEN_THOUSAND), years, D(growth)) == found


def test_growth_that_no_counts_give_is_refused() -> None:
    with pytest.raises(Unsolvable, match="没有共同的整数解"):
        solve_growth(PrintedCount(D("9.7"), TEN_THOUSAND), PrintedCount(D("18.00"), TEN_THOUSAND), 3, D("25.00"))


@pytest.mark.parametrize(
    ("what", "printed", "most", "base", "full"),
    [
        ("系统督办", "85.50", 1501, 1497, 1280),
        ("OA督办", "75.30", 636, 591, 445),
        ("作风监督员督办", "60.79", 962, 959, 583),
        ("街道吹哨", "61.82", 1004, 998, 617),
        ("部门吹哨", "69.23", 181, 169, 117),
        ("涉企满意率", "93.01", 2790, 2790, 2595),
        ("涉企解决率", "96.55", 2790, 2786, 2690),
        ("五一解决率", "89.71", 259, 243, 218),
    ],
)
def test_a_rate_stands_on_the_largest_base_that_gives_it(what: str, printed: str, most: int, base: int, full: int) -> None:
    assert solve_rate(D(printed), most) == Rate(base, full), what
    assert rounds_to(full, base, D(printed))
    larger = [n for n in range(base + 1, most + 1) for hits in range(n + 1) if rounds_to(hits, n, D(printed))]
    assert larger == []


def test_a_rate_that_needs_the_second_grade_has_as_few_of_it_as_can_be() -> None:
    with pytest.raises(Unsolvable):
        solve_rate(D("92.30"), 259)
    found = solve_rate(D("92.30"), 259, D("0.6"))
    assert (found.base, found.full, found.basically, found.rest) == (252, 232, 1, 19)


def test_further_callbacks_bring_the_printed_rate_of_all() -> None:
    found = solve_rest(Rate(252, 232, 1), 10_000, D("95.58"), D("0.6"))
    credited = 232 + D("0.6") + found.full
    assert found.base == 10_000
    assert (credited * 100 / 10_252).quantize(D("0.01")) == D("95.58")


def test_parts_are_the_nearest_counts_and_what_is_left_has_no_name() -> None:
    assert solve_parts(526_500, {"投诉": D("72.72"), "求助": D("25.61")}) == {"投诉": 382_871, "求助": 134_837, "": 8_792}
    with pytest.raises(Unsolvable):
        solve_parts(10, {"投诉": D("72.72")})


def test_years_that_are_not_printed_grow_evenly_between_those_that_are() -> None:
    found = fill_in(457_300, {2019: 97_083, 2022: 180_000}, range(2020, 2023))
    assert found == {2019: 97_083, 2020: 124_433, 2021: 152_867, 2022: 180_000}
    assert sum(found[year] for year in (2020, 2021, 2022)) == 457_300


@pytest.mark.parametrize(("year", "share"), [(2019, "22.46"), (2020, "22.46"), (2023, "11.37"), (2024, "11.37"), (2022, "15.067")])
def test_a_share_between_two_printed_years_lies_on_the_line_between_them(year: int, share: str) -> None:
    assert between({2020: D("22.46"), 2023: D("11.37")}, year).quantize(D("0.001")) == D(share)


def test_every_ticket_is_apportioned() -> None:
    assert apportion(10, [1, 1, 1]) == [4, 3, 3]
    assert apportion(7, [5, 0, 2]) == [5, 0, 2]


def test_each_answer_has_its_own_base_and_the_dissatisfied_have_nothing_solved() -> None:
    said = answers(Rate(4, 2, 1), Rate(5, 3))
    assert said == [
        ("dissatisfied", "unsolved"),
        ("basically", "unsolved"),
        ("satisfied", "solved"),
        ("satisfied", "solved"),
        ("", "solved"),
    ]


@pytest.mark.parametrize(("earlier", "later", "years"), [("2019", "2022", 3), ("2022H1", "2023H1", 1), ("2022-12", "2023-12", 1)])
def test_whole_years_lie_between_spans(earlier: str, later: str, years: int) -> None:
    assert years_between(span_of(earlier), span_of(later)) == years


def test_free_days_are_a_span() -> None:
    days = span_of("2023-04-29..2023-05-03")
    assert (days.kind, str(days.starts_on), str(days.ends_on)) == ("free", "2023-04-29", "2023-05-03")
