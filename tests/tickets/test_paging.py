"""Keyset pages: every row once, equal values by id, rows without a value last, forwards and back."""

from datetime import timedelta

import pytest

from tests import build
from tickets.acts import paging
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def numbers() -> list[str]:
    """a b: the same limit; c: later; d e: none."""
    for number, days in [("e", None), ("c", 2), ("a", 1), ("b", 1), ("d", None)]:
        build.ticket(number, city_due_at=build.ARRIVED + timedelta(days=days) if days else None)
    return ["a", "b", "c", "e", "d"]


def test_forwards_every_row_comes_once(numbers: list[str]) -> None:
    for size in (1, 2, 3, 5, 9):
        seen, after = [], None
        while True:
            page = paging.page(Ticket.objects.all(), "city_due_at", after=after, size=size)
            seen += [row.number for row in page.rows]
            if page.after is None:
                break
            after = page.after
        assert seen == numbers, size


def test_back_leads_over_the_same_rows(numbers: list[str]) -> None:
    last = Ticket.objects.get(number=numbers[-1])
    page = paging.page(Ticket.objects.all(), "city_due_at", before=last.pk, size=2)
    assert [row.number for row in page.rows] == ["c", "e"]
    assert page.before is not None
    earlier = paging.page(Ticket.objects.all(), "city_due_at", before=page.before, size=2)
    assert ([row.number for row in earlier.rows], earlier.before) == (["a", "b"], None)


def test_a_mark_that_is_gone_starts_at_the_beginning(numbers: list[str]) -> None:
    page = paging.page(Ticket.objects.all(), "city_due_at", after=999_999, size=2)
    assert ([row.number for row in page.rows], page.before) == (["a", "b"], None)


@pytest.mark.parametrize(("of", "expected"), [("a", "b"), ("c", "e"), ("d", "a")])
def test_what_follows_is_the_next_one_and_after_the_last_the_first(numbers: list[str], of: str, expected: str) -> None:
    assert paging.following(Ticket.objects.all(), "city_due_at", Ticket.objects.get(number=of)) == expected


def test_after_the_only_one_nothing_follows() -> None:
    assert paging.following(Ticket.objects.all(), "dispatch_due_at", build.ticket("1")) == ""
