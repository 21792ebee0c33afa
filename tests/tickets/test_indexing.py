"""The index knows the units above those that have a ticket; what is found follows a unit that is put under another."""

from tests import build
from tickets.acts import indexing, searching
from tickets.acts.searching import By, Found, Question
from tickets.models import Ticket
from units.models import User
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
