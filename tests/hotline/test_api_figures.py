"""Indicators, figures, scores and bulletins in the API: the numbers of the pages, by period and unit, with an ETag."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from reports.acts import publish
from scoring.acts import closing
from scoring.rules.indicators import codes
from tests import build
from tests.hotline.api import Caller
from tests.reports import quarter
from tests.scoring import cases
from units.models import Unit, User
from units.rules.roles import Role

pytestmark = pytest.mark.django_db
AT = build.moment("2022-04-29 09:30")
END = build.moment("2022-02-10 08:00")


@pytest.fixture
def month(unit: Unit) -> Unit:
    """January 2022, closed: three tickets of one unit, one of them late, two called back; one ticket of another unit."""
    cases.district()
    cases.calendar()
    cases.method()
    first = cases.held(unit, "2022-01-04 09:00", replied="2022-01-05 09:00", completed="2022-01-06 09:00")
    second = cases.held(unit, "2022-01-05 09:00", replied="2022-01-07 09:00", completed="2022-01-08 09:00")
    cases.held(unit, "2022-01-06 09:00", replied="2022-01-20 09:00", completed="2022-01-21 09:00")
    cases.held(build.unit("教育局"), "2022-01-06 09:00")
    cases.called(first, "2022-01-10 09:00")
    cases.called(second, "2022-01-11 09:00", "dissatisfied", 2)
    closing.close("2022-01", None, END)
    return unit


def printed(row: dict[str, object]) -> dict[str, str]:
    return {figure["code"]: figure["words"] for figure in row["figures"]}  # type: ignore[attr-defined]


def test_every_indicator_is_defined_in_chinese() -> None:
    answer = Caller().get("indicators/")
    assert [row["code"] for row in answer] == list(codes())
    assert all(row["label"] and row["definition"] and row["source"] and row["date"] for row in answer)


def test_figures_stand_by_unit_with_base_hits_and_rate(month: Unit) -> None:
    answer = Caller().get("indicators/figures/?period=2022-01")
    assert answer["months"][0]["state"] == "closed"
    assert [row["name"] for row in answer["results"]] == ["住建局", "教育局"]
    housing, education = map(printed, answer["results"])
    assert {code: housing[code] for code in ("volume", "on_time_feedback", "satisfaction", "mean_star", "low_star")} == {
        "volume": "3",
        "on_time_feedback": "66.67%",
        "satisfaction": "50.00%",
        "mean_star": "3.50",
        "low_star": "1",
    }
    assert education["satisfaction"] == "未抽访"
    whole = {figure["code"]: figure for figure in answer["whole"]}
    assert (whole["volume"]["hits"], whole["on_time_feedback"]["base"], whole["on_time_feedback"]["hits"]) == (4, 4, 2)
    assert whole["on_time_feedback"]["value"] == "50.00"


def test_unit_and_indicator_narrow_the_answer(month: Unit) -> None:
    answer = Caller().get(f"indicators/figures/?period=2022-01&unit={month.pk}&indicator=volume&indicator=satisfaction")
    [row] = answer["results"]
    assert list(printed(row)) == ["volume", "satisfaction"]


def test_grades_are_worth_what_the_periods_method_says(month: Unit) -> None:
    part = {"kind": "share", "code": "satisfaction", "indicator": "satisfaction", "points": 10}
    cases.method(components=[{**part, "credits": {"satisfied": 1, "dissatisfied": "0.6"}}])
    [told] = Caller().get("indicators/figures/?period=2022-01&indicator=satisfaction")["whole"]
    assert (told["base"], told["hits"], told["words"]) == (2, 1.6, "80.00%")


def test_a_unit_reads_its_own_figures_and_not_the_districts(client: Client, month: Unit, handler: User) -> None:
    client.force_login(handler)
    other = build.unit("教育局")
    answer = client.get("/api/v1/indicators/figures/?period=2022-01").json()
    assert [row["name"] for row in answer["results"]] == ["住建局"]
    assert answer["whole"] == []
    assert client.get(f"/api/v1/indicators/figures/?period=2022-01&unit={other.pk}").json()["results"] == []
    assert [row["name"] for row in client.get("/api/v1/scores/?period=2022Q1").json()["results"]] == ["住建局"]


def test_a_section_reads_the_figures_of_its_own_work(client: Client, month: Unit) -> None:
    section = build.unit("住建局房管科", parent=month, is_ranked=False)
    cases.held(section, "2022-01-07 09:00")
    closing.reopen("2022-01", None, END, "漏录一件")
    closing.close("2022-01", None, END)
    client.force_login(build.person("科员", Role.HANDLER, section))
    for query in ("", f"&unit={section.pk}"):
        [row] = client.get(f"/api/v1/indicators/figures/?period=2022-01&indicator=volume{query}").json()["results"]
        assert (row["name"], printed(row)) == ("住建局房管科", {"volume": "1"})
    [row] = Caller().get(f"indicators/figures/?period=2022-01&indicator=volume&unit={section.pk}")["results"]
    assert printed(row) == {"volume": "1"}
    names = [row["name"] for row in Caller().get("indicators/figures/?period=2022-01")["results"]]
    assert names == ["住建局", "教育局"]  # the district's list adds a section to the unit it counts for


@pytest.mark.parametrize("period", ["", "2022-13", "2022Q5", "昨天", "99999"])
def test_a_period_that_cannot_be_read_is_a_400_in_words(period: str) -> None:
    caller = Caller()
    for path in ("indicators/figures/", "scores/"):
        answer = caller.get(f"{path}?period={period}")
        assert caller.last.status_code == 400
        assert answer["errors"][0]["field"] == "period"


@pytest.mark.parametrize("word", ["level=none", "figures=raw", "kind=bureau", "indicator=volume", "category=none", "luck=1"])
def test_scores_refuse_by_name_what_would_not_change_them(word: str) -> None:
    caller = Caller()
    answer = caller.get(f"scores/?period=2022Q1&{word}")
    assert caller.last.status_code == 400
    name = word.split("=")[0]
    words = f"没有“{name}”这个条件，可以用的是：period（期间）、unit（单位）、method、format。"
    assert words in str(answer)


def test_scores_name_their_method_and_are_trial_until_the_last_month(month: Unit) -> None:
    caller = Caller()
    board = caller.get("scores/?period=2022Q1")
    assert (board["method"]["code"], board["is_final"]) == ("test", False)
    assert "试算" in board["state"]
    assert [(row["rank"], row["name"]) for row in board["results"]] == [(1, "住建局"), (2, "教育局")]
    assert {part["code"] for part in board["results"][0]["components"]} >= {"satisfaction", "completion"}
    for label in ("2022-02", "2022-03"):
        closing.close(label, None, build.moment("2022-04-05 08:00"))
    again = caller.get("scores/?period=2022Q1")
    assert (again["is_final"], again["state"]) == (True, "定稿")


@pytest.mark.parametrize("path", ["indicators/", "indicators/figures/?period=2022-01", "scores/?period=2022Q1"])
def test_an_unchanged_answer_is_a_304_and_a_changed_one_is_not(month: Unit, path: str) -> None:
    caller = Caller()
    caller.get(path)
    tag = caller.last.headers["ETag"]
    caller.get(path, **{"if-none-match": tag})
    assert (caller.last.status_code, caller.last.content, caller.last.headers["ETag"]) == (304, b"", tag)
    if path == "indicators/":
        return
    closing.reopen("2022-01", None, END, "补录")
    caller.get(path, **{"if-none-match": tag})
    assert caller.last.status_code == 200
    tag = caller.last.headers["ETag"]
    Unit.objects.filter(pk=month.pk).update(name="住房和城乡建设局")
    caller.get(path, **{"if-none-match": tag})
    assert caller.last.status_code == 200


def test_figures_have_another_etag_when_a_grade_is_worth_more(month: Unit) -> None:
    caller, path = Caller(), "indicators/figures/?period=2022-01&indicator=process_satisfaction"
    called = cases.held(month, "2022-01-08 09:00")
    cases.called(called, "2022-01-12 09:00", "basically")
    closing.reopen("2022-01", None, END, "补录")
    closing.close("2022-01", None, END)
    before = printed(caller.get(path)["results"][0])
    cases.district(basically_percent=60)
    after = printed(caller.get(path, **{"if-none-match": caller.last.headers["ETag"]})["results"][0])
    assert (before, after) == ({"process_satisfaction": "33.33%"}, {"process_satisfaction": "53.33%"})


def test_a_months_board_has_another_etag_when_an_earlier_month_of_its_quarter_is_counted_again(month: Unit) -> None:
    caller = Caller()
    for label in ("2022-02", "2022-03"):
        closing.close(label, None, build.moment("2022-04-05 08:00"))
    caller.get("scores/?period=2022-03")
    tag = caller.last.headers["ETag"]
    closing.reopen("2022-01", None, END, "补录")
    answer = caller.get("scores/?period=2022-03", **{"if-none-match": tag})
    assert (caller.last.status_code, answer["is_final"]) == (200, False)


def test_an_etag_of_one_person_is_worth_nothing_to_another(client: Client, month: Unit, handler: User) -> None:
    caller = Caller()
    caller.get("scores/?period=2022Q1")
    client.force_login(handler)
    answer = client.get("/api/v1/scores/?period=2022Q1", headers={"if-none-match": caller.last.headers["ETag"]})
    assert answer.status_code == 200


def test_figures_cost_a_fixed_number_of_queries(month: Unit, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    caller = Caller()
    caller.get("indicators/")  # the district's settings are cached from here on
    for path, limit in (("indicators/figures/?period=2022-01", 11), ("scores/?period=2022Q1", 9)):
        caller.get(path)
        with django_assert_max_num_queries(limit):
            caller.get(path)
        assert caller.last.status_code == 200
    caller.get("scores/?period=2022Q1")
    with django_assert_max_num_queries(6):  # the token twice, methods, what the district chose, closings, units
        caller.get("scores/?period=2022Q1", **{"if-none-match": caller.last.headers["ETag"]})
    assert caller.last.status_code == 304


def test_only_published_bulletins_are_there_with_document_and_file(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    draft = quarter.bulletin()
    caller = Caller()
    assert caller.get("bulletins/")["results"] == []
    caller.get(f"bulletins/{draft.pk}/")
    assert caller.last.status_code == 404
    revision = publish.publish(draft, None, AT)
    [row] = caller.get("bulletins/")["results"]
    assert (row["period"], row["revisions"][0]["number"], "document" in row) == ("2022Q1", 1, False)
    detail = caller.get(f"bulletins/{draft.pk}/")
    assert detail["document"]["form"] == "Document"
    assert detail["document"] == revision.document
    caller.get(f"bulletins/{draft.pk}/pdf/")
    assert caller.last.headers["Content-Type"] == "application/pdf"
    assert caller.last.headers["Content-Disposition"].startswith("attachment")
    assert hashlib.sha256(caller.last.content).hexdigest() == revision.pdf_sha256


def test_a_bulletins_lost_file_is_printed_again_for_the_api_too(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    revision = publish.publish(quarter.bulletin(), None, AT)
    (tmp_path / revision.pdf).unlink()
    caller = Caller()
    caller.get(f"bulletins/{revision.bulletin_id}/pdf/")
    assert (caller.last.status_code, hashlib.sha256(caller.last.content).hexdigest()) == (200, revision.pdf_sha256)


def test_a_unit_reads_no_bulletins_here(client: Client, handler: User, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    revision = publish.publish(quarter.bulletin(), None, AT + timedelta(days=1))
    client.force_login(handler)
    assert client.get("/api/v1/bulletins/").json()["results"] == []
    for path in (f"bulletins/{revision.bulletin_id}/", f"bulletins/{revision.bulletin_id}/pdf/"):
        assert client.get(f"/api/v1/{path}").status_code == 404


def test_figures_are_narrowed_by_other_dimensions_and_say_what_they_were_taken_from(month: Unit) -> None:
    caller = Caller()
    path = "indicators/figures/?indicator=volume&period="
    assert (caller.get(f"{path}2022-01")["basis"], caller.get(f"{path}2022-01&enterprise=true")["basis"]) == ("stored", "closed")
    volumes = {mark: caller.get(f"{path}2022-01&enterprise={mark}")["whole"][0]["words"] for mark in ("true", "false")}
    assert volumes == {"true": "0", "false": "4"}
    [row] = caller.get(f"{path}2022-01&area=&kind={month.kind.code}&unit={month.pk}")["results"]
    assert printed(row) == {"volume": "3"}
    week = caller.get(f"{path}2022-W01")
    assert (week["basis"], week["months"]) == ("live", [])
    assert caller.get(f"{path}2022-01&figures=raw")["whole"][0]["words"] == "4"


@pytest.mark.parametrize(
    ("query", "field"), [("category=0", "category"), ("channel=x", "channel"), ("enterprise=maybe", "enterprise"), ("figures=x", "figures")]
)
def test_what_cannot_narrow_is_a_400_in_words(month: Unit, query: str, field: str) -> None:
    caller = Caller()
    answer = caller.get(f"indicators/figures/?period=2022-01&{query}")
    assert (caller.last.status_code, answer["errors"][0]["field"]) == (400, field)
