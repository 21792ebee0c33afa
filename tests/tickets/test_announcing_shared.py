"""Who is told of shared work and of what a unit asked for: assists, sections, and the unit of the act's own moment."""

from datetime import timedelta

from tests import build
from tickets.acts import adding, announcing, extensions, handed, redo, replies, reviewing, signing, transferring
from tickets.models import ExtensionRequest
from units.models import Notice, Unit, User
from units.rules.roles import Role

NOW = build.ARRIVED + timedelta(hours=3)


def announce() -> int:
    return announcing.announce(NOW, lambda number: f"/tickets/{number}/")


def told(to: User) -> list[str]:
    return [notice.words for notice in Notice.objects.filter(to=to).order_by("pk")]


def test_assists_hear_of_their_part_from_the_start_and_later(unit: Unit, handler: User, stranger: User) -> None:
    early, late = build.unit("城管局"), build.unit("民政局")
    first, second = build.person("甲", Role.HANDLER, early), build.person("乙", Role.HANDLER, late)
    ticket = build.assisted(unit, early, number="22")
    adding.add_assists(ticket, units=[late], by=None, at=NOW)
    announce()
    assert told(first) == told(second) == ["工单 22 请您单位协办，请及时签收"]
    assert told(handler) == ["新派工单 22，请及时签收"] and told(stranger) == []


def test_assists_of_a_transfer_hear_of_it(unit: Unit) -> None:
    other, helping = build.unit("教育局"), build.unit("城管局")
    leading, assisting = build.person("甲", Role.HANDLER, other), build.person("乙", Role.HANDLER, helping)
    transferring.transfer(build.dispatched(unit, number="22"), to=other, by=None, at=NOW, note="职责在教育局", assists=[helping])
    announce()
    assert told(leading) == ["转派工单 22，请及时签收"] and told(assisting) == ["工单 22 请您单位协办，请及时签收"]


def test_assists_hear_that_a_ticket_is_done_again(unit: Unit) -> None:
    helping = build.unit("城管局")
    assisting = build.person("乙", Role.HANDLER, helping)
    ticket = build.assisted(unit, helping, number="22")
    signing.sign(ticket, by=None, at=NOW)
    replies.reply(replies.Answer(ticket, build.ANSWER, NOW), by=None)
    reviewing.accept(ticket, by=None, at=NOW)
    redo.redo(ticket, by=None, at=NOW, reason="未解决")
    announce()
    assert told(assisting)[-1] == "协办工单 22 退回重办，请及时签收"


def test_what_was_decided_is_told_to_the_unit_that_asked_though_the_ticket_has_moved_on(unit: Unit, handler: User) -> None:
    other = build.unit("教育局")
    heir = build.person("甲", Role.HANDLER, other)
    ticket, asked = build.handling(unit, number="22"), NOW - timedelta(minutes=30)
    extensions.ask_many([extensions.Ask(ticket, asked, 1, "备件在途，需要多一天。", asked)], None)
    extensions.refuse_many([extensions.Verdict(ExtensionRequest.objects.get(), NOW - timedelta(minutes=2), "时间够用")], None)
    ticket.refresh_from_db()
    transferring.transfer(ticket, to=other, by=None, at=NOW - timedelta(minutes=1), note="职责在教育局")
    announce()
    assert "工单 22 的延期未获同意，原时限不变" in told(handler)
    assert told(heir) == ["转派工单 22，请及时签收"]


def test_a_section_hears_that_its_hand_on_was_recalled_but_not_that_its_answer_was_taken(unit: Unit) -> None:
    recalled, taken = build.unit("市政科", parent=unit), build.unit("照明科", parent=unit)
    first, second = build.person("甲", Role.HANDLER, recalled), build.person("乙", Role.HANDLER, taken)
    ticket = build.handling(unit, number="22")
    rows = {of: build.handed_on(ticket, of, at=NOW - timedelta(minutes=50)) for of in (recalled, taken)}
    rows[recalled].ticket.refresh_from_db()
    handed.recall_many([handed.Deed(rows[recalled], NOW)], None)
    rows[taken].ticket.refresh_from_db()
    handed.answer_many([handed.Deed(rows[taken], NOW, "已到现场核实并处理完毕。")], None)
    handed.take_many([handed.Deed(rows[taken], NOW)], None)
    announce()
    assert told(first)[-1] == "工单 22 的下派已撤回，不用再办"
    assert told(second) == ["单位下派工单 22，请按时答复"]
