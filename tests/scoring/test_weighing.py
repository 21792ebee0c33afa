"""What each kind of component is worth, as tables: targets, tiers, events, means, ledgers, constants."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rules.methods import MethodBody, check
from scoring.rules.points import Part, score

RATE = {"indicator": "on_time_feedback"}


def method(*components: dict[str, Any], full_mark: object, **keys: object) -> MethodBody:
    named = [{"code": f"part{number}", "label": f"第{number}项", **component} for number, component in enumerate(components, 1)]
    head = {"code": "x", "version": "1", "name": "办法", "valid_from": "2024-01-01", "period": "month"}
    rules = {"rounding": "sum", "unsampled": "not_ranked", "ties": "serial", "decimals": 4}
    return check({**head, **rules, "full_mark": full_mark, "components": named, **keys})


def part(component: dict[str, Any], full_mark: object, counts: Any, **keys: object) -> Part:
    """The first component's part."""
    return score(method(component, full_mark=full_mark, **keys), counts).parts[0]


def rate(percent: str, code: str = "on_time_feedback") -> dict[str, Any]:
    return {code: (Decimal(100), Decimal(percent))}


TARGET = {"kind": "target", **RATE, "points": 10, "target": 95, "step": 2}


@pytest.mark.parametrize(
    ("keys", "percent", "points"),
    [
        ({}, "100", "10"),
        ({}, "95", "10"),  # at the target
        ({}, "94.5", "9"),  # half a point short: 2 × 0.5 off
        ({}, "92", "4"),
        ({}, "80", "0"),  # never below the floor, which is 0
        ({"floor": 3}, "80", "3"),
        ({"floor": 3}, "91.5", "3"),  # exactly at the floor
        ({"per": "full"}, "93.01", "8"),  # 1.99 short: one full point
        ({"per": "full"}, "93", "6"),
        ({"per": "started"}, "94.99", "8"),
        ({"per": "started"}, "94", "8"),
        ({"per": "started"}, "93.99", "6"),
        ({"every": "0.5"}, "94.5", "8"),
        ({"every": "0.5", "per": "full"}, "94.51", "10"),
        ({"better": "lower", "target": 5}, "5", "10"),
        ({"better": "lower", "target": 5}, "4", "10"),
        ({"better": "lower", "target": 5}, "7.25", "5.5"),
        ({"better": "lower", "target": 0, "step": 1}, "3", "7"),
    ],
)
def test_a_target_gives_all_its_points_and_takes_some_off_for_each_point_that_is_missing(
    keys: dict[str, object], percent: str, points: str
) -> None:
    found = part({**TARGET, **keys}, 10, rate(percent))
    assert found.points == Decimal(points)
    assert bool(found.note) == (points == "0" or (points == "3" and percent == "80"))


def test_whole_counts_are_compared_with_the_target_exactly() -> None:
    """1899/2000 is 94.95, which prints as 95.0 at one decimal: only a method that says so compares the printed rate."""
    counts = {"on_time_feedback": (2000, 1899)}
    assert part({**TARGET, "per": "started"}, 10, counts).points == 8
    assert part({**TARGET, "per": "started"}, 10, counts, share_decimals=1).points == 10


HIGHER = [{"at_least": 90, "points": 5}, {"above": 80, "points": 4}, {"at_least": 80, "points": 3}, {"at_least": 0, "points": 0}]
LOWER = [{"below": 1, "points": 5}, {"at_most": 1, "points": 4}, {"at_most": 5, "points": 2}, {"points": "-1"}]


@pytest.mark.parametrize(
    ("keys", "percent", "points"),
    [
        ({"tiers": HIGHER}, "100", 5),
        ({"tiers": HIGHER}, "90", 5),
        ({"tiers": HIGHER}, "89.99", 4),
        ({"tiers": HIGHER}, "80", 3),
        ({"tiers": HIGHER}, "79.99", 0),
        ({"tiers": HIGHER}, "0", 0),
        ({"tiers": LOWER, "better": "lower"}, "0.99", 5),
        ({"tiers": LOWER, "better": "lower"}, "1", 4),
        ({"tiers": LOWER, "better": "lower"}, "5", 2),
        ({"tiers": LOWER, "better": "lower"}, "5.01", -1),
    ],
)
def test_the_best_tier_that_is_reached_gives_its_points(keys: dict[str, object], percent: str, points: int) -> None:
    assert part({"kind": "steps", **RATE, **keys}, 5, rate(percent)).points == points


@pytest.mark.parametrize(
    ("keys", "number", "points", "note"),
    [
        ({}, 0, "0", ""),
        ({}, 3, "-1.5", ""),
        ({"sign": "+"}, 3, "1.5", ""),
        ({"free": 2}, 2, "0", ""),
        ({"free": 2}, 3, "-0.5", ""),
        ({"every": 5}, 9, "-0.5", ""),
        ({"cap": 2}, 4, "-2", ""),
        ({"cap": 2}, 5, "-2", "按 2 封顶"),
        ({"cap": 0}, 5, "0", "按 0 封顶"),
    ],
)
def test_each_counted_ticket_adds_or_takes_points_up_to_a_cap(keys: dict[str, object], number: int, points: str, note: str) -> None:
    found = part({"kind": "each", "indicator": "overdue", "points": "0.5", "sign": "-", **keys}, 0, {"overdue": (number, number)})
    assert (found.points, found.note) == (Decimal(points), note)
    assert not str(found.points).startswith("-0") or found.points


def test_what_is_no_hit_may_be_counted_too() -> None:
    component = {"kind": "each", **RATE, "of": "rest", "points": 1, "sign": "-"}
    assert part(component, 0, {"on_time_feedback": (60, 49)}).points == -11


@pytest.mark.parametrize(
    ("keys", "full_mark", "points"),
    [
        ({}, 10, "8.5"),
        ({"of": "rest"}, 10, "1.5"),
        ({"sign": "-"}, 0, "-8.5"),
        ({"sign": "-", "of": "rest"}, 0, "-1.5"),
        ({"extra": True}, 0, "8.5"),
    ],
)
def test_a_rate_or_its_rest_is_added_or_taken_off(keys: dict[str, object], full_mark: int, points: str) -> None:
    assert part({"kind": "share", **RATE, "points": 10, **keys}, full_mark, rate("85")).points == Decimal(points)


@pytest.mark.parametrize(
    ("ledger", "points", "note"),
    [((0, 0), "0", ""), ((3, 250), "2.5", ""), ((9, 700), "5", "按 5 封顶"), (None, "0", "")],
)
def test_a_ledger_of_any_name_adds_its_points_up_to_its_cap(ledger: Any, points: str, note: str) -> None:
    found = part({"kind": "ledger", "ledger": "创新奖", "sign": "+", "cap": 5}, 0, {"创新奖": ledger})
    assert (found.points, found.note) == (Decimal(points), note)


def test_a_mean_above_the_highest_there_can_be_is_held_to_it_and_says_so() -> None:
    found = part({"kind": "mean", "indicator": "mean_star", "points": 2, "most": 3}, 6, {"mean_star": (2, 8)})
    assert (found.points, found.note) == (Decimal(6), "均值按最高 3 计")


@pytest.mark.parametrize(
    ("unsampled", "extra", "points", "note"),
    [
        ("full", False, 10, "无到期件，按满分计"),
        ("zero", False, 0, "无到期件，按 0 分计"),
        ("left_out_renormalised", False, None, "无到期件"),
        ("full", True, None, "无到期件"),  # nothing is added for want of data
    ],
)
def test_nought_out_of_nought_is_worth_what_the_method_says_and_is_always_told(
    unsampled: str, extra: bool, points: int | None, note: str
) -> None:
    rest = {"kind": "share", "indicator": "solved", "points": 20 if extra else 10}
    body = method({**TARGET, "extra": extra}, rest, full_mark=20, unsampled=unsampled)
    found = score(body, {"solved.solved": (4, 4)}).parts[0]
    assert (found.points, found.note) == (points, note)


def test_what_is_left_out_is_spread_over_all_that_counts_in_the_full_mark() -> None:
    parts: list[dict[str, Any]] = [
        TARGET,
        {"kind": "constant", "points": 6},
        {"kind": "mean", "indicator": "mean_star", "full": 4, "most": 4},
    ]
    body = method(*parts, full_mark=20, unsampled="left_out_renormalised")
    result = score(body, {"mean_star": (1, 3)})
    assert [one.points for one in result.parts] == [None, 12, 6]  # 6 and 3 of 10, × 20/10
    assert result.total == 18


@pytest.mark.parametrize(
    ("keys", "total", "note"), [({"least": 0}, "0", "总分低于下限，按 0 计"), ({"least": -9}, "-5", ""), ({}, "-5", "")]
)
def test_a_total_is_held_to_the_methods_least(keys: dict[str, object], total: str, note: str) -> None:
    body = method({"kind": "constant", "points": 5}, {"kind": "ledger", "ledger": "criticism", "sign": "-"}, full_mark=5, **keys)
    result = score(body, {"criticism": (1, 1000)})
    assert (result.total, result.note) == (Decimal(total), note)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("half_up", ["0.13", "9.69", "-0.13"]), ("half_even", ["0.12", "9.68", "-0.12"]), ("down", ["0.12", "9.68", "-0.12"])],
)
def test_a_total_is_rounded_as_the_method_says(mode: str, expected: list[str]) -> None:
    body = method(
        {"kind": "ledger", "ledger": "a", "sign": "+"},
        {"kind": "ledger", "ledger": "b", "sign": "-"},
        full_mark=0,
        decimals=2,
        rounding_mode=mode,
    )
    given_points = [({"a": (1, Decimal("12.5"))}), ({"a": (1, Decimal("968.5"))}), ({"b": (1, Decimal("12.5"))})]
    assert [str(score(body, counts).total) for counts in given_points] == expected


def test_components_may_be_rounded_finer_than_their_sum() -> None:
    shares = [{"kind": "share", "indicator": code, "points": 1} for code in ("completion", "on_time_feedback", "response")]
    thirds: dict[str, tuple[int, int]] = dict.fromkeys(("completion", "on_time_feedback", "response"), (3, 1))
    coarse = method(*shares, full_mark=3, rounding="components", decimals=1)
    fine = method(*shares, full_mark=3, rounding="components", decimals=1, component_decimals=2)
    assert (score(coarse, thirds).total, score(fine, thirds).total) == (Decimal("0.9"), Decimal("1.0"))
    assert [str(one.points) for one in score(fine, thirds).parts] == ["0.33"] * 3


RATES = st.integers(0, 300).flatmap(lambda base: st.tuples(st.just(base), st.integers(0, base)))
WHOLE = method(
    {"kind": "share", "indicator": "completion", "points": 4},
    {**TARGET},
    {"kind": "steps", "indicator": "response", "tiers": HIGHER},
    {"kind": "mean", "indicator": "mean_star", "points": 2, "most": 3},
    full_mark=25,
    unsampled="left_out_renormalised",
    decimals=2,
)


@given(RATES, RATES, RATES, st.integers(1, 40).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, 3 * n))))
def test_no_component_gives_more_than_its_full_mark_and_no_total_is_off_by_more_than_its_rounding(
    one: tuple[int, int], two: tuple[int, int], three: tuple[int, int], stars: tuple[int, int]
) -> None:
    result = score(WHOLE, {"completion": one, "on_time_feedback": two, "response": three, "mean_star": stars})
    if all(pair[0] for pair in (one, two, three)):
        for found, most in zip(result.parts, (4, 10, 5, 6), strict=True):
            assert found.points is not None and 0 <= found.points <= most
    assert result.total is not None and 0 <= result.total <= 25
    assert abs(result.exact - Fraction(result.total)) <= Fraction(5, 1000)


@given(RATES)
def test_one_hit_more_never_lowers_a_score(pair: tuple[int, int]) -> None:
    base, hits = pair[0] + 1, pair[1]
    rest = {"on_time_feedback": (9, 5), "response": (9, 8), "mean_star": (3, 7)}
    before, after = (score(WHOLE, {**rest, "completion": (base, number)}).total for number in (hits, hits + 1))
    assert before is not None and after is not None and before <= after
