"""Tells the main way of a ticket: dispatched, signed, answered, reviewed, called back."""

from datetime import datetime

from tickets.acts.records import Moment, Records
from tickets.acts.telling.words import Facts, Teller, plain, short, unit_of, who
from tickets.models import Assignment, Callback, Event
from tickets.rules.workflow import Act


def _dispatch(story: Records, event: Event, facts: Facts) -> Moment:
    lead = _held(story, facts.get("unit"), event.at)
    assists = [row.unit.label for row in story.assignments if not row.is_lead and row.assigned_at == event.at]
    words = f"给 {lead.unit.label if lead else '承办单位'}" + (f"，协办 {'、'.join(assists)}" if assists else "")
    return Moment(event.at, event.get_act_display(), f"{words}　{who(event)}", lead.note if lead else "")


def _sign(story: Records, event: Event, facts: Facts) -> Moment:
    lead = next((row for row in story.assignments if row.pk == facts.get("assignment")), None)
    late = lead is not None and lead.signed_in_time is False and lead.signed_at == event.at
    proof = "签收超时" if late else ""
    return Moment(event.at, "签收", unit_of(lead), proof=proof, proof_tone="red", proof_icon="alert-triangle")


def _reply(story: Records, event: Event, facts: Facts) -> Moment:
    reply = next((row for row in story.replies if row.at == event.at), None)
    if reply is None:
        return plain(event)
    promise = f"，承诺 {reply.promised_on} 前办结" if reply.promised_on else ""
    lead = reply.assignment
    is_first = lead.first_replied_at == reply.at
    proof = ("按时" if lead.on_time else "超期") if is_first and lead.on_time is not None else ""
    tone, mark = ("green", "check") if lead.on_time else ("red", "alert-triangle")
    return Moment(event.at, reply.get_kind_display(), f"{lead.unit.label}{promise}", short(reply.text), proof, tone, mark)


def _decision(story: Records, event: Event, facts: Facts) -> Moment:
    reply = next((row for row in story.replies if row.pk == facts.get("reply")), None)
    more = reply.decision_words if reply else ""
    state = "red" if event.act in {Act.SEND_BACK, Act.KEEP_TRACKING} else "past"
    return Moment(event.at, event.get_act_display(), who(event), more, state=state)


def _classify(story: Records, event: Event, facts: Facts) -> Moment:
    return Moment(event.at, "归类", f"{str(facts.get('category', '')).replace('/', ' › ')}　{who(event)}")


def _call(story: Records, event: Event, facts: Facts) -> Moment:
    call = next((row for row in story.callbacks if row.pk == facts.get("callback")), None)
    if call is None:
        return plain(event)
    stars = f"{call.stars} 星" if call.stars else ""
    solved = call.get_solved_display() if call.solved else ""
    grade = f"结果{call.get_result_grade_display()}" if call.result_grade else ""
    answers = [call.get_reached_display(), solved, grade, stars]
    state = "red" if call.result_grade == Callback.Grade.DISSATISFIED else "past"
    words = f"{call.get_source_display()}：{'、'.join(answer for answer in answers if answer)}"
    return Moment(event.at, "回访", words, call.remark, state=state)


def _held(story: Records, unit: object, at: datetime) -> Assignment | None:
    """The lead assignment of `unit` that stood at `at`."""
    held = [row for row in story.assignments if row.is_lead and row.unit_id == unit and row.assigned_at <= at]
    return held[-1] if held else None


TELLERS: dict[Act, Teller] = {
    Act.DISPATCH: _dispatch,
    Act.SIGN: _sign,
    Act.REPLY: _reply,
    Act.STAGE: _reply,
    Act.ACCEPT: _decision,
    Act.TRACK: _decision,
    Act.SEND_BACK: _decision,
    Act.KEEP_TRACKING: _decision,
    Act.CLASSIFY: _classify,
    Act.CALL: _call,
}
