"""Addresses behind a bulletin's figures: the tickets that were counted, the file's hash in short."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from reports.acts.tables import summary_of
from reports.rules.document import Figure
from scoring.rules.indicators import BY_CODE, FAMILIES
from scoring.rules.printing import points_of
from tickets.models import Ticket

register = template.Library()


@register.simple_tag
def tickets_url(figure: Figure, part: str) -> str:
    """The page of figures on the rows behind `part` (base, hits, rest); empty where nothing of ours was counted."""
    if figure.indicator not in BY_CODE and figure.indicator not in FAMILIES:
        return ""
    asked = {"period": figure.period, "indicator": figure.indicator, "part": part}
    return f"{reverse('figures')}?{urlencode(asked | ({'unit': figure.unit} if figure.unit else {}))}"


@register.simple_tag
def ticket_link(ticket: Ticket) -> SafeString:
    """The number, leading to the ticket's page."""
    return format_html('<a href="{}">{}</a>', reverse("ticket", args=[ticket.number]), ticket.number)


@register.filter
def safe_title(ticket: Ticket) -> str:
    """The title as a bulletin may print it."""
    return summary_of(ticket)


@register.filter
def points(hundredths: int) -> str:
    """Whole hundredths of a point as points: 2 → 0.02."""
    return str(points_of(hundredths))
