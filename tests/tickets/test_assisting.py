"""Assists sign and answer on their own assignment; the ticket's status is the lead's and stays where it is."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from tests import build
from tickets.acts import (
    assisting,
    dispatching,
    history,
    redo,
    replies,
    reviewing,
    signing,
    story,
)
from tickets.acts.assisting import AssistReply, AssistSigning
from tickets.models import Assignment, AssistAnswer, Attachment, Event, Ticket
from tickets.rules.workflow import Act, Status
from units.models import Unit, User
from units.rules.roles import Role

AT = build.moment("2022-01-05 09:50")
TEXT = "已派人到现场，灯杆属我中心，今日修复。"


@pytest.fixture
def helping(db: None) -> Unit:
    return build.unit("城管局")


@pytest.fixture
def helper(helping: Unit) -> User:
    return build.person("协办人", Role.HANDLER, helping)


def assisted(lead: Unit, *assists: Unit, number: str = "1") -> Ticket:
    ticket = build.ticket(number)
    dispatching.dispatch(ticket, to=lead, by=None, at=AT, assists=assists)
    signing.sign(ticket, by=None, at=AT + timedelta(hours=1))
    return ticket


def part(ticket: Ticket, of: Unit) -> Assignment:
    return Assignment.objects.select_related("ticket").get(ticket=ticket, unit=of)


def sign(ticket: Ticket, of: Unit, by: User | None = None, after: timedelta = timedelta(hours=2)) -> None:
    assisting.sign_many([AssistSigning(part(ticket, of), AT + after)], by)


def answer(
    ticket: Ticket, of: Unit, by: User | None = None, after: timedelta = timedelta(hours=3), kind: str = "final", text: str = TEXT
) -> None:
    assisting.answer_many([AssistReply(part(ticket, of), AT + after, text, kind)], by)


def test_an_assist_signs_and_answers_while_the_ticket_stays_where_it_is(unit: Unit, helping: Unit, helper: User) -> None:
    ticket = assisted(unit, helping)
    sign(ticket, helping, helper)
    assert (part(ticket, helping).status, part(ticket, helping).signed_in_time) == (Status.HANDLING, True)
    answer(ticket, helping, helper)
    row = part(ticket, helping)
    assert (row.status, row.on_time, row.replied_at, row.first_replied_at) == (
        Status.REPLIED,
        True,
        AT + timedelta(hours=3),
        AT + timedelta(hours=3),
    )
    ticket.refresh_from_db()
    assert (ticket.status, ticket.replied_at) == (Status.HANDLING, None)
    assert [each.act for each in ticket.events.order_by("seq")][-2:] == [Act.ASSIST_SIGN, Act.ASSIST_ANSWER]
    assert history.verify().fault is None


def test_the_event_holds_the_digest_of_the_words_and_not_the_words(unit: Unit, helping: Unit) -> None:
    ticket = assisted(unit, helping)
    sign(ticket, helping)
    answer(ticket, helping)
    body = Event.objects.filter(ticket=ticket).latest("seq").body
    assert TEXT not in body
    assert json.loads(body)["facts"] == {
        "assignment": part(ticket, helping).pk,
        "kind": "final",
        "round": 1,
        "text": history.words_digest(TEXT),
        "files": "",
    }


def test_how_far_it_is_and_why_keeps_the_time_and_owes_the_answer(unit: Unit, helping: Unit) -> None:
    ticket = assisted(unit, helping)
    sign(ticket, helping)
    answer(ticket, helping, kind="stage", text="等配件到货，下周三前修复。")
    row = part(ticket, helping)
    assert (row.status, row.on_time, row.replied_at) == (Status.HANDLING, True, None)
    assert assisting.missing(ticket) == [row]
    answer(ticket, helping, after=timedelta(days=30))
    row = part(ticket, helping)
    assert (row.status, row.on_time, row.replied_at) == (Status.REPLIED, True, AT + timedelta(days=30))
    assert assisting.missing(ticket) == []
    assert [each.kind for each in assisting.answers(ticket)] == ["stage", "final"]


def test_an_answer_behind_the_limit_is_late(unit: Unit, helping: Unit) -> None:
    ticket = assisted(unit, helping)
    sign(ticket, helping, after=timedelta(days=20))
    answer(ticket, helping, after=timedelta(days=20))
    assert (part(ticket, helping).signed_in_time, part(ticket, helping).on_time) == (False, False)


def refused(code: str, **changes: object) -> None:
    ticket = Ticket.objects.get()
    with pytest.raises(ValidationError) as fault:
        answer(ticket, Unit.objects.get(name="城管局"), **changes)  # type: ignore[arg-type]
    assert fault.value.code == code


def test_what_is_refused_and_why(unit: Unit, helping: Unit, helper: User, handler: User, stranger: User) -> None:
    ticket = assisted(unit, helping)
    refused("not_now")
    sign(ticket, helping)
    refused("too_short", text="好")
    refused("not_yours", by=stranger)
    refused("not_yours", by=handler)
    refused("not_allowed", by=build.person("协办负责人", Role.PRINCIPAL, helping))
    answer(ticket, helping, helper)
    refused("not_now", by=helper)
    assert AssistAnswer.objects.count() == 1


def test_the_lead_does_not_answer_as_its_own_assist(unit: Unit, helping: Unit, handler: User) -> None:
    ticket = assisted(unit, helping)
    with pytest.raises(ValidationError, match="协办已经结束"):
        assisting.answer_many([AssistReply(part(ticket, unit), AT, TEXT)], handler)


def test_of_two_answers_from_the_same_page_the_second_reads_who_was_first(unit: Unit, helping: Unit, helper: User) -> None:
    ticket = assisted(unit, helping)
    sign(ticket, helping)
    first, second = part(ticket, helping), part(ticket, helping)
    assisting.answer_many([AssistReply(first, AT + timedelta(hours=3), TEXT)], helper)
    with pytest.raises(ValidationError, match="已由 协\\*\\*（承办人）") as fault:
        assisting.answer_many([AssistReply(second, AT + timedelta(hours=3), TEXT)], helper)
    assert fault.value.code == "moved_on" and AssistAnswer.objects.count() == 1


def test_many_are_signed_at_once_or_none(unit: Unit, helping: Unit, helper: User) -> None:
    section = build.unit("照明科", parent=helping)
    one, two = assisted(unit, helping, number="1"), assisted(unit, helping, section, number="2")
    wanted = [AssistSigning(part(one, helping), AT), AssistSigning(part(two, helping), AT), AssistSigning(part(two, section), AT)]
    assisting.sign_many(wanted, helper)
    assert set(Assignment.objects.filter(is_lead=False).values_list("status", flat=True)) == {Status.HANDLING}
    assert history.verify().fault is None
    with pytest.raises(ValidationError, match="不能协办签收"):
        assisting.sign_many([AssistSigning(part(one, helping), AT)], helper)


def test_the_answer_takes_its_files_along(unit: Unit, helping: Unit, helper: User, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    ticket = assisted(unit, helping)
    sign(ticket, helping)
    kept = tuple(build.kept(ticket, "assist", helper))
    assisting.answer_many([AssistReply(part(ticket, helping), AT + timedelta(hours=3), TEXT, files=kept)], helper)
    [file] = Attachment.objects.all()
    assert (file.assist_answer, file.seq) == (AssistAnswer.objects.get(), Event.objects.filter(ticket=ticket).latest("seq").seq)
    assert [list(each.attachments.all()) for each in assisting.answers(ticket)] == [[file]]


def test_the_time_line_tells_who_signed_and_what_was_answered(unit: Unit, helping: Unit, helper: User, handler: User) -> None:
    ticket = assisted(unit, helping)
    sign(ticket, helping, helper)
    answer(ticket, helping, helper)
    told = story.read(Ticket.objects.get(), handler, AT + timedelta(days=1)).moments
    lines = {moment.strong: moment for moment in told}
    assert lines["协办签收"].words == "城管局"
    assert (lines["协办意见"].words, lines["协办意见"].more, lines["协办意见"].proof) == ("城管局　协**（承办人）", TEXT, "按时")


def redone(lead: Unit, helping: Unit, **values: object) -> Assignment:
    """The assist's part after the unit has answered and the district has ordered the ticket again."""
    ticket = assisted(lead, helping)
    sign(ticket, helping, after=timedelta(hours=30))
    answer(Ticket.objects.get(), helping, after=timedelta(hours=31))
    replies.reply(replies.Answer(Ticket.objects.get(), build.ANSWER, AT + timedelta(hours=32)), by=None)
    reviewing.accept(Ticket.objects.get(), by=None, at=AT + timedelta(hours=33))
    redo.redo(Ticket.objects.get(), by=None, at=AT + timedelta(days=2), reason="未解决", **values)  # type: ignore[arg-type]
    return part(Ticket.objects.get(), helping)


def test_a_redo_by_the_same_unit_asks_its_assists_again_within_the_new_limit(unit: Unit, helping: Unit) -> None:
    row = redone(unit, helping)
    lead = build.lead(row.ticket)
    assert (row.status, row.round, row.replied_at) == (Status.DISPATCHED, 2, None)
    assert (row.due_at, row.due_words) == (lead.due_at, lead.due_words) and row.sign_due_at is not None
    assert (row.signed_in_time, row.on_time, row.first_replied_at) == (False, True, AT + timedelta(hours=31))
    assert assisting.missing(row.ticket) == [row]
    sign(row.ticket, helping, after=timedelta(days=2, minutes=5))
    answer(Ticket.objects.get(), helping, after=timedelta(days=2, hours=1))
    row = part(Ticket.objects.get(), helping)
    assert (row.status, row.signed_at, row.signed_in_time) == (Status.REPLIED, AT + timedelta(hours=30), False)
    assert [said.round for said in assisting.answers(row.ticket)] == [1, 2]


def test_a_redo_by_another_unit_ends_the_assists_of_the_first(unit: Unit, helping: Unit) -> None:
    row = redone(unit, helping, unit=build.unit("教育局"))
    assert (row.status, row.round, row.ended_at) == (Status.REPLIED, 1, AT + timedelta(days=2))
