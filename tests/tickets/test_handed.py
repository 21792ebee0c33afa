"""What becomes of a 下派: answered, signed, sent back, taken into the reply, recalled; and how the time line tells it."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from tests import build
from tests.tickets.sharing import TEXT, after, answered, handed_on, rows
from tickets.acts import handed, handing, history, preparing, redo, replies, reviewing, signing, story
from tickets.acts.handed import Deed
from tickets.acts.handing import Handing
from tickets.models import Attachment, Event, Ticket
from tickets.rules.workflow import Act
from units.models import Setting, Unit, User
from units.rules.roles import Role


@pytest.fixture
def section(unit: Unit) -> Unit:
    return build.unit("市政科", parent=unit)


@pytest.fixture
def clerk(section: Unit) -> User:
    return build.person("科员", Role.HANDLER, section)


def test_the_section_answers_and_the_holder_takes_it_into_its_reply(unit: Unit, section: Unit, clerk: User, handler: User) -> None:
    [row] = handed_on(unit, section, by=handler)
    row = answered(row, clerk)
    assert (row.state, row.answer, row.answered_by, row.ended_at) == ("answered", TEXT, clerk, None)
    handed.take_many([Deed(row, after(hours=2))], handler)
    [row] = rows()
    assert (row.state, row.ended_at) == ("taken", after(hours=2))
    assert list(Event.objects.order_by("-seq").values_list("act", flat=True))[:3] == [Act.HAND_TAKE, Act.HAND_ANSWER, Act.HAND_ON]
    assert history.verify().fault is None


def test_what_was_handed_on_ends_when_the_reply_is_accepted_and_may_be_handed_on_again_in_a_redo(unit: Unit, section: Unit) -> None:
    [row] = handed_on(unit, section)
    replies.reply(replies.Answer(row.ticket, build.ANSWER, after(hours=1)), by=None)
    assert rows()[0].ended_at is None
    reviewing.accept(row.ticket, by=None, at=after(hours=2))
    assert (rows()[0].state, rows()[0].ended_at) == ("recalled", after(hours=2))
    redo.redo(row.ticket, by=None, at=after(hours=3), reason="未解决")
    signing.sign(row.ticket, by=None, at=after(hours=4))
    handing.hand_on_many([Handing(row.ticket, section, after(hours=5))], None)
    assert [(each.round, each.state) for each in rows()] == [(1, "recalled"), (2, "waiting")]


def test_an_answer_that_is_sent_back_is_written_anew(unit: Unit, section: Unit, clerk: User, handler: User) -> None:
    row = answered(handed_on(unit, section)[0], clerk)
    with pytest.raises(ValidationError, match="退回要写明意见"):
        handed.send_back_many([Deed(row, after(hours=2))], handler)
    handed.send_back_many([Deed(row, after(hours=2), "请附照片")], handler)
    assert (rows()[0].state, rows()[0].back_words) == ("waiting", "请附照片")
    assert answered(rows()[0], clerk, "已补充照片两张，请查收。").state == "answered"


def test_what_needs_the_principals_hand_is_not_taken_without_it(
    unit: Unit, section: Unit, clerk: User, handler: User, principal: User
) -> None:
    Setting.objects.create(key="hand_on_needs_hand", value=True)
    row = answered(handed_on(unit, section)[0], clerk)
    with pytest.raises(ValidationError, match="要由分管负责人签发后才能收回"):
        handed.take_many([Deed(row, after(hours=2))], handler)
    with pytest.raises(ValidationError, match="您的角色不能分管签发"):
        handed.sign_many([Deed(row, after(hours=2))], handler)
    with pytest.raises(ValidationError, match="不由您单位主办"):
        handed.sign_many([Deed(row, after(hours=2))], build.person("外单位", Role.PRINCIPAL, build.unit("教育局")))
    handed.sign_many([Deed(row, after(hours=2))], principal)
    [row] = rows()
    assert (row.state, row.signed_by) == ("signed", principal)
    handed.take_many([Deed(row, after(hours=3))], handler)
    assert rows()[0].state == "taken"


def test_a_signed_answer_that_is_sent_back_is_signed_anew(unit: Unit, section: Unit, handler: User, principal: User) -> None:
    Setting.objects.create(key="hand_on_needs_hand", value=True)
    handed.sign_many([Deed(answered(handed_on(unit, section)[0]), after(hours=2))], principal)
    handed.send_back_many([Deed(rows()[0], after(hours=3), "时间写错了")], principal)
    assert (rows()[0].state, rows()[0].signed_by, rows()[0].signed_at) == ("waiting", None, None)


def test_what_is_recalled_is_over_and_can_be_given_again(unit: Unit, section: Unit, clerk: User, handler: User) -> None:
    [row] = handed_on(unit, section)
    handed.recall_many([Deed(row, after(hours=1))], handler)
    assert (rows()[0].state, rows()[0].ended_at) == ("recalled", after(hours=1))
    for act in (handed.answer_many, handed.recall_many):
        with pytest.raises(ValidationError, match="已经结束"):
            act([Deed(rows()[0], after(hours=2), TEXT)], None)
    handing.hand_on_many([Handing(Ticket.objects.get(), section, after(hours=3))], handler)
    assert [each.state for each in rows()] == ["recalled", "waiting"]


def test_only_the_section_and_its_unit_answer(unit: Unit, section: Unit, stranger: User, handler: User) -> None:
    [row] = handed_on(unit, section)
    other = build.person("别科", Role.HANDLER, build.unit("绿化科", parent=unit))
    for wrong in (stranger, other):
        with pytest.raises(ValidationError, match="没有下派给您单位"):
            answered(row, wrong)
    with pytest.raises(ValidationError, match="至少 5 个字"):
        answered(row, handler, "好")
    assert answered(row, handler).state == "answered", "for a community that has nobody at a computer"


def test_a_section_does_not_take_its_own_answer_back(unit: Unit, section: Unit, clerk: User) -> None:
    row = answered(handed_on(unit, section)[0], clerk)
    for act in (handed.take_many, handed.recall_many, handed.send_back_many):
        with pytest.raises(ValidationError, match="不由您单位主办"):
            act([Deed(row, after(hours=2), "退回")], clerk)


def test_several_answers_of_one_ticket_are_taken_at_once(unit: Unit, section: Unit, handler: User) -> None:
    handed_on(unit, section, build.unit("绿化科", parent=unit))
    handed.answer_many([Deed(row, after(hours=1), TEXT) for row in rows()], handler)
    handed.take_many([Deed(row, after(hours=2)) for row in rows()], handler)
    assert {row.state for row in rows()} == {"taken"}
    assert Event.objects.filter(act=Act.HAND_TAKE).count() == 2 and history.verify().fault is None


def test_of_two_who_take_the_same_answer_the_second_reads_who_was_first(unit: Unit, section: Unit, handler: User) -> None:
    answered(handed_on(unit, section)[0])
    [first], [second] = rows(), rows()
    handed.take_many([Deed(first, after(hours=2))], handler)
    with pytest.raises(ValidationError, match="收回下派") as refused:
        handed.send_back_many([Deed(second, after(hours=2), "请附照片")], handler)
    assert refused.value.code == "moved_on" and rows()[0].state == "taken"


def test_only_the_answers_of_the_round_that_runs_are_offered_to_the_reply(unit: Unit, section: Unit, handler: User) -> None:
    handed.take_many([Deed(answered(handed_on(unit, section)[0]), after(hours=2))], handler)
    ticket = Ticket.objects.get()
    offered = preparing.shares(story.read(ticket, handler, after(hours=3)))
    assert [(share.unit, share.words) for share in offered] == [("市政科", TEXT)]
    ticket.assignments.update(round=2)
    assert preparing.shares(story.read(ticket, handler, after(hours=3))) == []


def test_the_answer_takes_its_files_along(unit: Unit, section: Unit, clerk: User, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    [row] = handed_on(unit, section)
    kept = tuple(build.kept(row.ticket, "hand_on", clerk))
    handed.answer_many([Deed(row, after(hours=1), TEXT, kept)], clerk)
    [file] = Attachment.objects.all()
    assert (file.hand_on, file.seq) == (row, Event.objects.latest("seq").seq)


def told(ticket: Ticket, reader: User) -> list[tuple[str, str, str, str]]:
    moments = story.read(ticket, reader, after(days=1)).moments
    return [(each.strong, each.words, each.more, each.proof) for each in moments if "派" in each.strong and each.strong != "派单"]


def test_the_time_line_tells_the_way_of_a_hand_on(unit: Unit, section: Unit, clerk: User, handler: User) -> None:
    row = answered(handed_on(unit, section, by=handler)[0], clerk, "第一次答复，没有照片")
    handed.send_back_many([Deed(row, after(hours=2), "请附照片")], handler)
    handed.take_many([Deed(answered(rows()[0], clerk), after(hours=3))], handler)
    assert told(Ticket.objects.get(), handler) == [
        ("下派", "给 市政科　承**（承办人）", "请当天到现场", ""),
        ("下派答复", "市政科　科**（承办人）", "", "按时"),
        ("下派退回", "市政科　承**（承办人）", "请附照片", ""),
        ("下派答复", "市政科　科**（承办人）", TEXT, "按时"),
        ("收回下派", "市政科　承**（承办人）", "", ""),
    ]
