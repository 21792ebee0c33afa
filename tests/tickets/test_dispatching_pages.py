"""The dispatcher's desk: who may open it, what is shown of a ticket, and what each decision leaves behind."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from tests import build
from tests.tickets.queueing import DESK, category, page, waiting
from tickets.acts import dispatching, history
from tickets.models import Assignment, Category, Identity, Responsibility, StockText, Ticket
from tickets.rules.workflow import Status
from units.models import Unit, User
from units.rules.roles import Role

NOTE = "请核实后答复诉求人。"


@pytest.fixture
def desk(client: Client, dispatcher: User) -> Client:
    client.force_login(dispatcher)
    return client


@pytest.mark.parametrize("role", [role for role in Role if role != Role.DISPATCHER])
@pytest.mark.parametrize("path", [DESK, "/dispatch/1/", "/review/", "/review/1/", "/reporting/"])
def test_only_dispatchers_have_these_desks(client: Client, unit: Unit, role: Role, path: str) -> None:
    build.ticket("1")
    client.force_login(build.person("某人", role, unit))
    assert client.get(path).status_code == 403
    assert client.post(path, {"unit": unit.pk, "act": "accept"}).status_code == 403
    assert Ticket.objects.get().status == Status.ARRIVED


def test_strangers_read_the_log_in(client: Client, db: None) -> None:
    assert client.get(DESK).headers["Location"].startswith("/login/")


def test_the_citizen_is_masked_also_in_the_text(desk: Client) -> None:
    ticket = waiting("1", text="请回电 13812345678，路灯不亮。")
    Identity.objects.create(ticket=ticket, name="王小明", phone="13912345678", address="兴工街 12 号楼")
    shown = page(desk)
    assert "138****5678" in shown and "王**" in shown and "139****5678" in shown
    assert "13812345678" not in shown and "13912345678" not in shown and "王小明" not in shown


def test_after_a_dispatch_the_next_ticket_is_there_at_once(desk: Client, unit: Unit, dispatcher: User) -> None:
    for number, minutes in [("1", 5), ("2", 10), ("3", 15)]:
        waiting(number, minutes)
    help_from = build.unit("城管局")
    sent = {"unit": unit.pk, "assists": [help_from.pk], "note": NOTE, "seq": 1}
    answer = desk.post("/dispatch/2/?urgency=normal", sent, follow=True)
    assert answer.redirect_chain == [("/dispatch/3/?urgency=normal", 302)]
    assert "已派单给 住建局：工单2号（2）" in answer.content.decode()
    lead, assist = Assignment.objects.order_by("-is_lead")
    assert (lead.unit, lead.note, lead.assigned_by, assist.unit) == (unit, NOTE, dispatcher, help_from)
    assert Ticket.objects.get(number="2").status == Status.DISPATCHED


def test_the_green_message_masks_a_number_in_the_title(desk: Client, unit: Unit) -> None:
    waiting("1")
    Ticket.objects.update(title="请回电 13812345678")
    said = desk.post("/dispatch/1/", {"unit": unit.pk, "seq": 1}, follow=True).content.decode()
    assert "请回电 138****5678" in said and "13812345678" not in said


def test_the_last_ticket_leads_to_the_first_and_then_to_an_empty_desk(desk: Client, unit: Unit) -> None:
    waiting("1", 5)
    waiting("2", 10)
    assert desk.post("/dispatch/2/", {"unit": unit.pk}).headers["Location"] == "/dispatch/1/"
    last = desk.post("/dispatch/1/", {"unit": unit.pk}, follow=True)
    assert "没有待派单的工单" in last.content.decode()


def test_the_second_dispatcher_reads_who_was_first_and_when(desk: Client, unit: Unit) -> None:
    ticket = waiting("1")
    seen = ticket.seq
    first = User.objects.create_user(username="first", name="李明", role=Role.DISPATCHER)
    dispatching.dispatch(ticket, to=build.unit("城管局"), by=first, at=build.moment("2022-01-05 10:02"))
    shown = desk.post("/dispatch/1/", {"unit": unit.pk, "seq": seen}).content.decode()
    assert "工单 1 已由 李**（派单员） 于 01-05 10:02 派单，现在是“待签收”，您的操作没有执行" in shown
    assert Assignment.objects.get().unit.name == "城管局"
    without = desk.post("/dispatch/1/", {"unit": unit.pk}).content.decode()
    assert "已由 李**（派单员） 于 01-05 10:02 派单" in without and "不能派单" in without


def test_a_dispatch_without_a_unit_says_so_and_keeps_the_words(desk: Client) -> None:
    waiting("1")
    shown = desk.post("/dispatch/1/", {"note": NOTE}).content.decode()
    assert "请选择主办单位" in shown and NOTE in shown
    assert Ticket.objects.get().status == Status.ARRIVED


def test_a_closed_unit_and_the_stand_in_are_not_offered(desk: Client) -> None:
    waiting("1")
    build.unit("旧城建局", closed_on=build.ARRIVED.date())
    stand_in = build.unit("未列明单位", is_unlisted=True)
    assert "旧城建局" not in page(desk) and "未列明单位" not in page(desk)
    assert "不能接收派单" in desk.post("/dispatch/1/", {"unit": stand_in.pk}).content.decode()


def test_an_unclassified_ticket_gets_its_category_with_the_dispatch(desk: Client, unit: Unit) -> None:
    ticket, leaf = waiting("1"), category("城建/路灯")
    desk.post("/dispatch/1/", {"unit": unit.pk, "category": leaf.pk, "seq": ticket.seq})
    ticket.refresh_from_db()
    assert (ticket.category, ticket.status) == (leaf, Status.DISPATCHED)
    assert [event.act for event in ticket.events.all()] == ["import", "classify", "dispatch"]
    assert history.verify().fault is None


def test_a_waiting_ticket_can_be_classified_alone_and_stays_open(desk: Client) -> None:
    waiting("1")
    leaf = category("城建/路灯")
    assert "请选择类别" in desk.post("/dispatch/1/category/", {"category": ""}).content.decode()
    assert desk.post("/dispatch/1/category/", {"category": leaf.pk}).headers["Location"] == "/dispatch/1/"
    assert (Ticket.objects.get().category, Ticket.objects.get().status) == (leaf, Status.ARRIVED)


def test_a_ticket_in_hand_can_still_be_classified(desk: Client, unit: Unit) -> None:
    ticket, leaf = build.handling(unit, number="1"), category("城建/路灯")
    assert "归入所选类别" in page(desk, tab="classify")
    assert "请选择类别" in desk.post("/dispatch/1/category/?tab=classify").content.decode()
    assert desk.post("/dispatch/1/category/?tab=classify", {"category": leaf.pk}).headers["Location"] == "/dispatch/?tab=classify"
    ticket.refresh_from_db()
    assert (ticket.category, ticket.status) == (leaf, Status.HANDLING)


def test_a_conflict_without_a_category_has_a_button_for_each(desk: Client, unit: Unit) -> None:
    build.handling(unit, number="1", is_conflict=True, conflict_words="市平台显示未受理")
    for tab in ("conflict", "classify"):
        shown = page(desk, "/dispatch/1/", tab=tab)
        assert "已核对，以区平台为准" in shown
        assert re.search(r'<button[^>]*form="classify"', shown)


def test_a_conflict_shows_its_difference_and_is_taken_off_once(desk: Client, unit: Unit) -> None:
    build.handling(unit, number="1", is_conflict=True, conflict_words="市平台显示未受理", city_status="待受理")
    shown = page(desk, tab="conflict")
    assert "市平台显示未受理" in shown and "区平台状态：办理中" in shown
    assert "已核对" in desk.post("/dispatch/1/reconcile/?tab=conflict", follow=True).content.decode()
    ticket = Ticket.objects.get()
    assert (ticket.is_conflict, ticket.conflict_words, ticket.status) == (False, "", Status.HANDLING)
    assert ticket.events.last().act == "reconcile"  # type: ignore[union-attr]
    assert "已经处理过" in desk.post("/dispatch/1/reconcile/", follow=True).content.decode()
    assert history.verify().fault is None


def test_checked_tickets_go_together_or_not_at_all(desk: Client, unit: Unit) -> None:
    for number in "123":
        waiting(number)
    build.dispatched(unit, number="4")
    refused = desk.post("/dispatch/checked/", {"unit": unit.pk, "ticket": ["1", "4"]}).content.decode()
    assert "工单 4" in refused and "不能派单" in refused
    assert Ticket.objects.get(number="1").status == Status.ARRIVED
    done = desk.post("/dispatch/checked/", {"unit": unit.pk, "ticket": ["1", "3"], "note": NOTE}, follow=True)
    assert "已派单给 住建局 等 2 件" in done.content.decode()
    assert list(Ticket.objects.filter(status=Status.ARRIVED).values_list("number", flat=True)) == ["2"]
    assert "没有勾选工单" in desk.post("/dispatch/checked/", {"unit": unit.pk}).content.decode()


def test_checked_tickets_stay_checked_when_no_unit_was_chosen(desk: Client, unit: Unit) -> None:
    for number in "123":
        waiting(number)
    shown = desk.post("/dispatch/checked/", {"ticket": ["1", "3"], "note": NOTE}).content.decode()
    assert "请选择主办单位" in shown and NOTE in shown
    assert re.findall(r'name="ticket" value="(\d)" checked', shown) == ["1", "3"]


def test_a_direct_ticket_is_shown_without_a_way_to_dispatch_it(desk: Client, unit: Unit) -> None:
    waiting("1", is_direct=True)
    assert "不派单" in page(desk, "/dispatch/1/")
    assert "不派单" in desk.post("/dispatch/1/", {"unit": unit.pk}).content.decode()


def test_any_text_is_a_number_also_with_a_slash(desk: Client, unit: Unit) -> None:
    waiting("A/2023 第5号?#")
    assert "工单A/2023 第5号?#号" in page(desk)
    link = page(desk).split('class="row-link" href="')[1].split('"')[0]
    assert desk.get(link).status_code == 200
    assert desk.post(link, {"unit": unit.pk}).status_code == 302
    assert desk.get("/tickets/A/2023%20%E7%AC%AC5%E5%8F%B7%3F%23/").status_code == 200


def test_what_is_not_there_is_not_found(desk: Client) -> None:
    assert desk.get("/dispatch/404/").status_code == 404
    assert desk.post("/dispatch/404/", {"unit": 1}).status_code == 404


def test_a_refusal_of_the_act_is_no_error_page(desk: Client, unit: Unit) -> None:
    waiting("1")
    shown = desk.post("/dispatch/1/", {"unit": unit.pk, "assists": [unit.pk]})
    assert shown.status_code == 200 and "已是主办，不能同时协办" in shown.content.decode()
    with pytest.raises(ValidationError):
        dispatching.dispatch(Ticket.objects.get(), to=unit, by=None, at=build.ARRIVED, assists=[unit])


def test_stock_texts_fit_the_category(desk: Client) -> None:
    leaf = category("城建/路灯")
    for title, path in [("通用", ""), ("路灯的", "城建/路灯"), ("供热的", "城建/供热")]:
        chosen = Category.objects.get_or_create(path=path, defaults={"name": "供热", "depth": 2})[0] if path else None
        StockText.objects.create(use="dispatch", title=title, text=f"{title}话", category=chosen)
    waiting("1", category=leaf)
    shown = page(desk)
    assert 'data-inserts="通用话"' in shown and 'data-inserts="路灯的话"' in shown and "供热的话" not in shown


def test_what_reads_alike_is_offered_for_merging_and_the_same_citizens_for_looking(desk: Client) -> None:
    waiting("1", text="兴工街派出所西侧路灯三天不亮，夜间出行不便", area="老城")
    waiting("2", minutes=50, text="兴工街派出所西侧路灯三天不亮，夜间出行不便", area="老城")
    shown = page(desk, "/dispatch/1/")
    assert "疑似重复 9" in shown and 'name="into" value="2"' in shown


def test_the_words_that_a_suggestion_rests_on_are_underlined_and_the_text_stays_text(desk: Client) -> None:
    path = category("城市管理/市政道路")
    Responsibility.objects.create(category=path, matter="道路施工", lead=build.unit("城建中心"))
    waiting("1", category=path, text="<b>兴工街</b>道路施工没有围挡。")
    shown = page(desk, f"{DESK}1/")
    assert '&lt;b&gt;兴工街&lt;/b&gt;<u class="read">道路施工</u>没有围挡。' in shown
