"""A whistle as a row of a file: blown, and with its result where the row says one; known ones are left as they are."""

import re

from django.core.exceptions import ValidationError

from tickets.acts.case_files import Deed, Outcome
from tickets.acts.hard_cases import ticket_of
from tickets.acts.whistles import Blow, Result, blow, record_many
from tickets.models import Whistle
from tickets.models.supervision import Outcome as Known
from units.models import Unit

_SEVERAL = re.compile(r"[、,，;；|\n]+")


def carry_out(deed: Deed) -> Outcome:
    """ValidationError: those of the acts, bad_row for the row's cells, and blown_otherwise."""
    _check(deed)
    unit, blown_at = deed.unit("unit", "吹哨单位"), deed.needed_moment("at", "吹哨时间")
    assert unit is not None  # its column is needed
    arrived_at = deed.moment("arrived_at", "报到时间", blown_at)
    result = deed.choice("result", "结果", Known)
    known = Whistle.objects.filter(number=deed.text("whistle")).select_related("ticket").first()
    said = _blow(deed, unit)
    if known is not None and (differing := _differing(known, said, is_told_anew=bool(result) and result != known.result)):
        where = "在本文件前面的行里出现过" if known.recorded_at == deed.now else "已经登记过"
        words = f"吹哨编号 {known.number} {where}，{'、'.join(differing)}与这一行不同。"
        raise ValidationError(f"{words}是另一次吹哨的，请改编号；是同一次的，请改成一致或删去这一行。", code="blown_otherwise")
    row = known or blow(said, deed.by, deed.now)
    if not result or result == row.result:
        return Outcome.SAME if known else Outcome.NEW
    result_at = deed.needed_moment("result_at", "结果时间", row.blown_at)
    record_many([Result(row, result, result_at, deed.text("words"), arrived_at)], deed.by, deed.now)
    return Outcome.CHANGED if known else Outcome.NEW


def _check(deed: Deed) -> None:
    """ValidationError bad_row."""
    number = deed.text("number")
    deed.check(
        lambda: ticket_of(number) if number else None,
        lambda: deed.unit("unit", "吹哨单位"),
        lambda: _called(deed),
        lambda: deed.needed_moment("at", "吹哨时间"),
        lambda: deed.moment("arrived_at", "报到时间"),
        lambda: deed.choice("result", "结果", Known),
        lambda: (deed.needed_moment if deed.text("result") else deed.moment)("result_at", "结果时间"),
    )


def _differing(known: Whistle, said: Blow, *, is_told_anew: bool) -> list[str]:
    """The headings under which the row says of a known whistle what no act would change; an empty cell says nothing. A new result may
    bring another moment of arrival."""
    arrived_at = None if is_told_anew else said.arrived_at
    is_same = {
        "工单编号": said.ticket is None or said.ticket.pk == known.ticket_id,
        "类别": said.kind.strip() == known.kind,
        "吹哨单位": said.unit.pk == known.unit_id,
        "报到单位": {unit.pk for unit in said.called} == {unit.pk for unit in known.called.all()},
        "事项": said.matter.strip()[:500] == known.matter,
        "吹哨时间": said.blown_at == known.blown_at,
        "报到时间": arrived_at is None or known.arrived_at in (None, arrived_at),
    }
    return [heading for heading, is_so in is_same.items() if not is_so]


def _blow(deed: Deed, unit: Unit) -> Blow:
    blown_at, number = deed.needed_moment("at", "吹哨时间"), deed.text("number")
    ticket = ticket_of(number) if number else None
    arrived_at = deed.moment("arrived_at", "报到时间", blown_at)
    return Blow(deed.text("whistle"), deed.text("kind"), unit, _called(deed), deed.text("matter"), blown_at, ticket, arrived_at)


def _called(deed: Deed) -> tuple[Unit, ...]:
    """ValidationError bad_unit for a name that nobody knows."""
    units = {name: deed.words.unit(name) for part in _SEVERAL.split(deed.text("called")) if (name := part.strip())}
    if strange := "”、“".join(name for name, unit in units.items() if unit is None):
        raise ValidationError(f"“报到单位”里的“{strange}”不是已知的单位，请写单位全称、简称或别名。", code="bad_unit")
    return tuple(dict.fromkeys(unit for unit in units.values() if unit is not None))
