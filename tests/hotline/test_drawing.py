"""Fields are drawn as Django draws them."""

from datetime import date

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.test.html import parse_html

from hotline.drawing import Renderer

CHOICES = [("", "请选择"), ("1", "住建局"), ("区直", [("2", "教育局 <一科>"), (3, "卫健局")])]
ATTRS = {"id": "id_x", "placeholder": '例如："路灯"', "required": True, "disabled": False, "maxlength": 1000}


@pytest.mark.parametrize("value", [None, "", 0, "2", '<b>"路灯"</b>', date(2022, 1, 5)], ids=repr)
@pytest.mark.parametrize(
    "widget",
    [
        forms.TextInput(),
        forms.NumberInput(),
        forms.EmailInput(),
        forms.URLInput(),
        forms.PasswordInput(render_value=True),
        forms.HiddenInput(),
        forms.DateInput(attrs={"type": "date"}),
        forms.DateTimeInput(),
        forms.TimeInput(),
        forms.CheckboxInput(),
        forms.Textarea(attrs={"rows": 2}),
        forms.Select(choices=CHOICES),
        forms.NullBooleanSelect(),
        forms.RadioSelect(choices=CHOICES[:2]),
    ],
    ids=lambda widget: type(widget).__name__,
)
def test_a_field_is_drawn_as_django_draws_it(widget: forms.Widget, value: object) -> None:
    ours, its = (widget.render("x", value, ATTRS, renderer) for renderer in (Renderer(), TemplatesSetting()))
    assert parse_html(ours) == parse_html(its)


@pytest.mark.parametrize("value", [None, [], ["1", "3"]])
def test_a_list_of_which_several_are_chosen_is_drawn_as_django_draws_it(value: object) -> None:
    widget = forms.SelectMultiple(choices=CHOICES, attrs={"size": 4})
    ours, its = (widget.render("x", value, ATTRS, renderer) for renderer in (Renderer(), TemplatesSetting()))
    assert parse_html(ours) == parse_html(its) and ours.count(" selected") == len(value or [])  # type: ignore[arg-type]
