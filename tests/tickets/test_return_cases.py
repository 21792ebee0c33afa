"""A slip as its readers open it: who may read which slip, what is checked, what has been said before."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import build
from tickets.acts import return_cases, return_lists, return_rulings, transferring
from tickets.models import ReturnRequest, Ticket
from tickets.models.applications import Decision
from units.models import Unit, User
from units.rules.roles import Role

ASKED = build.moment("2022-01-05 15:00")
LATER = build.moment("2022-01-06 10:00")


@pytest.fixture
def other(db: None) -> Unit:
    return build.unit("城管局")


def moved_on(unit: Unit, other: Unit) -> ReturnRequest:
    """Returned by `unit`, given to `other`, which returns it too and names the first one."""
    ticket = build.handling(unit, number="T1")
    first = build.slip(ticket, ASKED, proposed=other)
    return_rulings.accept_many([return_rulings.Ruling(first, LATER, "属城管局", other)], None)
    return build.slip(Ticket.objects.get(pk=ticket.pk), LATER + timedelta(hours=2), proposed=unit)


def opened() -> return_cases.SlipCase:
    slip = return_cases.latest("T1")
    assert slip is not None
    return return_cases.open_slip(slip, LATER + timedelta(hours=3), build.person("派单员", Role.DISPATCHER))


def test_a_proposed_unit_that_returned_the_ticket_itself_is_told(unit: Unit, other: Unit) -> None:
    moved_on(unit, other)
    case = opened()
    assert case.returned_in == (1,)
    assert [slip.serial for slip in case.slips] == [1, 2]
    assert case.advice.ruling == "adjudicate"
    assert case.flow.words == "历时 1 天 · 流转 2 次 · 2 家单位"
    assert set(case.involved) == {unit, other}


def test_a_proposed_unit_below_the_returning_one_is_nowhere_to_send_to(unit: Unit, other: Unit) -> None:
    build.slip(build.handling(unit, number="T1"), ASKED, proposed=other)
    assert (opened().proposed, opened().advice.ruling) == (other, "accept")
    Unit.objects.filter(pk=other.pk).update(parent=build.unit("市政科", parent=unit))
    assert (opened().proposed, opened().advice.ruling) == (None, "refuse")


def test_a_unit_reads_its_own_slips_alone(unit: Unit, other: Unit, handler: User, dispatcher: User) -> None:
    moved_on(unit, other)
    theirs = build.person("城管局承办人", Role.HANDLER, other)
    stranger = build.person("教育局承办人", Role.HANDLER, build.unit("教育局"))
    read = [return_cases.latest_readable("T1", user) for user in (handler, theirs, stranger, dispatcher)]
    assert [slip.serial if slip else None for slip in read] == [1, 2, None, 2]
    assert [slip.serial for slip in return_lists.of_unit(handler)] == [1]


@pytest.mark.parametrize(
    ("values", "badges"),
    [
        ({}, ["24 小时内", "签批齐全", "条款具体", "无禁用表述", "第 1 次退件"]),
        ({"is_late": True}, ["超 24 小时", "签批齐全", "条款具体", "无禁用表述", "第 1 次退件"]),
        ({"clause": "有关法律规定"}, ["24 小时内", "签批齐全", "条款不具体", "无禁用表述", "第 1 次退件"]),
        ({"clause": ""}, ["24 小时内", "签批齐全", "未写条款", "无禁用表述", "第 1 次退件"]),
        ({"signed_at": None}, ["24 小时内", "未签批", "条款具体", "无禁用表述", "第 1 次退件"]),
        ({"signed_at": None, "needs_hand": False}, ["24 小时内", "免签批", "条款具体", "无禁用表述", "第 1 次退件"]),
    ],
)
def test_five_badges_say_what_was_checked(unit: Unit, values: dict[str, object], badges: list[str]) -> None:
    made = build.slip(build.handling(unit, number="T1"), ASKED)
    ReturnRequest.objects.filter(pk=made.pk).update(**values)
    assert [badge.word for badge in opened().badges] == badges


def test_an_unsigned_slip_waits_with_its_principal_and_not_on_the_desk(unit: Unit, principal: User, dispatcher: User) -> None:
    build.slip(build.handling(unit, number="T1"), ASKED, is_signed=False)
    assert return_lists.to_sign(principal).count() == return_lists.tickets_to_sign(principal).count() == 1
    assert not return_lists.waiting(LATER).exists() and not return_lists.to_decide(dispatcher).exists()


def test_a_ticket_that_leaves_its_unit_otherwise_takes_the_open_slip_with_it(unit: Unit, other: Unit, dispatcher: User) -> None:
    made = build.slip(build.handling(unit, number="T1"), ASKED)
    transferring.transfer(Ticket.objects.get(number="T1"), to=other, by=None, at=LATER, note="属地不符")
    made.refresh_from_db()
    assert made.decision == Decision.WITHDRAWN
    assert not return_lists.to_decide(dispatcher).exists()


def test_what_was_decided_today_is_counted_by_its_kind(unit: Unit, other: Unit, dispatcher: User) -> None:
    slips = [build.slip(build.handling(unit, number=f"D{number}"), ASKED, proposed=other) for number in range(3)]
    now = timezone.now()
    return_rulings.refuse_many([return_rulings.Ruling(slips[0], now, "在管护范围内")], dispatcher)
    return_rulings.accept_many([return_rulings.Ruling(slips[1], now, "属城管局", other)], dispatcher)
    return_rulings.mend_many([return_rulings.Ruling(slips[2], now - timedelta(days=2), "缺条款")], dispatcher)
    counts = return_lists.counts(now + timedelta(seconds=1))
    assert (counts.done, counts.accepted, counts.refused, counts.adjudicated, counts.waiting) == (2, 1, 1, 0, 0)


def test_a_unit_reads_its_own_slip_and_not_what_came_after_it(unit: Unit, other: Unit, handler: User) -> None:
    moved_on(unit, other)
    own = return_cases.latest_readable("T1", handler)
    assert own is not None
    case = return_cases.open_slip(own, LATER + timedelta(hours=3), handler)
    assert [slip.serial for slip in case.slips] == [1]
    assert case.involved == (unit, other)  # the second one because the slip itself names it
    assert [hop.stay.name for one in case.flow.rounds for hop in one.hops] == [unit.label]
