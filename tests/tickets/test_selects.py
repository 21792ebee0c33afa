"""The select that is drawn without templates is Django's own, but for the order of attributes."""

import re

import pytest
from django import forms

from tickets.forms.selects import PlainSelect

CHOICES = [("", "渠道"), ("1", "话务端 <电话>"), ("2", '"网站"')]


@pytest.mark.parametrize("value", [None, "", "2", 1, "9"])
@pytest.mark.parametrize("attributes", [{}, {"data-key": 'c"', "id": "id_channel", "required": True}])
def test_it_draws_what_djangos_own_draws(value: object, attributes: dict[str, object]) -> None:
    drawn, own = (kind(choices=CHOICES).render("channel", value, attributes) for kind in (PlainSelect, forms.Select))
    assert drawn == re.sub(r">\s+<", "><", own)
