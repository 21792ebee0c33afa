"""下派: to the holder's own sections alone, with an earlier limit; who lists and reads what was handed on."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tests import build
from tests.tickets.sharing import AT, after, answered, handed_on
from tickets.acts import handed, handing, history, replies, reviewing, story
from tickets.acts.handed import Deed
from tickets.acts.handing import Handing
from tickets.models import Event, HandOn, Ticket
from tickets.rules.deadlines import print_due
from tickets.rules.workflow import Act, Status
from units.models import Setting, Unit, User
from units.rules.roles import Role


@pytest.fixture
def section(unit: Unit) -> Unit:
    return build.unit("市政科", parent=unit)


@pytest.fixture
def clerk(section: Unit) -> User:
    return build.person("科员", Role.HANDLER, section)


def test_a_unit_gives_its_ticket_to_several_sections_in_one_event(unit: Unit, section: Unit, handler: User) -> None:
    community = build.unit("兴工社区", parent=section)
    first, second = handed_on(unit, section, community, by=handler)
    assert (first.unit, second.unit, first.state, first.round) == (section, community, "waiting", 1)
    assert (first.note, first.by, first.needs_hand) == ("请当天到现场", handler, False)
    ticket = Ticket.objects.get()
    assert ticket.status == Status.HANDLING and ticket.lead_unit == unit
    event = Event.objects.filter(ticket=ticket).latest("seq")
    assert event.act == Act.HAND_ON and json.loads(event.body)["facts"]["units"] == f"{section.pk},{community.pk}"
    assert "现场" not in event.body
    assert Event.objects.filter(act=Act.HAND_ON).count() == 1 and history.verify().fault is None


@pytest.mark.parametrize(
    ("reserve", "due"), [(1, "01-11 17:00"), (2, "01-10 17:00"), (0, "01-12 17:00")], ids=["a day earlier", "two days", "no reserve"]
)
def test_the_limit_is_the_units_less_the_reserve(unit: Unit, section: Unit, reserve: int, due: str) -> None:
    Setting.objects.create(key="hand_on_reserve_workdays", value=reserve)
    ticket = build.handling(unit, city_due_at=build.moment("2022-01-14 00:00"))
    assert ticket.due_at == build.moment("2022-01-12 17:00")
    assert print_due(handing.default_due(ticket, AT)) == due


def test_where_the_reserve_is_gone_the_limit_is_the_units_and_where_the_unit_is_late_it_is_today(unit: Unit) -> None:
    ticket = build.handling(unit)
    assert ticket.due_at is not None
    assert handing.default_due(ticket, ticket.due_at - timedelta(hours=2)) == ticket.due_at
    assert print_due(handing.default_due(ticket, ticket.due_at + timedelta(hours=2))) == f"{ticket.due_at:%m-%d} 24:00"


@pytest.mark.parametrize(("days", "code"), [(60, "too_late"), (-1, "past"), (0, "past")], ids=["behind the unit's own", "yesterday", "now"])
def test_a_limit_behind_the_units_own_or_past_is_refused(unit: Unit, section: Unit, days: int, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        handed_on(unit, section, due_at=after(days=days))
    assert refused.value.code == code and not HandOn.objects.exists()


def test_it_is_given_to_sections_of_the_holder_alone(unit: Unit, handler: User, stranger: User, section: Unit) -> None:
    for wrong in (unit, build.unit("教育局"), build.unit("教育科", parent=build.unit("教育局"))):
        with pytest.raises(ValidationError, match="不是主办单位的下级"):
            handed_on(unit, wrong, by=handler, number=f"to {wrong}")
    with pytest.raises(ValidationError, match="不由您单位主办"):
        handed_on(unit, section, by=stranger, number="by a stranger")
    with pytest.raises(ValidationError, match="您的角色不能下派"):
        handed_on(unit, section, by=build.person("负责人", Role.PRINCIPAL, unit), number="by the principal")


def test_a_closed_section_is_refused(unit: Unit) -> None:
    old = build.unit("旧科室", parent=unit, closed_on=build.moment("2022-01-01 00:00").date())
    with pytest.raises(ValidationError, match="已于 2022-01-01 撤销"):
        handed_on(unit, old)


def test_a_section_has_a_ticket_once(unit: Unit, section: Unit) -> None:
    handed_on(unit, section)
    for again in ([section], [section, section]):
        with pytest.raises(ValidationError, match="还没有收回"):
            handing.hand_on_many([Handing(Ticket.objects.get(), each, AT) for each in again], None)


def test_before_it_is_signed_and_after_it_is_replied_nothing_is_handed_on(unit: Unit, section: Unit) -> None:
    for ticket in (build.dispatched(unit, number="1"), build.replied(unit, number="2")):
        with pytest.raises(ValidationError, match="签收以后、答复以前"):
            handing.hand_on_many([Handing(ticket, section, AT)], None)


def test_a_staged_reply_gives_the_promised_day_as_limit(unit: Unit, section: Unit) -> None:
    ticket = build.handling(unit)
    promised = build.moment("2022-03-01 00:00").date()
    replies.reply(replies.Answer(ticket, build.ANSWER, AT, "staged", promised), by=None)
    reviewing.accept(Ticket.objects.get(), by=None, at=AT)
    assert print_due(handing.default_due(Ticket.objects.get(), AT)) == "02-28 17:00"


def test_a_section_reads_on_while_it_has_the_ticket_and_afterwards_what_it_saw(
    unit: Unit, section: Unit, clerk: User, handler: User
) -> None:
    [row] = handed_on(unit, section, by=handler)
    ticket = row.ticket
    assert story.read(ticket, clerk, AT).until is None
    handed.recall_many([Deed(row, after(hours=1))], handler)
    replies.reply(replies.Answer(Ticket.objects.get(), build.ANSWER, after(hours=2)), by=handler)
    seen = story.read(Ticket.objects.get(), clerk, after(days=1))
    assert seen.until == after(hours=1) and seen.replies == [] and seen.events[-1].act == Act.HAND_ON
    assert story.read(Ticket.objects.get(), handler, after(days=1)).until is None


def test_a_section_that_is_given_the_ticket_itself_reads_on(unit: Unit, section: Unit, clerk: User, handler: User) -> None:
    [row] = handed_on(unit, section)
    handed.recall_many([Deed(row, after(hours=1))], handler)
    handing.hand_on_many([Handing(Ticket.objects.get(), section, after(hours=2))], handler)
    assert story.read(Ticket.objects.get(), clerk, AT).until is None


def test_what_is_handed_on_is_listed_by_its_section_and_its_unit_alone(
    unit: Unit, section: Unit, clerk: User, handler: User, stranger: User
) -> None:
    [row] = handed_on(unit, section)
    assert [list(handing.of(reader)) for reader in (clerk, handler, stranger)] == [[row], [row], []]
    assert Ticket.objects.visible_to(clerk).count() == 1
    answered(row)
    assert list(handing.waiting(clerk)) == [] and list(handing.of(clerk)) == [row]
