"""The arithmetic of scores: the 22 printed rows, rounding, caps, 0/0, ties."""

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from scoring.rules.indicators import Counts
from scoring.rules.methods import MethodBody, check, parse
from scoring.rules.points import as_plain, from_plain, half_up, percent, score
from scoring.rules.ranking import Entry, rank, ties_words

PROFILE = Path(__file__).parents[2] / "hotline" / "profiles" / "xinglongtai-2022q1"
METHOD = parse((PROFILE / "method.toml").read_text(encoding="utf-8"))
PRINTED = list(csv.DictReader((PROFILE / "published" / "units.csv").open(encoding="utf-8")))


def changed(**keys: object) -> MethodBody:
    return check({**METHOD.plain, **keys})


def counts(satisfied: tuple[int, int], on_time: tuple[int, int], completed: tuple[int, int], bonus: int = 0, deduction: int = 0) -> Counts:
    """Each pair as base, hits; bonus and deduction in hundredths."""
    return {
        "satisfaction.satisfied": satisfied,
        "satisfaction.dissatisfied": (satisfied[0], satisfied[0] - satisfied[1]),
        "on_time_feedback": on_time,
        "completion": completed,
        "bonus": (1, bonus),
        "deduction": (1, deduction),
    }


def smallest(printed: str) -> tuple[int, int]:
    """The smallest whole counts (base, hits) that print as this rate."""
    wanted = Decimal(printed)
    for base in range(1, 2000):
        for hits in range(base, -1, -1):
            if percent(Decimal(hits) / base) == wanted:
                return base, hits
    raise AssertionError(printed)


def row_counts(row: dict[str, str], fraction: Callable[[str], tuple[int, int]]) -> Counts:
    return counts(
        fraction(row["satisfaction_pct"]),
        fraction(row["on_time_feedback_pct"]),
        fraction(row["completion_pct"]),
        int(Decimal(row["bonus"]) * 100),
        int(Decimal(row["deduction"]) * 100),
    )


# The table alone does not say which way its office rounds: all three give every one of its 22 rows.
ROUNDINGS = [
    ({"rounding": "sum"}, "exact counts, only the sum is rounded"),
    ({"rounding": "sum", "share_decimals": 2}, "printed percentages, only the sum is rounded"),
    ({"rounding": "components"}, "each component is rounded before the sum"),
]


@pytest.mark.parametrize("keys", [keys for keys, _ in ROUNDINGS], ids=[words for _, words in ROUNDINGS])
@pytest.mark.parametrize("row", PRINTED, ids=[row["unit"] for row in PRINTED])
def test_every_printed_score_of_2022q1_follows_from_whole_counts(row: dict[str, str], keys: dict[str, object]) -> None:
    assert score(changed(**keys), row_counts(row, smallest)).total == Decimal(row["score"])


def test_the_printed_ranks_of_2022q1_follow_with_equal_scores_in_unit_order() -> None:
    entries = [Entry(row["unit"], number, "department", 10, score(METHOD, row_counts(row, smallest))) for number, row in enumerate(PRINTED)]
    places = rank(METHOD, reversed(entries))
    assert [(str(place.rank), place.who) for place in places] == [(row["rank"], row["unit"]) for row in PRINTED]


@pytest.mark.parametrize(
    ("amount", "printed"),
    [("9.685", "9.69"), ("9.6849", "9.68"), ("10.065", "10.07"), ("-0.005", "-0.01"), ("2.5", "2.50"), ("0", "0.00")],
)
def test_halves_are_rounded_up_away_from_zero(amount: str, printed: str) -> None:
    assert str(half_up(Decimal(amount), 2)) == printed


FULL = (4, 4)


@pytest.mark.parametrize(
    ("bonus", "deduction", "total", "note"),
    [
        (0, 0, "10.00", ""),
        (98, 0, "10.98", ""),
        (100, 0, "11.00", ""),
        (126, 0, "11.00", "按 1.00 封顶"),  # 63 events of 0.02
        (22, 10, "10.12", ""),
        (0, 2000, "-10.00", ""),  # no cap on deductions
    ],
)
def test_points_of_events_add_up_to_a_cap(bonus: int, deduction: int, total: str, note: str) -> None:
    result = score(METHOD, counts(FULL, FULL, FULL, bonus, deduction))
    assert result.total == Decimal(total)
    assert result.parts[3].note == note
    assert result.parts[3].hits == bonus  # what happened stays beside what counts


def test_no_deduction_is_nought_and_not_minus_nought() -> None:
    assert not str(score(METHOD, counts(FULL, FULL, FULL)).parts[4].points).startswith("-")


NO_SAMPLE = counts((0, 0), (10, 9), (10, 10))


@pytest.mark.parametrize(
    ("unsampled", "total", "note"),
    [
        ("full", "9.60", ""),  # 3 + 3.6 + 3
        ("left_out_renormalised", "9.43", ""),  # (3.6 + 3) × 10 / 7
        ("not_ranked", None, "未抽访，不参加排名"),
    ],
)
def test_a_unit_without_a_sample_is_neither_nought_nor_full_unless_the_method_says_so(unsampled: str, total: str | None, note: str) -> None:
    result = score(changed(unsampled=unsampled), NO_SAMPLE)
    assert result.total == (None if total is None else Decimal(total))
    assert result.note == note
    assert result.parts[0].share is None


def test_a_component_may_have_its_own_word_on_nought_out_of_nought() -> None:
    components = [dict(part) for part in METHOD.plain["components"]]
    components[0]["unsampled"] = "full"
    assert score(changed(unsampled="not_ranked", components=components), NO_SAMPLE).total == Decimal("9.60")


def test_a_unit_without_any_rate_is_not_ranked_by_its_bonus_alone() -> None:
    result = score(METHOD, counts((0, 0), (0, 0), (0, 0), bonus=50))
    assert (result.total, result.note) == (None, "各项均无数据，不参加排名")


@pytest.mark.parametrize(
    ("credits", "total"),
    [({"satisfied": 1, "basically": "0.6"}, "9.40"), ({"satisfied": 1}, "8.50"), ({"satisfied": 1, "basically": 1}, "10.00")],
)
def test_what_a_grade_is_worth_belongs_to_the_method(credits: dict[str, object], total: str) -> None:
    components = [dict(part) for part in METHOD.plain["components"]]
    components[0]["credits"] = credits
    graded = {**counts((4, 2), FULL, FULL), "satisfaction.basically": (4, 2), "satisfaction.dissatisfied": (4, 0)}
    assert score(changed(components=components), graded).total == Decimal(total)


def entry(name: str, total_hits: int, order: int, volume: int = 10, kind: str = "department") -> Entry[str]:
    return Entry(name, order, kind, volume, score(METHOD, counts((10, total_hits), FULL, FULL)))


@pytest.mark.parametrize(
    ("ties", "expected"),
    [("serial", [("甲", 1), ("乙", 2), ("丙", 3), ("丁", 4)]), ("shared", [("甲", 1), ("乙", 2), ("丙", 2), ("丁", 4)])],
)
def test_equal_scores_stand_in_unit_order(ties: str, expected: list[tuple[str, int]]) -> None:
    entries = [entry("丁", 7, 4), entry("丙", 8, 3), entry("乙", 8, 2), entry("甲", 9, 9)]
    assert [(place.who, place.rank) for place in rank(changed(ties=ties), entries)] == expected


@pytest.mark.parametrize(
    ("ties", "breakers", "words"),
    [
        ("serial", [], "总分相同的，按单位名册的顺序排列，名次顺次编号。"),
        ("serial", ["volume"], "总分相同的，依次按承办件数从多到少、单位名册的顺序排列，名次顺次编号。"),
        ("shared", [], "总分相同的名次并列，下一名次空出。"),
        ("dense", ["exact"], "总分相同的，按未四舍五入的总分排列；仍相同的名次并列，下一名次不空。"),
    ],
)
def test_the_rule_of_ties_is_told_in_words(ties: str, breakers: list[str], words: str) -> None:
    assert ties_words(changed(ties=ties, **({"tie_breakers": breakers} if breakers else {}))) == words


def test_units_without_volume_or_with_too_little_are_listed_apart() -> None:
    entries = [entry("甲", 10, 1, volume=0), entry("乙", 10, 2, volume=14), entry("丙", 5, 3, volume=15)]
    places = rank(changed(least_volume=15), entries)
    assert [(place.who, place.rank, place.total, place.note) for place in places] == [
        ("丙", 1, Decimal("8.50"), ""),
        ("甲", None, None, "本期无承办件"),
        ("乙", None, None, "承办 14 件，不足 15 件，不参加排名"),
    ]


def test_groups_are_ranked_apart_in_the_methods_order() -> None:
    groups = [{"label": "街道", "kinds": ["subdistrict"]}, {"label": "区直和垂管", "kinds": ["department", "vertical"]}]
    entries = [
        entry("局", 9, 1),
        entry("分局", 10, 2, kind="vertical"),
        entry("街道", 5, 3, kind="subdistrict"),
        entry("国企", 9, 4, kind="company"),
    ]
    places = rank(changed(groups=groups), entries)
    assert [(place.group, place.who, place.rank) for place in places] == [
        ("街道", "街道", 1),
        ("区直和垂管", "分局", 1),
        ("区直和垂管", "局", 2),
    ]


def test_parts_come_back_from_json_as_they_went() -> None:
    parts = score(METHOD, counts((3, 1), (7, 5), (0, 0), 126, 10)).parts
    assert from_plain(as_plain(parts)) == parts
