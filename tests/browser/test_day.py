"""The longest day of one ticket, by the people who do it: returned late, dispatched again, extended, handed on, replied in stages,
sent back, reported, refused by the city, redone, called back dissatisfied, redone once more and closed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests import build
from tests.browser import hands, people
from tests.browser.conftest import Open, grave, watched
from tickets.acts import dispatching, history
from tickets.models import Attachment, Reason, Ticket
from tickets.rules.workflow import Status
from units.models import Unit
from units.rules.roles import Role

NUMBER, TITLE = "260105093000000001", "兴工街整条路灯三天不亮"
STAGED = "已与诉求人电话联系，电缆断损，先装临时照明，一周内更换完毕。"
THIN = "已与诉求人电话联系，问题已处理。"
FULL = "已与诉求人电话联系，更换电缆 120 米、灯具 6 盏，当晚恢复照明。"
AGAIN = "已再次上门，逐盏查看 6 盏灯具，更换镇流器 2 只，全部点亮。"
LAST = "已约诉求人到场共同查看，加装时控开关，连续三晚正常亮灯。"

# What the time line of the closed ticket says, in this order.
STORY = (
    "市平台受理",
    "区平台接收",
    "派单　给 住建局",
    "签收　住建局 签收超时",
    "申请退件（第 1 次）　住建局　职能不符，建议 城管局 超窗",
    "签批退件",
    "同意退件　派**（派单员），重新派单",
    "派单　给 城管局",
    "签收　城管局",
    "电话联系　城管局，联系上 24 小时内",
    "申请延期　3 个工作日",
    "同意延期　单位时限",
    "下派　给 市政科",
    "下派答复　市政科",
    "收回下派　市政科",
    "阶段性答复　城管局，承诺",
    "转跟踪",
    "办结答复　城管局",
    "退回继续跟踪",
    "办结答复　城管局",
    "审核通过",
    "报结回市平台",
    "重办　第 1 次，市平台提出，城管局",
    "签收　城管局",
    "办结答复　城管局",
    "审核通过",
    "报结回市平台",
    "回访　区级回访：接通、未解决、结果不满意、1 星",
    "回访研判　合理",
    "重办　第 2 次，回访提出，城管局",
    "签收　城管局",
    "办结答复　城管局",
    "审核通过",
    "回访　区级回访：接通、解决、结果满意、5 星",
    "归档",
)


@dataclass(frozen=True)
class Office:
    """The pages of those who have the ticket in their hands."""

    dispatcher: Page
    first: Page
    principal: Page
    second: Page
    section: Page
    agent: Page
    folder: Path


@pytest.fixture
def office(opened: Open, unit: Unit, settings: Settings, tmp_path: Path) -> Office:
    """A ticket that was dispatched thirty hours ago, and who is at work."""
    settings.MEDIA_ROOT = tmp_path / "media"
    now = timezone.now()
    Reason.objects.create(act=Reason.Act.RETURN, label="职能不符", needs_clause=True)
    roads = build.unit("城管局")
    build.unit("市政科", parent=roads)
    waiting = build.ticket(NUMBER, now - timedelta(hours=31), title=TITLE, city_due_at=now + timedelta(days=30))
    dispatching.dispatch(waiting, to=unit, by=None, at=now - timedelta(hours=30))
    people_of: Callable[[Role, str], Page] = lambda role, of: opened(build.person(f"{of}的人", role, build.unit(of)))  # noqa: E731
    return Office(
        opened(build.person("派单员", Role.DISPATCHER)),
        people_of(Role.HANDLER, "住建局"),
        people_of(Role.PRINCIPAL, "住建局"),
        people_of(Role.HANDLER, "城管局"),
        people_of(Role.HANDLER, "市政科"),
        opened(build.person("回访员", Role.CALLBACK)),
        tmp_path,
    )


def test_the_longest_day_of_a_ticket(office: Office, live_server: LiveServer) -> None:
    with watched(office.dispatcher) as faults:
        it_is_returned_late_and_dispatched_again(office)
        it_gets_more_time_and_goes_to_a_section(office)
        it_is_replied_in_stages_and_sent_back(office)
        the_city_refuses_and_the_citizen_is_dissatisfied(office)
        the_last_round_satisfies(office)
    assert faults == []
    ticket = Ticket.objects.get(number=NUMBER)
    assert (ticket.status, ticket.redo_count, ticket.return_count) == (Status.CLOSED, 2, 1)
    assert Attachment.objects.filter(ticket=ticket, seq__isnull=False).count() == 3
    assert history.verify().fault is None
    office.dispatcher.goto(f"{live_server.url}/tickets/{NUMBER}/")
    assert read(office.dispatcher) == list(STORY)
    assert grave(office.dispatcher) == []


def it_is_returned_late_and_dispatched_again(office: Office) -> None:
    people.sign(office.first, TITLE)
    people.ask_return(office.first, TITLE, "城管局")
    people.sign_return(office.principal, TITLE)
    hands.to_ticket(office.dispatcher, "退件审核", TITLE)
    expect(office.dispatcher.get_by_text("超 6 小时，列入通报")).to_be_visible()
    people.accept_return_into_queue(office.dispatcher, TITLE)
    people.dispatch(office.dispatcher, TITLE, "城管局")


def it_gets_more_time_and_goes_to_a_section(office: Office) -> None:
    people.sign(office.second, TITLE)
    people.write_contact(office.second, TITLE, office.folder)
    people.ask_extension(office.second, TITLE)
    people.grant_extension(office.dispatcher, TITLE)
    people.hand_on(office.second, TITLE, "市政科")
    people.answer_unit(office.section, TITLE, "已到现场，电缆断损约 120 米，已拍照。", office.folder)
    people.take_back(office.second, TITLE, "电缆断损约 120 米")


def it_is_replied_in_stages_and_sent_back(office: Office) -> None:
    people.reply_in_stages(office.second, TITLE, STAGED, office.folder)
    people.accept_reply(office.dispatcher, TITLE)
    people.reply_while_tracked(office.second, TITLE, THIN)
    people.send_back(office.dispatcher, TITLE, "没有写明怎样处理，请补充。")
    people.reply_while_tracked(office.second, TITLE, FULL)  # a promise holds until it is kept
    people.accept_reply(office.dispatcher, TITLE)


def the_city_refuses_and_the_citizen_is_dissatisfied(office: Office) -> None:
    people.report_field_by_field(office.dispatcher, NUMBER)
    people.enter_refusal(office.dispatcher, NUMBER, "请跟踪落实，并回复最终处理结果")
    people.sign(office.second, TITLE)
    people.reply(office.second, TITLE, AGAIN)
    people.accept_reply(office.dispatcher, TITLE)
    assert people.report_as_list(office.dispatcher, NUMBER).endswith(".xlsx")
    people.call(office.agent, TITLE, "不满意", remark="昨晚又不亮了")
    people.judge_reasonable(office.agent, "夜间仍不亮，请到场查看。")


def the_last_round_satisfies(office: Office) -> None:
    people.sign(office.second, TITLE)
    people.reply(office.second, TITLE, LAST)
    people.accept_reply(office.dispatcher, TITLE)
    people.call(office.agent, TITLE, "满意")


def read(page: Page) -> list[str]:
    """The time line, each line cut to what STORY says of it: the names of who did it are the test's own."""
    lines = page.locator(".timeline li .words").all_inner_texts()
    assert len(lines) == len(STORY), lines
    return [told if line.startswith(told) else line for line, told in zip(lines, STORY, strict=True)]
