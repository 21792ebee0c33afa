"""Tables of a citizen's case: what was asked, who holds it, what was answered, what the citizen says, what happened."""

from tickets.models.assignment import Assignment
from tickets.models.callback import Callback
from tickets.models.category import Category, Channel, Level, TicketType
from tickets.models.event import Event
from tickets.models.intake import IntakeBatch, IntakeRow
from tickets.models.limit import LimitRule
from tickets.models.redo import RedoOrder
from tickets.models.reply import Reply, ReportBatch
from tickets.models.ticket import Identity, Ticket

__all__ = [
    "Assignment",
    "Callback",
    "Category",
    "Channel",
    "Event",
    "Identity",
    "IntakeBatch",
    "IntakeRow",
    "Level",
    "LimitRule",
    "RedoOrder",
    "Reply",
    "ReportBatch",
    "Ticket",
    "TicketType",
]
