"""Tells of returns: who asked and why, whose hand it bears, what the district said, where the ticket went. And of any
application how it was withdrawn, by its unit or by the step that ended it."""

from collections.abc import Iterator
from datetime import datetime

from tickets.acts.ending import GONE
from tickets.acts.records import Moment, Records
from tickets.acts.telling.words import Facts, Teller, plain, short, who
from tickets.models import Event, ReturnRequest
from tickets.models.applications import Application, Decision
from tickets.rules.deadlines import local
from tickets.rules.workflow import Act


def _slip(story: Records, facts: Facts) -> ReturnRequest | None:
    """The slip that an event is about, by its number on the ticket."""
    return next((row for row in story.returns if row.serial == facts.get("serial")), None)


def _ask(story: Records, event: Event, facts: Facts) -> Moment:
    slip = _slip(story, facts)
    if slip is None:
        return plain(event)
    strong = f"补正退件单（第 {slip.serial} 次）" if facts.get("again") else f"申请退件（第 {slip.serial} 次）"
    unit = next((part.unit.label for part in story.assignments if part.pk == slip.assignment_id), "")
    proposed = f"，建议 {slip.proposed_unit.label}" if slip.proposed_unit else ""
    words = f"{unit}　{slip.kind or ''}{proposed}"
    proof, tone, mark = ("超窗", "red", "alert-triangle") if slip.is_late else ("窗口内", "green", "check")
    return Moment(event.at, strong, words, short(slip.reason), proof, tone, mark)


def _sign(story: Records, event: Event, facts: Facts) -> Moment:
    slip = _slip(story, facts)
    return Moment(event.at, "签批退件", who(event), short(slip.signed_words) if slip else "")


def _mend(story: Records, event: Event, facts: Facts) -> Moment:
    slip = _slip(story, facts)
    return Moment(event.at, "要求补正", who(event), short(slip.mend_words) if slip else "", state="red")


def _decide(story: Records, event: Event, facts: Facts) -> Moment:
    slip = _slip(story, facts)
    if slip is None:
        return plain(event)
    way = ""
    if event.act == Act.ACCEPT_RETURN:
        way = "，退回市平台" if slip.is_to_city else f"，改派 {slip.sent_to.label}" if slip.sent_to else "，重新派单"
    state = "red" if event.act == Act.REFUSE_RETURN else "past"
    return Moment(event.at, event.get_act_display(), f"{who(event)}{way}", short(slip.decision_words), state=state)


def _adjudicate(story: Records, event: Event, facts: Facts) -> Moment:
    slip = _slip(story, facts)
    if slip is None or slip.meeting_at is None:
        return plain(event)
    # Once its result stands, the slip's words are the result's.
    words = short(slip.decision_words) if slip.decision == Decision.ADJUDICATING else ""
    return Moment(event.at, "提交联席研判", f"{local(slip.meeting_at):%m-%d %H:%M} 研判　{who(event)}", words)


def _withdraw(story: Records, event: Event, facts: Facts) -> Moment:
    """Any of the three applications; the one that ended at this moment."""
    for label, row in _withdrawn(story):
        if row.decided_at == event.at:
            return Moment(event.at, f"撤回{label}申请", who(event), short(row.decision_words))
    return plain(event)


def gone_with(story: Records) -> dict[datetime, list[Moment]]:
    """The lines of what no person withdrew, by the moment of the step (one of ENDING) that ended it: it has no event of its own."""
    lines: dict[datetime, list[Moment]] = {}
    for label, row in _withdrawn(story):
        if row.decided_at is not None and row.decision_words == GONE:
            lines.setdefault(row.decided_at, []).append(Moment(row.decided_at, f"{label}申请撤回", GONE))
    return lines


def _withdrawn(story: Records) -> Iterator[tuple[str, Application]]:
    """The applications that were withdrawn, with their kind's name. Rows are read only where the chain tells that one was asked for."""
    acts = {event.act for event in story.events}
    kinds: tuple[tuple[str, list[Application]], ...] = (
        ("退件", [*story.returns] if Act.ASK_RETURN in acts else []),
        ("延期", [*story.extensions] if Act.ASK_EXTENSION in acts else []),
        ("挂起", [*story.suspensions] if Act.ASK_SUSPENSION in acts else []),
    )
    return ((label, row) for label, rows in kinds for row in rows if row.decision == Decision.WITHDRAWN)


# The acts with which a ticket leaves its unit, or its unit's handling: they withdraw what is still applied for.
ENDING = frozenset({Act.ACCEPT, Act.TRACK, Act.TRANSFER, Act.ACCEPT_RETURN, Act.REDO, Act.CLOSE, Act.VOID})

TELLERS: dict[Act, Teller] = {
    Act.ASK_RETURN: _ask,
    Act.SIGN_RETURN: _sign,
    Act.MEND_RETURN: _mend,
    Act.ACCEPT_RETURN: _decide,
    Act.REFUSE_RETURN: _decide,
    Act.ADJUDICATE: _adjudicate,
    Act.WITHDRAW: _withdraw,
}
