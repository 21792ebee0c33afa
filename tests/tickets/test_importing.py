"""Uploads: what a refused or given-up import leaves behind."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from pytest_django import Settings

from tests import build
from tickets.acts import importing, refusals
from tickets.models import IntakeBatch, IntakeRow
from units.models import JobRun, RevealLog, User

pytestmark = pytest.mark.django_db
NOW = build.moment("2022-02-01 08:00")


@pytest.fixture(autouse=True)
def uploads(settings: Settings, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path / "uploads"


def test_a_refused_file_is_told_of_and_not_kept(uploads: Path, dispatcher: User) -> None:
    job = importing.submit(ContentFile(b"no table at all", name="x.xlsx"), dispatcher, NOW)
    importing.run(job.pk, NOW)
    job.refresh_from_db()
    assert job.state == JobRun.State.FAILED and "另存为" in job.words
    assert list(uploads.glob("*")) == []


def test_what_no_job_will_read_any_more_is_removed_after_two_days(uploads: Path, dispatcher: User) -> None:
    importing.submit(ContentFile(b"waits", name="x.xlsx"), dispatcher, NOW)
    importing.submit(ContentFile(b"given up", name="x.xlsx"), dispatcher, NOW)
    old = next(path for path in uploads.glob("*.xlsx") if path.read_bytes() == b"given up")
    then = (timezone.now() - timedelta(days=3)).timestamp()
    os.utime(old, (then, then))
    assert importing.tidy(timezone.now()) == 1
    assert [path.read_bytes() for path in uploads.glob("*.xlsx")] == [b"waits"]


def test_taking_a_reject_file_is_logged(dispatcher: User) -> None:
    batch = IntakeBatch.objects.create(file_name="x.xlsx", sha256="", layout="city28", at=NOW)
    IntakeRow.objects.create(batch=batch, row=2, outcome=IntakeRow.Outcome.REFUSED, reason="编号是空的。", cells=["", "13800001234"])
    assert refusals.of_batch(batch, dispatcher, NOW)[:2] == b"PK"
    assert list(RevealLog.objects.values_list("by", "reason")) == [(dispatcher.pk, "下载拒收文件：x.xlsx")]
