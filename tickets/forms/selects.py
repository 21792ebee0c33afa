"""A list to choose from that is drawn without templates: a desk shows five, and a template for each choice was half its filters' time."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

CHOSEN = SafeString(" selected")


class PlainSelect(forms.Select):
    """`forms.Select` with the same markup, for choices without groups."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: object = None) -> SafeString:
        drawn = self.get_context(name, value, attrs)["widget"]
        choices = [choice for _, group, _ in drawn["optgroups"] for choice in group]
        cells = ((choice["value"], CHOSEN if choice["selected"] else "", choice["label"]) for choice in choices)
        options = format_html_join("", '<option value="{}"{}>{}</option>', cells)
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(drawn["attrs"]), options)
