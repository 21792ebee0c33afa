"""Deadlines as tables of cases, from the seeds and from the State Council's calendar."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.shared_data import shared_file
from tickets.rules.deadlines import SHANGHAI, Limit, due_at, is_in_time, print_due, reckon, sign_due, unit_due
from units.rules.workdays import DayTable

DAYS = DayTable.seeded()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


SEEDS = [
    # received, limit, due as printed, why
    ("2023-07-03 09:41", Limit(5), "07-10 24:00", "兴隆台 2023 话务端 5 个工作日"),
    ("2023-07-03 09:41", Limit(10), "07-17 24:00", "兴隆台 2023 网络端 10 个工作日"),
    ("2023-10-07 08:00", Limit(3), "10-10 24:00", "平舆：10-07、10-08 调休上班"),
    ("2023-10-07 08:00", Limit(3, "day"), "10-10 24:00", "平舆按自然日也是 10-10"),
    ("2023-10-17 08:00", Limit(3), "10-20 24:00", "平舆 10-17→10-20"),
    ("2023-10-29 08:00", Limit(1), "10-30 24:00", "平舆紧急件 1 日，10-29 是周日"),
    ("2023-10-29 08:00", Limit(1, "day"), "10-30 24:00", "同上，自然日"),
    ("2022-03-04 10:00", Limit(10, "day"), "03-14 24:00", "兴隆台 2022 省级投诉 10 个自然日"),
    ("2022-03-04 10:00", Limit(5), "03-11 24:00", "兴隆台 2022 市级投诉 5 个工作日"),
    ("2022-03-04 10:00", Limit(3), "03-09 24:00", "兴隆台 2022 咨询、建议 3 个工作日"),
    ("2022-01-28 10:00", Limit(5), "02-09 24:00", "春节：01-29、01-30 调休上班，01-31 至 02-06 休"),
    ("2023-10-01 10:00", Limit(1, "day", "same_day"), "10-01 24:00", "秦淮假日旅游当日办结"),
    ("2023-07-03 09:41", Limit(5, "workday", "same_day"), "07-07 24:00", "当日起算早一天"),
    ("2023-07-08 09:41", Limit(1, "workday", "same_day"), "07-10 24:00", "周六收到，当日起从周一算"),
    ("2023-07-08 09:41", Limit(1), "07-10 24:00", "周六收到，次日起也从周一算"),
    ("2023-07-03 23:30", Limit(2, "hour"), "07-04 01:30", "小时从收到时刻起"),
    ("2023-07-03 22:00", Limit(2, "hour"), "07-03 24:00", "恰到午夜，印作当日 24:00"),
]


@pytest.mark.parametrize(("received", "limit", "printed", "why"), SEEDS)
def test_deadlines_of_the_seeds(received: str, limit: Limit, printed: str, why: str) -> None:
    assert print_due(reckon(at(received), limit, DAYS).due_at) == printed, why


WORDS = [
    ("2023-10-07 08:00", Limit(3), "10-07 收到，次日起：10-08（调休上班）1、10-09 2、10-10 3 → 10-10 24:00"),
    ("2023-07-03 09:41", Limit(5), "07-03 收到，次日起：07-04 1、07-05 2、07-06 3、07-07 4、07-10 5 → 07-10 24:00"),
    ("2023-10-07 08:00", Limit(2, "workday", "same_day"), "10-07 收到，当日起：10-07（调休上班）1、10-08（调休上班）2 → 10-08 24:00"),
    ("2023-09-30 08:00", Limit(2, "day"), "09-30 收到，次日起：10-01 1、10-02 2 → 10-02 24:00"),
    ("2023-07-03 09:41", Limit(2, "hour"), "07-03 09:41 收到，2 小时 → 07-03 11:41"),
    ("2023-07-03 09:41", Limit(15), "07-03 收到，次日起：07-04 1、07-05 2、…、07-24 15 → 07-24 24:00"),
    ("2026-12-30 09:41", Limit(2), "12-30 收到，次日起：12-31 1、01-01 2 → 01-01 24:00（暂定：放假安排尚未公布）"),
]


@pytest.mark.parametrize(("received", "limit", "words"), WORDS)
def test_the_arithmetic_is_shown(received: str, limit: Limit, words: str) -> None:
    assert reckon(at(received), limit, DAYS).words == words


def test_after_the_daily_cut_off_a_ticket_counts_as_received_on_the_next_day() -> None:
    before, after = at("2023-07-03 16:59"), at("2023-07-03 17:00")
    assert print_due(reckon(before, Limit(1), DAYS, time(17)).due_at) == "07-04 24:00"
    late = reckon(after, Limit(1), DAYS, time(17))
    assert late.words == "07-03 17:00 收到，过当日截止时刻，按 07-04 收到算，次日起：07-05 1 → 07-05 24:00"
    assert reckon(after, Limit(2, "hour"), DAYS, time(17)).due_at == at("2023-07-03 19:00")


def test_the_strip_shows_each_day_with_its_number_or_its_rest() -> None:
    strip = [(s.day.day, s.number, s.is_rest, s.label) for s in reckon(at("2023-07-03 09:41"), Limit(5), DAYS).steps]
    assert strip == [
        (3, None, False, ""),
        (4, 1, False, ""),
        (5, 2, False, ""),
        (6, 3, False, ""),
        (7, 4, False, ""),
        (8, None, True, "周末"),
        (9, None, True, "周末"),
        (10, 5, False, ""),
    ]


def test_only_working_days_beyond_the_published_years_are_provisional() -> None:
    assert reckon(at("2026-12-30 09:41"), Limit(2), DAYS).is_provisional
    assert not reckon(at("2026-12-30 09:41"), Limit(2, "day"), DAYS).is_provisional
    assert not reckon(at("2026-12-30 09:41"), Limit(1), DAYS).is_provisional


def test_a_moment_in_utc_is_reckoned_on_the_offices_clock() -> None:
    received = datetime.fromisoformat("2023-07-02T17:30:00+00:00")  # 07-03 01:30 in Shanghai
    assert print_due(reckon(received, Limit(1), DAYS).due_at) == "07-04 24:00"


def test_a_naive_moment_and_an_empty_limit_are_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        reckon(datetime(2023, 7, 3), Limit(1), DAYS)
    with pytest.raises(ValueError, match="时限至少为 1"):
        Limit(0)


IN_TIME = [
    ("2023-07-10 23:59:59", "2023-07-11 00:00", True),
    ("2023-07-11 00:00:00", "2023-07-11 00:00", False),  # a date without a time: made on the 11th
    ("2023-07-07 17:00:00", "2023-07-07 17:00", True),
    ("2023-07-07 17:00:01", "2023-07-07 17:00", False),
]


@pytest.mark.parametrize(("done", "due", "kept"), IN_TIME)
def test_a_due_day_ends_at_its_24_00(done: str, due: str, kept: bool) -> None:
    assert is_in_time(at(done), at(due)) is kept


SIGN_LIMITS = [
    # by the limits table, the unit's limit, given at, limit for signing
    ("07-06 09:30", "07-07 17:00", "07-05 09:30", "07-06 09:30"),
    ("07-08 09:30", "07-07 17:00", "07-07 09:30", "07-07 17:00"),  # never later than the unit's
    ("07-07 17:00", "07-07 17:00", "07-06 17:00", "07-07 17:00"),
    ("07-08 09:30", "07-07 09:00", "07-07 09:30", "07-08 09:30"),  # had run out before: bounds nothing
    ("07-06 09:30", "", "07-05 09:30", "07-06 09:30"),
]


@pytest.mark.parametrize(("own", "unit", "given", "due"), SIGN_LIMITS)
def test_the_limit_for_signing_is_never_later_than_the_units_own(own: str, unit: str, given: str, due: str) -> None:
    limit = at(f"2023-{unit}") if unit else None
    assert sign_due(at(f"2023-{own}"), limit, at(f"2023-{given}")) == at(f"2023-{due}")


UNIT_LIMITS = [
    # city's limit, reserve, unit's limit
    ("2023-07-11 00:00", 1, "07-07 17:00"),
    ("2023-07-11 00:00", 2, "07-06 17:00"),
    ("2023-07-11 00:00", 0, "07-10 17:00"),
    ("2023-10-11 00:00", 1, "10-09 17:00"),
    ("2023-10-09 00:00", 1, "10-07 17:00"),  # 10-07 and 10-08 are worked
    ("2023-07-10 00:00", 1, "07-07 17:00"),  # a city limit on a Sunday
    ("2023-07-10 12:00", 0, "07-10 12:00"),  # never later than the city's
]


@pytest.mark.parametrize(("city", "reserve", "unit"), UNIT_LIMITS)
def test_the_units_limit_is_the_citys_less_the_reserve_at_the_close_of_office(city: str, reserve: int, unit: str) -> None:
    assert print_due(unit_due(at(city), reserve, time(17), DAYS)) == unit


moments = st.datetimes(datetime(2004, 1, 1), datetime(2027, 6, 1)).map(lambda moment: moment.replace(tzinfo=SHANGHAI))
limits = st.builds(Limit, st.integers(1, 30), st.sampled_from(["workday", "day", "hour"]), st.sampled_from(["same_day", "next_day"]))
cutoffs = st.one_of(st.none(), st.times())


@given(moments, moments, limits, cutoffs)
def test_a_later_start_never_gives_an_earlier_deadline(one: datetime, other: datetime, limit: Limit, cutoff: time | None) -> None:
    first, second = sorted([one, other])
    assert due_at(first, limit, DAYS, cutoff) <= due_at(second, limit, DAYS, cutoff)


@given(moments, limits, cutoffs)
def test_the_steps_count_up_to_the_limit_and_end_on_the_due_day(received: datetime, limit: Limit, cutoff: time | None) -> None:
    reckoning = reckon(received, limit, DAYS, cutoff)
    assert reckoning.due_at == due_at(received, limit, DAYS, cutoff) > received
    if limit.unit != "hour":
        assert [step.number for step in reckoning.steps if step.number] == list(range(1, limit.amount + 1))
        assert reckoning.steps[0].day == received.date()
        assert reckoning.due_at == at(f"{reckoning.steps[-1].day + timedelta(days=1)} 00:00")


def test_the_real_replies_agree_with_an_outside_count() -> None:
    """1973 messages under the 网络端 rule, 10 working days from 次日: 1207 replied in time, 61.18 % (counted outside)."""
    sheet = CalamineWorkbook.from_path(shared_file("messages_replied.xlsx")).get_sheet_by_index(0)
    heading, *rows = sheet.to_python()
    asked, answered = heading.index("留言时间"), heading.index("答复时间")

    def moment(cell: object) -> datetime:
        if isinstance(cell, datetime):
            return cell.replace(tzinfo=SHANGHAI)
        if isinstance(cell, date):
            return datetime.combine(cell, time(), SHANGHAI)
        text = str(cell).strip()
        return datetime.strptime(text, "%Y/%m/%d %H:%M:%S" if ":" in text else "%Y/%m/%d").replace(tzinfo=SHANGHAI)

    kept = [is_in_time(moment(row[answered]), due_at(moment(row[asked]), Limit(10), DAYS)) for row in rows]
    assert (sum(kept), len(kept)) == (1207, 1973)
