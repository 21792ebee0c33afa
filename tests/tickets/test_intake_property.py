"""Random files of any columns in any order, with dirt: nothing is lost, twice is once, nothing is ever taken back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests import build
from tests.tickets.sheets import CITY_HEADING, write
from tickets.acts import archiving, dispatching, history, intake, replies, reviewing, signing
from tickets.models import Assignment, Callback, Event, IntakeBatch, Reply, Ticket
from tickets.rules.workflow import Status
from units.models import Unit

pytestmark = pytest.mark.django_db
AT = build.moment("2022-02-10 09:00")
MUST = ("工单编号", "主要内容", "受理时间")
NOTHING = ("", " ", "NULL", "　", "***")
# Each file is parsed by a child process of its own, which is why there are few examples.
few = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])

# How far a ticket has come.
FORWARD = (
    *(Status.ARRIVED, Status.DISPATCHED, Status.HANDLING, Status.TRACKING),
    *(Status.REPLIED, Status.COMPLETED, Status.CLOSED, Status.VOIDED),
)

Row = dict[str, object]
Table = tuple[list[str], list[Row]]

NUMBERS: tuple[object, ...] = ("A-1", "A-1\t", "230703094127106144", "4129489", 4129489, 4129489.0, "=1+1", "'7", "７", "第 9 号")
BAD_NUMBERS: tuple[object, ...] = ("2.31007E+17", 230703094127106144, "", "NULL", "2023-07-03 09:41:27")
MOMENTS = ("2022-01-05 09:30:00", "2022/1/7 9:32:09", "2022-01-20 10:00:00.000", "2022-01-06", "20220108", "2022年1月9日")
BAD_MOMENTS = ("2022-02-30 09:00", "昨天", "2022-13-01", "1989-01-01 08:00")
WORDS: dict[str, tuple[object, ...]] = {
    "工单编号": NUMBERS * 3 + BAD_NUMBERS,
    "主要内容": ("兴工街路灯三天不亮，请尽快修复。", "\t小区停水　两天。", "=HYPERLINK()", "第一行\n第二行") * 2 + NOTHING,
    "受理时间": MOMENTS * 3 + BAD_MOMENTS + NOTHING,
    "转办时间": (*MOMENTS, *BAD_MOMENTS, *NOTHING),
    "办结时间": (*MOMENTS, *BAD_MOMENTS, *NOTHING * 3),
    "工单状态": ("待派单", "办理中", "待审核", "已办结", "已归档", "已撤单", "某种状态", *NOTHING),
    "办理单位": ("住建局", "区住建局", "教育局", "某不认识的单位", *NOTHING),
    "受理类型": ("转办", "直办", *NOTHING),
    "紧急程度": ("一般", "紧急", "十万火急", *NOTHING),
    "是否保密": ("是", "否", "也许", *NOTHING),
    "回复备注": ("已到现场修复路灯并回访诉求人。", *NOTHING),
}
ANY: tuple[object, ...] = ("城市管理", "市政道路", "王**", 17, 3.5, "#N/A", *NOTHING)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Some of the 28 columns in some order, and rows for them; now and then a row of nothing."""
    others = draw(st.lists(st.sampled_from([heading for heading in CITY_HEADING if heading not in MUST]), unique=True, max_size=12))
    headings = draw(st.permutations([*MUST, "工单状态", *(heading for heading in others if heading != "工单状态")]))
    cells: dict[str, st.SearchStrategy[object]] = {heading: st.sampled_from(WORDS.get(heading, ANY)) for heading in headings}
    blank: st.SearchStrategy[Row] = st.fixed_dictionaries({heading: st.sampled_from(NOTHING) for heading in headings})
    rows = draw(st.lists(st.one_of(st.fixed_dictionaries(cells), st.fixed_dictionaries(cells), blank), min_size=1, max_size=12))
    return list(headings), rows


@pytest.fixture
def take(tmp_path: Path, unit: Unit) -> Callable[[Table, int], intake.Result]:
    """Imports a table on the given day after AT."""
    build.unit("教育局")
    build.unit("未列明单位", is_unlisted=True)

    def bring_in(table: Table, days: int = 0) -> intake.Result:
        headings, rows = table
        path = write(tmp_path / "export.xlsx", [headings, *([row[heading] for heading in headings] for row in rows)])
        return intake.take_in(intake.Order(path, path.name, AT + timedelta(days=days)))

    return bring_in


@contextmanager
def forgotten() -> Iterator[None]:
    """Each example finds the database as the first one did."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def filled(table: Table) -> int:
    return sum(any(not (isinstance(cell, str) and cell in NOTHING) for cell in row.values()) for row in table[1])


def outcome(result: intake.Result) -> tuple[int, int, int, int]:
    return result.added, result.updated, result.unchanged, result.refused


def everything() -> dict[str, object]:
    """Whatever an import could have written but its own report."""
    counts = {model.__name__: model._default_manager.count() for model in (Assignment, Reply, Callback, Event)}
    return {**counts, "tickets": list(Ticket.objects.order_by("number").values())}


@given(table=tables())
@few
def test_every_filled_row_ends_in_one_of_four_and_twice_is_once(take: Callable[..., intake.Result], table: Table) -> None:
    assume(filled(table))  # a heading alone is refused as a whole, and has a test of its own
    with forgotten():
        first = take(table)
        assert sum(outcome(first)) == filled(table) == first.total
        assert Ticket.objects.count() == Event.objects.count() == first.added
        assert first.updated == 0
        stored = everything()

        again = take(table, days=1)
        assert outcome(again) == (0, 0, first.added + first.unchanged, first.refused)
        assert everything() == stored
        reports = IntakeBatch.objects.order_by("pk")
        assert [len(batch.rows.filter(outcome="refused")) for batch in reports] == [first.refused, first.refused]
        assert history.verify().fault is None


@given(table=tables(), later=tables(), steps=st.lists(st.integers(0, 4), min_size=10, max_size=10))
@few
def test_a_later_file_never_moves_a_ticket_back(take: Callable[..., intake.Result], table: Table, later: Table, steps: list[int]) -> None:
    assume(filled(table) and filled(later))
    with forgotten():
        take(table)
        for ticket, count in zip(Ticket.objects.order_by("pk"), steps, strict=False):
            work_on(ticket, count)
        before = {ticket.pk: ticket for ticket in Ticket.objects.all()}
        held = list(Assignment.objects.order_by("pk").values())

        second = take(later, days=5)
        assert sum(outcome(second)) == filled(later)
        for ticket in Ticket.objects.filter(pk__in=before):
            old = before[ticket.pk]
            assert FORWARD.index(Status(ticket.status)) >= FORWARD.index(Status(old.status)), (old.status, ticket.status)
            assert (ticket.lead_id, ticket.lead_unit_id, ticket.due_at) == (old.lead_id, old.lead_unit_id, old.due_at)
        if not Ticket.objects.filter(pk__in=before, status=Status.VOIDED).exists():
            assert list(Assignment.objects.filter(ticket__in=before).order_by("pk").values()) == held
        assert history.verify().fault is None


def work_on(ticket: Ticket, steps: int) -> None:
    """The district goes on with a ticket, so many steps as it can."""
    unit = Unit.objects.get(name="教育局")
    acts: dict[str, Callable[[], object]] = {
        Status.ARRIVED: lambda: dispatching.dispatch(ticket, to=unit, by=None, at=AT),
        Status.DISPATCHED: lambda: signing.sign(ticket, by=None, at=AT),
        Status.HANDLING: lambda: replies.reply(replies.Answer(ticket, build.ANSWER, AT), by=None),
        Status.REPLIED: lambda: reviewing.accept(ticket, by=None, at=AT),
        Status.COMPLETED: lambda: archiving.close_many([archiving.Closure(ticket, AT)], None),
    }
    for _ in range(steps):
        if ticket.status in acts and not ticket.is_direct:
            acts[ticket.status]()
