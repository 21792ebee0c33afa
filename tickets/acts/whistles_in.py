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
    """ValidationError: those of the acts and of the row's cells, and blown_otherwise."""
    unit, blown_at = deed.unit("unit", "吹哨单位"), deed.needed_moment("at", "吹哨时间")
    assert unit is not None  # its column is needed
    arrived_at = deed.moment("arrived_at", "报到时间", blown_at)
    result = deed.choice("result", "结果", Known)
    known = Whistle.objects.filter(number=deed.text("whistle")).select_related("ticket").first()
    if known is not None and (known.unit_id, known.blown_at) != (unit.pk, blown_at):
        words = f"吹哨编号 {known.number} 已经登记给别的单位或别的时间，与这一行不同，请核对编号。"
        raise ValidationError(words, code="blown_otherwise")
    row = known or blow(_blow(deed, unit), deed.by, deed.now)
    if not result or result == row.result:
        return Outcome.SAME if known else Outcome.NEW
    result_at = deed.needed_moment("result_at", "结果时间", row.blown_at)
    record_many([Result(row, result, result_at, deed.text("words"), arrived_at)], deed.by, deed.now)
    return Outcome.CHANGED if known else Outcome.NEW


def _blow(deed: Deed, unit: Unit) -> Blow:
    blown_at, number = deed.needed_moment("at", "吹哨时间"), deed.text("number")
    ticket = ticket_of(number) if number else None
    arrived_at = deed.moment("arrived_at", "报到时间", blown_at)
    return Blow(deed.text("whistle"), deed.text("kind"), unit, _called(deed), deed.text("matter"), blown_at, ticket, arrived_at)


def _called(deed: Deed) -> tuple[Unit, ...]:
    """ValidationError bad_unit for a name that nobody knows."""
    found = []
    for name in (part.strip() for part in _SEVERAL.split(deed.text("called")) if part.strip()):
        unit = deed.words.unit(name)
        if unit is None:
            raise ValidationError(f"“报到单位”里的“{name}”不是已知的单位，请写单位全称、简称或别名。", code="bad_unit")
        found.append(unit)
    return tuple(dict.fromkeys(found))
