"""The callback desk as its agents use it: whom to call, answers that need a citizen, closing, redo, and nothing twice."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests import build
from tickets.acts import archiving, redo
from tickets.models import Callback, Identity, StockText, Ticket
from tickets.rules.workflow import Status
from units.models import Unit, User
from units.rules.roles import Role

SATISFIED = {
    "reached": "reached",
    "contacted": "yes",
    "solved": "solved",
    "result_grade": "satisfied",
    "process_grade": "basically",
    "stars": "5",
    "remark": "态度很好",
    "closes": "on",
}
NO = {"reached": "reached", "solved": "unsolved", "result_grade": "dissatisfied", "remark": "灯还是不亮"}


@pytest.fixture
def agent(client: Client, callback_agent: User) -> User:
    client.force_login(callback_agent)
    return callback_agent


def send(client: Client, number: str, typed: dict[str, str], page: str = "") -> str:
    """Answers as the page would send them, with the state it showed; what is read then."""
    seq = str(Ticket.objects.get(number=number).seq)
    return client.post(f"/callbacks/{number}/{page}", {"seq": seq, **typed}, follow=True).content.decode()


def counts(client: Client) -> dict[str, int]:
    return {tab["label"]: tab["count"] for tab in client.get("/callbacks/").context["tabs"]}


def test_the_tabs_count_who_is_to_call_who_was_not_reached_and_who_said_no(client: Client, agent: User, unit: Unit) -> None:
    for number in "12345":
        build.completed(unit, number=number)
    build.handling(unit, number="6")
    send(client, "1", {"reached": "no_answer"})
    send(client, "2", SATISFIED)
    send(client, "3", NO)
    assert counts(client) == {"待回访": 3, "未接通": 1, "今日已回访": 2, "不满意待处理": 1, "未抽访": 0}


def test_the_oldest_completion_is_called_first(client: Client, agent: User, unit: Unit) -> None:
    build.completed(unit, number="late", at=build.ARRIVED + timedelta(days=7))
    build.completed(unit, number="early")
    assert [row.ticket.number for row in client.get("/callbacks/").context["work"].rows] == ["early", "late"]


def test_every_try_is_counted_and_the_ticket_stays_on_the_list(client: Client, agent: User, unit: Unit) -> None:
    build.completed(unit, number="1")
    send(client, "1", {"reached": "no_answer"})
    text = send(client, "1", {"reached": "no_answer"})
    [row] = client.get("/callbacks/?tab=tried").context["work"].rows
    assert row.tries == 2
    assert "已拨打 2 次未接通" in client.get("/callbacks/1/").content.decode()
    assert "的回访已记录" in text


def test_tries_of_an_earlier_round_are_not_counted(client: Client, agent: User, unit: Unit) -> None:
    ticket = build.completed(unit, number="1")
    send(client, "1", {"reached": "no_answer"})
    Callback.objects.update(called_at=build.ARRIVED)
    assert counts(client)["未接通"] == 0
    assert ticket.pk in {row.ticket.pk for row in client.get("/callbacks/").context["work"].rows}


def test_the_list_can_be_narrowed_to_one_unit(client: Client, agent: User, unit: Unit) -> None:
    build.completed(unit, number="1")
    other = build.unit("教育局")
    build.completed(other, number="2")
    work = client.get(f"/callbacks/?unit={other.pk}").context["work"]
    assert ([row.ticket.number for row in work.rows], work.found) == (["2"], 1)


def test_all_answers_are_kept_apart_and_a_satisfied_ticket_is_closed(client: Client, agent: User, unit: Unit) -> None:
    build.completed(unit, number="1")
    send(client, "1", SATISFIED)
    call = Callback.objects.get()
    assert (call.contacted, call.solved, call.result_grade, call.process_grade, call.stars, call.remark, call.by) == (
        *(True, "solved", "satisfied", "basically", 5, "态度很好"),
        agent,
    )
    assert Ticket.objects.get().status == Status.CLOSED


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({**SATISFIED, "closes": ""}, Status.COMPLETED),
        ({**SATISFIED, "result_grade": "basically"}, Status.COMPLETED),
        ({**SATISFIED, "solved": "unsolved"}, Status.COMPLETED),
        ({"reached": "refused", "closes": "on"}, Status.COMPLETED),
        ({"reached": "no_answer", "closes": "on"}, Status.COMPLETED),
        (SATISFIED, Status.CLOSED),
    ],
)
def test_only_the_satisfied_are_closed_at_once(client: Client, agent: User, unit: Unit, typed: dict[str, str], status: Status) -> None:
    build.completed(unit, number="1")
    send(client, "1", typed)
    assert Callback.objects.count() == 1
    assert Ticket.objects.get().status == status


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({**SATISFIED, "reached": "no_answer"}, "没有接通的回访不能填写答案"),
        ({"reached": "reached", "remark": "态度很好"}, "请至少填写一项答案"),
        ({**SATISFIED, "stars": "6"}, "6"),
        ({**SATISFIED, "reached": ""}, "必填"),
    ],
)
def test_a_faulty_answer_is_refused_beside_its_field_and_stays_typed(
    client: Client, agent: User, unit: Unit, typed: dict[str, str], fault: str
) -> None:
    build.completed(unit, number="1")
    text = send(client, "1", typed)
    assert fault in text and "态度很好" in text
    assert not Callback.objects.exists()


def test_a_call_sent_twice_is_recorded_once_and_the_second_is_told(client: Client, agent: User, unit: Unit) -> None:
    ticket = build.completed(unit, number="1")
    typed = {**SATISFIED, "closes": "", "seq": str(ticket.seq)}
    client.post("/callbacks/1/", typed)
    second = client.post("/callbacks/1/", typed).content.decode()
    assert "您的操作没有执行" in second and agent.masked_name in second
    assert Callback.objects.count() == 1


def test_the_next_ticket_is_there_at_once(client: Client, agent: User, unit: Unit) -> None:
    build.completed(unit, number="1")
    build.completed(unit, number="2", at=build.ARRIVED + timedelta(days=1))
    answer = client.post(f"/callbacks/1/?unit={unit.pk}", SATISFIED)
    assert answer.headers["Location"] == f"/callbacks/2/?unit={unit.pk}"


def test_the_citys_no_on_a_closed_ticket_is_to_be_judged_until_it_is_redone(client: Client, agent: User, unit: Unit) -> None:
    ticket = build.completed(unit, number="1")
    archiving.close_many([archiving.Closure(ticket, timezone.now() - timedelta(days=2))], None)
    build.called(ticket, timezone.now() - timedelta(days=1), grade="dissatisfied", stars=1, solved="unsolved")
    assert counts(client)["不满意待处理"] == 1
    assert "发回重办" in client.get("/callbacks/?tab=judge").content.decode()
    redo.redo(Ticket.objects.get(), by=agent, at=timezone.now(), reason="市级抽访不满意")
    assert counts(client)["不满意待处理"] == 0


def test_a_no_that_becomes_known_after_the_closing_is_judged_though_it_was_said_before(client: Client, agent: User, unit: Unit) -> None:
    ticket = build.completed(unit, number="1")
    archiving.close_many([archiving.Closure(ticket, timezone.now() - timedelta(days=2))], None)
    call = build.called(ticket, timezone.now() - timedelta(days=3), grade="dissatisfied")
    Callback.objects.filter(pk=call.pk).update(recorded_at=timezone.now())
    assert counts(client)["不满意待处理"] == 1
    assert "发回重办" in client.get("/callbacks/1/").content.decode()


def test_a_satisfied_second_call_takes_the_ticket_off(client: Client, agent: User, unit: Unit) -> None:
    ticket = build.completed(unit, number="1")
    build.called(ticket, timezone.now() - timedelta(hours=2), grade="dissatisfied", source="district")
    assert counts(client)["不满意待处理"] == 1
    build.called(ticket, timezone.now() - timedelta(hours=1), grade="satisfied", source="district")
    assert counts(client)["不满意待处理"] == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("您{反映日期}反映的“{标题}”（{编号}），{单位}已于{办结日期}办结。", "您1月5日反映的“路灯不亮”（9），住建局已于1月6日办结。"),
        ("您反映的____一事，联系人{联系人}。", "您反映的“路灯不亮”一事，联系人____。"),
    ],
)
def test_the_script_says_what_is_known_and_leaves_open_what_is_not(client: Client, agent: User, unit: Unit, text: str, said: str) -> None:
    StockText.objects.create(use=StockText.Use.SCRIPT, title="通用话术", text=text)
    build.completed(unit, number="9")
    client.force_login(agent)
    assert said in client.get("/callbacks/9/").content.decode()


def test_the_accepted_reply_stands_beside_the_script(client: Client, agent: User, unit: Unit) -> None:
    build.completed(unit, number="1")
    text = client.get("/callbacks/1/").content.decode()
    assert build.ANSWER in text and "这里是" in text and "最高 5 星" in text


def test_the_citizen_is_masked_and_opened_by_one_press(client: Client, agent: User, unit: Unit) -> None:
    ticket = build.completed(unit, number="1")
    Identity.objects.create(ticket=ticket, name="王小明", phone="13812345678")
    text = client.get("/callbacks/1/").content.decode()
    assert "13812345678" not in text and "138****5678" in text and "留痕：回访" in text


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CALLBACK])
def test_the_call_list_is_of_the_agents_alone(client: Client, unit: Unit, role: Role) -> None:
    client.force_login(build.person("某人", role, unit))
    build.completed(unit, number="1")
    for page in ("/callbacks/", "/callbacks/1/"):
        assert client.get(page).status_code == 403
    assert client.post("/callbacks/1/judge/", {"act": "redo", "reason": "x"}).status_code == 403


def test_a_ticket_that_is_not_finished_is_not_called(client: Client, agent: User, unit: Unit) -> None:
    build.handling(unit, number="1")
    assert "现在不用回访" in client.get("/callbacks/1/").content.decode()
    assert "办结后才能回访" in send(client, "1", SATISFIED)
