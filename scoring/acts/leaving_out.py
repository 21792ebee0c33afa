"""Leaving tickets out of counted figures: what their frozen rows count, and the facts without it. Nothing is stored."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from scoring.acts import facts, tallying
from scoring.acts.sources import COUNTED
from scoring.rules.indicators import ASPECTS, Catalogue, Figures, Pair
from scoring.rules.left_out import LeftOut
from scoring.rules.methods import MethodBody
from scoring.rules.periods import Period
from tickets.models import Ticket
from units.models import Unit


@dataclass(frozen=True)
class Effect:
    """A ticket that is left out: which units it counts for and in which indicators of the method; none of these: it moves no score."""

    left_out: LeftOut
    units: tuple[str, ...]
    labels: tuple[str, ...]

    @property
    def words(self) -> str:
        """住建局 的 满意率、办结率."""
        return f"{'、'.join(self.units)} 的 {'、'.join(self.labels)}" if self.labels else "不影响这个办法的任何分项"


@dataclass(frozen=True)
class Rows:
    """What frozen rows of one ticket count for one unit, as far as the ticket is left out of it."""

    number: str
    unit: int | None
    counts: Mapping[str, Pair]


def rows_of(left_out: Collection[LeftOut], months: Sequence[Period], figures: Figures, known: Catalogue) -> list[Rows]:
    """One query for the tickets, one for each source. ValidationError left_out."""
    rows = _rows(left_out, months, figures, known)
    if faults := _faults(left_out, rows, months, known):
        raise ValidationError([ValidationError(fault, code="left_out") for fault in faults])
    return rows


def faults_of(left_out: Collection[LeftOut], months: Sequence[Period], figures: Figures, known: Catalogue) -> list[str]:
    """What `rows_of` would refuse, each with its line; without months only the numbers that no ticket has."""
    return _faults(left_out, _rows(left_out, months, figures, known), months, known)


def _rows(left_out: Collection[LeftOut], months: Sequence[Period], figures: Figures, known: Catalogue) -> list[Rows]:
    if not left_out or not months:
        return []
    tickets = dict(Ticket.objects.filter(number__in=[one.number for one in left_out]).values_list("pk", "number"))
    asked = {one.number: {grade for code in one.every_code for grade in known.grades_of(code)} for one in left_out}
    rows: list[Rows] = []
    for source, model in COUNTED.items():
        if source == "ledger":
            continue
        frozen = model._default_manager.filter(closing__label__in=[month.label for month in months], ticket__in=list(tickets))
        aspects = ASPECTS.get(source, ()) if figures == "assessed" else ()
        for (ticket, unit), counts in tallying.count(frozen, known.of_source(source), ("ticket", "unit"), aspects).items():
            wanted = asked[tickets[ticket]]
            rows.append(Rows(tickets[ticket], unit, {code: pair for code, pair in counts.items() if not wanted or code in wanted}))
    return rows


def _faults(left_out: Collection[LeftOut], rows: list[Rows], months: Sequence[Period], known: Catalogue) -> list[str]:
    """Numbers that no ticket has, and, where months are told, what is not counted in them. One query where there may be any."""
    counted: dict[str, set[str]] = {}
    for row in rows:
        counted.setdefault(row.number, set()).update(row.counts)
    empty = [one.number for one in left_out if not counted.get(one.number)]
    there = set(Ticket.objects.filter(number__in=empty).values_list("number", flat=True)) if empty else set()
    faults = []
    for one in left_out:
        own = counted.get(one.number, set())
        missing = [known.label_of(code) for code in one.codes if own.isdisjoint(known.grades_of(code))]
        missing += [label for label, codes in one.aspects if all(own.isdisjoint(known.grades_of(code)) for code in codes)]
        if not own and one.number not in there:
            faults.append(f"{one.place}没有编号为 {one.number} 的工单，请核对。")
        elif months and one.every_code and missing:
            faults.append(f"{one.place}工单 {one.number} 没有计入{_words(months)}的{'、'.join(missing)}，请核对指标。")
        elif months and not own:
            faults.append(f"{one.place}工单 {one.number} 没有计入{_words(months)}，请核对编号和月份。")
    return faults


def _words(months: Sequence[Period]) -> str:
    return months[0].words if len(months) == 1 else f"{months[0].words}至{months[-1].words}"


def without(counted: facts.Table, rows: Iterable[Rows]) -> facts.Table:
    """The counts less those of the rows, for every unit that they count for."""
    home = facts.homes()
    less = {unit: dict(counts) for unit, counts in counted.items()}
    for row in rows:
        for unit in home[row.unit] if row.unit is not None else (None,):
            counts = less.setdefault(unit, {})
            for code, (base, hits) in row.counts.items():
                held = counts.get(code, (0, 0))
                # A figure chosen otherwise since the closing may count rows that the facts do not hold.
                counts[code] = (max(held[0] - base, 0), max(held[1] - hits, 0))
    return less


def effects(left_out: Iterable[LeftOut], rows: Sequence[Rows], body: MethodBody, known: Catalogue) -> tuple[Effect, ...]:
    """What leaving each ticket out does to the method's components. One query."""
    if not rows:
        return ()
    grades = {part.label: set(known.grades_of(part.indicator)) for part in body.components if part.indicator in known.codes}
    weighed = {code for codes in grades.values() for code in codes}
    touching = [row for row in rows if not weighed.isdisjoint(row.counts)]
    names = {unit.pk: unit.label for unit in Unit.objects.filter(pk__in={row.unit for row in touching if row.unit is not None})}
    found = []
    for one in left_out:
        own = [row for row in touching if row.number == one.number]
        units = dict.fromkeys(names[row.unit] for row in own if row.unit is not None)
        labels = [label for label, codes in grades.items() if any(not codes.isdisjoint(row.counts) for row in own)]
        found.append(Effect(one, tuple(units), tuple(labels)))
    return tuple(found)
