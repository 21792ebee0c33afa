"""The form of 分项统计 offers short lists."""

import pytest
from django.test import Client

from scoring.acts import closing
from tests.scoring import cases
from tests.scoring.apart import page
from tests.scoring.cases import held, moment
from units.models import Unit, User

pytestmark = pytest.mark.django_db


def test_categories_of_the_first_level_are_offered_and_deeper_ones_come_by_the_address(client: Client, leader: User, unit: Unit) -> None:
    cases.district()
    lamps, roads = cases.category("城建/路灯/不亮"), cases.category("交通")
    held(unit, "2022-03-20 10:00", category=lamps)
    closing.close("2022-03", None, moment("2022-04-03 09:00"))
    html = page(client, leader, period="2022-03")
    assert f'<option value="{roads.pk}">交通</option>' in html and f'<option value="{lamps.root_id}">城建</option>' in html
    assert "路灯" not in html
    deeper = page(client, leader, period="2022-03", category=lamps.pk, indicator="volume")
    assert f'<option value="{lamps.pk}" selected>{lamps}</option>' in deeper


@pytest.mark.parametrize("strange", ["9" * 18, "9" * 30, "9" * 5000, "路灯"])
def test_an_unknown_category_is_told(client: Client, leader: User, unit: Unit, strange: str) -> None:
    held(unit, "2022-03-20 10:00")
    assert "类别：" in page(client, leader, 400, period="2022-03", category=strange)
