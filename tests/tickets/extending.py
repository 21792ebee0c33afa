"""A ticket whose unit asks for more time."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from tests import build
from tickets.acts import extensions
from tickets.acts.extensions import Ask
from tickets.models import ExtensionRequest, Ticket
from units.models import Unit, User

at = build.moment
# build.handling: arrived 2022-01-05 09:30, 5 working days: city 01-12 24:00, unit 01-11 17:00.
TOLD = at("2022-01-07 09:00")
NOON = at("2022-01-07 10:00")


def a_ticket(unit: Unit, number: str = "1", **values: Any) -> Ticket:
    return build.handling(unit, number=number, city_due_at=at("2022-01-13 00:00"), **values)


def ask(ticket: Ticket, moment: datetime = NOON, days: int = 3, **values: Any) -> Ask:
    return replace(Ask(ticket, moment, days, "需要外购配件，到货尚需三天。", TOLD), **values)


def asked(ticket: Ticket, by: User | None = None, moment: datetime = NOON, days: int = 3) -> ExtensionRequest:
    extensions.ask_many([ask(ticket, moment, days)], by)
    return ExtensionRequest.objects.select_related("ticket").latest("pk")


def fresh(request: ExtensionRequest) -> ExtensionRequest:
    return ExtensionRequest.objects.select_related("ticket").get(pk=request.pk)
