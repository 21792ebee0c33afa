"""Sample tickets read like real ones, differ from each other, and are the same for the same seed."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

import pytest

from tickets.rules.samples import CHINA, SampleChannel, SampleTicket, SampleUnit, generate
from tickets.rules.samples.library import library
from tickets.rules.samples.phrases import cut, fill
from tickets.rules.workflow import Status

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=CHINA)
UNITS = [
    SampleUnit("卫生健康局", ("卫健局",)),
    SampleUnit("市场监督管理局"),
    SampleUnit("兴海街道办事处"),
    SampleUnit("兴盛街道办事处"),
    SampleUnit("住建局"),
    SampleUnit("住建局（供暖）"),
    SampleUnit("人社局"),
    SampleUnit("城建中心"),
]
CATEGORIES = [
    ("城乡建设", "城市建设和市政管理", "冬季采暖"),
    ("城乡建设", "住房保障与房地产", "物业服务"),
    ("环境保护", "环境污染", "噪音污染"),
    ("卫生计生", "食品药品监管", "食品安全"),
    ("商贸旅游", "其他", "其他"),
]
CHANNELS = [SampleChannel("电话", 7), SampleChannel("网站", 2, spoken=False), SampleChannel("微信", 1, spoken=False)]


def samples(rows: int, seed: int = 12345, as_of: datetime = NOW, months: tuple[date, date] | None = None) -> Iterator[SampleTicket]:
    span = months or (date(2025, 11, 1), date(2026, 11, 1))
    return generate(rows, span, seed, as_of=as_of, units=UNITS, categories=CATEGORIES, channels=CHANNELS)


@pytest.fixture(scope="module")
def ten_thousand() -> list[SampleTicket]:
    return list(samples(10_000))


def test_of_ten_thousand_texts_at_least_nine_thousand_nine_hundred_differ(ten_thousand: list[SampleTicket]) -> None:
    assert len(ten_thousand) == 10_000
    assert len({ticket.text for ticket in ten_thousand}) >= 9_900


@pytest.mark.parametrize(("share", "real"), [(0.25, 113), (0.5, 201), (0.75, 389)])
def test_lengths_are_those_of_real_messages(ten_thousand: list[SampleTicket], share: float, real: int) -> None:
    lengths = sorted(len(ticket.text) for ticket in ten_thousand)
    assert abs(lengths[int(share * len(lengths))] - real) <= 0.15 * real


def test_every_text_says_place_time_act_and_wish(ten_thousand: list[SampleTicket]) -> None:
    for ticket in ten_thousand:
        for part in (ticket.place, ticket.when, ticket.act, ticket.wish):
            assert len(part) >= 2
            assert part in ticket.text


def test_no_slot_is_left_unfilled(ten_thousand: list[SampleTicket]) -> None:
    for ticket in ten_thousand:
        assert not set("{}[]|") & set(ticket.text + ticket.title + ticket.reply + ticket.staged_reply + ticket.opinion)


def test_numbers_are_eighteen_digits_that_begin_with_the_arrival_and_never_repeat(ten_thousand: list[SampleTicket]) -> None:
    assert len({ticket.number for ticket in ten_thousand}) == 10_000
    for ticket in ten_thousand:
        assert len(ticket.number) == 18
        assert ticket.number.isdigit()
        assert ticket.number.startswith(f"{ticket.arrived_at:%y%m%d%H%M%S}")


def test_the_same_seed_makes_the_same_tickets_and_another_seed_others() -> None:
    assert list(samples(300)) == list(samples(300))
    assert [ticket.text for ticket in samples(300)] != [ticket.text for ticket in samples(300, seed=2)]


def test_phones_are_of_a_range_that_nobody_holds(ten_thousand: list[SampleTicket]) -> None:
    assert {ticket.phone[:7] for ticket in ten_thousand} == {"1380000"}
    assert {len(ticket.phone) for ticket in ten_thousand} == {11}


def test_people_are_a_surname_and_a_title(ten_thousand: list[SampleTicket]) -> None:
    assert {ticket.citizen[1:] for ticket in ten_thousand if ticket.citizen != "匿名"} == {"先生", "女士"}


def test_there_are_at_least_twenty_five_topics_and_all_six_types(ten_thousand: list[SampleTicket]) -> None:
    assert len({ticket.topic for ticket in ten_thousand}) >= 25
    assert {ticket.ticket_type for ticket in ten_thousand} == {"咨询", "求助", "投诉", "举报", "建议", "表扬"}


def test_calls_peak_in_the_morning_and_the_afternoon_and_are_few_at_night(ten_thousand: list[SampleTicket]) -> None:
    by_hour = Counter(ticket.arrived_at.hour for ticket in ten_thousand)
    assert {hour for hour, _ in by_hour.most_common(5)} == {9, 10, 14, 15, 16}
    assert sum(by_hour[hour] for hour in range(6)) < 0.04 * 10_000


def test_heating_is_a_matter_of_winter_and_barbecues_of_summer(ten_thousand: list[SampleTicket]) -> None:
    heating = Counter(ticket.arrived_at.month for ticket in ten_thousand if ticket.topic == "供暖不热")
    smoke = Counter(ticket.arrived_at.month for ticket in ten_thousand if ticket.topic == "烧烤油烟")
    assert heating[1] > 100
    assert heating[7] == 0
    assert smoke[7] > 5 * smoke[1]


def test_a_topic_goes_to_the_unit_and_category_that_bear_its_name(ten_thousand: list[SampleTicket]) -> None:
    heating = [ticket for ticket in ten_thousand if ticket.topic == "供暖不热" and not ticket.is_direct]
    assert {ticket.category for ticket in heating} == {("城乡建设", "城市建设和市政管理", "冬季采暖")}
    assert Counter(ticket.unit for ticket in heating).most_common(1)[0][0] == "住建局（供暖）"


def test_a_street_gets_what_happens_on_its_own_ground(ten_thousand: list[SampleTicket]) -> None:
    for ticket in ten_thousand:
        if "街道办事处" in ticket.unit:
            assert ticket.unit == f"{ticket.area}办事处"
            assert ticket.area in ticket.place


def test_nothing_happens_after_the_moment_of_asking(ten_thousand: list[SampleTicket]) -> None:
    for ticket in ten_thousand:
        fate = ticket.fate
        course = [
            ticket.arrived_at, fate.dispatched_at, fate.signed_at, fate.contacted_at, fate.staged_at, fate.tracked_at,
            fate.replied_at, fate.reviewed_at, fate.reported_at, fate.called_at, fate.closed_at,
        ]  # fmt: skip
        happened = [moment for moment in course if moment]
        assert happened == sorted(happened)
        assert happened[-1] <= NOW


def test_a_small_demonstration_has_tickets_on_every_desk() -> None:
    tickets = list(samples(2_600))
    young = Counter(ticket.fate.status for ticket in tickets if NOW - ticket.arrived_at < timedelta(days=31))
    assert set(young) == {status for status in Status if status not in {Status.VOIDED, Status.SUSPENDED}}
    in_hand = [ticket.fate.due_at for ticket in tickets if ticket.fate.status is Status.HANDLING and ticket.fate.due_at]
    assert any(due < NOW for due in in_hand)
    assert any(due.date() == NOW.date() for due in in_hand)
    assert any(ticket.fate.status is Status.COMPLETED and not ticket.fate.reported_at for ticket in tickets)
    assert any(ticket.fate.status is Status.COMPLETED and ticket.fate.reported_at and not ticket.fate.called_at for ticket in tickets)


def test_old_tickets_are_closed(ten_thousand: list[SampleTicket]) -> None:
    old = [ticket for ticket in ten_thousand if NOW - ticket.arrived_at > timedelta(days=120)]
    assert {ticket.fate.status for ticket in old} == {Status.CLOSED}


def test_a_moment_before_the_first_month_is_refused() -> None:
    with pytest.raises(ValueError, match="as_of"):
        list(samples(5, as_of=datetime(2025, 10, 31, 12, tzinfo=CHINA)))


def test_every_topic_has_sentences_for_a_story_and_a_reply() -> None:
    for topic in library().topics:
        for part in ("background", "act", "detail", "harm", "wish", "found", "done"):
            assert topic.parts[part], f"{topic.name} has no {part}"


@pytest.mark.parametrize(
    ("sentence", "possible"),
    [
        ("{place}的路灯", {"兴海街道的路灯"}),
        ("等了{n:3-4}天", {"等了3天", "等了4天"}),
        ("花了{n:1000-3000}元", {f"花了{amount}元" for amount in range(1000, 3001, 100)}),
        ("[热|冷]得很", {"热得很", "冷得很"}),
        ("{day}报修，{day}来人", {"3月1日报修，3月4日来人"}),
    ],
)
def test_a_sentence_is_filled_slot_by_slot(sentence: str, possible: set[str]) -> None:
    for seed in range(20):
        chance = Random(seed)
        assert fill(cut(sentence), {"place": "兴海街道"}, iter(["3月1日", "3月4日"]), chance) in possible
