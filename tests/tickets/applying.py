"""Tickets in hand whose units ask for more time or for the clock to stand, at any moment."""

from datetime import datetime, timedelta

from django.utils import timezone

from tests import build
from tickets.acts import extensions, suspensions
from tickets.models import ExtensionRequest, SuspensionRequest, Ticket
from tickets.rules.deadlines import end_of
from units.models import Unit


def in_hand(unit: Unit, now: datetime, number: str = "1", days: int = 15) -> Ticket:
    """Given to the unit an hour ago; the city's limit runs out in so many days."""
    return build.handling(unit, now - timedelta(hours=3), number=number, city_due_at=end_of(timezone.localdate(now) + timedelta(days=days)))


def extending(unit: Unit, now: datetime, number: str = "1", days: int = 15) -> ExtensionRequest:
    ticket = in_hand(unit, now, number, days)
    extensions.ask_many([extensions.Ask(ticket, now, 3, "需要外购配件，到货尚需三天。", now - timedelta(minutes=30))], None)
    return ExtensionRequest.objects.select_related("ticket").latest("pk")


def suspending(unit: Unit, now: datetime, number: str = "1") -> SuspensionRequest:
    ticket = in_hand(unit, now, number)
    suspensions.ask_many([suspensions.Ask(ticket, now, timezone.localdate(now) + timedelta(days=7), "等待诉求人提供购房合同。")], None)
    return SuspensionRequest.objects.select_related("ticket").latest("pk")
