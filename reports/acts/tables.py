"""Tables of a bulletin: the units in their order of merit, and the tickets that a count found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from reports.acts.material import Material
from reports.rules import figures as made
from reports.rules.document import Align, Block, Column, Figure, Paragraph, Row, Run, Table, Text
from reports.rules.frames import Show, TicketsTable, UnitsTable
from reports.rules.privacy import personal
from scoring.acts import figures
from scoring.acts.scores import Row as Standing
from tickets.models import Callback, Event, Ticket
from tickets.rules.workflow import Status
from units.rules.masking import mask_text

LONGEST_SUMMARY = 40
ALIGNED: dict[str, Align] = {"unit": "left", "group": "left", "summary": "left"}
CENTRED = frozenset({"rank", "serial", "number", "stars", "grade", "state"})
GROWING = {"units": "unit", "tickets": "summary"}


def units_tables(part: UnitsTable, material: Material) -> tuple[Block, ...]:
    """The ranked units; below them those listed apart (no rank) that have anything counted."""
    ranked = [_unit_row(standing, part.columns, material) for standing in material.board if standing.rank is not None]
    apart = [row for row in material.board if row.rank is None and material.counts.get(row.unit.pk)]
    blocks: list[Block] = []
    if ranked:
        columns = _columns(part.columns, GROWING["units"])
        note = _note(material)
        blocks.append(Table(part.name, columns, tuple(ranked), part.caption, note, ranked="descending"))
    if apart:
        kept = tuple(column for column in part.columns if column.show not in ("rank", "total"))
        rows = tuple(_unit_row(standing, kept, material) for standing in apart)
        note = "；".join(f"{standing.unit.name}：{standing.note}" for standing in apart if standing.note)
        blocks.append(Table(part.apart, _columns(kept, GROWING["units"]), rows, part.apart, f"注：{note}。" if note else ""))
    return tuple(blocks)


def _note(material: Material) -> str:
    if material.score_period != material.period.label:
        return f"注：总分为所在考核期累计至本月的{'定稿' if material.board.is_final else '试算'}，其余各栏为本月数。"
    return "" if material.board.is_final else "注：总分为试算，所在考核期尚未全部关账。"


def _columns(shown: Sequence[Show], growing: str) -> tuple[Column, ...]:
    return tuple(
        Column(one.label, 1 if one.show == growing else 0, "center" if one.show in CENTRED else ALIGNED.get(one.show, "right"))
        for one in shown
    )


def _unit_row(standing: Standing, columns: Sequence[Show], material: Material) -> Row:
    cells = tuple(_unit_cell(column.show, standing, material) for column in columns)
    return Row(cells, unit=str(standing.unit.pk), group=standing.group)


def _unit_cell(show: str, standing: Standing, material: Material) -> Run:
    unit, period = str(standing.unit.pk), material.period.label
    if show == "rank":
        rank = str(standing.rank)
        return Figure(rank, rank, "rank", "名次", "rank", unit, period)
    if show == "unit":
        return Text(standing.unit.name)
    if show == "group":
        return Text(standing.group)
    if show == "total":
        if material.method is None or standing.total is None:
            return Text("—")
        return made.score(material.method, standing.components, standing.total, material.score_period, unit, standing.group)
    weighed = next((one for one in standing.components if one.indicator == show), None)
    if weighed is not None and material.score_period == period:
        return made.component_cell(weighed, period, unit, material.frame.unsampled)
    return material.figure(show, standing.unit)


def tickets_block(part: TicketsTable, material: Material) -> Block:
    """The list, or the sentence that there is nothing to list. In the order in which the citizens were called."""
    found = list(figures.rows(material.period, part.indicator, "hits").select_related("ticket__category", "unit").order_by("moment", "pk"))
    if not found:
        return Paragraph((Text(part.empty),))
    states = states_at([row.ticket_id for row in found], material.as_of)
    rows = tuple(
        Row(
            tuple(_ticket_cell(column.show, serial, row, states, part, material) for column in part.columns),
            unit=None if row.unit is None else str(row.unit.pk),
            ticket=row.ticket.number,
        )
        for serial, row in enumerate(found, start=1)
    )
    return Table(part.name, _columns(part.columns, GROWING["tickets"]), rows)


def states_at(tickets: Sequence[int], as_of: datetime | None) -> dict[int, str]:
    """Each ticket's status at the moment the figures were frozen, from its chain: a list must not change when work goes on."""
    events = Event.objects.filter(ticket__in=tickets)
    if as_of is not None:
        events = events.filter(at__lte=as_of)
    return dict(events.order_by("ticket", "seq").values_list("ticket", "target"))


def _ticket_cell(show: str, serial: int, row: Any, states: dict[int, str], part: TicketsTable, material: Material) -> Text:
    match show:
        case "serial":
            return Text(str(serial))
        case "number":
            return Text(row.ticket.number)
        case "summary":
            return Text(summary_of(row.ticket))
        case "unit":
            return Text("" if row.unit is None else material.list_name(row.unit))
        case "stars":
            return Text("" if getattr(row, "stars", None) is None else str(row.stars))
        case "grade":
            return Text(Callback.Grade(getattr(row, "result_grade", "")).label)
    status = Status(states.get(row.ticket_id, row.ticket.status))
    return Text(part.states.get(status.value, status.label))


def summary_of(ticket: Ticket) -> str:
    """The ticket's title; only its matter where the title names somebody, is too long for a line, or the citizen asked for silence."""
    title = mask_text(ticket.title.strip())
    if title and len(title) <= LONGEST_SUMMARY and not ticket.is_confidential and not any(personal(title)):
        return title
    matter = ticket.category.name if ticket.category is not None else "诉求"
    return f"市民反映{matter}问题"
