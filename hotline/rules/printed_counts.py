"""What a printed table of counts (pingyu-2023-10) asks of the search: a quota for each unit, the tickets of each category."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError

from hotline.rules.printed import unit_of
from hotline.rules.profiles.figure_sources import source_of
from hotline.rules.profiles.published import Published
from hotline.rules.profiles.sheets import Line
from hotline.rules.quotas import Given, Quota
from hotline.rules.solving_rates import Grades, Rated, solve_rates

RESULT, PROCESS = "satisfaction", "process_satisfaction"


def quotas_of(published: Published, names: Mapping[str, str], credit: Decimal) -> list[Quota]:
    """One for each printed unit: its counts as they are printed, its grades as they are found. Unsolvable where nothing fits."""
    column = {code: column for column, code in published.columns.items()}
    result = _solve(published, names, RESULT, credit, {})
    process = _solve(published, names, PROCESS, credit, {unit: grades.base for unit, grades in result.items()})
    quotas = []
    for line in published.units:
        unit = unit_of(line, names)
        quotas.append(
            Quota(
                unit=unit,
                volume=int(line[column["volume"]]),
                overdue=int(line[column["overdue"]] or 0),
                redone=int(line[column["redo"]] or 0),
                called=max(result[unit].base, process[unit].base),
                result=result[unit],
                process=process[unit],
            )
        )
    return quotas


def _solve(published: Published, names: Mapping[str, str], code: str, credit: Decimal, likely: Mapping[str, int]) -> dict[str, Grades]:
    column = {code: column for column, code in published.columns.items()}
    sampled = {names.get(name, name): count for name, count in published.sampled.items()}
    rows = []
    for line in published.units:
        unit, printed = unit_of(line, names), line[column[code]]
        rate = Decimal(printed) if printed else None
        rows.append(Rated(unit, int(line[column["volume"]]), rate, likely.get(unit, 0), sampled.get(unit, 0)))
    return solve_rates(rows, _whole(published, code), credit)


def _whole(published: Published, code: str) -> Decimal:
    for line in published.figures:
        source = source_of(line, published.sources)
        if source is not None and source.indicator == code and not source.category and line["percent"]:
            return Decimal(line["percent"])
    raise ValidationError(f"published/figures.csv 中没有全区的 {code}，无从反推工单。", code="figures_missing")


def category_totals(published: Published) -> dict[str, int]:
    """Category → tickets, of the categories whose number is printed."""
    totals = {}
    for line in published.figures:
        source = source_of(line, published.sources)
        if source is not None and source.category and line["count"]:
            totals[source.category] = int(line["count"])
    return totals


def given_of(published: Published, names: Mapping[str, str]) -> list[Given]:
    return [_given(line, names) for line in published.cases]


def _given(line: Line, names: Mapping[str, str]) -> Given:
    received, replied = date.fromisoformat(line["received_on"]), date.fromisoformat(line["replied_on"])
    return Given(line["number"], unit_of(line, names), received, replied, line["urgent"] == "1")
