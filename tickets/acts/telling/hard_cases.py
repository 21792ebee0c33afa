"""Tells what stands beside the handling: exclusions (剔除), supervision orders (督办), whistles (吹哨)."""

from tickets.acts.records import Moment, Records
from tickets.acts.telling.words import Facts, Teller, plain, short, who
from tickets.models import Event, Exclusion, Outcome, SupervisionOrder, Whistle
from tickets.models.applications import Decision
from tickets.rules.deadlines import local, print_due
from tickets.rules.workflow import Act


def _ask(story: Records, event: Event, facts: Facts) -> Moment:
    named = (facts.get("assignment"), facts.get("aspect"))
    row = next((each for each in story.exclusions if each.recorded_at == event.at and (each.assignment_id, each.aspect) == named), None)
    if row is None:
        return plain(event)
    words = f"{row.get_aspect_display()}，{row.assignment.unit.label}　{who(event)}"
    return Moment(event.at, "申请剔除", words, short(row.reason), state="waiting" if row.decision == Decision.WAITING else "past")


def _decide(story: Records, event: Event, facts: Facts) -> Moment:
    row = _row_of(story, facts)
    if row is None:
        return plain(event)
    document = f"，{row.document}" if row.document else ""
    state = "red" if event.act == Act.REFUSE_EXCLUSION else "past"
    said = f"{row.get_aspect_display()}{document}　{who(event)}"
    return Moment(event.at, event.get_act_display(), said, short(row.decision_words), state=state)


def _overturn(story: Records, event: Event, facts: Facts) -> Moment:
    row = _row_of(story, facts)
    if row is None:
        return plain(event)
    said = f"{row.get_aspect_display()}，重新计入考核　登记 {who(event)}"
    return Moment(event.at, "市平台改判剔除", said, short(row.overturned_words), state="red")


def _withdraw(story: Records, event: Event, facts: Facts) -> Moment:
    row = _row_of(story, facts)
    label = f"{row.get_aspect_display()}　" if row else ""
    return Moment(event.at, "撤回剔除申请", f"{label}{who(event)}")


def _row_of(story: Records, facts: Facts) -> Exclusion | None:
    return next((each for each in story.exclusions if each.pk == facts.get("exclusion")), None)


def _supervise(story: Records, event: Event, facts: Facts) -> Moment:
    named = (facts.get("assignment"), facts.get("level"))
    row = next((each for each in story.orders if each.recorded_at == event.at and (each.assignment_id, each.level) == named), None)
    if row is None:
        return plain(event)
    due = f"，限 {print_due(row.due_at)}" if row.due_at else ""
    document = f"，{row.document}" if row.document else ""
    return Moment(event.at, row.get_level_display(), f"{row.unit.label}{document}{due}　{who(event)}", short(row.reason), state="red")


def _result(story: Records, event: Event, facts: Facts) -> Moment:
    row: SupervisionOrder | None = next((each for each in story.orders if each.pk == facts.get("supervision")), None)
    said = str(facts.get("result", ""))
    label = Outcome(said).label if said in Outcome.values else ""
    if row is None or row.result_at is None:
        return Moment(event.at, "督办结果", f"{label}　{who(event)}")
    words = f"{row.get_level_display()}：{label}，{local(row.result_at):%m-%d %H:%M}　登记 {who(event)}"
    return Moment(event.at, "督办结果", words, short(row.result_words), state="red" if said == Outcome.UNSOLVED else "past")


def _blow(story: Records, event: Event, facts: Facts) -> Moment:
    row = _whistle_of(story, facts)
    if row is None:
        return plain(event)
    called = "、".join(unit.label for unit in row.called.all())
    return Moment(event.at, "吹哨", f"{row.number}，{row.kind}，{row.unit.label}吹哨，{called}报到　{who(event)}", short(row.matter))


def _whistle_result(story: Records, event: Event, facts: Facts) -> Moment:
    row, said = _whistle_of(story, facts), str(facts.get("result", ""))
    label = Outcome(said).label if said in Outcome.values else ""
    words = short(row.result_words) if row else ""
    state = "red" if said == Outcome.UNSOLVED else "past"
    return Moment(event.at, "吹哨结果", f"{facts.get('whistle', '')}：{label}　{who(event)}", words, state=state)


def _whistle_of(story: Records, facts: Facts) -> Whistle | None:
    return next((each for each in story.whistles if each.number == facts.get("whistle")), None)


TELLERS: dict[Act, Teller] = {
    Act.ASK_EXCLUSION: _ask,
    Act.GRANT_EXCLUSION: _decide,
    Act.REFUSE_EXCLUSION: _decide,
    Act.OVERTURN_EXCLUSION: _overturn,
    Act.WITHDRAW_EXCLUSION: _withdraw,
    Act.SUPERVISE: _supervise,
    Act.SUPERVISION_RESULT: _result,
    Act.WHISTLE: _blow,
    Act.WHISTLE_RESULT: _whistle_result,
}
