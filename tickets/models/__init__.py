"""Tables of a citizen's case: what was asked, who holds it, what was applied for and answered, what the citizen says, what happened."""

from tickets.models.applications import Decision, ExtensionRequest, ReturnRequest, SuspensionRequest
from tickets.models.assignment import Assignment
from tickets.models.attachment import Attachment
from tickets.models.callback import Callback
from tickets.models.category import Category, Channel, Level, TicketType
from tickets.models.contact import Contact
from tickets.models.event import Event
from tickets.models.exclusion import Exclusion
from tickets.models.grouping import Merger
from tickets.models.intake import IntakeBatch, IntakeRow
from tickets.models.limit import LimitRule
from tickets.models.pressing import CityWord, Urge
from tickets.models.redo import RedoOrder
from tickets.models.repeating import AnsweredCall
from tickets.models.reply import Reply, ReportBatch
from tickets.models.routing import Responsibility, RoutingCount, SavedView
from tickets.models.sampling import SamplePlan
from tickets.models.searching import SearchText
from tickets.models.sharing import AssistAnswer, HandOn
from tickets.models.supervision import Outcome, SupervisionOrder, Whistle
from tickets.models.ticket import Identity, Ticket
from tickets.models.wording import Phrase, Reason, StockText

__all__ = [
    "AnsweredCall",
    "Assignment",
    "AssistAnswer",
    "Attachment",
    "Callback",
    "Category",
    "Channel",
    "CityWord",
    "Contact",
    "Decision",
    "Event",
    "Exclusion",
    "ExtensionRequest",
    "HandOn",
    "Identity",
    "IntakeBatch",
    "IntakeRow",
    "Level",
    "LimitRule",
    "Merger",
    "Outcome",
    "Phrase",
    "Reason",
    "RedoOrder",
    "Reply",
    "ReportBatch",
    "Responsibility",
    "ReturnRequest",
    "RoutingCount",
    "SamplePlan",
    "SavedView",
    "SearchText",
    "StockText",
    "SupervisionOrder",
    "SuspensionRequest",
    "Ticket",
    "TicketType",
    "Urge",
    "Whistle",
]
