"""Filling the database with sample tickets: every state, every row of its course, and chains that verify."""

from collections import Counter
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db.models import F, Q

from tests import build
from tickets.acts import filling, history
from tickets.acts.exporting import SHEET
from tickets.models import Assignment, Callback, Category, Channel, Event, Level, RedoOrder, Reply, ReportBatch, Ticket, TicketType
from tickets.rules.deadlines import is_in_time
from tickets.rules.samples import CHINA
from tickets.rules.workflow import Act, Status
from units.models import Unit, User
from units.rules.roles import Role

EXPORT = Path(filling.__file__).parents[1] / "samples" / "export28.xlsx"
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=CHINA)
MONTHS = (date(2025, 11, 1), date(2026, 11, 1))
MARCH = ["--rows", "60", "--months", "2026-03..2026-03", "--seed", "5", "--as-of", "2026-11-20T15:00"]


@pytest.fixture
def district(db: None) -> list[Unit]:
    """A small district: a few units, channels, types and a category tree."""
    for place, (label, group) in enumerate((("电话", "话务端"), ("网站", "网络端"), ("省平台", "网络端"))):
        Channel.objects.create(label=label, group=group, order=place)
    for place, label in enumerate(("咨询", "求助", "投诉", "举报", "建议", "表扬")):
        TicketType.objects.create(label=label, order=place)
    for place, label in enumerate(("省", "市")):
        Level.objects.create(label=label, order=place)
    root = Category.objects.create(name="城乡建设", path="城乡建设", depth=1)
    for place, name in enumerate(("供热", "物业服务", "噪音扰民")):
        Category.objects.create(name=name, path=f"城乡建设/{name}", parent=root, root=root, depth=2, order=place)
    return [build.unit(name) for name in ("兴海街道办事处", "兴盛街道办事处", "住建局", "市场监督管理局", "人社局")]


@pytest.fixture
def people(district: list[Unit]) -> dict[Role, User]:
    """A handler in every unit; of the others one."""
    for unit in district:
        build.person("承办人", Role.HANDLER, unit)
    return {role: build.person("区平台", role) for role in (Role.DISPATCHER, Role.CALLBACK)}


def fill(rows: int, seed: int = 1) -> int:
    return filling.fill(filling.samples(rows, MONTHS, seed, NOW))


def test_all_chains_of_a_filled_database_verify(people: dict[Role, User]) -> None:
    assert fill(700) == 700
    verification = history.verify()
    assert verification.fault is None
    assert verification.tickets == 700
    assert verification.events == Event.objects.count() > 4 * 700


def test_a_filled_database_holds_every_state_that_a_desk_shows(people: dict[Role, User]) -> None:
    fill(2_600)
    assert set(Ticket.objects.values_list("status", flat=True)) == set(Status) - {Status.VOIDED, Status.SUSPENDED}
    assert Ticket.objects.waiting().count() >= 4
    assert Ticket.objects.overdue(NOW).exists()
    today = NOW.replace(hour=0)
    assert Ticket.objects.filter(status=Status.HANDLING, due_at__gte=today, due_at__lt=today + timedelta(days=1)).exists()
    assert Ticket.objects.to_report().exists()
    assert Ticket.objects.to_call().exists()
    assert Ticket.objects.filter(status=Status.TRACKING, promised_on__isnull=False).exists()


def test_a_filled_ticket_is_what_the_acts_would_have_made(people: dict[Role, User]) -> None:
    """Columns of ticket, lead assignment, replies and callbacks tell the same story."""
    fill(600)
    for lead in Assignment.objects.select_related("ticket"):
        ticket = lead.ticket
        assert ticket.lead_id == lead.pk
        assert (lead.status, lead.unit_id, lead.due_at) == (ticket.status, ticket.lead_unit_id, ticket.due_at)
        assert (lead.replied_at, lead.completed_at) == (ticket.replied_at, ticket.completed_at)
        if lead.first_replied_at and lead.first_due_at:
            assert lead.on_time == is_in_time(lead.first_replied_at, lead.first_due_at)
    assert not Ticket.objects.filter(~Q(status=Status.ARRIVED), is_direct=False, lead=None).exists()
    assert not Reply.objects.filter(decision="", ticket__status=Status.CLOSED).exists()
    assert not Callback.objects.exclude(unit_id=F("ticket__lead_unit_id")).exists()
    assert not Ticket.objects.filter(closed_at=None, status=Status.CLOSED).exists()


def test_each_act_of_a_filled_ticket_is_done_by_who_may_do_it(people: dict[Role, User]) -> None:
    fill(400)
    doers = {(act, by) for act, by in Event.objects.values_list("act", "by__role")}
    assert {role for act, role in doers if act in {Act.DISPATCH, Act.ACCEPT, Act.REPORT}} == {Role.DISPATCHER}
    assert {role for act, role in doers if act in {Act.SIGN, Act.REPLY}} == {Role.HANDLER}
    assert {role for act, role in doers if act == Act.CALL} <= {Role.CALLBACK, None}


def test_reported_tickets_stand_on_the_lists_that_went_to_the_city(people: dict[Role, User]) -> None:
    fill(300)
    reported = Ticket.objects.exclude(reported_at=None)
    assert reported.exists()
    for ticket in reported:
        assert max(batch.at for batch in ticket.report_batches.all()) == ticket.reported_at
    assert not ReportBatch.objects.filter(tickets=None).exists()


def test_a_dissatisfied_citizen_may_bring_a_second_round(people: dict[Role, User]) -> None:
    fill(1_200)
    orders = RedoOrder.objects.select_related("ticket", "assignment")
    assert orders
    for order in orders:
        assert order.round == 2
        assert order.ticket.redo_count == 1
        assert order.ticket.callbacks.order_by("called_at")[0].result_grade == Callback.Grade.DISSATISFIED
        assert order.assignment.first_replied_at is not None
        assert order.assignment.first_replied_at < order.at


def test_a_district_without_people_is_filled_by_the_system(district: list[Unit]) -> None:
    assert fill(80) == 80
    assert not Event.objects.exclude(by=None).exists()
    assert history.verify().fault is None


def test_filling_twice_adds_nothing(people: dict[Role, User]) -> None:
    assert fill(50) == 50
    assert fill(50) == 0
    assert Ticket.objects.count() == 50


def test_tickets_made_by_hand_afterwards_get_keys_of_their_own(people: dict[Role, User]) -> None:
    fill(50)
    ticket = build.dispatched(Unit.objects.get(name="住建局"))
    assert Ticket.objects.filter(pk=ticket.pk).count() == 1
    assert history.verify().fault is None


def test_urgent_words_and_identity_stand_apart_from_the_ticket(people: dict[Role, User]) -> None:
    fill(100)
    for ticket in Ticket.objects.select_related("identity"):
        assert ticket.identity.phone.startswith("1380000")
        assert ticket.identity.phone not in ticket.text
        assert ticket.identity.phone_hash


def test_without_units_nothing_can_be_made(db: None) -> None:
    with pytest.raises(ValidationError, match="load_profile"):
        fill(5)


def test_the_command_fills_the_database_and_says_how_many(people: dict[Role, User]) -> None:
    out = StringIO()
    call_command("generate_tickets", *MARCH, "--into-database", stdout=out)
    assert out.getvalue().strip() == "已写入数据库 60 件，已有而跳过 0 件。"
    assert Counter(Ticket.objects.values_list("arrived_at__month", flat=True)) == {3: 60}


def test_with_if_empty_a_second_run_does_nothing(people: dict[Role, User]) -> None:
    call_command("generate_tickets", *MARCH, "--into-database", stdout=StringIO())
    out = StringIO()
    call_command("generate_tickets", *MARCH[:5], "6", *MARCH[6:], "--into-database", "--if-empty", stdout=out)
    assert "没有再生成" in out.getvalue()
    assert Ticket.objects.count() == 60


def test_the_command_writes_the_same_file_for_the_same_seed(tmp_path: Path, district: list[Unit]) -> None:
    out = StringIO()
    paths = [tmp_path / "one.xlsx", tmp_path / "two.xlsx"]
    for path in paths:
        call_command("generate_tickets", *MARCH, "--out", str(path), stdout=out)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    rows = list(openpyxl.load_workbook(paths[0])[SHEET].iter_rows(min_row=3, values_only=True))
    held = sum(any(cells) for cells in rows)
    assert f"合计 {held}" in out.getvalue()


def test_the_sample_export_in_the_repo_is_what_the_command_makes(tmp_path: Path, db: None) -> None:
    """Made by: generate_tickets --rows 300 --months 2026-10..2026-11 --seed 12345 --as-of 2026-11-15T18:00 --out …"""
    call_command("load_profile", "xinglongtai-2022q1", stdout=StringIO())
    again = tmp_path / "export28.xlsx"
    how = ["--rows", "300", "--months", "2026-10..2026-11", "--seed", "12345", "--as-of", "2026-11-15T18:00"]
    call_command("generate_tickets", *how, "--out", str(again), stdout=StringIO())
    kept, made = (list(openpyxl.load_workbook(path)[SHEET].iter_rows(values_only=True)) for path in (EXPORT, again))
    assert made == kept


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--months", "2026-13..2026-14", "月份应写成"),
        ("--months", "2026-03..2026-01", "晚于"),
        ("--rows", "0", "正整数"),
        ("--as-of", "昨天", "时刻应写成"),
        ("--as-of", "2026-02-28", "没有工单可生成"),
    ],
)
def test_a_wrong_option_is_refused_in_words(district: list[Unit], option: str, value: str, says: str) -> None:
    options = dict(zip(MARCH[::2], MARCH[1::2], strict=True)) | {option: value}
    arguments = [word for pair in options.items() for word in pair]
    with pytest.raises(CommandError, match=says):
        call_command("generate_tickets", *arguments, "--into-database", stdout=StringIO())
