"""The city's word by number (退办、通报批评、延期批复): each row is carried out, was known already, or is refused with its reason.

A refusal is a redo ordered by the city, criticism a mark, a decision on an extension goes to the unit's application. The
same file twice is done once: a word is known by ticket, kind and the city's moment, without a moment by its words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction

from tickets.acts import extensions, history, redo
from tickets.acts.clocks import Clocks
from tickets.acts.moving import Step, move_many
from tickets.models import CityWord, RedoOrder, Ticket
from tickets.rules.deadlines import due_at, local, print_due
from tickets.rules.incoming import IncomingRuling, Refusal
from tickets.rules.workflow import Act
from units.models import User

Kind = CityWord.Kind
MOST_ROWS = 2_000
# A refusal without words is still an order.
NO_WORDS = "市平台退办，请重新办理并回复最终处理结果"
SKEW = timedelta(hours=1)


class Outcome(models.TextChoices):
    DONE = "done", "办理"
    UNCHANGED = "unchanged", "未变"
    REFUSED = "refused", "拒收"


@dataclass(frozen=True)
class Ruled:
    """What became of a row; `words` say why it was refused or is unchanged, or what was done."""

    record: IncomingRuling | Refusal
    outcome: str
    words: str
    ticket: Ticket | None = None

    @property
    def label(self) -> str:
        return str(Outcome(self.outcome).label)

    @property
    def said(self) -> str:
        """The city's words as they came."""
        return self.record.words if isinstance(self.record, IncomingRuling) else ""

    @property
    def kind(self) -> str:
        said = self.record.kind if isinstance(self.record, IncomingRuling) else None
        return str(Kind(said).label) if said else ""


@dataclass(frozen=True)
class _Work:
    """A row that is to be carried out: its place among the rows, its ticket's id, the word as it will be stored."""

    place: int
    ticket: int
    word: CityWord


DEEDS: dict[str, str] = {
    Kind.REFUSAL: "发回重办",
    Kind.CRITICISM: "记通报批评",
    Kind.EXTENDED: "同意延期",
    Kind.NOT_EXTENDED: "不同意延期",
}


def carry_out(
    records: Sequence[IncomingRuling | Refusal], by: User, at: datetime, *, is_file: bool = False, dry_run: bool = False
) -> list[Ruled]:
    """Every row in the order given. One transaction: what a row does is done whole or refused; `dry_run` does everything but
    the writing. ValidationError: too_many, no_rows."""
    if not records:
        raise ValidationError("没有内容。请一行写一件：编号、市平台意见，有新时限的写在行末。", code="no_rows")
    if len(records) > MOST_ROWS:
        raise ValidationError(f"一次最多 {MOST_ROWS} 行，现有 {len(records)} 行，请拆开后再办。", code="too_many")
    with transaction.atomic():
        ruled, works = _sort(records, by, at, is_file=is_file)
        for turn in _turns(works):
            for place, words in _do(turn, by, at).items():
                ruled[place] = replace(ruled[place], outcome=Outcome.REFUSED, words=words)
        if dry_run:
            transaction.set_rollback(True)
    return ruled


def _sort(records: Sequence[IncomingRuling | Refusal], by: User, at: datetime, *, is_file: bool) -> tuple[list[Ruled], list[_Work]]:
    clocks = Clocks.load()
    numbers = {record.number for record in records if isinstance(record, IncomingRuling)}
    tickets = {ticket.number: ticket for ticket in Ticket.objects.filter(number__in=numbers)}
    known: dict[tuple[int, str], list[CityWord]] = {}
    for word in CityWord.objects.filter(ticket__in=tickets.values()).order_by("recorded_at"):
        known.setdefault((word.ticket_id, word.kind), []).append(word)
    ruled, works = [], []
    for place, record in enumerate(records):
        ticket = tickets.get(record.number)
        if isinstance(record, Refusal):
            ruled.append(Ruled(record, Outcome.REFUSED, record.words))
            continue
        if refusal := _refusal(record, ticket, at):
            ruled.append(Ruled(record, Outcome.REFUSED, refusal, ticket))
            continue
        assert ticket is not None
        word = _word(record, ticket, by, at + timedelta(microseconds=place), clocks)
        same = known.setdefault((ticket.pk, word.kind), [])
        if twin := next((old for old in same if _is_same(old, word, record, ticket, is_file=is_file)), None):
            said = f"同样的内容已于 {local(twin.recorded_at):%Y-%m-%d %H:%M} 登记" if twin.pk else "与上面一行相同"
            again = "" if record.at else "；确是再次退办、批评的，请写明市平台的时间"
            ruled.append(Ruled(record, Outcome.UNCHANGED, f"{said}{again if twin.pk and is_file else ''}。", ticket))
            continue
        same.append(word)
        works.append(_Work(place, ticket.pk, word))
        ruled.append(Ruled(record, Outcome.DONE, _deed(word), ticket))
    return ruled, works


def _deed(word: CityWord) -> str:
    """What will be done, by which new limit, and that it has run out already where it has."""
    if word.due_at is None:
        return DEEDS[word.kind]
    return f"{DEEDS[word.kind]}，市平台时限 {print_due(word.due_at)}{' 已过' if word.due_at <= word.recorded_at else ''}"


def _refusal(record: IncomingRuling, ticket: Ticket | None, at: datetime) -> str:
    """Why the row cannot be looked at any further; empty when it can."""
    if ticket is None:
        return f"没有编号为“{record.number}”的工单。请核对编号，或先导入工单。"
    if record.kind is None:
        return "没有写明类别（退办、通报批评、同意延期、不同意延期），请补上后再办这一行。"
    if record.at is not None and record.at > at + SKEW:
        return f"市平台时间 {local(record.at):%Y-%m-%d %H:%M} 还没有到，请核对。"
    if record.at is not None and local(record.at).date() < local(ticket.arrived_at).date():
        return "市平台时间早于工单受理时间，请核对。"
    return ""


def _word(record: IncomingRuling, ticket: Ticket, by: User, at: datetime, clocks: Clocks) -> CityWord:
    """The row as it will be stored. Without a moment of its own it was said now."""
    due = record.due_at
    if record.limit is not None:
        due = due_at(record.at or at, record.limit, clocks.days, clocks.district.daily_cutoff)
    return CityWord(
        ticket=ticket,
        assignment_id=ticket.lead_id,
        kind=record.kind or Kind.REFUSAL,
        words=record.words[:500],
        due_at=due,
        at=record.at or at,
        by=by,
        recorded_at=at,
    )


def _is_same(old: CityWord, new: CityWord, record: IncomingRuling, ticket: Ticket, *, is_file: bool) -> bool:
    """Known by its moment. A file that names none cannot say a word anew; typed, it is new after the ticket's next completion."""
    if record.at is not None:
        return old.at == new.at
    if old.words != new.words:
        return False
    return is_file or old.pk is None or ticket.completed_at is None or ticket.completed_at <= old.recorded_at


def _turns(works: Sequence[_Work]) -> list[list[_Work]]:
    """What can be done at once: of one kind, each ticket once; a ticket's words in the order of their rows."""
    turns: dict[tuple[int, str], list[_Work]] = {}
    seen: dict[int, int] = {}
    for work in works:
        turn = seen[work.ticket] = seen.get(work.ticket, -1) + 1
        turns.setdefault((turn, work.word.kind), []).append(work)
    return [turns[key] for key in sorted(turns)]


def _do(works: Sequence[_Work], by: User, at: datetime) -> dict[int, str]:
    """Carries out all of them at once; where one is refused, halves tell which. The refusals by place."""
    try:
        with transaction.atomic():
            _carry_out(works, by, at)
    except ValidationError as refusal:
        if len(works) == 1:
            return {works[0].place: refusal.messages[0]}
        half = len(works) // 2
        return _do(works[:half], by, at) | _do(works[half:], by, at)
    return {}


def _carry_out(works: Sequence[_Work], by: User, at: datetime) -> None:
    """Stores the words and does what they say. The tickets are read anew: an attempt that failed has left its traces on them."""
    fresh = Ticket.objects.select_related("channel", "ticket_type", "level", "category").in_bulk([work.ticket for work in works])
    for work in works:
        work.word.pk, work.word.ticket = None, fresh[work.ticket]
    words = CityWord.objects.bulk_create([work.word for work in works], batch_size=500)
    _ACTS[Kind(words[0].kind)](words, by, at)


def _redo(words: Sequence[CityWord], by: User, at: datetime) -> None:
    source = RedoOrder.Source.CITY
    redo.redo_many([redo.Redo(word.ticket, at, word.words or NO_WORDS, None, source, word.due_at) for word in words], by)


def _criticise(words: Sequence[CityWord], by: User, at: datetime) -> None:
    facts: dict[int, history.Facts] = {word.ticket_id: {"word": word.pk, "words": history.words_digest(word.words)} for word in words}
    move_many([Step(word.ticket, Act.CRITICISE, at, facts[word.ticket_id], stays=True) for word in words], by)


def _decide(words: Sequence[CityWord], by: User, at: datetime) -> None:
    is_granted = words[0].kind == Kind.EXTENDED
    extensions.decide_by_city([extensions.CityRuling(word.ticket, at, is_granted, word.due_at, word.words) for word in words], by)


_ACTS: dict[Kind, Callable[[Sequence[CityWord], User, datetime], None]] = {
    Kind.REFUSAL: _redo,
    Kind.CRITICISM: _criticise,
    Kind.EXTENDED: _decide,
    Kind.NOT_EXTENDED: _decide,
}
