"""Live rows of tickets as they arrived, dispatched or not: what the district as a whole is told by."""

from datetime import datetime

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from scoring.acts.sources.conditions import Columns, is_
from tickets.models import Ticket
from tickets.rules.workflow import Status
from units.acts.settings import values

# A ticket of a type whose name says so asks for nothing (domain.md, Types).
INVALID_WORD = "无效"


def tickets(as_of: datetime) -> QuerySet[Ticket]:
    """All tickets. Of when one was withdrawn the ticket keeps nothing: it is so from its arrival on."""
    voided, invalid = Q(status=Status.VOIDED), Q(ticket_type__label__contains=INVALID_WORD)
    return Ticket.objects.annotate(
        **_dimensions(),
        is_voided=is_(voided),
        is_effective=is_(Q(is_direct=False) & ~voided & (Q(ticket_type=None) | ~invalid)),
        is_many_returns=is_(Q(return_count__gte=values().many_returns_from)),
    )


def _dimensions() -> Columns:
    """As those of other sources; what the ticket has under the same name stands there already."""
    return {
        "ticket": F("pk"),
        "unit": F("lead_unit"),
        "root_category": Coalesce("category__root", "category"),
        "channel_group": Coalesce("channel__group", Value(""), output_field=CharField()),
        "ticket_level": F("level"),
    }
