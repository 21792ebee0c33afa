"""A unit's own pages about time: the forms of extensions and suspensions, its records, going on."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests import build
from tests.tickets.applying import extending, in_hand, suspending
from tickets.models import ExtensionRequest, Reason, Ticket
from tickets.models.applications import Decision
from tickets.rules.workflow import Status
from units.models import Unit, User


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def desk(client: Client, dispatcher: User) -> Client:
    client.force_login(dispatcher)
    return client


@pytest.fixture
def own(handler: User) -> Client:
    client = Client()
    client.force_login(handler)
    return client


def test_the_form_says_its_condition_and_what_each_day_gives(own: Client, unit: Unit, now: datetime) -> None:
    in_hand(unit, now)
    shown = own.get("/inbox/1/extension/").content.decode()
    assert "前可申请 1 次，每次最多 5 个工作日" in shown and "1 个工作日 → " in shown


def test_an_extension_is_asked_for_and_taken_back(own: Client, unit: Unit, now: datetime, handler: User) -> None:
    in_hand(unit, now)
    told = timezone.localtime(now - timedelta(minutes=10)).strftime("%Y-%m-%dT%H:%M")
    sent = {"days": "2", "reason": "需要外购配件。", "citizen_told_at": told}
    assert own.post("/inbox/1/extension/", sent).headers["Location"] == "/inbox/1/"
    assert (ExtensionRequest.objects.get().by, ExtensionRequest.objects.get().days) == (handler, 2)
    assert "撤回申请" in own.get("/inbox/1/extension/").content.decode()
    own.post("/inbox/1/withdraw/", {"kind": "extension"})
    assert "没有等待审批的申请" in own.post("/inbox/1/withdraw/", {"kind": "extension"}, follow=True).content.decode()
    assert ExtensionRequest.objects.get().decision == Decision.WITHDRAWN


def test_faults_stand_beside_the_fields_and_what_was_typed_stays(own: Client, unit: Unit, now: datetime) -> None:
    Reason.objects.create(act=Reason.Act.EXTENSION, label="需外购配件")
    in_hand(unit, now)
    shown = own.post("/inbox/1/extension/", {"days": "2", "reason": "需要外购配件。"}).content.decode()
    assert "请先告知诉求人" in shown and "需要外购配件。" in shown and "需外购配件</option>" in shown


def test_an_urgent_ticket_has_no_form(own: Client, unit: Unit, now: datetime) -> None:
    in_hand(unit, now)
    Ticket.objects.update(urgency="urgent")
    shown = own.get("/inbox/1/extension/").content.decode()
    assert "紧急件不得延期" in shown and "提交延期申请" not in shown


def test_a_suspension_is_asked_for_granted_and_resumed(own: Client, desk: Client, unit: Unit, now: datetime) -> None:
    in_hand(unit, now)
    until = (timezone.localdate(now) + timedelta(days=7)).isoformat()
    own.post("/inbox/1/suspension/", {"until_on": until, "reason": "等待诉求人提供合同。"})
    desk.post("/applications/1/?tab=suspension", {"act": "grant", "seq": Ticket.objects.get().seq})
    assert "恢复后单位时限继续计算" in own.get("/tickets/1/resume/").content.decode()
    assert own.post("/tickets/1/resume/").headers["Location"] == "/inbox/1/"
    assert Ticket.objects.get().status == Status.HANDLING


def test_a_unit_reads_its_own_records(own: Client, unit: Unit, now: datetime) -> None:
    extending(unit, now, "1")
    extending(build.unit("城管局"), now, "theirs")
    suspending(unit, now, "2")
    shown = own.get("/extensions/").content.decode()
    assert "/tickets/1/" in shown and "theirs" not in shown
    assert "/tickets/2/" in own.get("/extensions/?kind=suspension").content.decode()


@pytest.mark.parametrize("page", ["/inbox/theirs/extension/", "/inbox/theirs/suspension/", "/tickets/theirs/resume/"])
def test_another_units_ticket_is_not_to_be_found(own: Client, now: datetime, page: str) -> None:
    in_hand(build.unit("城管局"), now, "theirs")
    assert own.get(page).status_code == 404
    assert own.post(page, {"reason": "需要外购配件。"}).status_code == 404


def test_the_units_record_costs_the_same_for_any_number(
    own: Client, unit: Unit, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        extending(unit, now, str(number))
    own.get("/extensions/")
    with django_assert_max_num_queries(20):
        assert own.get("/extensions/").content.count(b"/tickets/") >= 20
