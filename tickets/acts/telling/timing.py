"""Tells what was asked for and decided about time: extensions, suspensions, promises that were not kept."""

from tickets.acts.records import Moment, Records
from tickets.acts.telling.words import Facts, Teller, plain, short, who
from tickets.models import Event, ExtensionRequest, SuspensionRequest
from tickets.models.applications import Decision
from tickets.rules.deadlines import print_due
from tickets.rules.workflow import Act


def _ask_extension(story: Records, event: Event, facts: Facts) -> Moment:
    row = next((each for each in story.extensions if each.at == event.at), None)
    if row is None:
        return plain(event)
    kind = f"，{row.kind}" if row.kind else ""
    return Moment(event.at, "申请延期", f"{row.days} 个工作日{kind}　{who(event)}", short(row.reason), state=_waiting(row))


def _decide_extension(story: Records, event: Event, facts: Facts) -> Moment:
    row = _extension(story, event, facts)
    is_granted = event.act == Act.GRANT_EXTENSION
    label = ("市平台" if facts.get("by_city") else "") + event.get_act_display()
    if row is None:
        return Moment(event.at, label, who(event), state="past" if is_granted else "red")
    if not is_granted:
        return Moment(event.at, label, who(event), row.decision_words, state="red")
    limits = f"单位时限 {print_due(row.old_due_at)} → {print_due(row.new_due_at)}"
    if row.old_city_due_at and row.new_city_due_at and row.old_city_due_at != row.new_city_due_at:
        limits += f"，市平台时限 {print_due(row.old_city_due_at)} → {print_due(row.new_city_due_at)}"
    return Moment(event.at, label, f"{limits}　{who(event)}".rstrip("　"), row.decision_words)


def _extension(story: Records, event: Event, facts: Facts) -> ExtensionRequest | None:
    """The row that was decided on; what the city granted unasked has one of the same moment."""
    if facts.get("extension"):
        return next((each for each in story.extensions if each.pk == facts["extension"]), None)
    return next((each for each in story.extensions if each.decided_at == event.at), None)


def _ask_suspension(story: Records, event: Event, facts: Facts) -> Moment:
    row = next((each for each in story.suspensions if each.at == event.at), None)
    if row is None:
        return plain(event)
    kind = f"，{row.kind}" if row.kind else ""
    return Moment(event.at, "申请挂起", f"至 {row.until_on}{kind}　{who(event)}", short(row.reason), state=_waiting(row))


def _suspend(story: Records, event: Event, facts: Facts) -> Moment:
    row = _suspension(story, facts)
    clock = "市平台时限一并停计" if facts.get("city_agrees") else "市平台时限照常"
    until = f"，预计 {row.until_on} 恢复" if row else ""
    return Moment(event.at, "挂起", f"单位时限停计，{clock}{until}　{who(event)}", row.decision_words if row else "")


def _refuse_suspension(story: Records, event: Event, facts: Facts) -> Moment:
    row = _suspension(story, facts)
    return Moment(event.at, "不同意挂起", who(event), row.decision_words if row else "", state="red")


def _resume(story: Records, event: Event, facts: Facts) -> Moment:
    row = _suspension(story, facts)
    by = who(event) or "到期自动恢复"
    limit = f"，单位时限 {print_due(row.new_due_at)}" if row and row.new_due_at else ""
    return Moment(event.at, "恢复办理", f"停了 {facts.get('days', 0)} 个工作日{limit}　{by}")


def _suspension(story: Records, facts: Facts) -> SuspensionRequest | None:
    return next((each for each in story.suspensions if each.pk == facts.get("suspension")), None)


def _break(story: Records, event: Event, facts: Facts) -> Moment:
    times = f"（第 {facts['times']} 次）" if facts.get("times", 1) != 1 else ""
    return Moment(event.at, "承诺不兑现", f"承诺 {facts.get('promised_on', '')} 前办结{times}", state="red")


def _waiting(row: ExtensionRequest | SuspensionRequest) -> str:
    return "waiting" if row.decision == Decision.WAITING else "past"


TELLERS: dict[Act, Teller] = {
    Act.ASK_EXTENSION: _ask_extension,
    Act.GRANT_EXTENSION: _decide_extension,
    Act.REFUSE_EXTENSION: _decide_extension,
    Act.ASK_SUSPENSION: _ask_suspension,
    Act.SUSPEND: _suspend,
    Act.REFUSE_SUSPENSION: _refuse_suspension,
    Act.RESUME: _resume,
    Act.BREAK_PROMISE: _break,
}
