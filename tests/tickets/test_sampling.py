"""The district's own sample: the same numbers are drawn every time, each unit has its least, the others are 未抽访."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests import build
from tickets.acts import archiving, callbacks, queues, redo, replies, reviewing, sampling, signing
from tickets.acts.cases import open_case
from tickets.models import Channel, SamplePlan, Ticket
from tickets.rules import sampling as rule
from tickets.rules.workflow import Act, Status
from units.models import Setting, Unit, User
from units.rules.roles import Role

pytestmark = pytest.mark.django_db
KEY = b"key of the test"
NOW = build.moment("2022-01-07 00:30")


@pytest.mark.parametrize("percent", [1, 20, 50, 99])
def test_the_share_of_a_plan_is_the_share_of_its_numbers(percent: int) -> None:
    drawn = sum(rule.is_within(f"2201050930{n:08}", percent, KEY) for n in range(10_000))
    assert abs(drawn - percent * 100) < 200  # four standard deviations of a fair draw at the widest


def test_the_same_number_and_key_are_drawn_alike_and_another_key_draws_others() -> None:
    numbers = [f"{n:018}" for n in range(200)]
    once = [rule.is_within(number, 50, KEY) for number in numbers]
    assert once == [rule.is_within(number, 50, KEY) for number in numbers]
    assert once != [rule.is_within(number, 50, b"another") for number in numbers]
    assert all(rule.is_within(number, 100, KEY) for number in numbers)


def plan(percent: int = 20, least: int = 0, **values: object) -> SamplePlan:
    fields = {"name": "一季度抽访", "starts_on": date(2022, 1, 1), **values}
    return sampling.add_plan(SamplePlan(percent=percent, least=least, **fields))


def drawn(tickets: Sequence[Ticket]) -> list[str]:
    return sorted(Ticket.objects.filter(pk__in=[ticket.pk for ticket in tickets], is_sampled=True).values_list("number", flat=True))


def test_without_a_plan_every_completed_ticket_is_called(unit: Unit, callback_agent: User) -> None:
    ticket = build.completed(unit)
    assert sampling.draw(NOW) == sampling.Draw()
    ticket.refresh_from_db()
    assert ticket.is_sampled is None and queues.to_call(callback_agent).count() == 1


def test_a_draw_is_reproducible_and_has_one_event_each(unit: Unit, callback_agent: User) -> None:
    tickets = [build.completed(unit, number=f"{n}") for n in range(30)]
    plan()
    done = sampling.draw(NOW)
    first = drawn(tickets)
    assert (done.looked_at, done.chosen) == (30, len(first)) and 0 < len(first) < 30
    assert sampling.draw(NOW) == sampling.Draw()
    assert {ticket.events.filter(act=Act.SAMPLE).count() for ticket in tickets} == {1}
    Ticket.objects.update(is_sampled=None)
    for ticket in Ticket.objects.all():
        sampling.sample_many([(ticket, NOW)])
    assert drawn(tickets) == first
    assert sorted(queues.to_call(callback_agent).values_list("number", flat=True)) == first


def test_under_a_plan_a_ticket_is_drawn_when_its_reply_is_accepted(unit: Unit) -> None:
    plan(percent=100)
    ticket = build.completed(unit)
    assert ticket.is_sampled is True
    assert [event.act for event in ticket.events.order_by("seq")][-2:] == [Act.ACCEPT, Act.SAMPLE]


def test_each_unit_has_its_least_in_each_month(unit: Unit) -> None:
    other = build.unit("城管局")
    plan(percent=1, least=2)
    tickets = [build.completed(of, number=f"{of.pk}-{n}") for of in (unit, other) for n in range(4)]
    tickets += [build.completed(unit, number=f"later-{n}", at=build.moment("2022-02-08 09:00")) for n in range(4)]
    numbers = drawn(tickets)
    counts = [sum(number.startswith(start) for number in numbers) for start in (f"{unit.pk}-", f"{other.pk}-", "later")]
    assert all(count >= 2 for count in counts) and sum(counts) < 12


def test_of_one_draw_those_with_the_lowest_hash_make_up_the_least(unit: Unit) -> None:
    tickets = [build.completed(unit, number=f"{n}") for n in range(6)]
    plan(percent=1, least=2)
    sampling.draw(NOW)
    by_hash = sorted((ticket.number for ticket in tickets), key=lambda number: rule.place(number, _key()))
    assert drawn(tickets) == sorted(by_hash[:2])


def test_a_plan_of_a_channel_goes_before_the_general_one_and_days_outside_it_are_not_drawn(unit: Unit) -> None:
    web = Channel.objects.create(label="网站", group="网络端")
    plan(percent=100, name="网络端全访", channel=web)
    plan(percent=1, ends_on=date(2022, 1, 31))
    by_web = build.completed(unit, number="web", channel=web)
    outside = build.completed(unit, number="outside", at=build.moment("2022-02-08 09:00"))
    assert (by_web.is_sampled, outside.is_sampled) == (True, None)


def test_what_is_left_out_is_not_called_and_closes_by_itself(client: Client, unit: Unit, callback_agent: User) -> None:
    left = [ticket for n in range(10) if not rule.is_within(f"{n}", 20, _key()) for ticket in [build.completed(unit, number=f"{n}")]]
    plan(percent=20)
    sampling.draw(NOW)
    client.force_login(callback_agent)
    page = client.get("/callbacks/?tab=left")
    assert {row.ticket.number for row in page.context["work"].rows} == {ticket.number for ticket in left}
    assert "未抽访：抽样没有抽中" in page.content.decode()
    assert not queues.to_call(callback_agent).exists()
    assert open_case(Ticket.objects.get(pk=left[0].pk), callback_agent, NOW).story.latest.words.startswith("未抽中")
    assert archiving.archive_uncalled(NOW + timedelta(days=30)) == len(left)
    assert not Ticket.objects.exclude(status=Status.CLOSED).exists()


def test_a_redone_ticket_is_always_called(unit: Unit, callback_agent: User) -> None:
    number = next(f"{n}" for n in range(100) if not rule.is_within(f"{n}", 5, _key()))
    plan(percent=5)
    ticket = build.completed(unit, number=number)
    assert ticket.is_sampled is False
    at = build.moment("2022-01-10 09:00")
    redo.redo(ticket, by=None, at=at, reason="市平台退办")
    assert Ticket.objects.get().is_sampled is None
    signing.sign(ticket, by=None, at=at)
    replies.reply(replies.Answer(ticket, build.ANSWER, at + timedelta(hours=1)), by=None)
    reviewing.accept(ticket, by=None, at=at + timedelta(hours=2))
    assert Ticket.objects.get().is_sampled


def test_who_was_called_before_the_draw_is_not_drawn(unit: Unit) -> None:
    ticket = build.completed(unit)
    callbacks.call(callbacks.Call(ticket, NOW, result_grade="satisfied"), by=None)
    plan()
    assert sampling.draw(NOW) == sampling.Draw()


def test_two_plans_for_one_channel_do_not_hold_on_the_same_day() -> None:
    plan(ends_on=date(2022, 3, 31))
    with pytest.raises(ValidationError, match="重叠"):
        plan(name="三月", starts_on=date(2022, 3, 31))
    plan(name="四月", starts_on=date(2022, 4, 1))
    with pytest.raises(ValidationError, match="把结束日期填在 2022-01-01 之前"):
        plan(name="上年起", starts_on=date(2021, 12, 1))


def test_two_people_at_once_do_not_both_save_a_plan() -> None:
    running = plan(ends_on=date(2022, 1, 31))
    cache.add(sampling.SAVING, 1, 10)
    with pytest.raises(ValidationError, match="他人正在保存"):
        plan(name="二月", starts_on=date(2022, 2, 1))
    cache.delete(sampling.SAVING)
    plan(name="二月", starts_on=date(2022, 2, 1))
    assert SamplePlan.objects.count() == 2 and cache.get(sampling.SAVING) is None and running.ends_on == date(2022, 1, 31)


def test_a_units_least_is_counted_by_an_index_in_each_statistical_month(unit: Unit) -> None:
    Setting.objects.create(key="month_starts_on", value=8)
    plan(percent=1, least=1)
    days = ("2022-01-05 09:30", "2022-01-05 09:40", "2022-01-10 09:30")  # completed on 01-06 twice, then on 01-11
    assert [build.completed(unit, number=f"{n}", at=build.moment(day)).is_sampled for n, day in enumerate(days)] == [True, False, True]
    chosen = Ticket.objects.filter(is_sampled=True, lead_unit__in=[unit.pk], completed_at__gte=NOW, completed_at__lt=NOW)
    if connection.vendor == "sqlite":  # PostgreSQL reads so small a table whole
        assert "ticket_sampled" in chosen.explain()


def test_a_plan_ends_today_and_one_that_has_not_begun_is_gone() -> None:
    running, coming = plan(ends_on=date(2022, 2, 28)), plan(name="三月", starts_on=date(2022, 3, 1))
    at = build.moment("2022-02-10 09:00")
    sampling.end_plan(running, at)
    sampling.end_plan(coming, at)
    assert list(SamplePlan.objects.values_list("name", "ends_on")) == [("一季度抽访", date(2022, 2, 10))]
    with pytest.raises(ValidationError, match="已于"):
        sampling.end_plan(running, at)


@pytest.mark.parametrize("role", [Role.CALLBACK, Role.ADMINISTRATOR])
def test_the_page_adds_draws_and_ends(client: Client, unit: Unit, role: Role) -> None:
    client.force_login(build.person("某人", role))
    build.completed(unit, number="1")
    typed = {"name": "全访", "percent": "100", "least": "0", "channel": "", "starts_on": "2022-01-01", "ends_on": ""}
    assert "已新增抽访方案" in client.post("/callbacks/plans/", typed, follow=True).content.decode()
    assert "重叠" in client.post("/callbacks/plans/", typed).content.decode()
    assert "抽样 1 件，抽中 1 件" in client.post("/callbacks/plans/draw/", follow=True).content.decode()
    assert "没有等待抽样" in client.post("/callbacks/plans/draw/", follow=True).content.decode()
    pk = SamplePlan.objects.get().pk
    assert "到今天为止" in client.post(f"/callbacks/plans/{pk}/end/", follow=True).content.decode()
    [line] = client.get("/callbacks/plans/").context["lines"]
    assert (line.is_in_force, line.may_end, line.plan.ends_on) == (True, False, timezone.localdate())


def _key() -> bytes:
    return str(settings.HISTORY_KEY).encode()
