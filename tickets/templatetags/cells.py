"""The rows of lists, drawn without a part or a dozen variables for each: where a page has thirty to two hundred, that was half its time."""

from collections.abc import Collection

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tickets.views.dispatch_list import Line
from tickets.views.list_rows import Row
from tickets.views.reporting import Line as ReportLine
from units.templatetags.look import countdown, due_moment, icon, short_moment

register = template.Library()

CHECKED, NOTHING = SafeString(" checked"), SafeString("")
BOX = '<td class="col-check"><input class="row-over" type="checkbox" form="{}" name="ticket" value="{}"{} aria-label="勾选 {}"></td>'
TITLE = '<td class="col-title">{}<a class="row-link" href="{}" title="{}">{}</a></td>'
HINT = '<td class="col-context second" title="{}">{}</td><td class="col-number num {}">{}</td>'
UNCLASSIFIED = SafeString('<td class="col-context second"><span class="amber">待归类</span></td><td class="col-number num quiet">—</td>')
NO_HINT = SafeString('<td class="col-context second">无</td><td class="col-number num quiet">—</td>')
REPORT = (
    '<td><input type="checkbox" name="ticket" value="{number}" aria-label="勾选 {number}"></td><td>{due}</td><td>{left}</td>'
    '<td><a href="{url}">{number}</a></td><td class="clip is-half" title="{title}">{title}</td><td>{unit}</td>'
    '<td class="clip is-half" title="{words}">{first_words}</td><td>{completed}</td>'
    '<td><a href="{copy_url}" title="逐项复制到市平台">{copy}逐项</a></td>'
)
MOST_SEEN = 120  # characters of a cell that is clipped, on the widest of screens


@register.simple_tag
def check_cell(row: Row, form: str, checked: Collection[str], *, with_state: bool = False) -> SafeString:
    """A box for a bulk act of the form with that id; `with_state`: it also names the state that was read (2201|7)."""
    number = row.ticket.number
    value = f"{number}|{row.ticket.seq}" if with_state else number
    return format_html(BOX, form, value, CHECKED if number in checked else NOTHING, number)


@register.simple_tag
def title_cell(row: Row, tag: str = "", tone: str = "") -> SafeString:
    """The title with what burns most before it, or with another `tag`."""
    tag, tone = (tag, tone) if tag else (row.tag, row.tone)
    sign = format_html('<span class="tag {}">{}</span>', tone, tag) if tag else NOTHING
    return format_html(TITLE, sign, row.url, row.title, row.title)


@register.simple_tag
def hint_cells(row: Line) -> SafeString:
    """The unit that a ticket is most likely for, and how sure that is."""
    hint = row.hint
    if hint is None:
        return NO_HINT if row.ticket.category_id else UNCLASSIFIED
    return format_html(HINT, hint.unit, hint.unit.label, "strong" if hint.is_sure else "quiet", hint.share)


@register.simple_tag
def report_cells(line: ReportLine) -> SafeString:
    """A ticket that is to be reported back to the city."""
    ticket = line.ticket
    return format_html(
        REPORT,
        number=ticket.number,
        due=due_moment(ticket.city_due_at),
        left=countdown(line.left, "", ticket.city_due_words),
        url=line.url,
        title=line.title,
        unit=line.unit,
        words=line.words,
        first_words=line.words[:MOST_SEEN],
        completed=short_moment(ticket.completed_at),
        copy_url=line.copy_url,
        copy=icon("copy", 14),
    )
