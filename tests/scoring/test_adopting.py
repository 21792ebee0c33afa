"""Taking methods into the table: idempotent, without overlap, never under a final score."""

import pytest
from django.core.exceptions import ValidationError

from scoring.acts import closing, methods, scores
from scoring.models import Method
from scoring.rules.periods import parse
from tests.scoring import cases
from tests.scoring.cases import held, moment
from units.models import Unit

pytestmark = pytest.mark.django_db


def test_the_same_method_again_changes_nothing_and_a_new_text_of_it_replaces_the_old() -> None:
    first = cases.method()
    assert cases.method() == first
    cases.method(name="新名")
    assert Method.objects.get().name == "新名"


def test_a_version_that_made_final_scores_is_never_changed(unit: Unit) -> None:
    cases.district()
    cases.method(period="month")
    held(unit, "2022-01-05 10:00", replied="2022-01-06 10:00", completed="2022-01-06 11:00")
    closing.close("2022-01", None, moment("2022-02-03 09:00"))
    assert scores.board(parse("2022-01")).is_final
    cases.method(period="month")
    with pytest.raises(ValidationError, match="已有定稿得分，不能再改；请换一个 version") as caught:
        cases.method(period="month", ties="shared")
    assert caught.value.code == "in_use"


def test_versions_follow_each_other_and_the_one_at_the_periods_end_holds(unit: Unit) -> None:
    cases.method(valid_to="2022-02-15")
    with pytest.raises(ValidationError, match="有效期重叠"):
        cases.method(version="2", valid_from="2022-02-15")
    cases.method(version="2", valid_from="2022-02-16")
    held = {label: [method.version for method, _ in methods.in_force(parse(label))] for label in ("2021Q4", "2022-01", "2022Q1", "2022H1")}
    assert held == {"2021Q4": [], "2022-01": ["2"], "2022Q1": ["2"], "2022H1": ["2"]}


def test_several_methods_hold_at_once_and_each_score_names_its_own(unit: Unit) -> None:
    cases.district()
    first, second = cases.method(), cases.method(code="other", name="另一办法", unsampled="not_ranked")
    held(unit, "2022-01-05 10:00", replied="2022-01-06 10:00", completed="2022-01-06 11:00")
    closing.close("2022-01", None, moment("2022-02-03 09:00"))
    period = parse("2022-01")
    assert [(scores.board(period).method, str(scores.board(period)[0].total))] == [(first, "10.00")]
    other = scores.board(period, second)[0]
    assert (other.total, other.rank, other.note, other.volume) == (None, None, "未抽访，不参加排名", 1)
