"""The demo: filled from nothing, taken up after a kill, quick and without doubles on a second run; refused elsewhere."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import QuerySet
from pytest_django import Settings

from hotline.acts import profile
from hotline.acts.staff import staff_of
from hotline.demo.day import living
from hotline.demo.day.stage import sections_of
from hotline.desks import DESKS
from hotline.rules.profiles.folder import find_folder
from tests import build
from tickets.acts import (
    application_desk,
    call_list,
    cleaning,
    clearing,
    daily,
    deciding,
    hard_cases,
    look_back,
    promises,
    queues,
    return_lists,
    searching,
)
from tickets.models import Assignment, Attachment, Event, HandOn, Identity, Responsibility, ReturnRequest, SamplePlan, SavedView, Ticket
from tickets.models.applications import Decision
from tickets.rules.typed import phone_in
from tickets.rules.workflow import Status
from units.acts import demo_people, duty, notices
from units.models import Unit, User
from units.rules.roles import Role

STATES = {"arrived", "dispatched", "handling", "replied", "tracking", "suspended", "completed", "closed"}


def start(folder: Path) -> "subprocess.Popen[str]":
    """`manage.py demo --once` with a folder and a database of its own; what it says on stderr goes to a file."""
    own = {"DJANGO_SETTINGS_MODULE": "hotline.settings", "HOTLINE_STAGE": "demo", "HOTLINE_VAR": str(folder), "REDIS_URL": ""}
    own |= {"DATABASE_URL": f"sqlite:///{folder}/hotline.sqlite3", "CELERY_BROKER_URL": "filesystem://"}
    arguments = [sys.executable, str(settings.BASE_DIR / "manage.py"), "demo", "--once"]
    with (folder / "stderr.txt").open("w") as words:
        return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=words, text=True, env={**os.environ, **own})


def finish(folder: Path) -> str:
    """Its last line of stdout."""
    child = start(folder)
    output, _ = child.communicate(timeout=500)
    assert child.returncode == 0, (folder / "stderr.txt").read_text()[-2000:]
    return output.splitlines()[-1]


def kill_when(folder: Path, words: str) -> None:
    """Kills a run as soon as its progress names the step."""
    child = start(folder)
    for _ in range(3_000):
        if words in (folder / "stderr.txt").read_text() or child.poll() is not None:
            break
        time.sleep(0.1)
    assert child.poll() is None, (folder / "stderr.txt").read_text()[-2000:]
    child.send_signal(signal.SIGKILL)
    child.communicate()


def query(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "hotline.sqlite3")) as connection:
        return connection.execute(sql).fetchall()


def holdings(folder: Path) -> dict[str, int]:
    tables = ["tickets_ticket", "tickets_event", "tickets_callback", "tickets_reply", "tickets_intakebatch", "scoring_ledgerentry"]
    tables += [
        "tickets_returnrequest",
        "tickets_attachment",
        "tickets_searchtext",
        "units_duty",
        "units_handover",
        "units_notice",
        "units_unit",
    ]
    return {table: int(str(query(folder, f"SELECT COUNT(*) FROM {table}")[0][0])) for table in tables}  # noqa: S608 our own names


@pytest.mark.only_sqlite
def test_a_killed_demo_is_completed_by_the_next_and_a_third_adds_nothing(tmp_path: Path) -> None:
    kill_when(tmp_path, "签收")
    last = finish(tmp_path)
    assert Path(last).is_absolute()
    assert Path(last).read_bytes().startswith(b"%PDF")
    held = holdings(tmp_path)
    assert finish(tmp_path) == last
    assert holdings(tmp_path) == held
    assert {row[0] for row in query(tmp_path, "SELECT DISTINCT status FROM tickets_ticket")} == STATES
    top = query(tmp_path, "SELECT rank, total FROM scoring_score WHERE period = '2022Q1' AND rank IN (1, 21) ORDER BY rank")
    assert [(rank, f"{float(str(total)):.2f}") for rank, total in top] == [(1, "10.96"), (21, "9.69")]
    assert query(tmp_path, "SELECT COUNT(*) FROM tickets_ticket WHERE arrived_at < '2022-04-01'") == [(2755,)]
    open_months = query(tmp_path, "SELECT COUNT(*) FROM scoring_closing WHERE state = 'trial'")
    assert open_months == [(2,)]
    assert query(tmp_path, "SELECT COUNT(*) FROM tickets_ticket WHERE arrived_at < '2022-04-01' AND status <> 'closed'") == [(0,)]


def test_the_demo_fills_no_other_database_than_a_demo_s() -> None:
    with pytest.raises(CommandError, match="演示数据只能放进演示环境"):
        call_command("demo", "--once")


NOW = build.moment("2026-03-18 10:00")
PROFILE = "xinglongtai-2022q1"


def play(now: datetime = NOW) -> bool:
    """The day, in an empty house with the district's profile."""
    profile.load(find_folder(PROFILE))
    own = Unit.objects.get(name="住建局")
    demo_people.create(own, sections_of(own)["roads"])
    return living.live(now, own, staff_of(Unit.objects.filter(is_ranked=True).order_by("order", "pk")))


def person(username: str) -> User:
    return User.objects.get(username=username)


def person_of(role: Role) -> User:
    names = {role: username for role, username, _ in demo_people.PEOPLE}
    return person(names[role])


@pytest.fixture
def day(db: None, settings: Settings) -> None:
    settings.DEMO_PASSWORD = "hotline-demo"
    assert play()
    living.make_known(NOW)


@pytest.mark.usefixtures("day")
def test_every_desk_that_counts_has_something_for_the_person_of_its_role() -> None:
    empty = []
    for role, username, _ in demo_people.PEOPLE:
        counted = {desk.page: desk.queue for desk in DESKS[role] if desk.queue is not None}
        tallies = queues.tally(counted, person(username), NOW)
        empty += [f"{username} {page}" for page, tally in tallies.items() if not tally.total]
    assert empty == []


@pytest.mark.usefixtures("day")
def test_every_citizen_is_found_by_the_phone() -> None:
    phones = set(Identity.objects.exclude(phone="").values_list("phone", flat=True))
    assert phones and {phone for phone in phones if phone_in(phone) != phone} == set()


# What a tab or a list without a count shows, to whom, and at least how many.
LISTS: tuple[tuple[str, Role, int, Callable[[User], QuerySet[Any]]], ...] = (
    ("退件 待审", Role.DISPATCHER, 6, lambda user: return_lists.waiting(NOW)),
    ("退件 超窗", Role.DISPATCHER, 2, lambda user: return_lists.late(NOW)),
    ("退件 多次", Role.DISPATCHER, 1, lambda user: return_lists.repeated(NOW)),
    ("退件 研判中", Role.DISPATCHER, 1, lambda user: return_lists.adjudicating(NOW)),
    ("退件 已审", Role.DISPATCHER, 4, lambda user: return_lists.done_today(NOW)),
    ("退回再派", Role.DISPATCHER, 2, deciding.come_back),
    ("待派中被催办", Role.DISPATCHER, 1, deciding.urged),
    ("退回市平台", Role.DISPATCHER, 1, queues.at_city),
    ("待归类", Role.DISPATCHER, 1, queues.to_classify),
    ("冲突", Role.DISPATCHER, 1, queues.in_conflict),
    ("延期待批", Role.DISPATCHER, 2, application_desk.to_extend),
    ("挂起待批", Role.DISPATCHER, 1, application_desk.to_suspend),
    ("存下的视图", Role.DISPATCHER, 1, lambda user: SavedView.objects.filter(by=user)),
    ("月底清零", Role.DISPATCHER, 20, lambda user: clearing.to_clear(user, NOW)),
    ("退件记录", Role.HANDLER, 2, return_lists.of_unit),
    ("延期记录", Role.HANDLER, 3, lambda user: application_desk.records("extension", user)),
    ("挂起记录", Role.HANDLER, 2, lambda user: application_desk.records("suspension", user)),
    ("承诺不兑现", Role.HANDLER, 1, lambda user: promises.broken(user, NOW)),
    ("承诺今日到期", Role.HANDLER, 1, lambda user: promises.due_today(user, NOW)),
    ("提醒", Role.HANDLER, 5, notices.unread),
    ("待签批", Role.PRINCIPAL, 1, return_lists.to_sign),
    ("未接通", Role.CALLBACK, 1, lambda user: call_list.tried(user)),
    ("不满意待处理", Role.CALLBACK, 1, call_list.to_judge),
    ("回头看", Role.CALLBACK, 2, look_back.look_back),
    ("无效回访", Role.CALLBACK, 1, cleaning.invalid_calls),
    ("抽访方案", Role.CALLBACK, 1, lambda user: SamplePlan.objects.all()),
    ("多次退件", Role.SUPERVISOR, 3, return_lists.many_returned),
    ("督办", Role.SUPERVISOR, 3, hard_cases.orders_for),
    ("吹哨", Role.SUPERVISOR, 2, hard_cases.whistles_for),
    ("剔除", Role.SUPERVISOR, 2, hard_cases.exclusions_for),
    ("吹哨", Role.HANDLER, 2, hard_cases.whistles_for),
    ("多次退件", Role.LEADER, 3, return_lists.many_returned),
    ("确责清单", Role.ADMINISTRATOR, 10, lambda user: Responsibility.objects.all()),
    ("交接班", Role.DISPATCHER, 2, lambda user: duty.notes()),
)


@pytest.mark.usefixtures("day")
def test_every_list_of_every_role_has_something() -> None:
    counts = [(name, role.value, rows(person_of(role)).count(), least) for name, role, least, rows in LISTS]
    assert [row for row in counts if row[2] < row[3]] == []
    assert all(day.duties for day in duty.week(date(2026, 3, 16)))
    assert daily.by_unit(person_of(Role.SUPERVISOR), NOW)
    section = person("kezhang")
    assert HandOn.objects.filter(unit=section.unit, ended_at=None).count() == 3
    assert notices.unread(section).exists()


@pytest.mark.usefixtures("day")
def test_the_day_holds_each_kind_of_course() -> None:
    answered = Assignment.objects.filter(is_lead=False, status=Status.REPLIED).get()
    assert Assignment.objects.filter(ticket=answered.ticket, is_lead=False).exclude(status=Status.REPLIED).count() == 1
    again = ReturnRequest.objects.get(ticket__title="雨后积水一个月不退", serial=3)
    assert again.ticket.assignments.filter(unit=again.proposed_unit, end_reason=Assignment.End.RETURNED).exists()
    assert Ticket.objects.filter(status=Status.SUSPENDED).count() == 2
    assert sorted(Ticket.objects.filter(group_lead__isnull=False).values_list("group_lead__title", flat=True)) == ["翠霞家园室温不足"] * 2
    assert set(ReturnRequest.objects.values_list("decision", flat=True)) == {*Decision} - {Decision.WITHDRAWN}
    assert {file.kind for file in Attachment.objects.exclude(seq=None)} == {"png", "pdf"}
    assert Event.objects.filter(act="criticise").count() == 1


@pytest.mark.usefixtures("day")
def test_search_finds_the_day_s_tickets_at_once() -> None:
    assert Ticket.objects.filter(is_indexed=False).count() == 0
    handler = person_of(Role.HANDLER)
    [question, *_] = searching.questions("消防通道")
    page = searching.find(question, Ticket.objects.all(), handler, after=None, before=None).page
    assert "消防通道被锁" in {ticket.title for ticket in page.rows}


@pytest.mark.usefixtures("day")
def test_a_day_is_played_once() -> None:
    held = (Ticket.objects.count(), Event.objects.count(), Unit.objects.count())
    assert not play()
    assert (Ticket.objects.count(), Event.objects.count(), Unit.objects.count()) == held


@pytest.mark.django_db
@pytest.mark.parametrize("now", ["2026-03-01 02:00", "2026-02-15 09:00", "2026-10-08 23:50"])
def test_the_day_can_be_played_at_any_hour(now: str) -> None:
    """The first night of a month, the days before and after a week of holidays."""
    moment = build.moment(now)
    assert play(moment)
    assert not Event.objects.filter(at__gt=moment).exists()
    assert not Ticket.objects.filter(arrived_at__lt=moment - timedelta(days=5)).exists()


@pytest.mark.django_db
def test_a_district_with_few_units_has_no_day() -> None:
    own = build.unit("住建局")
    assert not living.live(NOW, own, staff_of([own]))
