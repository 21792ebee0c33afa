"""What a published table asks of the search: its rows, the district's totals, the lists of tickets, with units by their names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import gcd

from django.core.exceptions import ValidationError

from hotline.rules.listed import Case
from hotline.rules.profiles.published import Published
from hotline.rules.profiles.sheets import Line
from hotline.rules.profiles.units import UnitLine
from hotline.rules.solving import Printed, Totals

GRADES = {"满意": "satisfied", "基本满意": "basically", "不满意": "dissatisfied"}
TRACKED = "跟踪"
HUNDREDTHS = Decimal(100)
# More bonus events than a capped bonus needs: the cap must have something to cap.
OVER_THE_CAP = 6


@dataclass(frozen=True)
class Ledgers:
    """A unit's bonus and deduction events as hundredths of a point, one number for each event."""

    bonus: tuple[int, ...]
    deduction: tuple[int, ...]


def units_by_name(units: Sequence[UnitLine]) -> dict[str, str]:
    """Every name that a unit goes by → its own."""
    return {name: unit.name for unit in units for name in unit.names}


def unit_of(line: Line, names: Mapping[str, str]) -> str:
    """The unit's own name. ValidationError unknown_unit names the line."""
    if line["unit"] not in names:
        raise ValidationError(f"{line.place}：单位“{line['unit']}”不在 units.csv 中，请补上它或它的别名。", code="unknown_unit")
    return names[line["unit"]]


def lists_of(published: Published, names: Mapping[str, str]) -> list[list[Case]]:
    """The lists of cases.csv: a new one begins where the serial is 1 again."""
    lists: list[list[Case]] = []
    for line in published.cases:
        if line["no"] == "1" or not lists:
            lists.append([])
        rating = line["rating"]
        lists[-1].append(
            Case(
                number=line["number"],
                summary=line["summary"],
                unit=unit_of(line, names),
                stars=int(rating) if rating.isdecimal() else None,
                grade=GRADES.get(rating, ""),
                is_tracked=line["state"] == TRACKED,
            )
        )
    return lists


def rows_of(published: Published, names: Mapping[str, str]) -> list[Printed]:
    """One row for each unit; the more bonus events, the more tickets it is likely to have had."""
    cases = [case for each in lists_of(published, names) for case in each]
    step = bonus_step(published)
    rows = []
    for line in published.units:
        unit = unit_of(line, names)
        rate = {code: line[column] for column, code in published.columns.items()}
        rows.append(
            Printed(
                unit=unit,
                on_time_feedback=Decimal(rate["on_time_feedback"]),
                completion=Decimal(rate["completion"]),
                satisfaction=Decimal(rate["satisfaction"]) if rate["satisfaction"] else None,
                weight=_hundredths(rate["bonus"]) // step,
                low=sum(case.unit == unit and case.stars is not None for case in cases),
                dissatisfied=sum(case.unit == unit and case.grade == "dissatisfied" for case in cases),
            )
        )
    return rows


def totals_of(published: Published) -> Totals:
    """The district's volume and rates. ValidationError figures_missing names what is not printed."""
    counts: dict[str, str] = {}
    percents: dict[str, str] = {}
    for line in published.figures:
        source = published.sources.get(line["what"])
        if source is not None and source.indicator:
            counts[source.indicator], percents[source.indicator] = line["count"], line["percent"]
    rates = ("on_time_feedback", "completion", "satisfaction", "top_star")
    missing = [code for code in rates if not percents.get(code)] + ([] if counts.get("volume") else ["volume"])
    if missing:
        raise ValidationError(f"published/figures.csv 中没有全区的 {'、'.join(missing)}，无从反推工单。", code="figures_missing")
    return Totals(int(counts["volume"]), *(Decimal(percents[code]) for code in rates))


def ledgers_of(published: Published, names: Mapping[str, str], cap: Decimal | None) -> dict[str, Ledgers]:
    """Unit → its events: a bonus comes in steps, one at the cap has more steps than the cap lets count; a deduction came at once."""
    step, column = bonus_step(published), {code: column for column, code in published.columns.items()}
    ledgers = {}
    for line in published.units:
        bonus, deduction = _hundredths(line[column["bonus"]]), _hundredths(line[column["deduction"]])
        events = bonus // step + (OVER_THE_CAP if cap is not None and bonus == cap * HUNDREDTHS else 0)
        ledgers[unit_of(line, names)] = Ledgers((step,) * events, (deduction,) if deduction else ())
    return ledgers


def bonus_step(published: Published) -> int:
    """The largest step, in hundredths, of which every printed bonus is a multiple."""
    column = next(column for column, code in published.columns.items() if code == "bonus")
    return gcd(*(_hundredths(line[column]) for line in published.units)) or 1


def _hundredths(printed: str) -> int:
    return int(Decimal(printed or "0") * HUNDREDTHS)
