"""The index follows its tickets: a changed text, another holder, a unit that is put under another, one that is gone."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from tests import build
from tests.tickets.finding import indexed, numbers
from tickets.acts import dispatching, indexing, reviewing, searching, transferring
from tickets.acts.searching import By, Found, Question
from tickets.models import SearchText, Ticket
from units.models import Unit, User
from units.rules.roles import Role


def find(reader: User, led_by: int | None = None) -> Found:
    return searching.find(Question(By.WORDS, "路灯昏暗", led_by=led_by), Ticket.objects.all(), reader, after=None, before=None)


def test_a_unit_that_is_put_under_another_takes_its_tickets_along(dispatcher: User) -> None:
    old, new = build.unit("旧街道"), build.unit("新街道")
    section = build.unit("某社区", parent=old)
    build.handling(section, number="77", text="路灯昏暗三天")
    build.handling(old, number="78", text="路灯昏暗三天")
    before, behind = build.person("旧", Role.HANDLER, old), build.person("新", Role.HANDLER, new)
    indexing.index_backlog()
    assert (find(before).count, find(behind).count) == (2, 0)
    section.parent = new
    section.save()
    assert indexing.index_backlog() == 1
    assert [row.number for row in find(before).page.rows] == ["78"] and find(before).count == 1
    assert [row.number for row in find(User.objects.get(pk=behind.pk)).page.rows] == ["77"]
    assert find(dispatcher, led_by=new.pk).count == 1
    assert indexing.index_backlog() == 0


def test_a_changed_text_is_found_by_its_new_words_alone(dispatcher: User) -> None:
    ticket = indexed("C1", text="路灯不亮")
    Ticket.objects.filter(pk=ticket.pk).update(text="井盖破损", title="井盖", is_indexed=False)
    indexing.index_backlog()
    assert (numbers("路灯", dispatcher), numbers("井盖", dispatcher)) == ([], ["C1"])
    assert indexing.forget_all() == 1
    assert indexing.index_backlog() == 1


def test_a_ticket_that_moves_while_it_is_indexed_keeps_its_mark(unit: Unit) -> None:
    seen = build.ticket("M1")
    dispatching.dispatch(Ticket.objects.get(pk=seen.pk), to=unit, by=None, at=build.ARRIVED + timedelta(minutes=5))
    indexing.index_many([seen])
    assert not Ticket.objects.get(pk=seen.pk).is_indexed
    assert indexing.index_backlog() == 1
    assert Ticket.objects.get(pk=seen.pk).is_indexed


def test_a_ticket_that_is_gone_is_found_no_more(dispatcher: User) -> None:
    ticket = indexed("G1", text="路灯不亮")
    SearchText.objects.filter(ticket=ticket).delete()
    assert numbers("路灯", dispatcher) == []


def test_the_command_indexes_all_and_once_more_when_told(dispatcher: User, capsys: pytest.CaptureFixture[str]) -> None:
    build.ticket("K1", text="井盖破损")
    call_command("index_tickets")
    call_command("index_tickets")
    call_command("index_tickets", "--again")
    assert capsys.readouterr().out.split() == ["已编入检索：1", "件", "已编入检索：0", "件", "已编入检索：1", "件"]
    assert numbers("井盖", dispatcher) == ["K1"]


def test_a_new_holder_finds_by_replies_and_the_one_before_no_more(unit: Unit, handler: User) -> None:
    """What the index knows of replies and of holders, it learns together."""
    ticket = build.replied(unit, number="K2")
    indexing.index_backlog()
    assert numbers("处理完毕", handler) == ["K2"]
    reviewing.send_back(ticket, by=None, at=build.ARRIVED + timedelta(days=2), words="请补充")
    transferring.transfer(ticket, to=build.unit("教育局"), by=None, at=build.ARRIVED + timedelta(days=3), note="职能不符")
    assert not Ticket.objects.get(pk=ticket.pk).is_indexed
    indexing.index_backlog()
    assert numbers("处理完毕", handler) == []
    assert numbers("路灯", handler) == ["K2"]
