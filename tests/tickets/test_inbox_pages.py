"""The unit's inbox as its people use it: own rows, true counts, signing, replying, and nothing typed is ever lost."""

from datetime import date, datetime, time, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests import build
from tickets.acts import redo, replies, reviewing
from tickets.models import Reply, Ticket
from tickets.rules.workflow import Status
from units.models import Unit, User
from units.rules.roles import Role

TEXT = "已于今日上午与诉求人电话联系，现场更换灯泡 3 只，诉求人表示认可。"


def page(client: Client, user: User, address: str = "/inbox/") -> str:
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def counts(client: Client, user: User) -> dict[str, int]:
    client.force_login(user)
    return {tab["label"]: tab["count"] for tab in client.get("/inbox/").context["tabs"] if tab["label"] != "协办"}


def due(ticket: Ticket, at: datetime) -> Ticket:
    Ticket.objects.filter(pk=ticket.pk).update(due_at=at)
    return ticket


def soon() -> datetime:
    """Later today; 24:00 is still today."""
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=1), time()))


def test_each_tab_counts_its_own_tickets_and_no_other_units(client: Client, handler: User, unit: Unit, stranger: User) -> None:
    far = timezone.now() + timedelta(days=9)
    due(build.dispatched(unit, number="1"), far)
    due(build.handling(unit, number="2"), soon())
    due(build.handling(unit, number="3"), timezone.now() - timedelta(hours=1))
    back = build.replied(unit, number="4")
    reviewing.send_back(back, by=None, at=timezone.now(), words="请写明时间")
    again = build.completed(unit, number="5")
    redo.redo(again, by=None, at=timezone.now(), reason="未解决")
    for each in (back, again):
        due(each, far)
    staged = build.handling(unit, number="6")
    replies.reply(replies.Answer(staged, TEXT, timezone.now(), "staged", timezone.localdate()), by=None)
    reviewing.accept(staged, by=None, at=timezone.now())
    build.replied(unit, number="7")
    build.handling(build.unit("教育局"), number="8")
    assert counts(client, handler) == {"待签收": 2, "办理中": 3, "今日到期": 1, "已超期": 1, "退回重办": 2, "跟踪": 1, "挂起": 0}
    assert counts(client, stranger) == {"待签收": 0, "办理中": 1, "今日到期": 0, "已超期": 1, "退回重办": 0, "跟踪": 0, "挂起": 0}


def test_the_list_stands_in_the_order_of_the_limits(client: Client, handler: User, unit: Unit) -> None:
    for number, days in (("1", 5), ("2", 1), ("3", 3)):
        due(build.handling(unit, number=number), timezone.now() + timedelta(days=days))
    client.force_login(handler)
    assert [row.ticket.number for row in client.get("/inbox/").context["work"].rows] == ["2", "3", "1"]


def test_a_section_works_for_its_parent_and_the_parent_sees_its_sections(client: Client, handler: User, unit: Unit) -> None:
    section = build.unit("市政科", parent=unit)
    build.handling(section, number="1")
    build.handling(unit, number="2")
    assert counts(client, handler)["办理中"] == 2
    assert counts(client, build.person("科员", Role.HANDLER, section))["办理中"] == 1


def test_another_units_ticket_is_not_there(client: Client, stranger: User, unit: Unit) -> None:
    build.handling(unit, number="1")
    client.force_login(stranger)
    assert client.get("/inbox/1/").status_code == 404
    assert client.post("/inbox/1/", {"kind": "final", "text": TEXT}).status_code == 404
    client.post("/inbox/", {"number": ["1"]})
    assert Ticket.objects.get(number="1").status == Status.HANDLING


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.HANDLER, Role.PRINCIPAL)])
def test_the_inbox_is_of_the_units_people_alone(client: Client, unit: Unit, role: Role) -> None:
    client.force_login(build.person("某人", role, unit))
    assert client.get("/inbox/").status_code == 403


def test_one_press_signs_and_the_next_one_is_there(client: Client, handler: User, unit: Unit) -> None:
    build.dispatched(unit, number="1")
    build.dispatched(unit, number="2")
    client.force_login(handler)
    first = client.post("/inbox/?tab=sign", {"number": "1"})
    assert first.headers["Location"] == "/inbox/2/?tab=sign"
    last = client.post("/inbox/?tab=sign", {"number": "2"})
    assert last.headers["Location"] == "/inbox/2/", "behind the last one its reply is due"
    assert set(Ticket.objects.values_list("status", flat=True)) == {Status.HANDLING}


def test_several_are_signed_at_once_or_none(client: Client, handler: User, unit: Unit) -> None:
    for number in "123":
        build.dispatched(unit, number=number)
    client.force_login(handler)
    answer = client.post("/inbox/?tab=sign", {"number": ["1", "2"]}, follow=True)
    assert "已签收 2 件" in answer.content.decode()
    answer = client.post("/inbox/?tab=sign", {"number": ["2", "3"]}, follow=True)
    assert "现在是“办理中”，不能签收" in answer.content.decode()
    assert list(Ticket.objects.order_by("number").values_list("status", flat=True)) == ["handling", "handling", "dispatched"]


def test_signing_nothing_says_so(client: Client, handler: User) -> None:
    client.force_login(handler)
    assert "没有勾选工单" in client.post("/inbox/?tab=sign", follow=True).content.decode()


def test_a_reply_is_sent_and_the_next_ticket_is_there_with_its_tab(client: Client, handler: User, unit: Unit) -> None:
    due(build.handling(unit, number="1"), timezone.now() + timedelta(days=1))
    due(build.handling(unit, number="2"), timezone.now() + timedelta(days=2))
    client.force_login(handler)
    answer = client.post("/inbox/1/?type=", {"kind": "final", "text": TEXT})
    assert answer.headers["Location"] == "/inbox/2/"
    reply = Reply.objects.get()
    assert (reply.text, reply.kind, reply.by) == (TEXT, "final", handler)
    assert Ticket.objects.get(number="1").status == Status.REPLIED


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"kind": "final", "text": "已办。"}, "至少 10 个字"),
        ({"kind": "staged", "text": TEXT}, "要填写承诺办结日期"),
        ({"kind": "staged", "text": TEXT, "promised_on": "2022-01-01"}, "已过"),
        ({"kind": "staged", "text": TEXT, "promised_on": "2022-02-31"}, "有效的日期"),
        ({"kind": "final", "text": TEXT, "promised_on": "2099-01-01"}, "办结答复不填承诺日期"),
        ({"kind": "other", "text": TEXT}, "kind"),
    ],
)
def test_a_faulty_reply_keeps_what_was_typed(client: Client, handler: User, unit: Unit, typed: dict[str, str], fault: str) -> None:
    build.handling(unit, number="1")
    client.force_login(handler)
    answer = client.post("/inbox/1/", typed)
    form = answer.context["form"]
    assert fault in str(form.errors)
    assert typed["text"] in answer.content.decode()
    assert not Reply.objects.exists()


def test_a_reply_sent_twice_is_stored_once_and_the_second_is_told(client: Client, handler: User, unit: Unit) -> None:
    build.handling(unit, number="1")
    client.force_login(handler)
    client.post("/inbox/1/", {"kind": "final", "text": TEXT})
    second = client.post("/inbox/1/", {"kind": "final", "text": TEXT}).content.decode()
    assert "现在是“待审核”，不能答复" in second and TEXT in second
    assert Reply.objects.count() == 1


def test_a_ticket_taken_away_while_somebody_types_leaves_the_text(client: Client, handler: User, unit: Unit) -> None:
    ticket = build.handling(unit, number="1")
    other = build.unit("教育局")
    ticket.assignments.update(ended_at=timezone.now(), unit=unit)
    Ticket.objects.filter(pk=ticket.pk).update(lead_unit=other)
    client.force_login(handler)
    answer = client.post("/inbox/1/", {"kind": "final", "text": TEXT}).content.decode()
    assert "不由您单位主办" in answer and TEXT in answer


def test_an_ended_session_leads_back_to_the_ticket(client: Client, handler: User, unit: Unit) -> None:
    """The text itself is kept by the page (tests/browser/test_inbox.py)."""
    build.handling(unit, number="1")
    client.force_login(handler)
    client.get("/inbox/1/")
    session = client.session
    session["seen"] = session["began"] = int(timezone.now().timestamp()) - settings.SESSION_COOKIE_AGE - 60
    session.save()
    answer = client.post("/inbox/1/", {"kind": "final", "text": TEXT}, headers={"Referer": "http://testserver/inbox/1/?tab=late"})
    assert answer.status_code == 403
    assert "/inbox/1/" in answer.content.decode()
    assert not Reply.objects.exists()


def test_a_reply_that_came_back_shows_the_reviewers_words_and_can_be_mended(client: Client, handler: User, unit: Unit) -> None:
    ticket = build.replied(unit, number="1")
    reviewing.send_back(ticket, by=None, at=timezone.now(), words="请写明更换的时间")
    text = page(client, handler, "/inbox/1/?tab=back")
    assert "审核退回修改" in text and "请写明更换的时间" in text
    assert client.get("/inbox/1/").context["form"].initial["text"] == build.ANSWER


def test_a_redo_shows_its_reason_and_the_rounds_before(client: Client, handler: User, unit: Unit) -> None:
    ticket = build.completed(unit, number="1")
    redo.redo(ticket, by=None, at=timezone.now(), reason="诉求人说灯还是不亮")
    text = page(client, handler, "/inbox/1/?tab=back")
    assert "诉求人说灯还是不亮" in text and "以前各轮答复（1）" in text and build.ANSWER in text


def test_a_principal_reads_and_has_no_buttons(client: Client, principal: User, unit: Unit) -> None:
    build.handling(unit, number="1")
    build.dispatched(unit, number="2")
    assert "btn-primary" not in page(client, principal, "/inbox/1/").split('id="confirm"')[0]
    assert "sign-checked" not in page(client, principal, "/inbox/?tab=sign")
    client.post("/inbox/1/", {"kind": "final", "text": TEXT})
    client.post("/inbox/", {"number": ["2"]})
    assert set(Ticket.objects.values_list("status", flat=True)) == {Status.HANDLING, Status.DISPATCHED}


def test_a_promise_that_is_kept_open_stands_ahead(client: Client, handler: User, unit: Unit) -> None:
    ticket = build.handling(unit, number="1")
    replies.reply(replies.Answer(ticket, TEXT, timezone.now(), "staged", date(2099, 7, 14)), by=None)
    reviewing.accept(ticket, by=None, at=timezone.now())
    text = page(client, handler, "/inbox/?tab=track")
    assert "已承诺 <b>7月14日</b> 前办结" in text
    coming = {(line.words, line.at) for line in client.get("/inbox/1/?tab=track").context["case"].story.moments}
    assert ("承诺日期", "07-14 24:00") in coming


@pytest.mark.parametrize("number", ["A/1 号", "50%?x=1", "工单-7"])
def test_any_text_is_a_number(client: Client, handler: User, unit: Unit, number: str) -> None:
    build.dispatched(unit, number=number)
    client.force_login(handler)
    address = client.get("/inbox/?tab=sign").context["work"].rows[0].url
    assert client.get(address).context["ticket"].number == number
    client.post("/inbox/", {"number": number})
    reply = client.get(f"{address.split('?')[0]}").context["send_url"]
    client.post(reply, {"kind": "final", "text": TEXT})
    assert Reply.objects.get().ticket.number == number


def test_pages_of_the_list_follow_each_other(client: Client, handler: User, unit: Unit) -> None:
    for n in range(32):
        build.handling(unit, number=f"{n:03}")
    client.force_login(handler)
    work = client.get("/inbox/").context["work"]
    behind = client.get(work.next_url).context["work"]
    assert [row.ticket.number for row in behind.rows] == ["030", "031"]
    assert client.get(behind.previous_url).context["work"].rows[0].ticket.number == "000"
