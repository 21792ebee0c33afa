"""Versions of methods: one after the other without a gap or an overlap in silence, never under a closed month, never changed once used."""

from datetime import date
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError

from scoring.acts import closing, method_shelf, methods, scores, versions
from scoring.models import Method, Score
from scoring.rules.periods import parse
from tests.scoring import cases
from tests.scoring.cases import METHOD, held, moment
from units.models import Unit

pytestmark = pytest.mark.django_db


def body(**keys: object) -> dict[str, Any]:
    return {**METHOD, "period": "month", **keys}


def spans() -> list[tuple[str, str, str]]:
    """(version, from, to) by column and by text, which say the same."""
    for method in Method.objects.all():
        to = method.valid_to.isoformat() if method.valid_to else None
        assert (method.body["valid_from"], method.body.get("valid_to")) == (method.valid_from.isoformat(), to)
    ordered = Method.objects.order_by("valid_from").values_list("version", "valid_from", "valid_to")
    return [(version, str(first), str(last or "")) for version, first, last in ordered]


@pytest.fixture
def january(unit: Unit) -> Unit:
    """One month closed by version 1, the next one counted as a trial."""
    cases.district()
    cases.calendar()
    cases.method(period="month")
    for day in ("2022-01-05", "2022-02-07"):
        held(unit, f"{day} 10:00", replied=f"{day} 15:00", completed=f"{day} 16:00")
    closing.close("2022-01", None, moment("2022-02-03 09:00"))
    closing.trial("2022-02", moment("2022-02-20 09:00"))
    return unit


def refused(code: str, words: str, given: dict[str, Any], of: Method | None = None) -> None:
    before = list(Method.objects.order_by("pk").values())
    with pytest.raises(ValidationError) as caught:
        versions.save(given, of)
    # A list of faults, as the reader of methods raises it, keeps no code.
    assert {one.code for one in caught.value.error_list} == {code or None}
    assert words in "".join(caught.value.messages)
    assert list(Method.objects.order_by("pk").values()) == before


def test_a_new_version_ends_the_earlier_one_the_day_before(db: None) -> None:
    versions.save(body())
    saved = versions.save(body(version="2", valid_from="2022-07-01"))
    assert saved.said == ("1 版的停用日期改为 2022-06-30（原为 一直有效）。",)
    assert spans() == [("1", "2022-01-01", "2022-06-30"), ("2", "2022-07-01", "")]


def test_a_version_between_two_others_overlaps_until_it_says_its_end(db: None) -> None:
    versions.save(body(valid_to="2022-03-31"))
    versions.save(body(version="3", valid_from="2022-10-01"))
    refused("", "2 版与 3 版的有效期重叠", body(version="2", valid_from="2022-03-01"))
    versions.save(body(version="2", valid_from="2022-03-01", valid_to="2022-09-30"))
    assert spans() == [("1", "2022-01-01", "2022-02-28"), ("2", "2022-03-01", "2022-09-30"), ("3", "2022-10-01", "")]
    refused("", "有效期重叠", body(version="4", valid_from="2022-10-01"))


def test_days_without_a_version_are_said(db: None) -> None:
    versions.save(body(valid_to="2022-03-31"))
    saved = versions.save(body(version="2", valid_from="2022-05-01", valid_to="2022-12-31"))
    assert saved.said == (
        "请注意：2022-04-01 至 2022-04-30 没有有效的版本，其间的月份不计分。",
        "请注意：2022-12-31 以后没有有效的版本，其后的月份不计分。",
    )


def test_the_same_version_twice_is_refused(db: None) -> None:
    versions.save(body())
    refused("known_version", "version：test 的 1 版已经有了", body(valid_from="2023-01-01"))


@pytest.mark.parametrize(
    ("keys", "code", "words"),
    [
        ({"full_mark": 9}, "", "评分办法：full_mark：各分项分值合计 10，与满分 9 不符"),
        ({"indicators": [{"code": "praise", "shape": "count"}]}, "only_by_table", "indicators：praise是自行声明的指标"),
        ({"groups": [{"label": "街道", "kinds": ["street"]}]}, "", "groups 第 1 项：kinds：没有单位类型“street”，可用的是：department"),
    ],
)
def test_what_cannot_score_the_districts_tickets_is_not_stored(unit: Unit, keys: dict[str, object], code: str, words: str) -> None:
    refused(code, words, body(**keys))


def test_a_used_version_is_neither_changed_nor_deleted(january: Unit) -> None:
    used = Method.objects.get()
    assert (method_shelf.look(used).used, method_shelf.look(used).is_used) == (("2022-01",), True)
    refused("in_use", "测试办法 1 版已用于关账（2022-01），不能再改，请新建一版", body(ties="shared"), used)
    with pytest.raises(ValidationError, match="已用于关账（2022-01），不能删除"):
        versions.drop(used)
    assert scores.board(parse("2022-01")).method == used


def test_no_closed_month_comes_to_stand_under_another_method(january: Unit) -> None:
    words = "2022-01 已经关账，这样会换掉它的评分办法。请把起用日期改为 2022-02-01 或以后；确要追溯的，先到“关账”页重开这些月份"
    refused("closed_month", words, body(version="2", valid_from="2022-01-15"))
    refused("closed_month", words, body(code="second", valid_from="2022-01-01"))
    assert versions.first_free(methods.body_of(Method.objects.get())) == date(2022, 2, 1)
    versions.save(body(version="2", valid_from="2022-02-01", ties="shared"))
    assert scores.board(parse("2022-01")).method == Method.objects.get(version="1")


def test_a_closed_month_inside_a_quarter_holds_the_whole_quarter(unit: Unit) -> None:
    """The quarter's method is that of the quarter's end: one that begins in it would score the closed month too."""
    cases.district()
    cases.method(period="quarter")
    held(unit, "2022-01-05 10:00", replied="2022-01-05 15:00")
    closing.close("2022-01", None, moment("2022-02-03 09:00"))
    refused("closed_month", "请把起用日期改为 2022-04-01 或以后", {**METHOD, "version": "2", "valid_from": "2022-02-01"})
    versions.save({**METHOD, "version": "2", "valid_from": "2022-04-01"})


def test_a_reopened_month_may_be_given_another_method(january: Unit) -> None:
    closing.reopen("2022-01", None, moment("2022-02-20 10:00"), "补用新办法")
    versions.save(body(version="2", valid_from="2022-01-15"))
    closing.close("2022-01", None, moment("2022-02-20 11:00"))
    assert scores.board(parse("2022-01")).method == Method.objects.get(version="2")


def test_the_trials_of_open_months_stand_by_the_new_version_at_once(january: Unit) -> None:
    new = versions.save(body(version="2", valid_from="2022-02-01", ties="shared")).method
    february = Score.objects.filter(period="2022-02")
    assert {score.method for score in february} == {new}
    assert {score.method.version for score in Score.objects.filter(period="2022-01")} == {"1"}


def test_an_unused_version_is_changed_and_deleted_and_the_earlier_one_may_hold_on(january: Unit) -> None:
    new = versions.save(body(version="2", valid_from="2022-02-01")).method
    changed = versions.save(body(version="2a", valid_from="2022-03-01", name="新名"), new)
    assert (changed.method.pk, changed.method.name) == (new.pk, "新名")
    assert changed.said == ("请注意：2022-02-01 至 2022-02-28 没有有效的版本，其间的月份不计分。",)
    versions.save(body(version="2a", valid_from="2022-02-01"), changed.method)
    earlier = versions.ended_by(Method.objects.get(pk=new.pk))
    assert earlier is not None and earlier.version == "1"
    assert versions.drop(Method.objects.get(pk=new.pk), is_earlier_to_hold=True) == ("1 版改为一直有效（原为 2022-01-31）。",)
    assert spans() == [("1", "2022-01-01", "")]
    assert {score.method.version for score in Score.objects.filter(period="2022-02")} == {"1"}


def test_a_version_that_is_deleted_alone_leaves_days_without_one_and_says_so(db: None) -> None:
    versions.save(body())
    new = versions.save(body(version="2", valid_from="2022-02-01")).method
    assert versions.drop(new) == ("请注意：2022-01-31 以后没有有效的版本，其后的月份不计分。",)


def test_a_profile_loaded_again_leaves_an_ended_version_as_it_is(january: Unit) -> None:
    versions.save(body(version="2", valid_from="2022-02-01"))
    again = methods.adopt(body())
    assert spans() == [("1", "2022-01-01", "2022-01-31"), ("2", "2022-02-01", "")]
    assert again.version == "1"


def test_every_change_stands_in_the_audit(db: None) -> None:
    versions.save(body())
    new = versions.save(body(version="2", valid_from="2022-02-01")).method
    versions.drop(new)
    told = LogEntry.objects.filter(content_type__model="method").order_by("pk").values_list("object_repr", "action")
    create, update, delete = LogEntry.Action.CREATE, LogEntry.Action.UPDATE, LogEntry.Action.DELETE
    assert list(told) == [("测试办法 1", create), ("测试办法 1", update), ("测试办法 2", create), ("测试办法 2", delete)]


def test_the_list_reads_as_often_for_five_versions_as_for_one(january: Unit, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):
        assert len(method_shelf.shelf()) == 1
    for number in range(2, 6):
        versions.save(body(version=str(number), valid_from=f"2022-0{number}-01"))
    with django_assert_num_queries(3):
        assert [one.method.version for one in method_shelf.shelf()] == ["5", "4", "3", "2", "1"]
