"""A correction as it is read: bonus and deduction in points, on the page and in the file."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from scoring.acts import closing, differences
from scoring.models import Correction
from tests.scoring import cases
from tests.scoring.cases import held, moment, points
from units.models import Unit, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def corrected(unit: Unit) -> Correction:
    """住建局 had 0.02 of bonus in January; 0.50 more was entered after the month was opened again."""
    cases.district()
    cases.calendar()
    cases.method(period="month")
    held(unit, "2022-01-05 10:00", replied="2022-01-06 10:00", completed="2022-01-06 11:00")
    points(unit, "2022-01-10", 2)
    closing.close("2022-01", None, moment("2022-02-03 09:00"))
    closing.reopen("2022-01", None, moment("2022-02-04 09:00"), "补登加分")
    points(unit, "2022-01-20", 50)
    closing.close("2022-01", None, moment("2022-02-05 09:00"))
    return Correction.objects.get()


def test_bonus_and_deduction_are_corrected_in_points_not_in_hundredths(corrected: Correction) -> None:
    found = differences.difference(corrected)
    assert [line.moved for line in found.whole] == [(1, Decimal("0.50"))]
    assert [(line.before, line.after) for line in found.lines] == [((1, Decimal("0.02")), (2, Decimal("0.52")))]
    row = differences.figures_table(corrected).rows[0]
    assert row[3:9] == (1, Decimal("0.02"), 2, Decimal("0.52"), 1, Decimal("0.50"))


def test_the_page_of_a_correction_prints_points(client: Client, supervisor: User, corrected: Correction) -> None:
    client.force_login(supervisor)
    page = client.get(reverse("correction", args=[corrected.pk])).content.decode()
    assert "+0.50" in page
    assert "0.52 / 2" in page
    assert "+50" not in page
