"""The district's first half of 2023: the counts behind what its text prints without a database, then the hard tickets through the acts.
The whole, 11 385 tickets, is reproduced by `manage.py reproduce xinglongtai-2023h1`."""

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from hotline.acts import profile
from hotline.acts.reproduction.genres.passages import compared, courses_from, passages_of, search
from hotline.acts.reproduction.job import Job, build, close, spoilt
from hotline.acts.staff import staff_of
from hotline.rules.courses import Course
from hotline.rules.printed_passages import Told
from hotline.rules.profiles.folder import PROFILES, Profile
from hotline.rules.profiles.published import Published
from hotline.rules.quotas import Quota, volume_of
from hotline.rules.solving_passages import Counted, points_of, solve_passages, volumes_of
from hotline.rules.solving_rates import Grades
from hotline.rules.whole import Unsolvable, rounds_to
from scoring.acts import breakdown
from scoring.rules.periods import parse
from tests.progress import quiet
from tickets.acts import history
from tickets.models import Assignment, Callback, Event, ReturnRequest, Ticket
from units.models import Unit

NAME = "xinglongtai-2023h1"
IN_ORDER = ("兴海街道办事处", "城建中心", "兴盛街道办事处", "创新街道办事处", "兴隆街道办事处")
BUSIEST = {
    "区直和垂管": ["市场监督管理局", "盘锦市城市管理综合行政执法兴隆台大队", "城建中心", "住建局", "教育局"],
    "subdistrict": ["兴盛街道办事处", "振兴街道办事处", "创新街道办事处", "惠宾街道办事处", "兴海街道办事处"],
}


@pytest.fixture(scope="module")
def told(printed: Profile) -> Told:
    return search(printed)[0]


@pytest.fixture(scope="module")
def quotas(printed: Profile) -> dict[str, Quota]:
    return {quota.unit: quota for quota in search(printed)[1]}


# --- the search ---


def test_the_text_is_read_with_all_that_the_search_needs(told: Told) -> None:
    assert (told.volume, told.overdue, told.dissatisfied, told.still, told.board) == (11385, 393, 71, 11, 19)
    assert told.order == IN_ORDER
    assert told.returned == {3: 25, 4: 15, 5: 4, 6: 2, 7: 1, 8: 1}
    assert sum(told.returned.values()) == 48


def test_the_units_counts_add_up_to_what_is_printed_of_the_district(told: Told, quotas: dict[str, Quota]) -> None:
    assert len(quotas) == 36
    assert sum(unit.startswith("未具名单位") for unit in quotas) == 22
    volume, due, overdue, incomplete, called, unreached = (
        sum(getattr(quota, name) or 0 for quota in quotas.values())
        for name in ("volume", "due", "overdue", "incomplete", "called", "unreached")
    )
    assert (volume, due, overdue) == (11385, 11385, 393)
    assert rounds_to(due - incomplete, due, told.completion)
    assert rounds_to(called - unreached, called, told.valid_callback)


def test_the_printed_satisfaction_is_that_of_the_last_grades_and_contradicts_the_first(told: Told, quotas: dict[str, Quota]) -> None:
    graded = sum(quota.result.base for quota in quotas.values())
    dissatisfied = sum(quota.result.dissatisfied for quota in quotas.values())
    assert (graded, dissatisfied) == (2000, 71)
    assert rounds_to(graded - told.still, graded, told.satisfaction)
    assert not rounds_to(graded - dissatisfied, graded, told.satisfaction)
    least = next(base for base in range(71, 20_000) if rounds_to(base - 71, base, told.satisfaction))
    assert least == 12_793 > told.volume
    assert all(quotas[unit].result.dissatisfied >= left for unit, left in told.left.items())


def test_the_top_fives_are_the_busiest_of_their_groups(printed: Profile, quotas: dict[str, Quota]) -> None:
    groups = {kind.code: kind.group or kind.code for kind in printed.kinds}
    kinds = {unit.name: groups[unit.kind] for unit in printed.units}
    for group, five in BUSIEST.items():
        own = sorted((quota for quota in quotas.values() if kinds[quota.unit] == group), key=lambda quota: -quota.volume)
        assert [quota.unit for quota in own[:5]] == five


def test_by_the_method_of_2022_the_five_stand_in_the_printed_order_and_all_others_below(printed: Profile, quotas: dict[str, Quota]) -> None:
    [method] = printed.methods
    points = {unit: points_of(quota, method) for unit, quota in quotas.items()}
    ranked = [points[unit] for unit in IN_ORDER]
    assert all(after < before for before, after in pairwise(ranked))
    assert max(points[unit] for unit in points if unit not in IN_ORDER) < ranked[-1]
    assert points["兴海街道办事处"] == Decimal("10.00")


def test_an_order_that_the_counts_do_not_allow_is_refused(printed: Profile, told: Told) -> None:
    units = [Counted(unit.name, unit.kind) for unit in printed.units if unit.is_ranked]
    # All that is left dissatisfied lies with the one that is to be the first: 城建中心 would have to be late too often to stand below.
    impossible = replace(told, left={"兴海街道办事处": 11})
    with pytest.raises(Unsolvable, match="城建中心 按通报的名次排不出来"):
        solve_passages(impossible, units, printed.methods[0])


def test_a_unit_whose_number_is_not_printed_stays_below_those_of_its_group(told: Told) -> None:
    few = replace(told, volume=100, volumes={"甲": 40, "乙": 30})
    units = [Counted("甲", "街道"), Counted("乙", "街道"), Counted("丙", "街道"), Counted("丁", "部门")]
    found = volumes_of(few, units)
    assert sum(found.values()) == 100
    assert found["丙"] < 30
    with pytest.raises(Unsolvable):
        volumes_of(replace(few, volume=200), units[:3])


def test_what_cannot_be_had_is_declared_with_its_reason(published: Published) -> None:
    marked = [line["what"] for line in published.figures if line["mark"] == "declared"]
    assert marked == ["满意率", "按时反馈率", "区住建局"]
    found = [published.declaration("figures", what, "percent") for what in marked]
    assert [(one.ours, one.within) for one in found if one] == [
        (Decimal("96.45"), Decimal("0.01")),
        (Decimal("96.55"), Decimal("0.01")),
        (None, Decimal("0.01")),
    ]
    assert published.declaration("figures", "区住建局", "count") is None


# --- the hard tickets ---


def few(told: Told, units: list[str]) -> list[Quota]:
    """A small district in which everything happens that the text tells of."""
    return [
        Quota(unit, 45, called=20, unreached=1, result=Grades(17 - told.left.get(unit, 0), 0, told.left.get(unit, 0) + 2)) for unit in units
    ]


@pytest.mark.only_sqlite  # as `reproduce` does; the imports of half a year on both sides would cost CI minutes
@pytest.mark.django_db
def test_returns_second_calls_the_board_and_the_late_return_come_out_of_the_acts(told: Told, published: Published) -> None:
    # Within one quarter: half as many mornings on which the city's file is taken in.
    job = Job(profile.load(PROFILES / NAME).profile, replace(published, period="2023Q1"), quiet)
    passages = passages_of(job.profile)
    units = list(dict.fromkeys([*passages.returning, *told.left]))
    quotas = few(told, units)
    told_of = {returned.category: 150 for returned in passages.returned}
    courses = courses_from(job, told, quotas, {**told_of, "": volume_of(quotas) - sum(told_of.values())})
    assert [course.unit for course in spoilt(courses) if course.grade == "dissatisfied"] != [
        course.unit for course in courses if course.grade == "dissatisfied"
    ]
    staff = staff_of(Unit.objects.filter(name__in=units))
    build(courses, staff, quiet)
    close(job, staff)
    cells = {(cell.row, cell.column): cell for cell in compared(job).cells}
    hard = [cell for (row, _), cell in cells.items() if row.startswith(("退件", "尚存", "多次流转", "人民网", "留言板"))]
    assert len(hard) == 7 + 6 + 1 + 7 + 3 - 1
    assert {cell.verdict for cell in hard} == {"same"}
    assert cells["不满意件累计", "count"].ours == str(11 + 2 * len(units))
    _check_returns(courses)
    _check_second_calls(told)
    events = history.verify()
    assert events.fault is None
    build(courses, staff, quiet)
    assert history.verify().events == events.events


def _check_returns(courses: list[Course]) -> None:
    asked = ReturnRequest.objects.exclude(signed_by=None).filter(decision="accepted").select_related("ticket", "assignment")
    assert asked.count() == 3 * 25 + 4 * 15 + 5 * 4 + 6 * 2 + 7 + 8 + 1
    late = asked.get(is_late=True)
    assert (late.ticket.arrived_at.date(), late.at.date()) == (date(2023, 7, 2), date(2023, 7, 10))  # in UTC the evening before
    assert late.assignment.unit.name == "城建中心"
    assert {code: hits for code, (_, hits) in breakdown.counted(parse("2023-07"), late.ticket.closed_at or late.at).whole.items()}[
        "late_returns"
    ] == 1
    assert not [each.number for each in courses if any(one.unit == two.unit for one, two in pairwise(each.passes))]
    named = Ticket.objects.get(text__contains="凤凰名店")
    parts = Assignment.objects.filter(ticket=named).order_by("assigned_at")
    assert parts.count() == 9
    assert Counter(part.unit.name for part in parts) == {"兴隆街道办事处": 5, "城建中心": 4}
    assert (named.lead_unit.name if named.lead_unit else "", named.return_count) == ("兴隆街道办事处", 8)
    events = list(Event.objects.order_by("ticket", "seq").values_list("ticket", "at"))
    assert not [one for (one, earlier), (other, at) in pairwise(events) if one == other and at < earlier]


def _check_second_calls(told: Told) -> None:
    called = Callback.objects.filter(result_grade="dissatisfied").values_list("ticket", flat=True)
    last = dict(Callback.objects.filter(ticket__in=called, is_last=True).values_list("ticket", "result_grade"))
    assert Counter(last.values()) == {"dissatisfied": told.still, "satisfied": len(last) - told.still}
