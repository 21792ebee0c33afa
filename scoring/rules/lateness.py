"""What came late (晚到补计), in words: rows of earlier closed months that were recorded after these were closed."""

from collections.abc import Mapping

# Source and flag (scoring.acts.sources.DATES) → what such a row is called.
WORDS = {
    "ticket.in_arrived": "受理",
    "assignment.in_dispatched": "派单",
    "assignment.in_due": "到期",
    "assist.in_dispatched": "协办",
    "reply.in_replied": "答复",
    "reply.in_promised": "承诺到期",
    "callback.in_called": "回访",
    "return.in_returned": "退件",
    "supervision.in_ordered": "督办",
    "whistle.in_blown": "吹哨",
    "ledger.in_happened": "加减分",
}
# {month: {source.flag: rows}}, as a closing holds it.
Late = Mapping[str, Mapping[str, int]]


def number(late: Late) -> int:
    return sum(sum(counts.values()) for counts in late.values())


def words(late: Late) -> str:
    """2022-01 派单 2、回访 1；2022-02 到期 1; nothing where nothing came late."""
    return "；".join(f"{label} {_said(counts)}" for label, counts in sorted(late.items()))


def left_to(label: str, later: Mapping[str, Late]) -> str:
    """Where what came late for the month was counted: 2022-02 派单 2、回访 1; `later` are the other months' late rows."""
    return "；".join(f"{month} {_said(late[label])}" for month, late in sorted(later.items()) if late.get(label))


def _said(counts: Mapping[str, int]) -> str:
    names = [name for name in WORDS if name in counts]
    return "、".join(f"{WORDS[name]} {counts[name]}" for name in names)
