"""A month is counted beside its figures in steps: a worker may die after any or in any, and nobody reads half a month."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.acts import closing, drafts, facts
from scoring.models import Closing, Fact
from scoring.rules.periods import parse
from tests.scoring import cases
from tests.scoring.cases import called, held, moment
from tests.scoring.closed import everything, taken_back
from tests.scoring.random_month import random_month
from units.models import Unit, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scored_district_with_days")]
FEBRUARY = moment("2022-02-03 09:00")
LATER = moment("2022-02-03 09:05")
MARCH = moment("2022-03-03 09:00")
APRIL = moment("2022-04-03 09:00")


class Killed(Exception):
    pass


def dies_after(steps: int) -> Callable[[int, int], None]:
    """What the closing tells its progress to, which is where it dies."""

    def told(done: int, total: int) -> None:
        if done >= steps:
            raise Killed

    return told


def close_with_deaths(label: str, deaths: list[int]) -> None:
    for steps in deaths:
        try:
            closing.close(label, None, FEBRUARY, dies_after(steps))
        except Killed:
            pass
    closing.close(label, None, LATER)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(1, 50), deaths=st.lists(st.integers(1, drafts.STEPS), max_size=4))
def test_a_closing_that_was_killed_after_any_steps_and_resumed_equals_one_that_was_not(seed: int, deaths: list[int]) -> None:
    with taken_back():
        random_month(seed, exclusions=12)
        closing.trial("2022-01", moment("2022-01-20 02:00"))
        with taken_back():
            closing.close("2022-01", None, FEBRUARY if deaths else LATER)
            undisturbed = everything()
        close_with_deaths("2022-01", deaths)
        assert everything() == undisturbed
        closing.close("2022-01", None, APRIL)
        assert everything() == undisturbed, "closing twice equals once"


@pytest.mark.parametrize("step", range(drafts.COUNTING))
def test_a_step_that_was_cut_short_is_done_again(unit: Unit, step: int) -> None:
    random_month(7)
    with taken_back():
        closing.close("2022-01", None, FEBRUARY)
        undisturbed = everything()
    order = drafts.Order(parse("2022-01"), None, FEBRUARY, FEBRUARY)
    draft = drafts.begin(order)
    while draft is not None and draft.step < step:
        draft = drafts.advance(draft, order.month)
    assert draft is not None
    with pytest.raises(Killed), transaction.atomic():
        drafts.advance(draft, order.month)
        raise Killed
    closing.close("2022-01", None, LATER)
    assert everything() == undisturbed


def test_readers_see_the_former_figures_until_the_last_step(unit: Unit) -> None:
    held(unit, "2022-01-05 10:00")
    closing.trial("2022-01", moment("2022-01-20 02:00"))
    held(unit, "2022-01-21 10:00")
    with pytest.raises(Killed):
        closing.close("2022-01", None, FEBRUARY, dies_after(drafts.COUNTING))
    assert facts.whole(parse("2022-01"))["volume"] == (1, 1)
    assert [(one.label, one.state) for one in Closing.objects.all()] == [("2022-01", "trial")]
    closing.close("2022-01", None, LATER)
    assert facts.whole(parse("2022-01"))["volume"] == (2, 2)
    assert [(one.label, one.state, one.closed_at) for one in Closing.objects.all()] == [("2022-01", "closed", FEBRUARY)]
    assert not Closing.drafts.exists()
    assert set(Fact.objects.values_list("closing__label", flat=True)) == {"2022-01"}, "nothing of the trial is left"


def test_a_month_that_was_never_counted_shows_nothing_until_the_last_step(unit: Unit) -> None:
    held(unit, "2022-01-05 10:00")
    with pytest.raises(Killed):
        closing.close("2022-01", None, FEBRUARY, dies_after(drafts.COUNTING))
    assert not Closing.objects.exists()
    assert facts.whole(parse("2022-01")) == {}


def test_progress_counts_the_steps_that_are_done_and_starts_where_it_stopped(unit: Unit) -> None:
    held(unit, "2022-01-05 10:00")
    held(unit, "2022-02-05 10:00")
    with pytest.raises(Killed):
        closing.close("2022-01", None, FEBRUARY, dies_after(4))
    told: list[tuple[int, int]] = []
    closing.close("2022-01", None, LATER, lambda done, total: told.append((done, total)))
    assert told == [(done, drafts.STEPS) for done in range(5, drafts.STEPS + 1)]


def test_two_who_close_the_same_month_share_the_work_and_one_of_them_has_closed_it(unit: Unit, supervisor: User) -> None:
    held(unit, "2022-01-05 10:00")
    with pytest.raises(Killed):
        closing.close("2022-01", None, FEBRUARY, dies_after(4))
    other = drafts.Order(parse("2022-01"), None, FEBRUARY, FEBRUARY)
    seen = drafts.begin(other)
    assert closing.close("2022-01", supervisor, LATER).words == "已关账"
    assert seen is not None
    assert seen.step == 4
    assert drafts.advance(seen, other.month) is None
    assert drafts.put_in_place(seen, other) is None
    assert Closing.objects.get().closed_by == supervisor
    assert facts.whole(parse("2022-01"))["volume"] == (1, 1)


def test_another_closing_waits_for_one_that_is_under_way_and_is_told_what_to_do(unit: Unit) -> None:
    held(unit, "2022-01-05 10:00")
    with pytest.raises(Killed):
        closing.close("2022-01", None, APRIL, dies_after(2))
    with pytest.raises(ValidationError) as caught:
        drafts.begin(drafts.Order(parse("2022-02"), None, APRIL, APRIL))
    assert caught.value.messages == ["正在关账 2022-01，完成后再试；如已中断，请再次关账 2022-01，会接着做完。"]


def test_a_draft_that_stood_still_for_an_hour_is_begun_anew(unit: Unit) -> None:
    row = held(unit, "2022-01-05 10:00")
    with pytest.raises(Killed):
        closing.close("2022-01", None, FEBRUARY, dies_after(drafts.COUNTING))
    called(row, "2022-01-20 10:00")
    closing.close("2022-01", None, MARCH)
    assert Closing.objects.get().as_of == MARCH
    assert facts.whole(parse("2022-01"))["satisfaction.satisfied"] == (1, 1)


def test_a_quarter_that_was_killed_in_its_second_month_goes_on_there(unit: Unit) -> None:
    for month in "123":
        held(unit, f"2022-0{month}-05 10:00")
    with taken_back():
        closing.close("2022Q1", None, APRIL)
        undisturbed = everything()
    with pytest.raises(Killed):
        closing.close("2022Q1", None, APRIL, dies_after(drafts.STEPS + 3))
    assert list(Closing.objects.closed().values_list("label", flat=True)) == ["2022-01"]
    assert [one.label for one in closing.close("2022Q1", None, APRIL).closed] == ["2022-02", "2022-03"]
    assert everything() == undisturbed


def test_what_came_late_is_noted_by_its_month_and_date(unit: Unit) -> None:
    one = held(unit, "2022-01-05 10:00")
    closing.close("2022-01", None, FEBRUARY)
    for day in "12":
        held(unit, f"2022-01-2{day} 10:00", due="2022-02-08 17:00", recorded="2022-02-10 10:00")
    called(one, "2022-01-25 10:00", recorded="2022-02-10 10:00")
    cases.points(unit, "2022-01-31", 2, recorded=moment("2022-02-10 10:00"))
    closing.close("2022-02", None, MARCH)
    noted = {"assignment.in_dispatched": 2, "ticket.in_arrived": 0, "callback.in_called": 1, "ledger.in_happened": 1}
    found = Closing.objects.get(label="2022-02").late
    assert list(found) == ["2022-01"]
    assert {name: found["2022-01"].get(name, 0) for name in noted} == noted
    assert Closing.objects.get(label="2022-01").late == {}
