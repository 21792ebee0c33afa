"""Tells what passes between the district, the city and the citizen behind a reply: reported, criticised, sampled, judged, redone."""

from tickets.acts.records import Moment, Records
from tickets.acts.telling.words import Facts, Teller, plain, short, who
from tickets.models import Callback, CityWord, Event, RedoOrder
from tickets.rules.deadlines import local, print_due
from tickets.rules.workflow import Act

CLEARED = {"look_back": ("回头看销号", ""), "invalid": ("确认无效回访", ""), "again": ("放回待回访", "上次回访无效，重新回访")}


def _redo(story: Records, event: Event, facts: Facts) -> Moment:
    order = next((row for row in story.redo_orders if row.at == event.at), None)
    held = [row for row in story.assignments if row.is_lead and row.unit_id == facts.get("unit") and row.assigned_at <= event.at]
    unit = held[-1].unit.label if held else ""
    source = order.get_source_display() if order else ""
    words = "，".join(part for part in (f"第 {facts.get('redo_count', 1)} 次", f"{source}提出" if source else "", unit) if part)
    word = _word_of(story, event, CityWord.Kind.REFUSAL) if order and order.source == RedoOrder.Source.CITY else None
    due = f"，新时限 {print_due(word.due_at)}" if word and word.due_at else ""
    return Moment(event.at, "重办", f"{words}{due}　{who(event)}", short(order.reason) if order else "", state="red")


def _word_of(story: Records, event: Event, kind: str) -> CityWord | None:
    """The city's word that the event carried out: recorded at its moment, give or take the rows of one list."""
    return next((row for row in story.city_words if row.kind == kind and abs((row.recorded_at - event.at).total_seconds()) < 1), None)


def _criticise(story: Records, event: Event, facts: Facts) -> Moment:
    word = next((row for row in story.city_words if row.pk == facts.get("word")), None)
    if word is None:
        return plain(event)
    said = f"市平台 {local(word.at):%m-%d %H:%M}，登记 {who(event)}"
    return Moment(event.at, "市通报批评", said, short(word.words), state="red")


def _sample(story: Records, event: Event, facts: Facts) -> Moment:
    return Moment(event.at, "回访抽样", "抽中，待回访" if facts.get("chosen") else "未抽中，不回访，到期自动归档")


def _judge(story: Records, event: Event, facts: Facts) -> Moment:
    call = _call_of(story, facts)
    judgement = str(facts.get("judgement", ""))
    label = Callback.Judgement(judgement).label if judgement in Callback.Judgement.values else ""
    return Moment(event.at, "回访研判", f"{label}　{who(event)}", short(call.judgement_words) if call else "")


def _clear(story: Records, event: Event, facts: Facts) -> Moment:
    kind = str(facts.get("kind", ""))
    strong, words = CLEARED.get(kind, ("销号", ""))
    call = _call_of(story, facts) if kind != "again" else None
    return Moment(event.at, strong, who(event), short(call.cleared_words) if call else words)


def _call_of(story: Records, facts: Facts) -> Callback | None:
    """The first of the calls that the event names."""
    named = str(facts.get("callbacks", "")).split(",")
    return next((row for row in story.callbacks if str(row.pk) in named), None)


TELLERS: dict[Act, Teller] = {
    Act.REDO: _redo,
    Act.CRITICISE: _criticise,
    Act.SAMPLE: _sample,
    Act.JUDGE: _judge,
    Act.CLEAR: _clear,
}
