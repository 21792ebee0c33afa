"""Makes sample tickets one after another in the order of their arrival, each with the words of a city's export."""

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random

from tickets.rules.samples import answers, courses, fates, rhythm, scene, story
from tickets.rules.samples.fates import Fate, IsWorkday, Setting
from tickets.rules.samples.library import Library, Topic, library
from tickets.rules.samples.phrases import pick
from tickets.rules.samples.places import Gazetteer, SampleUnit
from tickets.rules.workflow import Status

URGED, DIRECT = 0.03, 0.04
TRANSFERRED, ANSWERED = "转派办理", "直接办理"
YES, NO = "是", "否"
REPORT = "举报"
NORMAL, URGENT, CRITICAL = "一般", "紧急", "特急"
DIRECT_STATUS = "直接办结"
CITY_STATUS = {
    Status.ARRIVED: "待处理",
    Status.DISPATCHED: "处理中",
    Status.HANDLING: "处理中",
    Status.REPLIED: "待审核",
    Status.TRACKING: "跟踪",
    Status.COMPLETED: "已办结",
    Status.CLOSED: "已归档",
}
# Steps through all six-digit endings without meeting one twice.
STRIDE, ENDINGS = 7_919, 1_000_000
CLERKS, TRANSFERRERS = 38, 9
REMARKS = ("", "", "", "", "来电人情绪激动", "来电人方便下午接听电话", "已告知办理时限", "来电人年纪较大，请耐心解释")


@dataclass(frozen=True)
class SampleChannel:
    """A way by which tickets come; `spoken` ones are taken down by a clerk."""

    name: str
    weight: float = 1.0
    spoken: bool = True


@dataclass(slots=True)
class SampleTicket:
    """One ticket: the values behind the 28 columns of a city's export, then what only a filled database needs.

    `category` is a path of names, root first. `place`, `when`, `act` and `wish` stand word for word in `text`.
    """

    number: str
    clerk_number: str
    clerk: str
    citizen: str
    category: tuple[str, ...]
    urgency: str
    ticket_type: str
    channel: str
    text: str
    arrived_at: datetime
    title: str
    phone: str
    address: str
    area: str
    unit: str
    topic: str
    place: str
    when: str
    act: str
    wish: str
    reply_remark: str = ""
    reply: str = ""
    staged_reply: str = ""
    second_reply: str = ""
    urged_number: str = ""
    remark: str = ""
    city_status: str = ""
    handling: str = TRANSFERRED
    is_confidential: bool = False
    transferrer: str = ""
    transferrer_number: str = ""
    opinion: str = ""
    is_direct: bool = False
    transferred_at: datetime | None = None
    completed_at: datetime | None = None
    fate: Fate = field(default_factory=Fate)


DueOf = Callable[[SampleTicket, datetime], datetime]


def generate(
    rows: int,
    months: tuple[date, date],
    seed: int,
    *,
    as_of: datetime,
    units: Sequence[SampleUnit],
    categories: Sequence[tuple[str, ...]],
    channels: Sequence[SampleChannel],
    is_workday: IsWorkday = courses.monday_to_friday,
    due_of: DueOf | None = None,
    stars: int = 5,
    close_after_days: int = 15,
) -> Iterator[SampleTicket]:
    """`rows` tickets that arrived between the first day of the first month and the last of the second, none after
    `as_of`, in rising order; the same for the same arguments. `due_of(ticket, dispatched_at)` is the unit's limit.

    ValueError when `as_of` lies before the first month.
    """
    chance = Random(seed)  # noqa: S311 (samples, not secrets; the seed is what makes them the same again)
    stock = library()
    calendar = rhythm.days(months, as_of)
    if not calendar:
        raise ValueError("as_of lies before the first month")
    maker = _Maker(chance, stock, Gazetteer(units, categories, stock), channels)
    span = max(len(calendar) / 30, 1)
    setting = Setting(as_of, is_workday, int(rows / span), stars, close_after_days)
    due = due_of or (lambda _ticket, dispatched: courses.usual_due(dispatched, is_workday))
    made = 0
    for day, count in zip(calendar, rhythm.counts(rows, calendar, stock.topics, as_of, chance), strict=True):
        for moment in rhythm.moments(day, count, as_of, chance):
            yield maker.make(moment, made, rows - made - 1, setting, due)
            made += 1


class _Maker:
    """Holds what is the same for all tickets of one run."""

    def __init__(self, chance: Random, stock: Library, gazetteer: Gazetteer, channels: Sequence[SampleChannel]) -> None:
        self.chance, self.stock, self.gazetteer, self.channels = chance, stock, gazetteer, channels
        self.topics = rhythm.TopicTable(stock.topics)
        self.channel_reach = list(accumulate(channel.weight for channel in channels))
        self.kinds = {topic.name: (list(topic.types), list(accumulate(topic.types.values()))) for topic in stock.topics}
        self.start = int(chance.random() * ENDINGS)
        self.recent: deque[tuple[str, datetime]] = deque(maxlen=60)

    def make(self, arrived: datetime, place: int, rank: int, setting: Setting, due_of: DueOf) -> SampleTicket:
        chance = self.chance
        topic = self.topics.draw(arrived, chance)
        kind = self._kind(topic)
        channel = self.channels[bisect_right(self.channel_reach, chance.random() * self.channel_reach[-1])]
        area = self.gazetteer.area(chance)
        words = scene.place_words(topic, area, self.stock, arrived, chance) | scene.voice_words(channel.spoken)
        told = story.tell(topic, kind, words, channel.spoken, arrived, self.stock, chance)
        who = scene.citizen(words, self.stock, chance)
        clerk = int(chance.random() * CLERKS)
        ticket = SampleTicket(
            number=f"{arrived:%y%m%d%H%M%S}{(self.start + place * STRIDE) % ENDINGS:06d}",
            clerk_number=f"{8001 + clerk}" if channel.spoken else "",
            clerk=f"话务员{clerk + 1:02d}" if channel.spoken else "",
            citizen=who.name,
            category=self.gazetteer.category(topic, chance),
            urgency=_urgency(chance),
            ticket_type=kind,
            channel=channel.name,
            text=told.text,
            arrived_at=arrived,
            title=told.title,
            phone=who.phone,
            address=who.address,
            area=area,
            unit=self.gazetteer.unit(topic, area, chance),
            topic=topic.name,
            place=told.place,
            when=told.when,
            act=told.act,
            wish=told.wish,
            remark=pick(REMARKS, chance),
            is_confidential=chance.random() < (0.8 if kind == REPORT else 0.02),
        )
        self._urge(ticket)
        self._decide(ticket, topic, words, rank, setting, due_of)
        return ticket

    def _kind(self, topic: Topic) -> str:
        kinds, reach = self.kinds[topic.name]
        return kinds[bisect_right(reach, self.chance.random() * reach[-1])]

    def _urge(self, ticket: SampleTicket) -> None:
        """Some are urges: they name an earlier ticket."""
        if self.recent and self.chance.random() < URGED:
            ticket.urged_number = pick(self.recent, self.chance)[0]
            ticket.text = f"再次来电催办（原工单{ticket.urged_number}）。{ticket.text}"
        self.recent.append((ticket.number, ticket.arrived_at))

    def _decide(self, ticket: SampleTicket, topic: Topic, words: dict[str, str], rank: int, setting: Setting, due_of: DueOf) -> None:
        chance = self.chance
        answered_at_once = ticket.ticket_type == "咨询" and chance.random() < 4 * DIRECT
        dispatched = courses.dispatch_moment(ticket.arrived_at, chance)
        course = courses.plan(ticket.arrived_at, dispatched, due_of(ticket, dispatched), rank, setting, chance)
        if answered_at_once:
            self._answer_at_once(ticket, topic, words)
            return
        ticket.fate = fate = fates.cut(course, rank, ticket.arrived_at, setting)
        ticket.city_status = CITY_STATUS[fate.status]
        clerk = int(chance.random() * TRANSFERRERS)
        sent_on = ticket.arrived_at + min(timedelta(minutes=1 + 20 * chance.random()), 0.8 * (dispatched - ticket.arrived_at))
        ticket.transferred_at = min(sent_on, setting.as_of)
        ticket.transferrer, ticket.transferrer_number = f"派单员{clerk + 1:02d}", f"{9001 + clerk}"
        ticket.opinion = answers.opinion(ticket.unit, self.stock, chance)
        if fate.status in (Status.COMPLETED, Status.CLOSED):
            ticket.completed_at = fate.second.reviewed_at if fate.second else fate.reviewed_at
        self._reply(ticket, topic, words)
        if fate.called_at and fate.answers and fate.answers.reached == "reached":
            ticket.reply_remark = f"回访：{GRADE_WORDS[fate.answers.result_grade]}"

    def _reply(self, ticket: SampleTicket, topic: Topic, words: dict[str, str]) -> None:
        fate, kind = ticket.fate, ticket.ticket_type
        if fate.signed_at and fate.staged_at:
            span = (fate.signed_at, fate.staged_at)
            ticket.staged_reply = answers.reply_text(topic, kind, words, ticket.unit, span, self.stock, self.chance, fate.promised_on)
        if fate.signed_at and fate.replied_at:
            span = (fate.staged_at or fate.signed_at, fate.replied_at)
            ticket.reply = answers.reply_text(topic, kind, words, ticket.unit, span, self.stock, self.chance)
        if fate.second and fate.second.signed_at and fate.second.replied_at:
            span = (fate.second.signed_at, fate.second.replied_at)
            ticket.second_reply = answers.reply_text(topic, kind, words, ticket.unit, span, self.stock, self.chance)

    def _answer_at_once(self, ticket: SampleTicket, topic: Topic, words: dict[str, str]) -> None:
        """直办: the city's clerk answers on the telephone and nothing is sent out."""
        ticket.is_direct, ticket.handling, ticket.city_status, ticket.unit = True, ANSWERED, DIRECT_STATUS, ""
        ticket.completed_at = ticket.arrived_at + timedelta(minutes=3 + 9 * self.chance.random())
        span = (ticket.arrived_at, ticket.completed_at)
        ticket.reply = answers.reply_text(topic, ticket.ticket_type, words, "话务员", span, self.stock, self.chance)
        ticket.fate = replace(ticket.fate, status=Status.CLOSED)


GRADE_WORDS = {"satisfied": "满意", "basically": "基本满意", "dissatisfied": "不满意"}


def _urgency(chance: Random) -> str:
    luck = chance.random()
    return NORMAL if luck < 0.93 else URGENT if luck < 0.99 else CRITICAL
