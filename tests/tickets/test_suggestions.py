"""Which unit is proposed for a ticket, from what, and what is learnt each night."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import build
from tickets.acts import routing, suggestions
from tickets.acts.ending import end_parts
from tickets.models import Assignment, Category, Responsibility, RoutingCount, Ticket
from units.models import Unit, UnitKind, UnitName

pytestmark = pytest.mark.django_db

NOW = build.moment("2022-06-30 02:30")
DAY = timedelta(days=1)


def category(path: str) -> Category:
    parent = None
    for depth, name in enumerate(path.split("/"), start=1):
        full = f"{parent.path}/{name}" if parent else name
        parent, _ = Category.objects.get_or_create(path=full, defaults={"name": name, "parent": parent, "depth": depth})
    assert parent is not None
    return parent


def street(name: str, alias: str = "") -> Unit:
    kind, _ = UnitKind.objects.get_or_create(code="subdistrict", defaults={"label": "街道", "order": 9})
    made = build.unit(name)
    Unit.objects.filter(pk=made.pk).update(kind=kind)
    if alias:
        UnitName.objects.create(unit=made, name=alias)
    return made


def line(path: str, lead: str, *assists: str, area: str = "", matter: str = "") -> Responsibility:
    made = Responsibility.objects.create(category=category(path), area=area, matter=matter, lead=build.unit(lead))
    made.assists.set([build.unit(name) for name in assists])
    return made


def past(path: str, unit: str, kept: int, returned: int = 0, area: str = "") -> None:
    RoutingCount.objects.create(category=category(path), area=area, unit=build.unit(unit), kept=kept, returned=returned)


def told(ticket: Ticket) -> list[tuple[str, int, str]]:
    loaded = Ticket.objects.select_related("category").get(pk=ticket.pk)
    return [(each.unit.name, each.share, "主办" if each.is_lead else "协办") for each in suggestions.suggest(loaded)]


def why(ticket: Ticket, unit: str) -> list[tuple[str, str]]:
    found = next(each for each in suggestions.suggest(ticket) if each.unit.name == unit)
    return [(reason.tag, reason.words) for reason in found.reasons]


def test_list_history_and_area_speak_together_and_say_why() -> None:
    line("城市管理/道路施工", "城建中心", "住建局", matter="市政道路施工与养护")
    past("城市管理/道路施工", "城建中心", 41)
    past("城市管理/道路施工", "城管大队", 4, 1)
    street("新工街道办事处")
    UnitName.objects.create(unit=build.unit("新工街道办事处"), name="新工街道")
    ticket = build.ticket("1", text="兴工街铺设路面。", area="新工街道", category=category("城市管理/道路施工"))
    # 46 finished or returned, 20 for the list, 5 for its assist, 10 for the area, 5 for nobody: 86 in all.
    assert told(ticket) == [
        ("城建中心", 71, "主办"),  # (41 + 20) / 86
        ("新工街道办事处", 12, "主办"),  # 10 / 86
        ("住建局", 6, "协办"),  # 5 / 86
        ("城管大队", 3, "主办"),  # (4 - 1) / 86
    ]
    assert why(ticket, "城建中心") == [("确责清单", "市政道路施工与养护 · 主办"), ("历史", "近 12 个月同类 46 件，41 件由其办结")]
    assert why(ticket, "住建局") == [("确责清单", "市政道路施工与养护 · 协办")]
    assert why(ticket, "城管大队") == [("历史", "近 12 个月同类 46 件，4 件由其办结，退 1 件")]
    assert why(ticket, "新工街道办事处") == [("属地", "新工街道在辖区内")]


def test_a_line_of_the_nearest_category_and_of_the_own_area_goes_before_the_wider_ones() -> None:
    line("城建", "住建局")
    line("城建/供热", "供热公司")
    line("城建/供热", "老城供热站", area="老城")
    for area, path, expected in [("", "城建/供热", "供热公司"), ("老城", "城建/供热", "老城供热站"), ("老城", "城建/路灯", "住建局")]:
        ticket = build.ticket(f"{area}{path}", area=area, category=category(path))
        assert told(ticket) == [(expected, 80, "主办")]


def test_among_lines_of_one_category_the_one_whose_matter_is_in_the_text_is_meant() -> None:
    line("城建/路灯", "城建中心", matter="主干道路灯维修")
    line("城建/路灯", "住建局", matter="小区路灯")
    ticket = build.ticket("1", text="我家小区路灯不亮", category=category("城建/路灯"))
    assert told(ticket) == [("住建局", 80, "主办")]
    other = build.ticket("2", text="晚上太黑", category=category("城建/路灯"))
    assert told(other) == [("城建中心", 44, "主办"), ("住建局", 44, "主办")]


@pytest.mark.parametrize(
    ("area", "text", "expected"),
    [
        ("兴海街道", "路灯不亮", [("兴海街道办事处", 67, "主办")]),
        ("", "兴海街道门口路灯不亮", [("兴海街道办事处", 50, "主办")]),
        ("", "兴海路路灯不亮", []),
        ("", "住建局门口路灯不亮", []),
    ],
)
def test_without_a_category_the_place_alone_speaks(area: str, text: str, expected: list[tuple[str, int, str]]) -> None:
    build.unit("住建局")
    street("兴海街道办事处", "兴海街道")
    assert told(build.ticket("1", area=area, text=text)) == expected


def test_few_past_tickets_of_a_kind_give_way_to_those_of_the_wider_kind() -> None:
    build.unit("城管局")
    past("城建/路灯", "住建局", 2, area="老城")
    past("城建/路灯", "住建局", 3)
    past("城建", "城建中心", 30)
    assert told(build.ticket("1", area="老城", category=category("城建/路灯"))) == [("城建中心", 86, "主办")]
    past("城建/路灯", "城管局", 2)
    assert [unit for unit, _, _ in told(build.ticket("2", area="老城", category=category("城建/路灯")))] == ["住建局", "城管局"]


def test_who_gave_this_ticket_back_is_not_proposed_again_and_closed_units_never() -> None:
    for name in ("住建局", "城管局", "旧城建局"):
        line("城建", name, matter=f"{name}的事")
    Unit.objects.filter(name="旧城建局").update(closed_on=build.ARRIVED.date())
    ticket = build.dispatched(build.unit("住建局"), category=category("城建"))
    end_parts([(ticket, build.ARRIVED + DAY)], Assignment.End.RETURNED)
    Ticket.objects.update(return_count=1, status="arrived")
    assert [unit for unit, _, _ in told(ticket)] == ["城管局"]


def test_nor_is_a_section_of_who_gave_it_back_however_much_speaks_for_it() -> None:
    holder = build.unit("住建局")
    section = build.unit("市政科", parent=holder)
    build.unit("养护班", parent=section)
    for name in ("市政科", "养护班", "城管局"):
        past("城建", name, 9)
    ticket = build.dispatched(holder, category=category("城建"))
    assert [unit for unit, _, _ in told(ticket)] == ["市政科", "养护班", "城管局"]
    end_parts([(ticket, build.ARRIVED + DAY)], Assignment.End.RETURNED)
    Ticket.objects.update(return_count=1, status="arrived")
    assert [unit for unit, _, _ in told(ticket)] == ["城管局"]


def test_at_most_five_are_proposed() -> None:
    for number in range(8):
        past("城建", f"第{number}局", 20 - number)
    assert [unit for unit, _, _ in told(build.ticket("1", category=category("城建")))] == [f"第{number}局" for number in range(5)]


def test_learnt_is_what_was_finished_or_returned_in_twelve_months_and_all_above_it() -> None:
    roads, heat = category("城建/道路"), category("城建/供热")
    house, city = build.unit("住建局"), build.unit("城管局")
    build.completed(house, number="1", category=roads, area="老城")
    build.closed(house, number="2", category=roads)
    build.completed(city, number="3", category=heat, area="老城")
    build.handling(city, number="4", category=heat)  # not finished
    build.completed(city, at=NOW - 400 * DAY, number="5", category=heat)  # too long ago
    build.completed(city, number="6")  # of no kind
    returned = build.dispatched(city, number="7", category=roads)
    end_parts([(returned, build.ARRIVED + DAY)], Assignment.End.RETURNED)
    assert routing.learn(NOW) == routing.learn(NOW) == RoutingCount.objects.count()
    rows = RoutingCount.objects.values_list("category__path", "area", "unit__name", "kept", "returned")
    assert sorted(rows) == [
        ("城建", "", "住建局", 2, 0),
        ("城建", "", "城管局", 1, 1),
        ("城建", "老城", "住建局", 1, 0),
        ("城建", "老城", "城管局", 1, 0),
        ("城建/供热", "", "城管局", 1, 0),
        ("城建/供热", "老城", "城管局", 1, 0),
        ("城建/道路", "", "住建局", 2, 0),
        ("城建/道路", "", "城管局", 0, 1),
        ("城建/道路", "老城", "住建局", 1, 0),
    ]


@pytest.mark.parametrize("count", [1, 40])
def test_many_cost_what_one_does(count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(count):
        path = f"城建/第{number}类"
        line(path, "住建局", "城管局", "教育局")
        past(path, "城管局", number)
        build.ticket(str(number), category=category(path), return_count=1, area=f"第{number}街")
    tickets = list(Ticket.objects.select_related("category"))
    with django_assert_num_queries(5):
        found = suggestions.suggest_many(tickets)
    assert {found[ticket.pk][0].unit.name for ticket in tickets} <= {"住建局", "城管局"}


def test_the_words_that_a_suggestion_rests_on_are_told() -> None:
    line("城市管理/道路施工", "城建中心", matter="市政道路施工与养护")
    street("新工街道", alias="新工街")
    ticket = build.ticket(category=category("城市管理/道路施工"), area="兴隆街道", text="新工街的道路施工没有围挡。")
    assert suggestions.read_in(ticket, suggestions.suggest(ticket)) == ("道路施工", "新工街")
    assert suggestions.read_in(ticket, ()) == ()
