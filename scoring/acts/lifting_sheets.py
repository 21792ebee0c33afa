"""提分办件 as a table for a file."""

from scoring.acts.fates import Lift
from scoring.acts.lifting import Lifting
from scoring.acts.tables import Cell, Table
from units.rules.masking import mask_text

HEADS = ("工单编号", "诉求", "状态", "要做的", "与什么相比", "分项变化", "总分（前）", "总分（后）", "提分", "说明")


def table(found: Lifting) -> Table:
    """Those that lift in their order, then the others with why not."""
    rows = tuple(_row(one) for one in (*found.lifts, *found.others))
    notes = (found.note, "未到时限的，与误期相比；其余与现在相比。按每晚试算的数字和在执行的评分办法算，其他工单不变。")
    return Table(f"提分办件-{found.unit.label}-{found.month.label}", HEADS, rows, tuple(filter(None, notes)))


def _row(one: Lift) -> tuple[Cell, ...]:
    ticket = one.ticket
    moved = "，".join(f"{change.label} {change.before}→{change.after}" for change in one.changes)
    told = (ticket.number, mask_text(ticket.title), one.status_words, one.act, one.against)
    return (*told, moved, one.before.total, one.after.total, one.gain if one.lifts else None, one.why_not or one.gain_words)
