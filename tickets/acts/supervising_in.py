"""A supervision order as a row of a file: given, and with its result where the row says one. A known one is recorded anew where more
is known of its result; what the row says otherwise of the order itself is told, for no act changes an order."""

from django.core.exceptions import ValidationError

from tickets.acts.case_differences import Difference, is_same_moment, of_limits, of_moments, of_words, refuse, settled_by, shown
from tickets.acts.case_files import Deed, Outcome
from tickets.acts.hard_cases import part_of_unit
from tickets.acts.supervising import Order, Result, order, record_result_many
from tickets.models import SupervisionOrder
from tickets.models.supervision import OUTCOME_SAID
from tickets.models.supervision import Outcome as Known

REMEDY = "是另一次督办的，请改督办时间；是同一次的，请改成一致或删去这一行。"


def carry_out(deed: Deed) -> Outcome:
    """ValidationError: those of the acts, bad_row for the row's cells, several, and told_otherwise."""
    _check(deed)
    part = part_of_unit(deed.needed_ticket(), deed.unit("unit", "被督办单位"))
    level = deed.choice("level", "层级", SupervisionOrder.Level, SupervisionOrder.LEVEL_SAID)
    said = Order(
        part,
        level,
        deed.text("reason"),
        deed.needed_moment("at", "督办时间", part.assigned_at),
        deed.text("document"),
        deed.limit("due_at", "办理时限"),
    )
    known = _known(deed, said)
    if known is not None:
        known.ticket = part.ticket
        refuse(_what(known), _differing(deed, known, said), REMEDY, is_of_this_file=known.recorded_at == deed.now)
    row = known or order(said, deed.by, deed.now)
    is_told = _record(deed, row)
    return Outcome.NEW if known is None else Outcome.CHANGED if is_told else Outcome.SAME


def _what(row: SupervisionOrder) -> str:
    return f"工单 {row.ticket.number} {shown(row.ordered_at)} 的{row.get_level_display()}"


def _check(deed: Deed) -> None:
    """ValidationError bad_row."""
    deed.check(
        deed.ticket,
        lambda: deed.unit("unit", "被督办单位"),
        lambda: deed.choice("level", "层级", SupervisionOrder.Level, SupervisionOrder.LEVEL_SAID),
        lambda: deed.needed_moment("at", "督办时间"),
        lambda: deed.limit("due_at", "办理时限"),
        lambda: deed.choice("result", "结果", Known, OUTCOME_SAID),
        lambda: deed.needs("result", "结果", {"result_at": "结果时间", "words": "结果说明"}),
        lambda: (deed.needed_moment if deed.text("result") else deed.moment)("result_at", "结果时间"),
    )


def _known(deed: Deed, said: Order) -> SupervisionOrder | None:
    """The same ticket and level at the same minute; for a bare date the one of that day. ValidationError several where it has more."""
    rows = SupervisionOrder.objects.filter(ticket=said.assignment.ticket, level=said.level).select_related("unit")
    of_day = [row for row in rows if is_same_moment(row.ordered_at, said.ordered_at, is_day=deed.is_day("at"))]
    found = next((row for row in of_day if is_same_moment(row.ordered_at, said.ordered_at)), None)
    if found is None and len(of_day) > 1:
        moments = "、".join(sorted(shown(row.ordered_at) for row in of_day))
        raise ValidationError(f"“督办时间”只写了日期，当天已登记多次督办（{moments}），请把时刻也写上。", code="several")
    return found or next(iter(of_day), None)


def _differing(deed: Deed, known: SupervisionOrder, said: Order) -> list[Difference]:
    unit = said.assignment.unit
    is_other = bool(deed.text("unit")) and unit.pk != known.unit_id
    return [
        *([Difference("被督办单位", str(known.unit), str(unit))] if is_other else []),
        *of_words("督办单号", known.document, said.document, 60, is_number=True),
        *of_words("事由", known.reason, said.reason, 500),
        *of_limits("办理时限", known.due_at, said.due_at),
    ]


def _record(deed: Deed, row: SupervisionOrder) -> bool:
    """The row's result, where it says what is not known yet; whether it does."""
    result, words = deed.choice("result", "结果", Known, OUTCOME_SAID), deed.text("words")
    if not result:
        return False
    is_day, is_other = deed.is_day("result_at"), result != row.result
    result_at = settled_by(row.result_at, deed.needed_moment("result_at", "结果时间", row.ordered_at), is_day=is_day)
    differing = [
        *([Difference("结果", str(Known(row.result).label) if row.result else "", str(Known(result).label))] if is_other else []),
        *of_moments("结果时间", row.result_at, result_at, is_day=is_day),
        *of_words("结果说明", row.result_words, words, 500),
    ]
    if not differing:
        return False
    if row.result and row.recorded_at == deed.now:
        refuse(_what(row), differing, REMEDY, is_of_this_file=True)
    deed.changes.extend(each.change for each in differing)
    record_result_many([Result(row, result, result_at, words or ("" if is_other else row.result_words))], deed.by, deed.now)
    return True
