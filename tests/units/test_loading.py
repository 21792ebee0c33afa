"""Loading very many rows writes what saving them one by one would have written, on both databases."""

from datetime import UTC, date, datetime

import pytest

from tests import build
from tickets.models import Category, Ticket
from units.models import CalendarDay
from units.models.loading import draft, load, load_rows, reserve

AT = datetime(2022, 1, 5, 1, 30, 15, 123456, tzinfo=UTC)


def ticket(**values: object) -> Ticket:
    return Ticket(arrived_at=AT, dispatch_due_at=AT, recorded_at=AT, **values)


@pytest.mark.parametrize(
    "text",
    ["路灯不亮。", "第一行\n第二行\r\n第三行", "制表\t符", r"反斜杠 \ 与 \N 与 \n", "引号 ' 与 \" 与 %s", "", "=1+1"],
)
def test_any_text_comes_back_as_it_was(db: None, text: str) -> None:
    load([ticket(number="1", text=text, title=text[:200])])
    assert Ticket.objects.get().text == text


def test_loaded_and_saved_rows_are_alike(db: None) -> None:
    values = {
        "title": "路灯",
        "text": "路灯不亮",
        "extras": {"受理备注": "来电人情绪激动", "次数": 2},
        "is_confidential": True,
        "promised_on": date(2022, 1, 9),
        "city_due_at": AT,
    }
    ticket(number="saved", **values).save()
    load([ticket(number="loaded", **values)])
    saved, loaded = (dict[str, object](Ticket.objects.filter(number=number).values().get()) for number in ("saved", "loaded"))
    differing = {name for name in saved if saved[name] != loaded[name]}
    assert differing == {"id", "number"}


def test_a_drafted_row_is_what_the_constructor_makes(db: None) -> None:
    category = Category.objects.create(name="城建", path="城建", depth=1)
    values = {"number": "1", "title": "路灯", "text": "路灯不亮", "category": category, "recorded_at": AT, "city_due_at": None}
    drafted, made = draft(Ticket, **values), Ticket(**values)
    assert {name: value for name, value in vars(drafted).items() if name != "_state"} == {
        name: value for name, value in vars(made).items() if name != "_state"
    }
    assert drafted.category is category
    assert draft(Ticket).extras is not draft(Ticket).extras


def test_rows_without_keys_are_numbered_by_the_table(db: None) -> None:
    load([ticket(number=str(place), title="", text="") for place in range(3)])
    assert Ticket.objects.values("pk").distinct().count() == 3


def test_reserved_keys_are_nobody_elses(db: None) -> None:
    build.ticket(number="before")
    keys = reserve(Ticket, 3)
    load([ticket(pk=pk, number=str(pk), title="", text="") for pk in keys])
    after = build.ticket(number="after")
    assert len({*keys, after.pk, Ticket.objects.get(number="before").pk}) == 5


def test_a_row_may_name_one_that_is_loaded_after_it(db: None) -> None:
    parent, child = reserve(Category, 2)
    load([Category(pk=child, name="供热", path="城建/供热", parent_id=parent, depth=2)])
    load([Category(pk=parent, name="城建", path="城建", depth=1)])
    assert Category.objects.get(name="供热").parent == Category.objects.get(name="城建")


def test_rows_are_loaded_by_the_names_of_their_fields(db: None) -> None:
    load_rows(CalendarDay, ["day", "is_workday", "label"], [(date(2031, 1, 1), False, "元旦"), (date(2031, 1, 2), True, "")])
    assert list(CalendarDay.objects.order_by("day").values_list("day", "is_workday", "label")) == [
        (date(2031, 1, 1), False, "元旦"),
        (date(2031, 1, 2), True, ""),
    ]


def test_nothing_to_load_is_nothing_done(db: None) -> None:
    load([])
    assert not Ticket.objects.exists()
