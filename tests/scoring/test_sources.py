"""What the live rows say after the acts of a ticket's day: one volume for each ticket, and nobody charged for another's time."""

from datetime import date, timedelta

import pytest

from scoring.acts import closing, facts
from scoring.rules.periods import parse
from tests import build
from tests.scoring import cases
from tests.scoring.cases import moment
from tickets.acts import extensions, redo, replies, return_rulings, reviewing, signing, suspensions, transferring
from tickets.models import Assignment, ExtensionRequest, SuspensionRequest, Ticket
from units.models import Unit

pytestmark = pytest.mark.django_db
FEBRUARY = moment("2022-02-03 09:00")
MARCH = moment("2022-03-03 09:00")
AT = moment("2022-01-10 09:00")
CITY = moment("2022-01-13 00:00")  # the unit's limit: 01-11 17:00


@pytest.fixture(autouse=True)
def _district(db: None) -> None:
    cases.district()
    cases.calendar()


@pytest.fixture
def others(unit: Unit) -> tuple[Unit, Unit]:
    return build.unit("城管局"), build.unit("水务局")


def counts(code: str, at: str = "2022-02-03 09:00", label: str = "2022-01") -> dict[str, int]:
    """The hits of each unit by live rows."""
    table = facts.live(parse(label), moment(at), by=("unit",))
    names = dict(Unit.objects.values_list("pk", "name"))
    return {names[key[0]]: figures[code][1] for key, figures in table.items() if figures.get(code, (0, 0))[1]}


def answered(ticket: Ticket, at: str) -> None:
    signing.sign(ticket, by=None, at=moment(at))
    replies.reply(replies.Answer(ticket, build.ANSWER, moment(at)), by=None)
    reviewing.accept(ticket, by=None, at=moment(at))


def test_a_ticket_that_moves_on_after_a_redo_elsewhere_stays_one_volume(unit: Unit, others: tuple[Unit, Unit]) -> None:
    ticket = build.completed(unit)
    redo.redo(ticket, by=None, at=AT, reason="灯还是不亮", unit=others[0])
    transferring.transfer(ticket, to=others[1], by=None, at=AT + timedelta(hours=1), note="职责在水务局")
    assert counts("volume") == {"住建局": 1}


def test_a_redone_ticket_that_is_returned_and_dispatched_anew_stays_one_volume(unit: Unit, others: tuple[Unit, Unit]) -> None:
    ticket = build.completed(unit)
    redo.redo(ticket, by=None, at=AT, reason="灯还是不亮", unit=others[0])
    slip = build.slip(ticket, AT + timedelta(hours=1), proposed=others[1])
    return_rulings.accept_many([return_rulings.Ruling(slip, AT + timedelta(hours=2), "属水务局", others[1])], None)
    assert counts("volume") == {"住建局": 1}


def test_a_unit_that_gives_a_redone_ticket_away_leaves_its_volume_with_it(unit: Unit, others: tuple[Unit, Unit]) -> None:
    ticket = build.completed(unit)
    redo.redo(ticket, by=None, at=AT, reason="灯还是不亮")
    transferring.transfer(ticket, to=others[0], by=None, at=AT + timedelta(hours=1), note="职责在城管局")
    assert counts("volume") == {"城管局": 1}
    answered(ticket, "2022-01-11 09:00")
    redo.redo(ticket, by=None, at=moment("2022-01-12 09:00"), reason="灯还是不亮", unit=others[1])
    assert counts("volume") == {"城管局": 1}


def test_who_gets_a_ticket_after_its_limit_is_not_charged_but_who_had_it_then(unit: Unit, others: tuple[Unit, Unit]) -> None:
    ticket = build.handling(unit, city_due_at=CITY)
    transferring.transfer(ticket, to=others[0], by=None, at=moment("2022-01-14 11:00"), note="职责在城管局")
    new = build.lead(ticket)
    assert new.first_due_at is not None and new.first_due_at < new.assigned_at
    assert counts("overdue") == {"住建局": 1}
    answered(ticket, "2022-01-14 15:00")
    assert counts("overdue") == {"住建局": 1}


def suspended(unit: Unit, until: date = date(2022, 2, 7)) -> Ticket:
    ticket = build.handling(unit, city_due_at=CITY)
    at = moment("2022-01-10 10:00")
    suspensions.ask_many([suspensions.Ask(ticket, at, until, "等待诉求人提供购房合同。")], None)
    request = SuspensionRequest.objects.select_related("ticket").get()
    suspensions.grant_many([suspensions.Verdict(request, at)], None)
    return Ticket.objects.get()


def figure(label: str, code: str) -> tuple[int, int] | None:
    return facts.whole(parse(label)).get(code)


def test_a_suspended_ticket_is_due_in_the_month_in_which_its_clock_runs_out(unit: Unit) -> None:
    ticket = suspended(unit)
    closing.close("2022-01", None, FEBRUARY)
    assert (figure("2022-01", "due"), figure("2022-01", "overdue"), figure("2022-01", "volume")) == (None, None, (1, 1))
    suspensions.resume_many([suspensions.Resumption(ticket, moment("2022-02-07 00:00"))], None)
    answered_after = Ticket.objects.get()
    replies.reply(replies.Answer(answered_after, build.ANSWER, moment("2022-02-07 10:00")), by=None)
    closing.close("2022-02", None, MARCH)
    assert (figure("2022-02", "due"), figure("2022-02", "on_time_feedback"), figure("2022-02", "overdue")) == ((1, 1), (1, 1), (1, 0))


def test_a_later_round_that_is_suspended_leaves_the_first_limits_fate(unit: Unit) -> None:
    ticket = build.completed(unit, city_due_at=CITY)
    redo.redo(ticket, by=None, at=AT, reason="灯还是不亮")
    signing.sign(ticket, by=None, at=AT)
    suspensions.ask_many([suspensions.Ask(ticket, AT, date(2022, 2, 7), "等待诉求人提供购房合同。")], None)
    suspensions.grant_many([suspensions.Verdict(SuspensionRequest.objects.select_related("ticket").get(), AT)], None)
    assert counts("on_time_feedback") == {"住建局": 1}


def test_a_limit_that_was_counted_and_moved_afterwards_is_not_counted_again(unit: Unit) -> None:
    """Overdue in January as it was closed; the extension that was granted after the closing moves it to February."""
    ticket = build.handling(unit, moment("2022-01-21 09:00"), city_due_at=moment("2022-01-29 00:00"))
    ask = extensions.Ask(ticket, moment("2022-01-26 15:00"), 5, "配件在途需要时间", moment("2022-01-26 14:00"))
    extensions.ask_many([ask], None)
    closing.close("2022-01", None, FEBRUARY)
    assert (figure("2022-01", "due"), figure("2022-01", "overdue")) == ((1, 1), (1, 1))
    request = ExtensionRequest.objects.select_related("ticket").get()
    extensions.grant_many([extensions.Verdict(request, FEBRUARY)], None)
    assert Assignment.objects.get().first_due_at == moment("2022-02-08 17:00")
    closing.close("2022-02", None, MARCH)
    assert (figure("2022-01", "due"), figure("2022-02", "due"), figure("2022-02", "overdue")) == ((1, 1), None, None)
