"""The duty roster and the notes from shift to shift."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from tests import build
from tests.rival import Rival
from units.acts import duty
from units.models import Duty, Handover, User

AT = build.moment("2022-01-06 08:30")
TODAY = date(2022, 1, 6)


def _shift(person: User, on: date = TODAY, shift: str = "day") -> Duty:
    return Duty(on=on, shift=shift, person=person)


def test_a_week_has_seven_days_and_who_is_on_duty(dispatcher: User, supervisor: User) -> None:
    duty.enter([_shift(dispatcher), _shift(supervisor, shift="night")])
    days = duty.week(date(2022, 1, 3))
    assert [day.on.day for day in days] == [3, 4, 5, 6, 7, 8, 9]
    assert [[row.person.name for row in day.duties] for day in days] == [[], [], [], ["派单员", "督办员"], [], [], []]


def test_nobody_stands_twice_in_a_shift(dispatcher: User) -> None:
    duty.enter([_shift(dispatcher)])
    with pytest.raises(ValidationError, match="已经排过"):
        duty.enter([_shift(dispatcher)])


def test_two_people_at_once_put_somebody_on_the_roster_once(dispatcher: User) -> None:
    rival = Rival("INSERT", lambda: Duty.objects.bulk_create([_shift(dispatcher)]))
    with connection.execute_wrapper(rival), pytest.raises(ValidationError, match="已经排过"):
        duty.enter([_shift(dispatcher)])


def test_people_of_units_do_not_keep_the_districts_watch(handler: User) -> None:
    with pytest.raises(ValidationError, match="不是区平台在岗人员"):
        duty.enter([_shift(handler)])


def test_a_past_shift_stays_on_record(dispatcher: User) -> None:
    duty.enter([_shift(dispatcher, date(2022, 1, 5)), _shift(dispatcher)])
    past, today = Duty.objects.order_by("on")
    with pytest.raises(ValidationError, match="已过"):
        duty.strike(past.pk, TODAY)
    duty.strike(today.pk, TODAY)
    with pytest.raises(ValidationError, match="已经不在值班表上"):
        duty.strike(today.pk, TODAY)


def test_a_note_is_taken_by_somebody_else_and_once(dispatcher: User, callback_agent: User, supervisor: User) -> None:
    note = duty.hand_over("盯 3 件临期工单", dispatcher, AT)
    with pytest.raises(ValidationError, match="接班人确认"):
        duty.take_over(note.pk, dispatcher, AT)
    duty.take_over(note.pk, callback_agent, AT)
    with pytest.raises(ValidationError, match="已由 回访员 接班"):
        duty.take_over(note.pk, supervisor, AT)


def test_an_empty_note_says_what_to_write(dispatcher: User) -> None:
    with pytest.raises(ValidationError, match="请填写交接内容"):
        duty.hand_over("  ", dispatcher, AT)


def test_the_page_enters_a_shift_and_a_note(client: Client, supervisor: User, dispatcher: User) -> None:
    client.force_login(supervisor)
    client.post("/duty/enter/", {"on": "2022-01-06", "shift": "day", "person": dispatcher.pk, "is_chief": "on"})
    client.post("/duty/", {"words": "市平台 9 点补推送一批，请及时导入。电话13987654321"})
    shown = client.get("/duty/?from=2022-01-06").content.decode()
    assert "派单员" in shown and "带班" in shown and "市平台 9 点补推送" in shown
    assert "13987654321" not in shown
    again = client.post("/duty/enter/", {"on": "2022-01-06", "shift": "day", "person": dispatcher.pk})
    assert again.status_code == 200 and "已经排过" in again.content.decode()
    assert (Duty.objects.count(), Handover.objects.count()) == (1, 1)


def test_the_week_stands_by_day_and_shift_with_the_free_ones_empty(client: Client, supervisor: User, dispatcher: User) -> None:
    duty.enter([_shift(dispatcher, date(2022, 1, 6))])
    client.force_login(supervisor)
    answer = client.get("/duty/?from=2022-01-06")
    assert answer.context["shifts"] == ["白班", "夜班", "全天"]
    thursday = answer.context["week"][3]
    assert [(label, [str(row.person) for row in rows]) for label, rows in thursday.shifts] == [
        ("白班", ["派单员"]),
        ("夜班", []),
        ("全天", []),
    ]
    shown = answer.content.decode()
    assert shown.count('class="is-free"') == 7 * 3 - 1 and "没有排班" not in shown


@pytest.mark.parametrize("odd", ["", "abc", "0001-01-01", "9999-12-31", "2022-13-01"])
def test_an_odd_week_is_this_week(client: Client, supervisor: User, odd: str) -> None:
    client.force_login(supervisor)
    assert client.get(f"/duty/?from={odd}").status_code == 200
