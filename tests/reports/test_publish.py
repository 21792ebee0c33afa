"""Publishing: what is wrong is refused in words, the same again changes nothing, a later change is a 更正 with its diff."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from reports.acts import frames, publish
from reports.models import Bulletin, BulletinRevision, Frame
from reports.rules.archive import digest
from scoring.acts import closing
from scoring.models import Fact
from tests import build
from tests.reports import quarter
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
AT = build.moment("2022-04-29 09:30")


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def published() -> BulletinRevision:
    return publish.publish(quarter.bulletin(), None, AT)


def recount_with(ticket: Ticket, grade: str) -> None:
    """A later callback of the last month, and the month counted again."""
    closing.reopen("2022-03", None, AT, "补录回访")
    build.called(ticket, build.moment("2022-03-30 10:00"), grade, 2)
    closing.close("2022-03", None, AT + timedelta(hours=1))


def test_a_revision_freezes_document_file_hashes_and_checks(settings: Settings) -> None:
    revision = published()
    file = Path(settings.MEDIA_ROOT) / revision.pdf
    assert (revision.number, revision.pdf) == (1, "bulletins/quarterly-2022Q1-1.pdf")
    assert hashlib.sha256(file.read_bytes()).hexdigest() == revision.pdf_sha256
    assert digest(publish.document_of(revision)) == revision.document_sha256
    assert revision.method == "兴隆台区联网单位办理指标评分办法 1"
    assert {finding["level"] for finding in revision.findings} <= {"ok", "warning"}
    assert revision.begins["imprint"] >= 2
    assert [path.suffix for path in file.parent.iterdir()] == [".pdf"]


def test_publishing_the_same_again_changes_nothing() -> None:
    first = published()
    again = publish.publish(first.bulletin, None, AT + timedelta(days=1))
    assert again == first
    assert BulletinRevision.objects.count() == 1


def test_composing_again_writes_nothing_while_the_figures_stand() -> None:
    bulletin = quarter.bulletin()
    again = publish.refresh(quarter.PERIOD, quarter.FRAME, AT)
    assert (again.pk, again.composed_at) == (bulletin.pk, bulletin.composed_at)


def test_sums_that_do_not_agree_are_refused_with_the_numbers() -> None:
    bulletin = quarter.bulletin()
    Fact.objects.filter(indicator="volume", hits=2).update(hits=5)
    with pytest.raises(ValidationError) as refusal:
        publish.publish(bulletin, None, AT)
    assert refusal.value.messages == ["各单位件数之和是 15，印的是 9"]
    assert not BulletinRevision.objects.exists()


def test_a_trial_is_refused() -> None:
    with pytest.raises(ValidationError, match="请先关账"):
        publish.publish(quarter.bulletin(is_closed=False), None, AT)


def test_a_changed_figure_becomes_a_correction_with_its_reason_and_its_diff() -> None:
    first = published()
    recount_with(Ticket.objects.get(number="4000003"), "dissatisfied")
    second = publish.publish(first.bulletin, None, AT + timedelta(days=7), why="市平台回传迟到")
    assert (second.number, second.why, publish.document_of(second).mark) == (2, "市平台回传迟到", "更正")
    found = [(change["where"], change["label"], change["old"], change["new"]) for change in second.changes]
    assert (quarter.HEALTH, "满意率", "100.00%", "80.00%") in found
    assert (quarter.HEALTH, "总分", "10.04", "9.44") in found
    assert ("不满意件", "4000003", "", "4000003 市民反映事项3问题 卫健局 不满意 已结案") in found
    first.refresh_from_db()
    assert digest(publish.document_of(first)) == first.document_sha256


def test_a_correction_without_a_reason_is_refused() -> None:
    first = published()
    recount_with(Ticket.objects.get(number="4000003"), "dissatisfied")
    with pytest.raises(ValidationError, match="写明原因"):
        publish.publish(first.bulletin, None, AT)


def test_pending_changes_are_known_before_publishing() -> None:
    first = published()
    assert publish.pending(first.bulletin, first) == ()
    recount_with(Ticket.objects.get(number="4000003"), "dissatisfied")
    bulletin = publish.refresh(quarter.PERIOD, quarter.FRAME, AT)
    assert {change.new for change in publish.pending(bulletin, first)} >= {"80.00%"}


def test_numbers_and_date_that_a_person_set_are_printed() -> None:
    bulletin = publish.set_numbers(quarter.bulletin(), 7, 4, AT.date() + timedelta(days=2), AT)
    document = publish.draft_of(bulletin)
    assert (document.masthead.issue, document.edition, document.imprint.printed_on) == ("2022年第7期", "（第4期）", "2022-05-01")


def test_without_a_date_of_issue_it_is_the_day_of_publishing() -> None:
    bulletin = quarter.bulletin()
    body = {**quarter.frame_body(), "known": [{"period": "2022Q1", "issue": 4, "edition": 3}]}
    frames.store(body)
    revision = publish.publish(bulletin, None, AT + timedelta(days=1))
    assert publish.document_of(revision).issued_on == "2022-04-30"
    assert publish.publish(bulletin, None, AT + timedelta(days=9)) == revision


def test_an_unknown_frame_says_how_to_get_one() -> None:
    with pytest.raises(ValidationError, match="load_profile"):
        publish.refresh(quarter.PERIOD, "unknown", AT)


def test_storing_a_frame_again_changes_nothing() -> None:
    assert frames.store(quarter.frame_body())
    assert not frames.store(quarter.frame_body())
    assert Frame.objects.get().period_kind == "quarter"
    assert not Bulletin.objects.exists()


def without(*keys: str) -> dict[str, Any]:
    return {key: value for key, value in quarter.frame_body().items() if key not in keys}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({**quarter.frame_body(), "masthed": 1}, "bulletin.toml：masthed：没有这个键"),
        (without("sections"), "bulletin.toml：sections：至少要有一节"),
        (without("masthead"), "bulletin.toml：masthead：缺少报头"),
        ({**quarter.frame_body(), "title": ["{count}"]}, "bulletin.toml：title：没有 {count} 这个词"),
        ({**quarter.frame_body(), "sums": [{"label": "和", "indicator": "completion"}]}, "sums 第 1 项：indicator：“completion”不是件数"),
        ({**quarter.frame_body(), "known": [{"period": "2022-13"}]}, "known 第 1 项：period：期间“2022-13”看不懂"),
        ({**quarter.frame_body(), "picks": []}, "pieces 第 1 项：text：没有 {largest} 这个词"),
    ],
)
def test_a_wrong_frame_is_refused_naming_the_key(body: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        frames.store(body, "bulletin.toml")
    assert any(words in message for message in refusal.value.messages), refusal.value.messages
    assert not Frame.objects.exists()
