"""Judgement of a no: reasonable ones are done again, others stand with words, and each no is judged once."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tests import build
from tickets.acts import archiving, call_list, judging
from tickets.acts.cases import open_case
from tickets.acts.judging import Judgement, Judging
from tickets.models import Callback, RedoOrder, Ticket
from tickets.rules.workflow import Status
from units.models import Unit, User

pytestmark = pytest.mark.django_db
SAID = build.moment("2022-01-08 10:00")
AT = build.moment("2022-01-08 11:00")


def complaint(unit: Unit, number: str = "1", source: str = "district") -> Ticket:
    ticket = build.completed(unit, number=number)
    build.called(ticket, SAID, grade="dissatisfied", stars=1, source=source)
    return ticket


def test_a_reasonable_no_is_done_again_in_the_same_step(unit: Unit, callback_agent: User) -> None:
    ticket, due = complaint(unit), build.moment("2022-01-12 17:00")
    other = build.unit("城管局")
    judging.judge(Judging(ticket, AT, Judgement.REASONABLE, "灯还是不亮，请现场更换", other, due), callback_agent)
    call, order = Callback.objects.get(), RedoOrder.objects.get()
    assert (call.judgement, call.judged_by, call.judged_at, call.judgement_words) == (
        *(Judgement.REASONABLE, callback_agent, AT),
        "灯还是不亮，请现场更换",
    )
    assert (order.source, order.reason, ticket.status, ticket.lead_unit, ticket.due_at) == (
        *(RedoOrder.Source.CALLBACK, "灯还是不亮，请现场更换", Status.DISPATCHED),
        *(other, due),
    )
    assert [event.act for event in ticket.events.order_by("seq")][-2:] == ["judge", "redo"]


@pytest.mark.parametrize("judgement", [Judgement.UNREASONABLE, Judgement.BEYOND_DUTY])
@pytest.mark.parametrize("closes", [True, False])
def test_another_no_stands_and_is_not_judged_twice(unit: Unit, callback_agent: User, judgement: str, closes: bool) -> None:
    ticket = complaint(unit)
    judging.judge(Judging(ticket, AT, judgement, "属物业管理，已解释", closes=closes), callback_agent)
    assert ticket.status == (Status.CLOSED if closes else Status.COMPLETED)
    assert not call_list.to_judge(callback_agent).exists()
    line = open_case(ticket, callback_agent, AT).story.moments[-2 if closes else -1]
    assert (line.strong, line.more) == ("回访研判", "属物业管理，已解释") and Judgement(judgement).label in line.words
    with pytest.raises(ValidationError) as refused:
        judging.judge(Judging(ticket, AT, judgement, "再判一次"), callback_agent)
    assert refused.value.code == "nothing_to_judge"


@pytest.mark.parametrize(("judgement", "words", "code"), [(Judgement.UNREASONABLE, " ", "reason_missing"), ("", "x", "no_judgement")])
def test_a_judgement_has_its_kind_and_its_words(unit: Unit, callback_agent: User, judgement: str, words: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        judging.judge(Judging(complaint(unit), AT, judgement, words), callback_agent)
    assert refused.value.code == code


def test_many_are_judged_at_once_or_none(unit: Unit, callback_agent: User) -> None:
    tickets = [complaint(unit, number=f"{n}") for n in range(3)]
    content = build.completed(unit, number="content")
    given = [Judging(ticket, AT, Judgement.UNREASONABLE, "已解释") for ticket in tickets]
    with pytest.raises(ValidationError):
        judging.judge_many([*given, Judging(content, AT, Judgement.UNREASONABLE, "已解释")], callback_agent)
    assert not Callback.objects.exclude(judgement="").exists()
    judging.judge_many(given, callback_agent)
    assert Callback.objects.filter(judgement=Judgement.UNREASONABLE).count() == 3


def test_a_no_on_a_closed_ticket_may_be_judged_and_stays_closed(unit: Unit, callback_agent: User) -> None:
    ticket = build.closed(unit)
    build.called(ticket, build.moment("2022-02-01 10:00"), grade="dissatisfied")
    judging.judge(Judging(ticket, build.moment("2022-02-02 09:00"), Judgement.BEYOND_DUTY, "非本区职责", closes=True), callback_agent)
    assert ticket.status == Status.CLOSED and not call_list.to_judge(callback_agent).exists()


def test_what_was_judged_closes_by_itself_and_what_was_not_waits(unit: Unit, callback_agent: User) -> None:
    judged, waiting = complaint(unit, "1"), complaint(unit, "2")
    judging.judge(Judging(judged, AT, Judgement.UNREASONABLE, "已解释"), callback_agent)
    assert archiving.archive_uncalled(AT + timedelta(days=60)) == 1
    assert {ticket.number: ticket.status for ticket in Ticket.objects.all()} == {"1": Status.CLOSED, "2": waiting.status}
