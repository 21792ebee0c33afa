"""Several administrators keep versions of one method at the same moment: no two hold on the same day, none is overwritten unread."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from scoring.acts import methods, versions
from scoring.models import Method
from tests.scoring.cases import METHOD

pytestmark = pytest.mark.django_db(transaction=True)


def body(**keys: object) -> dict[str, Any]:
    return {**METHOD, "period": "month", **keys}


def at_once(acts: Sequence[Callable[[], object]]) -> list[str]:
    """What those that were refused read, sorted; each on a connection of its own."""
    barrier = Barrier(len(acts))

    def one(act: Callable[[], object]) -> str:
        try:
            barrier.wait()
            act()
        except ValidationError as refusal:
            return "".join(refusal.messages)
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(filter(None, pool.map(one, acts)))


def hold(day: date) -> list[str]:
    return [method.version for method in Method.objects.all() if method.valid_from <= day and (method.valid_to or day) >= day]


@pytest.mark.parametrize("keep", [versions.save, methods.adopt])
def test_of_several_versions_from_one_day_one_is_kept(keep: Callable[[dict[str, Any]], object]) -> None:
    given = [body(version=str(number), valid_from="2022-07-01") for number in range(1, 6)]
    refused = at_once([partial(keep, one) for one in given])
    assert len([words for words in refused if "有效期重叠" in words]) == 4
    assert len(hold(date(2022, 7, 1))) == Method.objects.count() == 1


def test_versions_from_several_days_never_hold_on_the_same_day_in_whatever_order_they_come() -> None:
    versions.save(body())
    given = [body(version=str(month), valid_from=f"2022-{month:02}-01") for month in range(2, 8)]
    refused = at_once([partial(versions.save, one) for one in given])
    assert all("有效期重叠" in words for words in refused)
    assert Method.objects.count() == 1 + len(given) - len(refused)
    assert [len(hold(date(2022, month, 15))) for month in range(1, 10)] == [1] * 9


def test_of_those_who_change_or_delete_the_same_version_one_does_and_the_others_read_it_anew() -> None:
    versions.save(body())
    seen = [Method.objects.get() for _ in range(5)]
    changes = [partial(versions.save, body(name=f"改名{place}"), one) for place, one in enumerate(seen[:4])]
    refused = at_once([*changes, partial(versions.drop, seen[4])])
    assert len([words for words in refused if "刚被别人" in words]) == 4
    assert Method.objects.count() <= 1
