"""What a bulletin tells in its text beside its figures (profile.toml's [published.passages]): who passes tickets on, which one late."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from scoring.rules.fields import Reader


@dataclass(frozen=True)
class Returned:
    """A ticket that the text tells of: returned so many `times`, by `units` in turn, handled by `to` in the end."""

    times: int
    units: tuple[str, ...]
    to: str
    category: str
    text: str


@dataclass(frozen=True)
class LateReturn:
    """A ticket that its unit kept for days before it returned it; `to` had it then."""

    unit: str
    to: str
    received_on: date
    returned_on: date
    category: str
    text: str


@dataclass(frozen=True)
class Passages:
    """`board`: the channel of the message board. `returning`: units among which tickets are returned, for `return_reason` (a reason
    of the district's list) and in `return_words`."""

    board: str
    returning: tuple[str, ...]
    return_reason: str
    return_words: str
    returned: tuple[Returned, ...] = ()
    late_return: LateReturn | None = None


def read_passages(part: Reader, units: Collection[str]) -> Passages | None:
    """None where profile.toml has no [published.passages]. `units`: their own names."""
    table = part.table("passages")
    if table is None:
        return None
    late = table.table("late_return")
    passages = Passages(
        board=table.text("board"),
        returning=_units(table, "returning", units),
        return_reason=table.text("return_reason"),
        return_words=table.text("return_words"),
        returned=tuple(_returned(each, units) for each in table.tables("returned")),
        late_return=_late_return(late, units) if late is not None else None,
    )
    table.refuse_unknown()
    if len(passages.returning) == 1:
        table.fault("returning", "至少写两个单位，工单才有地方可退。")
    return passages


def _returned(row: Reader, units: Collection[str]) -> Returned:
    returned = Returned(row.whole("times", 1), _units(row, "units", units), _unit(row, "to", units), row.text("category"), row.text("text"))
    row.refuse_unknown()
    if returned.units and returned.times and returned.units[(returned.times - 1) % len(returned.units)] == returned.to:
        row.fault("to", "最后退件的单位就是它，请改 times 或 units 的次序。")
    return returned


def _late_return(row: Reader, units: Collection[str]) -> LateReturn:
    received, returned = row.day("received_on") or date.min, row.day("returned_on") or date.max
    if returned < received:
        row.fault("returned_on", "早于收到的日期。")
    late = LateReturn(_unit(row, "unit", units), _unit(row, "to", units), received, returned, row.text("category"), row.text("text"))
    row.refuse_unknown()
    return late


def _unit(row: Reader, key: str, units: Collection[str]) -> str:
    unit = row.text(key)
    if unit and unit not in units:
        row.fault(key, f"单位“{unit}”不在 units.csv 的 name 一列。")
    return unit


def _units(row: Reader, key: str, units: Collection[str]) -> tuple[str, ...]:
    named = row.texts(key)
    for unit in named:
        if unit not in units:
            row.fault(key, f"单位“{unit}”不在 units.csv 的 name 一列。")
    return named
