"""The judgement on a no at the callback desk: done again, here or elsewhere, or it stands; nothing twice."""

import pytest
from django.test import Client

from tests import build
from tests.tickets.test_callback_pages import NO, counts, send
from tickets.models import Callback, RedoOrder, Ticket
from tickets.rules.workflow import Status
from units.models import Unit, User


@pytest.fixture
def agent(client: Client, callback_agent: User) -> User:
    client.force_login(callback_agent)
    return callback_agent


def test_a_no_leads_to_the_judgement_and_a_redo_goes_back_to_the_unit(client: Client, agent: User, unit: Unit) -> None:
    build.completed(unit, number="1")
    text = send(client, "1", NO)
    assert "发回重办" in text and "诉求未解决，对办理结果不满意。灯还是不亮" in text
    send(client, "1", {"act": "redo", "reason": "灯还是不亮，请现场更换"}, "judge/")
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.redo_count, ticket.lead_unit) == (Status.DISPATCHED, 1, unit)
    order = RedoOrder.objects.get()
    assert (order.reason, order.source) == ("灯还是不亮，请现场更换", RedoOrder.Source.CALLBACK)
    assert Callback.objects.get().judgement == Callback.Judgement.REASONABLE
    assert counts(client)["不满意待处理"] == 0


def test_a_redo_may_go_to_another_unit(client: Client, agent: User, unit: Unit) -> None:
    build.completed(unit, number="1")
    other = build.unit("教育局")
    send(client, "1", NO)
    send(client, "1", {"act": "redo", "reason": "属校内路灯", "unit": str(other.pk)}, "judge/")
    assert Ticket.objects.get().lead_unit == other


def test_a_redo_needs_its_reason(client: Client, agent: User, unit: Unit) -> None:
    build.completed(unit, number="1")
    send(client, "1", NO)
    assert "重办要写明原因" in send(client, "1", {"act": "redo", "reason": " "}, "judge/")
    assert Ticket.objects.get().status == Status.COMPLETED


def test_a_redo_sent_twice_is_ordered_once(client: Client, agent: User, unit: Unit) -> None:
    build.completed(unit, number="1")
    send(client, "1", NO)
    typed = {"act": "redo", "reason": "请现场更换", "seq": str(Ticket.objects.get().seq)}
    client.post("/callbacks/1/judge/", typed)
    assert "您的操作没有执行" in client.post("/callbacks/1/judge/", typed).content.decode()
    assert RedoOrder.objects.count() == 1


@pytest.mark.parametrize(("closes", "status"), [("on", Status.CLOSED), ("", Status.COMPLETED)])
@pytest.mark.parametrize("judgement", ["unreasonable", "beyond_duty"])
def test_the_completion_stands_where_the_complaint_is_unreasonable(
    client: Client, agent: User, unit: Unit, judgement: str, closes: str, status: Status
) -> None:
    build.completed(unit, number="1")
    send(client, "1", NO)
    send(client, "1", {"act": judgement, "reason": "路灯属小区物业，已向诉求人说明", "closes": closes}, "judge/")
    assert (Ticket.objects.get().status, Callback.objects.get().judgement) == (status, judgement)
    assert counts(client)["不满意待处理"] == 0


def test_a_judgement_must_be_chosen(client: Client, agent: User, unit: Unit) -> None:
    build.completed(unit, number="1")
    send(client, "1", NO)
    assert "请选择研判结论" in send(client, "1", {"act": "keep", "reason": "维持办结"}, "judge/")
    assert Ticket.objects.get().status == Status.COMPLETED
