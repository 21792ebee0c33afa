"""What may still become of a ticket that is not done with: nothing more, or the best that is left; on the columns of its rows.

A row is a mapping of the columns of scoring.models.counted. Assignments also have `first_due_at`, `signed_at`, `sign_due_at`,
`first_contact_at`, callbacks the `rounds` of their assignment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tickets.rules.deadlines import is_in_time

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Now:
    """The moment of the outcome, the hours of the first contact, the most stars; `is_last`: the last grade counts, else the first."""

    at: datetime
    contact_within: timedelta
    stars_max: int
    is_last: bool


def missed(row: Row, now: Now) -> dict[str, Any]:
    """An assignment of which nothing more comes: what is not answered by its limit is late."""
    runs_out = row["first_replied_at"] is None and _is_ahead(row["first_due_at"], now)
    return {**row, "is_overdue": True} if runs_out else dict(row)


def done(row: Row, now: Now, workdays: int) -> dict[str, Any]:
    """An assignment that is signed, contacted, answered and accepted at once, as far as the limits still allow; `workdays`: from its
    dispatch to the day of the answer."""
    better = {**row, "is_completed": True}
    if row["first_replied_at"] is None:
        in_time = row["first_due_at"] is None or is_in_time(now.at, row["first_due_at"])
        better |= {"is_replied_in_time": in_time, "handling_workdays": workdays, "is_overdue": row["is_overdue"] and not in_time}
    if row["signed_at"] is None and _is_ahead(row["sign_due_at"], now):
        better["is_signed_in_time"] = True
    if row["first_contact_at"] is None and row["assigned_at"] + now.contact_within >= now.at:
        better["is_contacted_in_time"] = True
    return better


def is_awaited(row: Row, now: Now) -> bool:
    """An answer by the limit is still possible: the outcome is told from being late, not from how it stands."""
    return bool(row["in_due"]) and row["first_replied_at"] is None and _is_ahead(row["first_due_at"], now)


def asked_again(row: Row, now: Now) -> dict[str, Any] | None:
    """The callback that would count in this one's place: every question that was answered is answered at its best. None where the
    first answer counts: a later one is not counted then."""
    if not now.is_last:
        return None
    better: dict[str, Any] = {**row, "round": row["rounds"], "is_valid": True, "is_cleared": False, "in_called": True}
    best = {"result_grade": "satisfied", "process_grade": "satisfied", "solved": "solved"}
    better |= {name: grade for name, grade in best.items() if row[name]}
    if row["stars"] is not None:
        better |= {"stars": now.stars_max, "is_top_star": True, "is_low_star": False}
    return better


def cleared(row: Row) -> dict[str, Any]:
    """The first answer, with a later one that is satisfied."""
    return {**row, "is_cleared": bool(row["result_grade"] == "dissatisfied") or row["is_cleared"]}


def _is_ahead(limit: datetime | None, now: Now) -> bool:
    return limit is not None and is_in_time(now.at, limit)
