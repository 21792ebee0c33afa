"""What is found by what, for whom, in which order; the same on both databases, for the tests run on both."""

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from tests import build
from tests.tickets.finding import indexed, numbers
from tickets.acts import dispatching, handing, indexing, paging, replies, searching, signing, transferring
from tickets.acts.searching import By
from tickets.models import Identity, SearchText, Ticket
from tickets.rules.bigrams import fold
from tickets.rules.typed import clean
from units.models import Unit, UnitName, User
from units.rules.roles import Role

pytestmark = pytest.mark.django_db
HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)


@pytest.fixture
def stock(db: None) -> None:
    """Six arrivals over three years."""
    for number, days, title, text in [
        ("190101080000004444", -1100, "路灯不亮", "八一路的路灯不亮。"),
        ("210701080000123456", -200, "下水道堵塞", "阳光小区 B座 下水道堵塞，污水漫到路上。"),
        ("211201080000223456", -35, "供暖不热", "幸福里24号楼供暖不热，室温只有15度。"),
        ("220101080000000815", -4, "路灯损坏", "幸福里门口路灯损坏，请修理。ＷＩＦＩ也断了"),
        ("220105080000000816", 0, "噪音扰民", "工地夜间施工，路、灯都开着。"),
        ("4129489", 1, "路灯不亮", "路灯不亮三天。"),
    ]:
        build.ticket(number, build.ARRIVED + timedelta(days=days), title=title, text=text)
    indexing.index_backlog()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("路灯", ["4129489", "220101080000000815", "190101080000004444"]),  # newest first; 路、灯 is no word
        ("路灯不亮", ["4129489", "190101080000004444"]),
        ("幸福里 路灯", ["220101080000000815"]),  # every word, in any order
        ("灯损", ["220101080000000815"]),
        ("b座", ["210701080000123456"]),
        ("Ｗｉｆｉ", ["220101080000000815"]),
        ("24号楼", ["211201080000223456"]),
        ("4号楼", []),  # a number is looked for as a whole
        ("15号楼", []),  # 15 and 号楼 are there, but not beside each other
        ("物业", []),
        ("下水道%", ["210701080000123456"]),
        ("' OR 1=1 -- 路灯", []),
        ('"路灯" AND NOT (* NEAR', []),
    ],
)
def test_words_of_the_text_newest_first(stock: None, dispatcher: User, line: str, expected: list[str]) -> None:
    assert numbers(line, dispatcher) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("3456", ["211201080000223456", "210701080000123456"]),
        ("23456", ["211201080000223456", "210701080000123456"]),
        ("123456", ["210701080000123456"]),
        ("０815", ["220101080000000815"]),
        ("1080000223456", ["211201080000223456"]),  # longer than the index knows
        ("9080000223456", []),
        ("815", []),  # three digits are no tail
    ],
)
def test_the_tail_of_a_number(stock: None, dispatcher: User, line: str, expected: list[str]) -> None:
    assert numbers(line, dispatcher, By.TAIL) == expected


def test_a_whole_number_names_its_ticket(stock: None, dispatcher: User, handler: User) -> None:
    assert searching.ticket_numbered("4129489", dispatcher) == "4129489"
    assert searching.ticket_numbered("４１２９４８９", dispatcher) == "4129489"
    assert searching.ticket_numbered("4129489", handler) == ""


def test_a_unit_is_found_by_its_name_its_other_names_and_a_part_of_them(dispatcher: User) -> None:
    housing = build.unit("区住房和城乡建设局", short_name="区住建局")
    section = build.unit("物业科", parent=housing)
    UnitName.objects.create(unit=housing, name="市政处")
    build.dispatched(section, number="S1")
    build.dispatched(build.unit("区教育局"), number="S2")
    indexing.index_backlog()
    for line in ("区住房和城乡建设局", "区住建局", "市政处", "住房"):
        assert numbers(line, dispatcher, By.UNIT) == ["S1"], line
    assert [each.by for each in searching.questions("区住建局")] == [By.UNIT, By.WORDS]
    assert [each.by for each in searching.questions("住房")] == [By.WORDS, By.UNIT]


def test_a_phone_is_found_by_its_hash_however_it_is_typed(dispatcher: User, stranger: User) -> None:
    ticket = build.ticket("P1")
    key = searching.hash_of("13812345678")
    Identity.objects.create(ticket=ticket, name="王小明", phone="13812345678", phone_hash=key)
    for line in ("13812345678", "138-1234-5678", "138 1234 5678", "+86 138 1234 5678", "１３８１２３４５６７８"):
        assert searching.hash_of(line) == key, line
    for line in ("1381234567", "23812345678", "路灯", "138123456789"):
        assert searching.hash_of(line) == "", line
    question = searching.Question(By.PHONE, phone_hash=key)
    for user, expected in ((dispatcher, ["P1"]), (stranger, [])):
        found = searching.find(question, Ticket.objects.all(), user, after=None, before=None)
        assert ([row.number for row in found.page.rows], found.count) == (expected, len(expected))


def test_a_phone_in_a_text_is_not_among_its_words(dispatcher: User) -> None:
    indexed("P2", text="请打13812345678联系张先生。")
    assert numbers("联系", dispatcher) == ["P2"]
    assert not SearchText.objects.extra(where=["CAST(tokens AS text) LIKE %s"], params=["%13812345678%"]).exists()


def test_replies_are_searched_too(unit: Unit, dispatcher: User) -> None:
    ticket = build.handling(unit, number="R1")
    indexing.index_backlog()
    assert numbers("更换灯泡", dispatcher) == []
    replies.reply(replies.Answer(ticket, "已于昨日更换灯泡并恢复照明。", build.ARRIVED + timedelta(days=1)), by=None)
    assert not Ticket.objects.get(number="R1").is_indexed
    indexing.index_backlog()
    assert numbers("更换灯泡", dispatcher) == ["R1"]
    # A word is looked for in the text or in a reply, never half in each.
    assert numbers("修复已于", dispatcher) == []


def test_a_past_holder_does_not_find_a_ticket_by_what_came_after_it_left(unit: Unit, handler: User, dispatcher: User) -> None:
    other = build.unit("教育局")
    ticket = build.handling(unit, number="L1", text="路灯不亮")
    replacement = build.person("新承办人", Role.HANDLER, other)
    transferring.transfer(ticket, to=other, by=None, at=build.ARRIVED + timedelta(hours=3), note="职能不符")
    signing.sign(ticket, by=None, at=build.ARRIVED + timedelta(hours=4))
    replies.reply(replies.Answer(ticket, "更换灯泡，恢复照明，已告知市民。", build.ARRIVED + timedelta(days=1)), by=None)
    indexing.index_backlog()
    assert numbers("路灯", handler) == ["L1"]
    assert numbers("更换灯泡", handler) == []
    assert numbers("路灯 更换灯泡", handler) == []
    assert numbers("更换灯泡", replacement) == ["L1"]
    assert searching.answers_of([ticket], handler) == {}
    assert list(searching.answers_of([ticket], replacement)) == [ticket.pk]


def test_people_of_a_unit_find_their_own_alone(unit: Unit, handler: User, stranger: User, leader: User) -> None:
    build.dispatched(unit, number="U1", title="路灯", text="路灯不亮")
    build.ticket("U2", title="路灯", text="路灯不亮")
    indexing.index_backlog()
    assert numbers("路灯", handler) == ["U1"]
    assert numbers("路灯", stranger) == []
    assert sorted(numbers("路灯", leader)) == ["U1", "U2"]


def test_filters_hold_among_the_hits(stock: None, dispatcher: User) -> None:
    since = build.ARRIVED - timedelta(days=10)
    assert numbers("路灯", dispatcher, arrived_at__gte=since) == ["4129489", "220101080000000815"]
    assert numbers("路灯", dispatcher, status="closed") == []


def test_pages_of_a_common_word_show_every_ticket_once(
    dispatcher: User, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Also behind the first that are counted, where no page leads back but to the newest."""
    monkeypatch.setattr(searching, "COUNTED", 8)
    monkeypatch.setattr(paging, "SIZE", 3)
    for n in range(20):
        build.ticket(f"N{n:02}", build.ARRIVED + timedelta(days=9 * (n // 2)), text="路灯不亮")
    indexing.index_backlog()
    question = searching.questions("路灯")[0]
    seen, after, counts, deep = [], None, [], []
    while True:
        with django_assert_max_num_queries(20):
            found = searching.find(question, Ticket.objects.all(), dispatcher, after=after, before=None)
        seen += [row.number for row in found.page.rows]
        counts.append(found.count)
        deep.append(found.is_deep)
        if found.page.after is None:
            break
        after = found.page.after
    assert seen == [f"N{n:02}" for n in reversed(range(20))]
    assert set(counts) == {9}
    assert deep == [False, False, True, True, True, True, True]
    second = searching.find(question, Ticket.objects.all(), dispatcher, after=Ticket.objects.get(number=seen[2]).pk, before=None)
    back = searching.find(question, Ticket.objects.all(), dispatcher, after=None, before=second.page.before)
    assert [row.number for row in back.page.rows] == seen[:3]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(text=st.lists(st.text(HAN, min_size=1, max_size=12), min_size=1, max_size=5).map("，".join), data=st.data())
def test_every_two_characters_of_an_indexed_text_find_it(dispatcher: User, text: str, data: st.DataObject) -> None:
    ticket = build.ticket(f"H{Ticket.objects.count()}", text=text)
    indexing.index_many([ticket])
    pairs = [text[n : n + 2] for n in range(len(text) - 1) if "，" not in text[n : n + 2]]
    if pairs:
        assert ticket.number in numbers(data.draw(st.sampled_from(pairs)), dispatcher, By.WORDS)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(line=st.text(max_size=40) | st.text("路灯不亮 %_'\"()&|!:*\\-+ANDORNOT<>@~^", max_size=30))
def test_no_line_however_odd_is_an_error(stock: None, dispatcher: User, handler: User, line: str) -> None:
    line = clean(line)
    for user in (dispatcher, handler):
        searching.ticket_numbered(line, user)
        for question in searching.questions(line):
            found = searching.find(question, Ticket.objects.all(), user, after=None, before=None)
            if question.by is By.WORDS and user is dispatcher:
                assert all(_holds(ticket, line) for ticket in found.page.rows)


def _holds(ticket: Ticket, line: str) -> bool:
    """Every pair of every word stands in the ticket, by another way than the index."""
    text = fold(f"{ticket.title}\n{ticket.text}\n{ticket.number}")
    words = [fold(word) for word in line.split()]
    pairs = [word[n : n + 2] for word in words for n in range(len(word) - 1)]
    return all(pair in text for pair in pairs if all("\u4e00" <= sign <= "\u9fff" for sign in pair))


def test_the_index_is_the_database_s_own(stock: None, dispatcher: User) -> None:
    """No search reads through the texts: what the index does not know is not found."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO tickets_searchwords (tickets_searchwords) VALUES ('integrity-check')")
    Ticket.objects.update(text="井盖", title="井盖")
    assert len(numbers("路灯", dispatcher)) == 3


def test_few_rows_are_the_rows_that_a_unit_may_read(unit: Unit, handler: User, stranger: User, dispatcher: User) -> None:
    """Three ways to the same tickets, for units that have few, more and very many."""
    section = build.unit("物业科", parent=unit)
    build.dispatched(unit, number="V1")
    build.closed(section, number="V2")
    given_away = build.dispatched(unit, number="V3")
    transferring.transfer(given_away, to=build.unit("教育局"), by=None, at=build.ARRIVED + timedelta(hours=3), note="职能不符")
    helped = build.ticket("V4")
    dispatching.dispatch(helped, to=build.unit("教育局"), by=None, at=build.ARRIVED + timedelta(minutes=5), assists=[unit])
    office = build.unit("城管局")
    park = build.unit("市政科", parent=office)
    handed = build.handling(office, number="V5")
    handing.hand_on_many([handing.Handing(handed, park, build.ARRIVED + timedelta(hours=3), None, "请核实")], None)
    build.ticket("V6")
    expected = {handler: {"V1", "V2", "V3", "V4"}, stranger: {"V3", "V4"}, build.person("科员", Role.HANDLER, park): {"V5"}}
    for user in (*expected, dispatcher):
        few = set(searching.few(Ticket.objects.all(), user).values_list("number", flat=True))
        assert few == set(Ticket.objects.visible_to(user).values_list("number", flat=True)), user
        assert few == set(Ticket.objects.asked_one_by_one(user).values_list("number", flat=True)), user
        assert few == expected.get(user, few)
