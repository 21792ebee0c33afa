"""The calendar page: the administrator reads and edits days, and opens the year that was just published."""

from datetime import date

import pytest
from django.test import Client

from units.acts import calendar
from units.models import CalendarDay, User

PAGE = "/calendar/"


@pytest.fixture
def seeded(administrator: User, client: Client) -> Client:
    calendar.seed()
    client.force_login(administrator)
    return client


def fields(month: str, **changes: object) -> dict[str, object]:
    """The month's form as it stands, with `changes` by "1007_is_workday" and the like."""
    sent: dict[str, object] = {}
    for day in CalendarDay.objects.filter(day__startswith=month):
        prefix = f"{day.day:%m%d}"
        sent |= {f"{prefix}-is_workday": str(day.is_workday), f"{prefix}-label": day.label}
    return sent | {name.replace("_", "-", 1): value for name, value in changes.items()}


def test_a_month_shows_each_day_with_its_reason(seeded: Client) -> None:
    page = seeded.get(PAGE, {"month": "2023-10"}).content.decode()
    assert page.count("<tr>") == 32
    assert "2023-10-07" in page and "调休上班" in page and "国庆节" in page


def test_an_edited_day_is_stored_and_counted_at_once(seeded: Client) -> None:
    assert calendar.day_table().is_workday(date(2026, 11, 20))
    answer = seeded.post(f"{PAGE}?month=2026-11", fields("2026-11", **{"1120_is_workday": "False", "1120_label": "区运动会"}))
    assert answer.status_code == 302
    table = calendar.day_table()
    assert (table.is_workday(date(2026, 11, 20)), table.label(date(2026, 11, 20))) == (False, "区运动会")
    assert "已保存 1 天" in seeded.get(answer.headers["Location"]).content.decode()


def test_nothing_is_stored_when_one_day_is_wrong(seeded: Client) -> None:
    wrong = fields("2026-11", **{"1119_is_workday": "False", "1120_label": "长" * 31})
    assert "30" in seeded.post(f"{PAGE}?month=2026-11", wrong).content.decode()
    assert calendar.day_table().is_workday(date(2026, 11, 19))


def test_a_year_beyond_the_published_ones_is_provisional_until_it_is_opened(seeded: Client) -> None:
    assert "暂定" in seeded.get(PAGE, {"month": "2027-10"}).content.decode()
    assert calendar.day_table().is_provisional(date(2027, 10, 1))
    assert seeded.post("/calendar/year/").headers["Location"] == "/calendar/?month=2027-01"
    assert not calendar.day_table().is_provisional(date(2027, 12, 31))
    assert calendar.day_table().is_provisional(date(2028, 1, 1))
    assert CalendarDay.objects.filter(day__year=2027).count() == 365


@pytest.mark.parametrize("month", ["", "2026-13", "nonsense", "0000-00", "99999-01"])
def test_a_month_that_does_not_exist_shows_this_one(seeded: Client, month: str) -> None:
    assert seeded.get(PAGE, {"month": month}).status_code == 200
