"""Draws the fields of forms with Django's own markup: the plainest, of which a page has dozens, without a template for each."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# A widget or one of its choices, as its get_context gives it.
Widget = dict[str, Any]
INPUTS = ("checkbox", "date", "datetime", "email", "hidden", "number", "password", "text", "time", "url")


class Renderer(TemplatesSetting):
    """What is not of DRAWN has its template."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        draw = DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)


def _input(widget: Widget) -> SafeString:
    value = "" if widget["value"] is None else format_html(' value="{}"', widget["value"])
    return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, _attributes(widget))


def _textarea(widget: Widget) -> SafeString:
    return format_html('<textarea name="{}"{}>\n{}</textarea>', widget["name"], _attributes(widget), widget["value"] or "")


def _select(widget: Widget) -> SafeString:
    groups = format_html_join("", "{}", ((_group(label, choices),) for label, choices, _ in widget["optgroups"]))
    return format_html('<select name="{}"{}>{}</select>', widget["name"], _attributes(widget), groups)


def _group(label: str | None, choices: list[Widget]) -> SafeString:
    options = format_html_join("", "{}", ((_option(choice),) for choice in choices))
    return format_html('<optgroup label="{}">{}</optgroup>', label, options) if label else options


def _option(choice: Widget) -> SafeString:
    if not choice["attrs"]:
        return _plain_option(choice["value"], choice["label"])
    return format_html('<option value="{}"{}>{}</option>', choice["value"], _attributes(choice), choice["label"])


@lru_cache(maxsize=4_000, typed=True)  # typed: a label that is safe already is not escaped, one of the same letters is
def _plain_option(value: str, label: str) -> SafeString:
    """The same units and channels stand in the lists of every page."""
    return format_html('<option value="{}">{}</option>', value, label)


def _attributes(widget: Widget) -> SafeString:
    """True stands without a value, False not at all."""
    told = ((name, "" if value is True else format_html('="{}"', value)) for name, value in widget["attrs"].items() if value is not False)
    return format_html_join("", " {}{}", told)


DRAWN: dict[str, Callable[[Widget], SafeString]] = {
    **{f"django/forms/widgets/{kind}.html": _input for kind in INPUTS},
    "django/forms/widgets/select.html": _select,
    "django/forms/widgets/textarea.html": _textarea,
}
