"""How many tickets of which fate a unit has, and which samples stand for them."""

import pytest

from hotline.rules.allotting import Categories, allot
from hotline.rules.printed_stars import shared_out, stars_of
from hotline.rules.quotas import Answer, Quota
from hotline.rules.solving_rates import Grades
from hotline.rules.solving_stars import Answered
from hotline.rules.whole import Unsolvable


def test_answers_have_bases_of_their_own_and_who_was_not_reached_says_nothing() -> None:
    quota = Quota("甲", 9, called=4, unreached=1, result=Grades(1, 1, 0), process=Grades(2, 0, 1), stars={3: 1, 1: 1})
    assert quota.answers() == [
        Answer(True, "satisfied", "satisfied", "solved", 3),
        Answer(True, "basically", "satisfied", "solved", 1),
        Answer(True, "", "dissatisfied", "solved", None),
        Answer(reached=False),
    ]


@pytest.mark.parametrize(
    ("starred", "total", "expected"),
    [(12, 36, {3: 12}), (18, 53, {3: 17, 2: 1}), (44, 70, {2: 26, 1: 18}), (8, 18, {3: 2, 2: 6})],
)
def test_a_sum_of_stars_is_made_of_so_many_answers(starred: int, total: int, expected: dict[int, int]) -> None:
    found = stars_of(starred, total, 3)
    assert found == expected
    assert (sum(found.values()), sum(star * count for star, count in found.items())) == (starred, total)


def test_what_a_county_has_is_shared_out_whole_and_the_last_unit_of_many_has_too_few_to_be_ranked() -> None:
    whole = Answered(called=600, valid=596, graded=590, satisfied=560, starred=580, stars=1550)
    shared = shared_out([f"未具名单位{n:03}" for n in range(1, 13)], 1000, whole, 3, 3)
    assert shared[-1].volume == 9
    assert sum(each.volume for each in shared) == 1000
    assert sum(each.called for each in shared) == 600
    assert sum(each.unreached for each in shared) == 4
    assert sum(each.result.satisfied for each in shared) == 560
    assert sum(star * count for each in shared for star, count in each.stars.items()) == 1550
    assert sum(each.incomplete for each in shared) == 3
    assert all(each.called <= each.volume for each in shared)


def test_units_and_categories_both_get_what_they_count_and_a_unit_mostly_what_it_is_about() -> None:
    cells = allot({"教育局": 10, "某街道": 20}, {"教育": 12, "市容": 18}, {("教育局", "教育"): 40}, {})
    assert cells == {("教育局", "教育"): 10, ("教育局", "市容"): 0, ("某街道", "教育"): 2, ("某街道", "市容"): 18}


def test_units_and_categories_that_do_not_add_up_to_the_same_are_refused() -> None:
    with pytest.raises(Unsolvable, match="各单位合计 10 件，各类别合计 9 件"):
        allot({"教育局": 10}, {"教育": 9}, {}, {})


def test_a_category_holds_what_none_of_its_counted_parts_does() -> None:
    leaves = [("物业", "服务"), ("物业", "停车"), ("供热", "质量")]
    categories = Categories({"物业": 5, "物业/服务": 3, "": 2}, leaves)
    assert [categories.of(leaf) for leaf in leaves] == ["物业/服务", "物业", ""]
    assert categories.leaf("物业", 7) == ("物业", "停车")
    assert categories.leaf("", 0) == ("供热", "质量")
