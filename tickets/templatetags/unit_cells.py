"""The rows of the inbox, each in one go (tickets.templatetags.cells)."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tickets.templatetags.cells import title_cell
from tickets.views.inbox_list import Line
from units.templatetags.look import countdown, due_moment, icon, month_day, status_badge

register = template.Library()

CELLS = '<td class="col-state is-wide">{}</td>{}<td class="col-number is-wide second">{}</td><td class="col-context phone-only">{}</td>'
LEFT = '<span class="desk-only">{}</span> <span class="phone-only">{}</span>'
UNTOUCHED = '<span class="amber" title="超过首次联系时限，还没有联系上诉求人">{}</span>'


@register.simple_tag
def inbox_cells(row: Line) -> SafeString:
    """Limit, title, how far it has come, and for a phone what it is about."""
    ticket, due = row.ticket, due_moment(row.ticket.due_at)
    label = ticket.ticket_type.label if ticket.ticket_type else ""
    context = " · ".join(words for words in (label, row.place, due) if words)
    progress = format_html(UNTOUCHED, row.progress) if row.is_untouched else row.progress
    return format_html(CELLS, _state(row, due), title_cell(row), progress, context)


def _state(row: Line, due: str) -> SafeString:
    """What is left; where no clock runs the promised day, else the state."""
    if row.left:
        return format_html(LEFT, countdown(row.left, "", due), countdown(row.left, row.left.words))
    if row.ticket.promised_on:
        return format_html("{} {}", icon("flag", 14), month_day(row.ticket.promised_on))
    return status_badge(row.ticket.status, row.ticket.get_status_display())
