"""What templates need to draw the look: icons, small lines, bars, heat, and moments in the office's way of writing them."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Protocol
from uuid import uuid4

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from units.rules.masking import mask_text

register = template.Library()

Number = int | float | Decimal
WEEKDAYS = "一二三四五六日"
UNTOLD = SafeString('aria-hidden="true"')  # for what is only ornament
HEAT_STEPS = 6  # heat-0 … heat-6 of tokens.css


@register.simple_tag
@cache
def icon(name: str, size: int = 16, label: str = "") -> SafeString:
    """An icon of the sprite at 14, 16 or 22 px. Without a label it is an ornament that screen readers pass over."""
    href = f"{static('vendor/tabler/icons.svg')}#{name}"
    told = format_html('role="img" aria-label="{}"', label) if label else UNTOLD
    return format_html('<svg class="icon" width="{}" height="{}" {}><use href="{}"></use></svg>', size, size, told, href)


@register.simple_tag
@cache
def drawn_once(part: str) -> SafeString:
    """A part that is the same on every page and for everybody."""
    return render_to_string(part)


@register.simple_tag
@cache
def status_badge(status: str, label: str) -> SafeString:
    """parts/_status.html, drawn once for each state: a list shows it fifty times, and including it each time is its dearest part."""
    return render_to_string("parts/_status.html", {"status": status, "label": label})


class Left(Protocol):
    """What is left of a limit (tickets.rules.countdown.TimeLeft): its state for the colour, and in short words."""

    @property
    def state(self) -> str: ...
    @property
    def short(self) -> str: ...


@register.simple_tag
def countdown(left: Left | None, words: str = "", title: str = "") -> SafeString:
    """parts/_countdown.html for rows: what is left in `words` (else the short ones), the arithmetic as its `title`."""
    if not left:
        return SafeString("")
    first, _, rest = (words or left.short).partition(" ")
    told = format_html(' title="{}"', title) if title else ""
    drawn = icon("alert-triangle", 14, "超期") if left.state == "overdue" else icon("clock", 14)
    badge = '<span class="countdown {}"{}>{}<span>{}</span><span class="words">{}</span></span>'
    return format_html(badge, left.state, told, drawn, first, rest)


@register.simple_tag
def once_token() -> SafeString:
    """The word by which a form that is sent twice is known (tickets.views.sending), beside {% csrf_token %}."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid4().hex)


@register.simple_tag
def badge(word: str, tone: str = "plain", icon_name: str = "") -> SafeString:
    """parts/_badge.html for rows: a word in its tone, with an icon."""
    return format_html('<span class="badge {}">{}{}</span>', tone, icon(icon_name, 14) if icon_name else "", word)


@register.simple_tag
def bar(value: Number, top: Number = 100, tone: str = "", label: str = "") -> SafeString:
    """A bar of `value` out of `top`. Tones: brand, green, amber, red, is-wide, is-bare. The number must stand beside it."""
    told = format_html('aria-label="{}"', label) if label else UNTOLD
    return format_html('<progress class="bar {}" value="{}" max="{}" {}></progress>', tone, value, top or 1, told)


@register.simple_tag
def spark(values: Sequence[Number | None], width: int = 64, height: int = 24, is_trial: bool = False) -> SafeString:
    """A small line of months with a dot on the last one, hollow when that is a trial. None is a month without a figure, a gap."""
    known = [float(value) for value in values if value is not None]
    if not known:
        return SafeString("")
    low, span = min(known), (max(known) - min(known)) or 1.0
    step = (width - 6) / max(len(values) - 1, 1)
    points = [
        None if value is None else (f"{3 + index * step:.1f}", f"{height - 3 - (float(value) - low) / span * (height - 6):.1f}")
        for index, value in enumerate(values)
    ]
    lines = format_html_join("", '<polyline points="{}"></polyline>', ((" ".join(map(",".join, run)),) for run in _runs(points)))
    last = points[-1]
    dot = format_html('<circle cx="{}" cy="{}" r="3"></circle>', *last) if last else SafeString("")
    return format_html(
        '<svg class="spark{}" width="{}" height="{}" viewBox="0 0 {} {}" aria-hidden="true">{}{}</svg>',
        " is-trial" if is_trial else "",
        *(width, height, width, height, lines, dot),
    )


def _runs(points: Sequence[tuple[str, str] | None]) -> list[list[tuple[str, str]]]:
    """The points between the gaps."""
    runs: list[list[tuple[str, str]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


@register.filter
def heat(value: Number | None, top: Number) -> str:
    """The class of a cell of the heat map: its share of the table's highest number, in seven steps."""
    if not value or not top:
        return "heat-0"
    return f"heat-{min(HEAT_STEPS, int(float(value) / float(top) * (HEAT_STEPS + 1)))}"


@register.filter
def moment(value: datetime | None) -> str:
    """2023-10-07 09:12; nothing for None."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


@register.filter
def short_moment(value: datetime | None) -> str:
    """07-03 09:41, for rows and time lines where the year is plain."""
    return f"{timezone.localtime(value):%m-%d %H:%M}" if value else ""


@register.filter
def row_moment(value: datetime | None) -> str:
    """07-03 09:41 in rows that may be old: of another year than the running one the whole day, 2021-07-03."""
    if not value:
        return ""
    is_recent = timezone.localtime(value).year == timezone.localdate().year
    return short_moment(value) if is_recent else f"{timezone.localtime(value):%Y-%m-%d}"


@register.filter
def due_moment(value: datetime | None) -> str:
    """7月7日 17:00; midnight is the 24:00 of the day that it ends (7月10日 24:00)."""
    if not value:
        return ""
    local = timezone.localtime(value)
    if local.time() == time():
        return f"{month_day(local.date() - timedelta(days=1))} 24:00"
    return f"{month_day(local.date())} {local:%H:%M}"


@register.filter
def month_day(value: date | None) -> str:
    """7月3日."""
    return f"{value.month}月{value.day}日" if value else ""


@register.filter
def weekday(value: date | None) -> str:
    """周一."""
    return f"周{WEEKDAYS[value.weekday()]}" if value else ""


@register.filter
def masked(text: str) -> str:
    """Free text with the phones and identity numbers in it masked."""
    return mask_text(text)


@register.filter
def traced(text: str, words: Sequence[str]) -> SafeString:
    """`text`, escaped, with each of `words` (one at least) underlined."""
    longest_first = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    parts = re.split(f"({longest_first})", text)
    return format_html_join("", "{}", ((format_html('<u class="read">{}</u>', part) if at % 2 else part,) for at, part in enumerate(parts)))


@register.filter
def over_thousand(count: int) -> str:
    """A count that is true to 1 000: 38, 1000, 1000+."""
    return "1000+" if count > 1000 else str(count)


@register.filter
def words_of(value: str) -> list[str]:
    """The words of a line, for tags that take several in one parameter."""
    return value.split()


@register.simple_tag
def now_words() -> str:
    """7月3日 周一 10:42, by the office's clock."""
    now = timezone.localtime()
    return f"{month_day(now)} {weekday(now)} {now:%H:%M}"
