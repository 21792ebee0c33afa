"""A whistle as a row of a file: blown, and with its result where the row says one. A known one is recorded anew where more is known of
its result; what the row says otherwise of the whistle itself is told, for no act changes it."""

import re
from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError

from tickets.acts.case_differences import Difference, of_moments, of_words, refuse, settled_by
from tickets.acts.case_files import Deed, Outcome
from tickets.acts.whistles import Blow, Result, blow, record_many
from tickets.models import Ticket, Whistle
from tickets.models.supervision import OUTCOME_SAID
from tickets.models.supervision import Outcome as Known
from units.models import Unit

REMEDY = "是另一次吹哨的，请改编号；是同一次的，请改成一致或删去这一行。"
_SEVERAL = re.compile(r"[、,，;；|\n]+")


def carry_out(deed: Deed) -> Outcome:
    """ValidationError: those of the acts, bad_row for the row's cells, and told_otherwise."""
    _check(deed)
    unit = deed.unit("unit", "吹哨单位")
    assert unit is not None  # its column is needed
    said = _blow(deed, unit)
    known = Whistle.objects.filter(number=said.number).select_related("ticket", "unit").first()
    if known is not None:
        refuse(_what(known), _differing(deed, known, said), REMEDY, is_of_this_file=known.recorded_at == deed.now)
    row = known or blow(said, deed.by, deed.now)
    is_told = _record(deed, row)
    return Outcome.NEW if known is None else Outcome.CHANGED if is_told else Outcome.SAME


def _what(row: Whistle) -> str:
    return f"吹哨编号 {row.number} "


def _check(deed: Deed) -> None:
    """ValidationError bad_row."""
    deed.check(
        lambda: deed.number("whistle", "吹哨编号") if deed.text("whistle") else "",
        deed.ticket,
        lambda: deed.unit("unit", "吹哨单位"),
        lambda: _called(deed),
        lambda: deed.needed_moment("at", "吹哨时间"),
        lambda: deed.moment("arrived_at", "报到时间"),
        lambda: deed.choice("result", "结果", Known, OUTCOME_SAID),
        lambda: deed.needs("result", "结果", {"result_at": "结果时间", "words": "结果说明"}),
        lambda: (deed.needed_moment if deed.text("result") else deed.moment)("result_at", "结果时间"),
    )


def _differing(deed: Deed, known: Whistle, said: Blow) -> list[Difference]:
    """What the row says of a known whistle that no act would change; an empty cell says nothing."""
    is_other_unit, is_other_ticket = said.unit.pk != known.unit_id, said.ticket is not None and said.ticket.pk != known.ticket_id
    called = list(known.called.all())
    is_other_call = {unit.pk for unit in said.called} != {unit.pk for unit in called}
    return [
        *([Difference("工单编号", _number(known.ticket), _number(said.ticket), is_number=True)] if is_other_ticket else []),
        *of_words("类别", known.kind, said.kind, 40),
        *([Difference("吹哨单位", str(known.unit), str(said.unit))] if is_other_unit else []),
        *([Difference("报到单位", _names(called), _names(said.called))] if is_other_call else []),
        *of_words("事项", known.matter, said.matter, 500),
        *of_moments("吹哨时间", known.blown_at, said.blown_at, is_day=deed.is_day("at")),
    ]


def _number(ticket: Ticket | None) -> str:
    return ticket.number if ticket else ""


def _names(units: Iterable[Unit]) -> str:
    return "、".join(str(unit) for unit in units)


def _record(deed: Deed, row: Whistle) -> bool:
    """The row's result and its moment of arrival, where it says what is not known yet; whether it does. An arrival is recorded with
    a result only."""
    result, words = deed.choice("result", "结果", Known, OUTCOME_SAID), deed.text("words")
    is_other = bool(result) and result != row.result
    arrived_at = _moment(deed, row, "arrived_at", "报到时间")
    result_at = _moment(deed, row, "result_at", "结果时间") if result else None
    differing = [
        *([Difference("结果", str(Known(row.result).label) if row.result else "", str(Known(result).label))] if is_other else []),
        *of_moments("报到时间", row.arrived_at, arrived_at, is_day=deed.is_day("arrived_at")),
        *of_moments("结果时间", row.result_at, result_at, is_day=deed.is_day("result_at")),
        *of_words("结果说明", row.result_words, words, 500),
    ]
    if not differing:
        return False
    if result_at is None or (row.result and row.recorded_at == deed.now):
        todo = REMEDY if result_at is not None else "请把“结果”也写上，再登记报到时间。"
        refuse(_what(row), differing, todo, is_of_this_file=row.recorded_at == deed.now)
    assert result_at is not None
    deed.changes.extend(each.change for each in differing)
    said = Result(row, result, result_at, words or ("" if is_other else row.result_words), arrived_at)
    record_many([said], deed.by, deed.now)
    return True


def _moment(deed: Deed, row: Whistle, field: str, what: str) -> datetime | None:
    """What the row says of the whistle's `field`; the known moment where it says nothing else."""
    said = deed.moment(field, what, row.blown_at)
    return settled_by(getattr(row, field), said, is_day=deed.is_day(field)) if said is not None else None


def _blow(deed: Deed, unit: Unit) -> Blow:
    blown_at = deed.needed_moment("at", "吹哨时间")
    arrived_at = deed.moment("arrived_at", "报到时间", blown_at)
    return Blow(
        deed.number("whistle", "吹哨编号"), deed.text("kind"), unit, _called(deed), deed.text("matter"), blown_at, deed.ticket(), arrived_at
    )


def _called(deed: Deed) -> tuple[Unit, ...]:
    """ValidationError bad_unit for a name that nobody knows."""
    units = {name: deed.words.unit(name) for part in _SEVERAL.split(deed.text("called")) if (name := part.strip())}
    if strange := "”、“".join(name for name, unit in units.items() if unit is None):
        raise ValidationError(f"“报到单位”里的“{strange}”不是已知的单位，请写单位全称、简称或别名。", code="bad_unit")
    return tuple(dict.fromkeys(unit for unit in units.values() if unit is not None))
