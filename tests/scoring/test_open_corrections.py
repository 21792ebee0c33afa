"""Several months that are open again at once: each correction tells what has become of what was printed, none that it is gone."""

import pytest
from django.test import Client

from scoring.acts import closing, versions
from scoring.models import Correction
from tests.scoring import cases
from tests.scoring.cases import called, held, moment
from units.models import Unit, User

pytestmark = pytest.mark.django_db
AWARD = {"kind": "constant", "code": "award", "points": 1, "extra": True}
MONTHS = ("2022-01", "2022-02", "2022-03")


@pytest.fixture(autouse=True)
def _quarter(unit: Unit) -> None:
    cases.district()
    cases.calendar()
    cases.method()
    for month in MONTHS:
        held(unit, f"{month}-05 10:00")
    closing.close("2022Q1", None, moment("2022-04-03 09:00"))


def told() -> dict[str, list[str]]:
    """Month → its standings that differ, with their totals."""
    return {one.period: [str(score).split(" ", 1)[1] for score in one.scores.order_by("period")] for one in Correction.objects.all()}


@pytest.mark.parametrize("opened", [MONTHS[:2], MONTHS[1::-1], MONTHS, MONTHS[::2], MONTHS[::-2]])
def test_months_opened_and_closed_again_without_a_change_tell_of_none(opened: tuple[str, ...]) -> None:
    for hour, month in enumerate(opened):
        closing.reopen(month, None, moment(f"2022-04-04 0{hour}:00"), "核对")
    for hour, month in enumerate(sorted(opened)):
        closing.close(month, None, moment(f"2022-04-05 0{hour}:00"))
    assert told() == {month: [] for month in opened}
    assert not Correction.objects.filter(closed_at=None).exists()


def test_a_quarter_that_has_changed_is_told_by_the_month_that_is_closed_last(unit: Unit) -> None:
    for month in MONTHS[:2]:
        closing.reopen(month, None, moment("2022-04-04 09:00"), "补录回访")
    called(held(unit, "2022-01-06 10:00"), "2022-01-07 10:00", grade="dissatisfied")
    closing.close("2022-01", None, moment("2022-04-05 09:00"))
    assert [line.partition(" ")[0] for line in told()["2022-01"]] == ["2022-01"]
    closing.close("2022-02", None, moment("2022-04-05 10:00"))
    after = told()["2022-02"]
    assert [line.partition(" ")[0] for line in after] == ["2022-02", "2022-03", "2022Q1"]
    assert all("None" not in line for line in after), "each total stands beside another"


def test_where_another_method_alone_moves_the_scores_it_is_not_said_that_they_are_as_before(client: Client, leader: User) -> None:
    for month in MONTHS:
        closing.reopen(month, None, moment("2022-04-04 09:00"), "评分办法追溯")
    versions.save({**cases.METHOD, "version": "2", "components": [*cases.METHOD["components"], AWARD], "valid_from": "2022-01-02"})
    closing.close("2022Q1", None, moment("2022-04-05 09:00"))
    last = Correction.objects.get(period=MONTHS[-1])
    client.force_login(leader)
    page = client.get(f"/corrections/{last.pk}/").content.decode()
    assert (last.figures_changed, bool(last.scores_changed)) == (0, True)
    assert "得分和名次" in page and "没有变化" not in page
