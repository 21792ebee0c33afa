"""A file about a known ticket never takes back what the city has granted since."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests import build
from tests.tickets.test_intake import NOW, WAITING, city_file, take
from tickets.acts import deciding, extensions, redo
from tickets.models import IntakeRow, RedoOrder, Ticket
from units.models import Unit, User

pytestmark = pytest.mark.django_db
OLDER = {**WAITING, "办理截止时间": "2022-01-12"}
MOVED = build.moment("2022-01-28 00:00")
WORDS = "市平台文件中的时限是 01-12 24:00，早于“{}”的 01-27 24:00，未改。"


def redone(unit: Unit) -> str:
    ticket = build.completed(unit, number=str(WAITING["工单编号"]))
    at = build.moment("2022-01-10 09:00")
    redo.redo(ticket, by=None, at=at, reason="请跟踪落实", source=RedoOrder.Source.CITY, due_at=MOVED)
    return "市平台退办时给定"


def extended(unit: Unit) -> str:
    ticket = build.handling(unit, number=str(WAITING["工单编号"]), city_due_at=build.moment("2022-01-13 00:00"))
    extensions.decide_by_city([extensions.CityRuling(ticket, build.moment("2022-01-10 09:00"), True, MOVED, "同意")], None)
    return "市平台批复延期"


@pytest.mark.parametrize("moved", [redone, extended])
def test_an_older_limit_in_a_file_is_a_conflict_once_and_changes_nothing(
    tmp_path: Path, unit: Unit, dispatcher: User, moved: object
) -> None:
    by = moved(unit)  # type: ignore[operator]
    path = city_file(tmp_path, OLDER)
    take(path)
    ticket = Ticket.objects.get()
    assert (ticket.city_due_at, ticket.is_conflict, ticket.conflict_words) == (MOVED, True, WORDS.format(by))
    assert IntakeRow.objects.get().difference["市平台文件中的时限"] == ["", "01-12 24:00"]
    deciding.reconcile_many([ticket], dispatcher, NOW + timedelta(hours=1))
    assert take(path, NOW + timedelta(days=1)).words == "新增 0 更新 0 未变 1 拒收 0 合计 1"
    assert not Ticket.objects.get().is_conflict


def test_a_later_limit_in_a_file_counts_and_an_older_file_does_not_take_it_back(tmp_path: Path, unit: Unit) -> None:
    redone(unit)
    take(city_file(tmp_path, {**WAITING, "办理截止时间": "2022-01-29"}))
    ticket = Ticket.objects.get()
    assert (ticket.city_due_at, ticket.is_conflict) == (build.moment("2022-01-30 00:00"), False)
    take(city_file(tmp_path, OLDER), NOW + timedelta(days=1))
    assert Ticket.objects.get().city_due_at == build.moment("2022-01-30 00:00")


def test_a_limit_that_the_city_never_moved_is_as_the_file_says(tmp_path: Path, unit: Unit) -> None:
    build.handling(unit, number=str(WAITING["工单编号"]), city_due_at=MOVED)
    take(city_file(tmp_path, OLDER))
    ticket = Ticket.objects.get()
    assert (ticket.city_due_at, ticket.is_conflict) == (build.moment("2022-01-13 00:00"), False)
