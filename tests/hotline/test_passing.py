"""Tickets returned time and again, dissatisfied ones that are cleared, those of the message board: rules without a database."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest

from hotline.rules.board import on_board
from hotline.rules.clearing import cleared
from hotline.rules.courses import Course, Span
from hotline.rules.many_returns import late_return, with_returns
from hotline.rules.pace import Pace, pace_of
from hotline.rules.passing import Wording, in_turn, passed_on
from hotline.rules.profiles.passages import LateReturn, Passages, Returned
from hotline.rules.quota_courses import Clockwork, Picked
from hotline.rules.whole import Unsolvable
from tests.build import moment
from tickets.rules.samples import CHINA, SampleChannel, SampleTicket, SampleUnit, generate, monday_to_friday

SPAN = Span(date(2023, 1, 1), date(2023, 6, 30), moment("2023-07-20 09:00"), 5, 15)
WORDING = Wording("属地不符", "经现场核实属其他单位管理范围，请另派。")
PASSAGES = Passages("领导留言板", ("甲局", "乙局", "丙局"), WORDING.reason, WORDING.words)
DAYS = {"电话": 5, "网站": 10, "领导留言板": 10}
LEAVES = [("城市管理类", "市容市貌"), ("市场管理类", "消费维权")]


def due_of(sample: SampleTicket, dispatched_at: datetime) -> datetime:
    """So many natural days after the arrival, at the close of office."""
    return datetime.combine(sample.arrived_at.date() + timedelta(days=DAYS[sample.channel]), datetime.min.time(), CHINA) + timedelta(
        hours=17
    )


CLOCKWORK = Clockwork(due_of, monday_to_friday)


@pytest.fixture(scope="module")
def paces() -> list[Pace]:
    channels = (SampleChannel("电话"), SampleChannel("网站"))
    units = [SampleUnit("甲局"), SampleUnit("乙局")]
    made = generate(
        60, (date(2023, 3, 1), date(2023, 3, 31)), 5, as_of=moment("2023-06-01 09:00"), units=units, categories=LEAVES, channels=channels
    )
    return [paced for sample in made if (paced := pace_of(sample, due_of, monday_to_friday)) is not None]


def on_web(paces: list[Pace]) -> Pace:
    return next(pace for pace in paces if pace.sample.channel == "网站")


def called(pace: Pace, grade: str, at: str = "2023-04-20 10:00") -> Course:
    return Course(pace, "甲局", pace.replied_at, number=pace.sample.number, called_at=moment(at), grade=grade, reviewed_at=pace.replied_at)


# --- returns ---


@pytest.mark.parametrize(("units", "times", "last"), [("甲乙丙", 1, "甲"), ("甲乙丙", 8, "丙"), ("甲乙", 2, "甲"), ("甲乙", 3, "丁")])
def test_no_unit_returns_a_ticket_to_itself_and_the_last_is_not_the_one_that_keeps_it(units: str, times: int, last: str) -> None:
    for seed in range(30):
        order = in_turn(units, times, last, Random(seed))
        assert len(order) == times
        assert all(one != other for one, other in pairwise([*order, last]))


def test_each_pass_is_asked_within_its_day_and_the_last_unit_begins_when_the_last_is_decided(paces: list[Pace]) -> None:
    pace = on_web(paces)
    found = passed_on(pace, ["甲局", "乙局", "甲局", "丙局", "甲局", "乙局"], WORDING, due_of, monday_to_friday)
    assert found is not None
    last, passes = found
    assert passes[0].given_at == pace.dispatched_at
    assert all(each.given_at < each.asked_at < each.signed_at < each.decided_at for each in passes)
    assert all(each.asked_at - each.given_at < timedelta(hours=24) for each in passes)
    assert all(one.decided_at == other.given_at for one, other in pairwise(passes))
    assert (last.dispatched_at, last.handed_out_at, last.due_at) == (passes[-1].decided_at, pace.handed_out_at, pace.due_at)
    assert last.dispatched_at < last.signed_at < last.replied_at <= last.due_at


def test_a_ticket_whose_limit_is_over_before_it_has_been_round_is_not_taken(paces: list[Pace]) -> None:
    assert passed_on(on_web(paces), ["甲局", "乙局"] * 20, WORDING, due_of, monday_to_friday) is None


def test_as_many_samples_are_returned_as_are_counted_and_the_told_ones_say_so(paces: list[Pace]) -> None:
    told = Returned(4, ("乙局", "丙局"), "甲局", "", "人行路坑洼不平，影响居民出行。")
    passages = replace(PASSAGES, returned=(told,))
    picked = Picked({"甲局": paces[:20], "乙局": paces[20:40], "丙局": paces[40:]}, {})
    found, passes = with_returns(picked, {3: 5, 4: 2}, passages, CLOCKWORK, SPAN, 1)
    assert sorted(len(each) for each in passes.values()) == [3, 3, 3, 3, 3, 4, 4]
    [ticket] = [pace.sample for own in found.inside.values() for pace in own if pace.sample.text == told.text]
    assert [each.unit for each in passes[ticket.number]] == ["乙局", "丙局", "乙局", "丙局"]
    assert {unit: len(own) for unit, own in found.inside.items()} == {unit: len(own) for unit, own in picked.inside.items()}
    with pytest.raises(Unsolvable, match="退件 4 次的，正文里写的比计数多"):
        with_returns(picked, {3: 5}, passages, CLOCKWORK, SPAN, 1)


def test_a_late_return_came_and_went_on_the_days_that_the_text_names(paces: list[Pace]) -> None:
    told = LateReturn("甲局", "乙局", date(2023, 7, 3), date(2023, 7, 10), "城市管理类/市容市貌", "沥青喷洒至本人车辆上。")
    course = late_return(told, [on_web(paces)], PASSAGES, CLOCKWORK, SPAN)
    [made] = course.passes
    assert (course.unit, made.unit, course.first_unit) == ("乙局", "甲局", "甲局")
    assert (course.first_given_at.date(), made.asked_at.date()) == (told.received_on, told.returned_on)
    assert made.asked_at - made.given_at > timedelta(hours=24)
    assert course.replied_at > made.decided_at
    with pytest.raises(Unsolvable, match="按时限排不出来"):
        late_return(replace(told, returned_on=date(2023, 8, 30)), [on_web(paces)], PASSAGES, CLOCKWORK, SPAN)


# --- the dissatisfied ---


def test_the_latest_called_stay_dissatisfied_and_all_others_are_called_again_in_time(paces: list[Pace]) -> None:
    bad = [called(paces[0], "dissatisfied", "2023-04-01 10:00"), called(paces[1], "dissatisfied", "2023-06-30 20:55")]
    first, second, content = cleared([*bad, called(paces[2], "satisfied")], {"甲局": 1}, SPAN)
    assert first.cleared is not None
    again = first.cleared.round
    assert first.called_at is not None
    assert first.called_at < again.at < again.signed_at < again.replied_at < again.reviewed_at < again.reported_at < first.cleared.called_at
    assert first.closed_at is not None
    assert (second.cleared, second.closed_at, content.cleared) == (None, None, None)


@pytest.mark.parametrize(("left", "at", "words"), [(2, "2023-04-01 10:00", "不够尚存 2 件"), (0, "2023-07-18 10:00", "来不及在关账前清理")])
def test_what_cannot_be_left_or_cleared_is_told(paces: list[Pace], left: int, at: str, words: str) -> None:
    with pytest.raises(Unsolvable, match=words):
        cleared([called(paces[0], "dissatisfied", at)], {"甲局": left}, SPAN)


# --- the message board ---


def test_the_boards_tickets_are_content_in_time_and_of_channels_with_the_same_limit(paces: list[Pace]) -> None:
    courses = [called(pace, "satisfied" if place % 3 else "dissatisfied") for place, pace in enumerate(paces)]
    fitting = [course for course in courses if course.grade == "satisfied" and course.sample.channel == "网站"]
    found = on_board(courses, 5, "领导留言板", CLOCKWORK, SPAN)
    boarded = [course for course in found if course.sample.channel == "领导留言板"]
    assert len(boarded) == 5
    assert {course.number for course in boarded} <= {course.number for course in fitting}
    with pytest.raises(Unsolvable, match=f"只有 {len(fitting)} 件，要 {len(fitting) + 1} 件"):
        on_board(courses, len(fitting) + 1, "领导留言板", CLOCKWORK, SPAN)
