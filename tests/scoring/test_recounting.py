"""Closed months are recounted in any order, by any number of workers, to the same result; no row is counted in two of them."""

import re
from collections.abc import Sequence
from datetime import timedelta
from random import Random

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.acts import closing, drafts, facts, months, recounting
from scoring.models import Closing, Correction
from scoring.rules.periods import parse
from scoring.tasks import run_recompute_month
from tests import build
from tests.scoring.cases import called, held, moment, points
from tests.scoring.closed import counted_anew_before_facts_are_read, everything, taken_back, times_counted
from tickets.models import Assignment
from units.acts import jobs
from units.models import JobRun, Unit, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scored_district_with_days")]
MONTHS = ["2022-01", "2022-02", "2022-03", "2022-04"]
CLOSED_AT = [moment(f"2022-0{month}-03 09:00") for month in (2, 3, 4, 5)]
MAY = moment("2022-05-20 09:00")


class Killed(Exception):
    pass


def recount(label: str, span: str = "2022") -> Closing | None:
    return recounting.recount(label, span, None, MAY, "口径更正")


def volumes() -> list[int]:
    return [facts.whole(parse(label)).get("volume", (0, 0))[1] for label in MONTHS]


def late_year(seed: int) -> None:
    """Four months closed one after the other while rows come late and limits move; then more of both, unknown to all closings."""
    chance = Random(seed)
    units = [build.unit(name) for name in ("住建局", "教育局")]
    for number, at in enumerate(CLOSED_AT):
        _work(chance, units, number + 1, at - timedelta(days=4))
        closing.close(MONTHS[number], None, at)
        _move(chance)
    _work(chance, units, 4, MAY - timedelta(days=1))
    _move(chance)
    closing.trial("2022-05", MAY - timedelta(hours=1))


def _work(chance: Random, units: list[Unit], newest: int, recorded: object) -> None:
    """Rows of any month so far; half of them are recorded only now."""
    for _ in range(12):
        sent = moment(f"2022-0{chance.randint(1, newest)}-{chance.randint(1, 27):02} 10:00")
        late = f"{recorded:%Y-%m-%d %H:%M}" if chance.random() < 0.5 else None
        due = f"{sent + timedelta(days=chance.randint(1, 45)):%Y-%m-%d} 17:00"
        row = held(chance.choice(units), f"{sent:%Y-%m-%d} 10:00", due=due, recorded=late)
        if chance.random() < 0.5:
            called(row, f"{sent + timedelta(days=2):%Y-%m-%d %H:%M}", recorded=late)
    points(chance.choice(units), f"2022-0{newest}-01", 2)


def _move(chance: Random) -> None:
    """Some limits are extended, some corrected backwards."""
    for row in Assignment.objects.order_by("pk"):
        if chance.random() < 0.2:
            assert row.first_due_at is not None
            row.first_due_at = row.due_at = row.first_due_at + timedelta(days=chance.choice([-20, 10, 30]))
            row.save()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(1, 1000), order=st.permutations(MONTHS))
def test_months_are_recounted_in_any_order_to_the_same_result_and_no_row_counts_twice(seed: int, order: Sequence[str]) -> None:
    with taken_back():
        late_year(seed)
        with taken_back():
            for label in MONTHS:
                recount(label)
            closing.recount_stale_trials(MAY)
            in_order = everything()
        for label in order:
            recount(label)
        closing.recount_stale_trials(MAY)
        assert everything() == in_order
        assert set(times_counted().values()) == {1}
        dispatched = {row for source, flag, row in times_counted() if (source, flag) == ("assignment", "in_dispatched")}
        assert dispatched == set(Assignment.objects.filter(assigned_at__lt=moment("2022-05-01 00:00")).values_list("pk", flat=True))


def test_months_that_are_counted_side_by_side_come_to_the_same_as_one_after_the_other() -> None:
    late_year(3)
    with taken_back():
        for label in MONTHS:
            recount(label)
        in_order = everything()
    orders = [drafts.Order(parse(label), None, MAY, MAY, "2022", "口径更正") for label in reversed(MONTHS)]
    begun = [drafts.begin(order) for order in orders]
    for _ in range(drafts.COUNTING):
        begun = [draft and drafts.advance(draft, order.month) for draft, order in zip(begun, orders, strict=True)]
    for draft, order in zip(begun, orders, strict=True):
        assert draft is not None
        assert drafts.put_in_place(draft, order) is not None
    assert everything() == in_order


@pytest.mark.parametrize("steps", range(1, drafts.STEPS + 1))
def test_a_recount_that_was_killed_after_any_step_is_done_again_to_the_same_result(unit: Unit, steps: int) -> None:
    late_year(5)
    with taken_back():
        recount("2022-02")
        undisturbed = everything()

    def told(done: int, total: int) -> None:
        if done >= steps:
            raise Killed

    with pytest.raises(Killed):
        recounting.recount("2022-02", "2022", None, MAY, "口径更正", told)
    recount("2022-02")
    assert everything() == undisturbed
    assert Correction.objects.count() == 1


def test_a_recount_counts_as_of_the_months_own_closing_and_leaves_who_closed_it(unit: Unit, supervisor: User) -> None:
    held(unit, "2022-01-05 10:00", replied="2022-01-06 10:00", completed="2022-02-10 11:00")
    closing.close("2022-01", supervisor, CLOSED_AT[0])
    recount("2022-01")
    found = Closing.objects.get(label="2022-01")
    assert (found.as_of, found.closed_at, found.closed_by) == (CLOSED_AT[0], CLOSED_AT[0], supervisor)
    assert facts.whole(parse("2022-01"))["completion"] == (1, 0), "it was completed after the closing"


def test_a_recount_takes_in_what_nobody_has_counted_and_leaves_what_a_later_month_has(unit: Unit) -> None:
    held(unit, "2022-01-05 10:00")
    closing.close("2022-01", None, CLOSED_AT[0])
    held(unit, "2022-01-20 10:00", recorded="2022-02-10 10:00")
    closing.close("2022-02", None, CLOSED_AT[1])
    held(unit, "2022-01-21 10:00", recorded="2022-03-10 10:00")
    closing.trial("2022-03", CLOSED_AT[2])
    assert volumes() == [1, 1, 1, 0]
    recount("2022-02")
    recount("2022-01")
    assert Closing.objects.get(label="2022-03").is_stale
    closing.recount_stale_trials(MAY)
    assert volumes() == [2, 1, 0, 0]


def test_the_months_list_a_volume_while_one_of_them_takes_its_place(unit: Unit) -> None:
    held(unit, "2022-01-05 10:00")
    closing.close("2022-01", None, CLOSED_AT[0])
    with counted_anew_before_facts_are_read("2022-01", MAY):
        shelf = months.shelf(MAY)
    assert {month.period.label: month.volume for month in shelf.months}["2022-01"] == 1


def test_a_month_that_is_open_again_is_not_recounted(unit: Unit) -> None:
    held(unit, "2022-01-05 10:00")
    closing.close("2022-01", None, CLOSED_AT[0])
    closing.reopen("2022-01", None, CLOSED_AT[1], "补录")
    assert recount("2022-01") is None
    assert not Closing.drafts.exists()


def test_a_recount_is_sent_as_one_job_for_each_closed_month_and_tells_how_many_are_done(unit: Unit, supervisor: User) -> None:
    for month in "123":
        held(unit, f"2022-0{month}-05 10:00")
    closing.close("2022H1", None, moment("2022-07-03 09:00"))
    held(unit, "2022-02-06 10:00")
    job = recounting.start("2022Q1", supervisor, moment("2022-08-01 09:00"), "口径更正")
    parts = list(JobRun.objects.filter(part_of=job).order_by("pk"))
    assert [part.argument["label"] for part in parts] == MONTHS[:3]
    for done, part in enumerate(reversed(parts)):
        job.refresh_from_db()
        assert (job.done, job.total, job.state) == (done, 3, JobRun.State.RUNNING)
        run_recompute_month(part.pk)
    job.refresh_from_db()
    assert (job.done, job.total, job.state) == (3, 3, JobRun.State.DONE)
    assert volumes()[:3] == [1, 2, 1]
    run_recompute_month(parts[0].pk)
    assert Correction.objects.count() == 3


@pytest.mark.parametrize(
    ("label", "why", "code", "words"),
    [
        ("2022", " ", "reason_missing", "重算要写明原因"),
        ("2030", "口径", "not_closed", "2030 没有已关账的月份"),
        ("2022-02", "口径", "not_closed", "2022-02 没有已关账的月份"),
        ("二〇二二", "口径", "bad_period", "看不懂"),
    ],
)
def test_what_cannot_be_recounted_is_refused_in_words(unit: Unit, label: str, why: str, code: str, words: str) -> None:
    held(unit, "2022-01-05 10:00")
    closing.close("2022-01", None, CLOSED_AT[0])
    with pytest.raises(ValidationError) as caught:
        recounting.start(label, None, MAY, why)
    assert caught.value.code == code
    assert words in caught.value.messages[0]
    assert not JobRun.objects.exists()


def test_a_recount_waits_for_one_that_is_under_way_and_so_does_a_closing(unit: Unit, supervisor: User) -> None:
    held(unit, "2022-01-05 10:00")
    held(unit, "2022-02-05 10:00")
    closing.close("2022-01", None, CLOSED_AT[0])
    job = recounting.start("2022", supervisor, MAY, "口径更正")
    with pytest.raises(ValidationError, match=f"正在重算 2022，由{re.escape(supervisor.masked_name)}于 05-20 09:00 开始，完成后再重算。"):
        recounting.start("2022Q1", None, MAY, "口径更正")
    with pytest.raises(ValidationError, match=r"正在重算 2022，由.+开始，完成后再关账。"):
        closing.start("2022-02", None, MAY)
    run_recompute_month(JobRun.objects.get(part_of=job).pk)
    assert closing.start("2022-02", None, MAY).argument == {"label": "2022-02"}
    with pytest.raises(ValidationError, match="正在关账 2022-02，由系统于 05-20 09:00 开始，完成后再重算。"):
        recounting.start("2022", None, MAY, "口径更正")


@pytest.mark.parametrize(
    ("is_closed_again", "words"),
    [(False, "2022-01 已重开，未重算；重新关账时按届时的数据计"), (True, "2022-01 期间已重开并重新关账，未再重算")],
)
def test_a_part_whose_month_was_reopened_meanwhile_says_that_it_is_not_recounted(
    unit: Unit, supervisor: User, is_closed_again: bool, words: str
) -> None:
    held(unit, "2022-01-05 10:00")
    held(unit, "2022-02-05 10:00")
    closing.close("2022-01", None, CLOSED_AT[0])
    closing.close("2022-02", None, CLOSED_AT[1])
    job = recounting.start("2022", supervisor, MAY, "口径更正")
    closing.reopen("2022-01", None, MAY + timedelta(minutes=1), "补录")
    if is_closed_again:
        closing.close("2022-01", None, MAY + timedelta(minutes=2))
    for part in JobRun.objects.filter(part_of=job):
        run_recompute_month(part.pk)
    assert [part.words for part in JobRun.objects.filter(part_of=job).order_by("pk")] == [words, "2022-02 已重算"]
    assert recounting.told(job) == [words, "2022-02 与原数字一致，没有差异"]


def test_a_part_that_fails_is_named_when_all_are_over(unit: Unit) -> None:
    held(unit, "2022-01-05 10:00")
    closing.close("2022-01", None, CLOSED_AT[0])
    job = recounting.start("2022", None, MAY, "口径更正")
    jobs.fail(JobRun.objects.get(part_of=job), "2022-01：后台处理多次中断")
    assert jobs.sweep(MAY) == 0
    job.refresh_from_db()
    assert (job.state, job.words) == (JobRun.State.FAILED, "2022-01：后台处理多次中断")
