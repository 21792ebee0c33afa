"""What a row of an incoming file becomes: a ticket as the city knows it, a callback, or a refusal with its reasons."""

from dataclasses import dataclass, field
from datetime import datetime

from tickets.rules.deadlines import Limit

REASON_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Mark:
    """Something odd in a row that was kept: a code for lists, words for people."""

    code: str
    words: str


@dataclass(slots=True)
class IncomingCallback:
    """A callback's independent answers, in the codes of `tickets.models.Callback`; None where nothing was answered.

    `called_at` None: the file does not say when. `source` is city or district.
    """

    row: int
    number: str
    source: str = "city"
    called_at: datetime | None = None
    reached: str | None = None
    contacted: bool | None = None
    solved: str | None = None
    result_grade: str | None = None
    process_grade: str | None = None
    stars: int | None = None
    remark: str = ""
    extras: dict[str, str] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()

    @property
    def has_answer(self) -> bool:
        answers = (self.reached, self.contacted, self.solved, self.result_grade, self.process_grade, self.stars)
        return any(answer is not None for answer in answers)


@dataclass(slots=True)
class IncomingTicket:
    """A ticket as the city's file tells it. Moments are aware (Asia/Shanghai); text is empty and the rest None where nothing stands.

    `city_due_at`: the deadline in the file, else `city_limit` holds a limit to reckon ("5个工作日"), else neither.
    `category`: the levels that are filled, from the top. `extras`: kept and unknown columns by heading, filled ones only.
    """

    row: int
    number: str
    title: str
    text: str
    arrived_at: datetime
    category: tuple[str, ...] = ()
    unit: str = ""
    assists: str = ""
    channel: str = ""
    ticket_type: str = ""
    level: str = ""
    urgency: str | None = None
    caller_name: str = ""
    caller_phone: str = ""
    address: str = ""
    area: str = ""
    enterprise: str = ""
    transferred_at: datetime | None = None
    first_transferred_at: datetime | None = None
    signed_at: datetime | None = None
    contacted_at: datetime | None = None
    replied_at: datetime | None = None
    completed_at: datetime | None = None
    reply_text: str = ""
    city_status: str = ""
    intake_kind: str = ""
    urged_number: str = ""
    return_reason: str = ""
    city_due_at: datetime | None = None
    city_limit: Limit | None = None
    extended_due_at: datetime | None = None
    extension_days: int | None = None
    return_count: int | None = None
    redo_count: int | None = None
    is_direct: bool = False
    is_confidential: bool | None = None
    is_redo: bool | None = None
    is_supervised: bool | None = None
    is_hard: bool | None = None
    is_enterprise: bool | None = None
    is_tourism: bool | None = None
    callback: IncomingCallback | None = None
    extras: dict[str, str] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()

    @property
    def date_mark(self) -> str:
        """The marks about dates, for the ticket's 日期存疑."""
        return "；".join(mark.words for mark in self.marks if mark.code.startswith("date_"))[:100]


@dataclass(slots=True)
class IncomingRuling:
    """The city's word about a ticket, in the codes of `tickets.models.CityWord`; `kind` None: the file does not say.

    The new limit is a date (`due_at`) or is reckoned from now (`limit`), or there is none.
    """

    row: int
    number: str
    kind: str | None = None
    words: str = ""
    at: datetime | None = None
    due_at: datetime | None = None
    limit: Limit | None = None


@dataclass(slots=True)
class Refusal:
    """A row that cannot be taken. `reasons`: what is wrong in which column; `remedies`: what to do, each once.

    `number`: the ticket's number as far as it could be read.
    """

    row: int
    number: str
    code: str
    reasons: tuple[str, ...]
    remedies: tuple[str, ...]

    @property
    def words(self) -> str:
        """第 3 行：A 列「工单编号」编号是空的；…。请补上编号后重新导入这一行。"""
        words = f"第 {self.row} 行：{'；'.join(self.reasons)}。{'；'.join(self.remedies)}。"
        return words if len(words) <= REASON_LENGTH else words[: REASON_LENGTH - 1] + "…"
