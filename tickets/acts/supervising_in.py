"""A supervision order as a row of a file: given, and with its result where the row says one; known ones are left as they are."""

from tickets.acts.case_files import Deed, Outcome
from tickets.acts.hard_cases import part_of_unit, ticket_of
from tickets.acts.supervising import Order, Result, order, record_result_many
from tickets.models import SupervisionOrder
from tickets.models.supervision import Outcome as Known


def carry_out(deed: Deed) -> Outcome:
    """ValidationError: those of the acts, and bad_row for the row's cells."""
    deed.check(
        lambda: ticket_of(deed.text("number")) if deed.text("number") else None,
        lambda: deed.unit("unit", "被督办单位"),
        lambda: deed.choice("level", "层级", SupervisionOrder.Level),
        lambda: deed.needed_moment("at", "督办时间"),
        lambda: deed.limit("due_at", "办理时限"),
        lambda: deed.choice("result", "结果", Known),
        lambda: (deed.needed_moment if deed.text("result") else deed.moment)("result_at", "结果时间"),
    )
    part = part_of_unit(ticket_of(deed.text("number")), deed.unit("unit", "被督办单位"))
    level = deed.choice("level", "层级", SupervisionOrder.Level)
    ordered_at = deed.needed_moment("at", "督办时间", part.assigned_at)
    result = deed.choice("result", "结果", Known)
    known = SupervisionOrder.objects.filter(ticket=part.ticket, level=level, ordered_at=ordered_at).first()
    due_at = deed.limit("due_at", "办理时限")
    row = known or order(Order(part, level, deed.text("reason"), ordered_at, deed.text("document"), due_at), deed.by, deed.now)
    row.ticket = part.ticket
    if not result or result == row.result:
        return Outcome.SAME if known else Outcome.NEW
    result_at = deed.needed_moment("result_at", "结果时间", row.ordered_at)
    record_result_many([Result(row, result, result_at, deed.text("words"))], deed.by, deed.now)
    return Outcome.CHANGED if known else Outcome.NEW
