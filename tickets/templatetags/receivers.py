"""The units that the dispatcher chooses among: all of a district's stand on the page, so each is drawn without a template of its own."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tickets.acts.receiving import Load
from tickets.acts.suggestions import Suggestion
from tickets.views.dispatch_list import Option
from units.templatetags.look import bar

register = template.Library()

CHECKED, PROPOSED, NOTHING = SafeString(" checked"), SafeString(" data-is-proposed"), SafeString("")
ROW = """<div class="receiver{shape}" data-words="{words}">
  <label class="option">
    <input type="radio" name="unit" value="{pk}" data-name="{name}" data-load="{load}"{lead}>
    <kbd class="kbd"></kbd>
    <span class="option-name">{name}</span>
    {aside}
    <span class="option-frame"></span>
  </label>
  <label class="tick"><input type="checkbox" name="assists" value="{pk}" data-name="{name}"{proposed}{assist}>协办<span
    class="sr-only"> {name}</span></label>
</div>"""
WHY = '<span class="option-why" title="{}"><span class="badge plain">{}</span> {}</span>'


@register.simple_tag
def receiver(option: Option) -> SafeString:
    """A unit that may lead (radio) or assist (box): why it is proposed, else what it has in hand."""
    suggestion, unit, load = option.suggestion, option.receiver.unit, option.receiver.load
    return format_html(
        ROW,
        shape=" is-proposed" if suggestion else "",
        words=option.receiver.words,
        pk=unit.pk,
        name=unit.label,
        load=f"在办 {load.in_hand} 件{f' · 超期 {load.late}' if load.late else ''}",
        lead=CHECKED if option.is_lead else NOTHING,
        aside=_reasons(suggestion) if suggestion else _load(load),
        proposed=PROPOSED if suggestion and not suggestion.is_lead else NOTHING,
        assist=CHECKED if option.is_assist else NOTHING,
    )


def _reasons(suggestion: Suggestion) -> SafeString:
    share, grade = suggestion.share, suggestion.grade
    sure = format_html('<span class="option-grade">{}{} <b>{}%</b></span>', bar(share, 100, "brand"), grade, share)
    return sure + format_html_join("", WHY, ((reason.words, reason.tag, reason.words) for reason in suggestion.reasons))


def _load(load: Load) -> SafeString:
    late = format_html(' · 超期 <b class="red">{}</b>', load.late) if load.late else NOTHING
    return format_html('<span class="option-grade">在办 {}{}</span>', load.in_hand, late)
