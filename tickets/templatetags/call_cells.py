"""The rows of the callback desk's lists, each in one go (tickets.templatetags.cells)."""

from collections.abc import Collection

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from tickets.models import Callback
from tickets.templatetags.cells import CHECKED, NOTHING, title_cell
from tickets.views import look_back
from tickets.views.call_lists import Line
from units.rules.masking import mask_text
from units.templatetags.look import row_moment, status_badge

register = template.Library()

CELLS = '<td class="col-state">{}</td>{}<td class="col-context second">{}</td><td class="col-number num">{}</td>'
TRIES, NO_TRIES = '<span class="tries">{} 次</span>', SafeString('<span class="quiet">—</span>')
LISTED = (
    '<td><input type="checkbox" form="clear" name="ticket" value="{number}"{checked} aria-label="勾选 {number}"></td>'
    '<td><a href="{url}">{number}</a></td><td class="clip is-half" title="{title}">{title}</td><td>{unit}</td><td>{status}</td>'
    '<td class="clip is-half small">{calls}</td>'
)
MARK = ' · <span class="{}">{}</span>'
LONGEST_REMARK = 60


@register.simple_tag
def call_cells(row: Line) -> SafeString:
    """When it was finished or called, its title and unit, and how often nobody answered."""
    unit = row.ticket.lead_unit
    tries = format_html(TRIES, row.tries) if row.tries else NO_TRIES
    return format_html(CELLS, row_moment(row.at), title_cell(row), unit.label if unit else "", tries)


@register.simple_tag
def listed_cells(line: look_back.Line, checked: Collection[str]) -> SafeString:
    """A ticket that stands on a list for its calls, with a box."""
    ticket, unit = line.ticket, line.ticket.lead_unit
    return format_html(
        LISTED,
        number=ticket.number,
        checked=CHECKED if ticket.number in checked else NOTHING,
        url=line.url,
        title=line.title,
        unit=unit.label if unit else "",
        status=status_badge(ticket.status, ticket.get_status_display()),
        calls=format_html_join("；", "{}", ((_call(call),) for call in line.calls)),
    )


def _call(call: Callback) -> SafeString:
    """By whom and when, what makes it stand there, and what the citizen added."""
    head, remark = f"{call.get_source_display()} {row_moment(call.called_at)}", mask_text(call.remark)
    tail = f" · 研判{call.get_judgement_display()}" if call.judgement else ""
    if remark:
        tail += f" · {Truncator(remark).chars(LONGEST_REMARK)}"
    return format_html('<span title="{}">{}{}{}</span>', remark, head, format_html_join("", MARK, _marks(call)), tail)


def _marks(call: Callback) -> list[tuple[str, str]]:
    """Tone and word of each."""
    found = [] if call.reached == Callback.Reached.REACHED else [("amber", call.get_reached_display())]
    found += [("amber", f"{call.stars} 星")] if call.stars is not None else []
    found += [("red", call.get_result_grade_display())] if call.result_grade == Callback.Grade.DISSATISFIED else []
    return [*found, *([("red", call.get_solved_display())] if call.solved == Callback.Solved.UNSOLVED else [])]
