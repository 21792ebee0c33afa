"""What becomes of a 下派: the section answers, the principal signs, the holder sends it back, takes it into its reply, or recalls it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tickets.acts import history
from tickets.acts.attachments import digests, join
from tickets.acts.moving import Step, check_holder, move_many
from tickets.acts.turns import in_turns
from tickets.models import Attachment, HandOn
from tickets.rules.workflow import OPEN, Act
from units.acts.scoping import own_ids
from units.models import User
from units.models.bulk import update_where_old

SHORTEST = 5
State = HandOn.State
Values = dict[str, object]


@dataclass(frozen=True)
class Deed:
    """What is done with a hand-on (with its ticket); `words` of an answer or a refusal, `files` kept for the ticket."""

    hand_on: HandOn
    at: datetime
    words: str = ""
    files: tuple[Attachment, ...] = ()


def answer_many(deeds: Sequence[Deed], by: User | None) -> None:
    """The section answers (or its unit for one that has nobody at a computer). All or none. ValidationError: too_short,
    not_yours, not_now, ended, gone, and those of `move_many`."""
    for deed in deeds:
        if len(deed.words.strip()) < SHORTEST:
            raise ValidationError(f"答复至少 {SHORTEST} 个字，请写明核实情况和处理结果。", code="too_short")
    _check_section(deeds, by)
    _do(deeds, Act.HAND_ANSWER, (State.WAITING,), lambda deed: _answered(deed, by), by)


def sign_many(deeds: Sequence[Deed], by: User | None) -> None:
    """分管负责人签发. All or none. ValidationError: not_yours, not_now, ended, and those of `move_many`."""
    _check_lead(deeds, by)
    _do(deeds, Act.HAND_SIGN, (State.ANSWERED,), lambda deed: {"state": State.SIGNED, "signed_by": _pk(by), "signed_at": deed.at}, by)


def send_back_many(deeds: Sequence[Deed], by: User | None) -> None:
    """The answer goes back to the section with words. All or none. ValidationError: reason_missing and those of `sign_many`."""
    for deed in deeds:
        if not deed.words.strip():
            raise ValidationError("退回要写明意见，下级才知道改什么。", code="reason_missing")
    _check_lead(deeds, by)
    _do(deeds, Act.HAND_BACK, (State.ANSWERED, State.SIGNED), _sent_back, by)


def take_many(deeds: Sequence[Deed], by: User | None) -> None:
    """The answers are collected. All or none. ValidationError: hand_missing and those of `sign_many`."""
    for deed in deeds:
        if deed.hand_on.awaits_hand:
            raise ValidationError(f"“{deed.hand_on.unit}”的答复要由分管负责人签发后才能收回。", code="hand_missing")
    _check_lead(deeds, by)
    _do(deeds, Act.HAND_TAKE, (State.ANSWERED, State.SIGNED), lambda deed: {"state": State.TAKEN, "ended_at": deed.at}, by)


def recall_many(deeds: Sequence[Deed], by: User | None) -> None:
    """What was handed on ends without an answer. All or none. Errors as of `sign_many`."""
    _check_lead(deeds, by)
    running = (State.WAITING, State.ANSWERED, State.SIGNED)
    _do(deeds, Act.HAND_TAKE, running, lambda deed: {"state": State.RECALLED, "ended_at": deed.at}, by)


def _check_lead(deeds: Sequence[Deed], by: User | None) -> None:
    check_holder([deed.hand_on.ticket for deed in deeds], by)


def _check_section(deeds: Sequence[Deed], by: User | None) -> None:
    own = own_ids(by)
    for deed in deeds:
        if by is not None and deed.hand_on.unit_id not in own:
            raise ValidationError(f"工单 {deed.hand_on.ticket.number} 没有下派给您单位，不能答复。", code="not_yours")


def _do(deeds: Sequence[Deed], act: Act, states: tuple[str, ...], change: Callable[[Deed], Values], by: User | None) -> None:
    """The act's event on each ticket, then the change of each row where its old state still stands."""
    for deed in deeds:
        _check_running(deed.hand_on, act, states)
    with transaction.atomic():
        for turn in in_turns(deeds, lambda deed: deed.hand_on):
            changes = [change(deed) for deed in turn]
            move_many([_step(deed, act, after) for deed, after in zip(turn, changes, strict=True)], by)
            _store(turn, changes)
            for deed in turn:
                join(deed.files, deed.hand_on, deed.hand_on.ticket)


def _check_running(row: HandOn, act: Act, states: tuple[str, ...]) -> None:
    if row.ended_at is not None or row.ticket.status not in OPEN:
        raise ValidationError(f"工单 {row.ticket.number} 的这次下派已经结束（{row.get_state_display()}）。请刷新页面。", code="ended")
    if row.state not in states:
        words = f"工单 {row.ticket.number} 的下派现在是“{row.get_state_display()}”，不能{act.label}。请刷新页面。"
        raise ValidationError(words, code="not_now")


def _step(deed: Deed, act: Act, changes: Values) -> Step:
    words = history.words_digest(deed.words.strip()) if deed.words.strip() else ""
    facts: dict[str, str | int | bool | None] = {
        "hand_on": deed.hand_on.pk,
        "unit": deed.hand_on.unit_id,
        "state": str(changes["state"]),
        "words": words,
        "files": digests(deed.files),
    }
    return Step(deed.hand_on.ticket, act, deed.at, facts, stays=True)


def _answered(deed: Deed, by: User | None) -> Values:
    return {"state": State.ANSWERED, "answer": deed.words.strip()[:2_000], "answered_by": _pk(by), "answered_at": deed.at}


def _sent_back(deed: Deed) -> Values:
    return {"state": State.WAITING, "back_words": deed.words.strip()[:500], "signed_by": None, "signed_at": None}


def _pk(by: User | None) -> int | None:
    return by.pk if by is not None else None


def _store(turn: Sequence[Deed], changes: Sequence[Values]) -> None:
    rows = [{"pk": deed.hand_on.pk, "old_state": deed.hand_on.state, **after} for deed, after in zip(turn, changes, strict=True)]
    if update_where_old(HandOn, rows, ["state"], list(changes[0])) != len(rows):
        words = f"工单 {turn[0].hand_on.ticket.number} 的下派刚被他人处理，您的操作没有执行。请刷新页面。"
        raise ValidationError(words, code="moved_on")
    for deed, after in zip(turn, changes, strict=True):
        for name, value in after.items():
            setattr(deed.hand_on, HandOn._meta.get_field(name).attname, value)  # type: ignore[union-attr]
