"""Words that the district keeps are offered where they are typed: reasons of a redo, urge texts; the inbox says who was not called."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests import build
from tests.tickets.test_callback_pages import NO, send
from tickets.models import Assignment, Category, Reason, RedoOrder, StockText, Ticket
from units.models import Setting, Unit, User


@pytest.fixture
def reason(db: None) -> Reason:
    Reason.objects.create(act=Reason.Act.REDO, label="旧事由", is_open=False)
    return Reason.objects.create(act=Reason.Act.REDO, label="未实际解决")


@pytest.mark.parametrize(
    ("words", "order"), [("", "未实际解决"), ("灯还是不亮", "未实际解决：灯还是不亮")], ids=["reason alone", "reason and words"]
)
def test_a_redo_is_ordered_with_a_reason_of_the_list(
    client: Client, unit: Unit, dispatcher: User, reason: Reason, words: str, order: str
) -> None:
    build.completed(unit, number="1")
    client.force_login(dispatcher)
    shown = client.get("/tickets/1/").content.decode()
    assert "未实际解决" in shown and "旧事由" not in shown
    client.post("/tickets/1/redo/", {"kind": reason.pk, "reason": words})
    assert RedoOrder.objects.get().reason == order


def test_a_redo_with_neither_reason_nor_words_is_refused(client: Client, unit: Unit, dispatcher: User, reason: Reason) -> None:
    build.completed(unit, number="1")
    client.force_login(dispatcher)
    assert "重办要写明原因" in client.post("/tickets/1/redo/", {"kind": "", "reason": " "}).content.decode()
    assert not RedoOrder.objects.exists()


def test_a_judgement_puts_the_reason_before_the_order_and_never_before_a_refusal(
    client: Client, unit: Unit, callback_agent: User, reason: Reason
) -> None:
    client.force_login(callback_agent)
    for number, act in (("1", "redo"), ("2", "unreasonable")):
        build.completed(unit, number=number)
        assert "未实际解决" in send(client, number, NO)
        send(client, number, {"act": act, "kind": str(reason.pk), "reason": "请现场更换", "closes": ""}, "judge/")
    assert RedoOrder.objects.get().reason == "未实际解决：请现场更换"
    assert Ticket.objects.get(number="2").callbacks.get().judgement_words == "请现场更换"


def test_urge_texts_are_offered_on_the_ticket_and_on_the_daily_lists(client: Client, unit: Unit, dispatcher: User) -> None:
    lamps = Category.objects.create(name="路灯", path="城建/路灯", depth=2)
    StockText.objects.create(use="urge", title="超期催办", text="该件已超期，请立即办理。")
    StockText.objects.create(use="urge", title="亮灯催办", text="请今晚前亮灯。", category=lamps)
    StockText.objects.create(use="review", title="审核", text="审核用语")
    build.handling(unit, number="1")  # late long since: it stands on a list of today's
    client.force_login(dispatcher)
    for page in ("/tickets/1/", "/daily/?tab=late"):
        shown = client.get(page).content.decode()
        assert '<option value="该件已超期，请立即办理。">超期催办</option>' in shown
        assert '<option value="请今晚前亮灯。">亮灯催办（城建/路灯）</option>' in shown and "审核用语" not in shown


@pytest.mark.parametrize(("hours", "progress"), [(1, "已签收"), (3, "未联系")])
def test_the_inbox_flags_whom_nobody_has_reached_within_the_districts_hours(
    client: Client, unit: Unit, handler: User, hours: int, progress: str
) -> None:
    Setting.objects.create(key="contact_within_hours", value=2)
    build.handling(unit, number="1")
    Assignment.objects.update(assigned_at=timezone.now() - timedelta(hours=hours))
    client.force_login(handler)
    [row] = client.get("/inbox/").context["work"].rows
    assert (row.progress, row.is_untouched) == (progress, progress == "未联系")
    Assignment.objects.update(first_contact_at=timezone.now())
    [row] = client.get("/inbox/").context["work"].rows
    assert (row.progress, row.is_untouched) == ("已联系", False)
