"""Tells of shared work: what assists sign and answer, what is handed on to sections and comes back, files added by themselves."""

from tickets.acts.history import words_digest
from tickets.acts.records import Moment, Records
from tickets.acts.telling.words import Facts, Teller, plain, short, unit_of, who
from tickets.models import Assignment, AssistAnswer, Event, HandOn
from tickets.rules.workflow import Act

LATE = ("red", "alert-triangle")


def _assist_sign(story: Records, event: Event, facts: Facts) -> Moment:
    part = _part(story, facts)
    is_late = part is not None and part.signed_in_time is False and part.signed_at == event.at
    tone, mark = LATE
    return Moment(event.at, "协办签收", unit_of(part), proof="签收超时" if is_late else "", proof_tone=tone, proof_icon=mark)


def _assist_answer(story: Records, event: Event, facts: Facts) -> Moment:
    part = _part(story, facts)
    answer = next((row for row in story.assist_answers if part and row.assignment_id == part.pk and row.at == event.at), None)
    if part is None or answer is None:
        return plain(event)
    is_first = part.first_replied_at == event.at and part.on_time is not None
    proof = ("按时" if part.on_time else "超期") if is_first else ""
    tone, mark = ("green", "check") if part.on_time else LATE
    words = f"{unit_of(part)}　{who(event)}"
    return Moment(event.at, AssistAnswer.Kind(answer.kind).label, words, short(answer.text), proof, tone, mark)


def _hand_on(story: Records, event: Event, facts: Facts) -> Moment:
    units = {int(pk) for pk in str(facts.get("units", "")).split(",") if pk}
    given = [row for row in story.hand_ons if row.unit_id in units and row.at == event.at]
    notes = dict.fromkeys(short(row.note) for row in given if row.note)
    return Moment(event.at, "下派", f"给 {'、'.join(row.unit.label for row in given) or '下级单位'}　{who(event)}", "；".join(notes))


def _hand_answer(story: Records, event: Event, facts: Facts) -> Moment:
    """An answer that was sent back and written anew stands at its last writing alone: the row holds no other."""
    row = _handed(story, facts)
    if row is None:
        return plain(event)
    is_kept = words_digest(row.answer) == facts.get("words")
    is_late = event.at > row.due_at
    tone, mark = LATE if is_late else ("green", "check")
    proof = "超期" if is_late else "按时"
    return Moment(event.at, "下派答复", f"{row.unit.label}　{who(event)}", short(row.answer) if is_kept else "", proof, tone, mark)


def _hand_deed(story: Records, event: Event, facts: Facts) -> Moment:
    """Signed, sent back, taken back, recalled."""
    row = _handed(story, facts)
    is_recall = facts.get("state") == HandOn.State.RECALLED
    is_back = event.act == Act.HAND_BACK
    more = row.back_words if row is not None and is_back and words_digest(row.back_words) == facts.get("words") else ""
    strong = "撤回下派" if is_recall else event.get_act_display()
    return Moment(
        event.at, strong, f"{row.unit.label if row else ''}　{who(event)}".strip(), short(more), state="red" if is_back else "past"
    )


def _attach(story: Records, event: Event, facts: Facts) -> Moment:
    names = [row.name for row in story.attachments if row.seq == event.seq]
    return Moment(event.at, "添加附件", who(event), "、".join(names))


def _part(story: Records, facts: Facts) -> Assignment | None:
    return next((row for row in story.assignments if row.pk == facts.get("assignment")), None)


def _handed(story: Records, facts: Facts) -> HandOn | None:
    return next((row for row in story.hand_ons if row.pk == facts.get("hand_on")), None)


TELLERS: dict[Act, Teller] = {
    Act.ASSIST_SIGN: _assist_sign,
    Act.ASSIST_ANSWER: _assist_answer,
    Act.HAND_ON: _hand_on,
    Act.HAND_ANSWER: _hand_answer,
    Act.HAND_SIGN: _hand_deed,
    Act.HAND_BACK: _hand_deed,
    Act.HAND_TAKE: _hand_deed,
    Act.ATTACH: _attach,
}
