"""Several people publish the same bulletin at the same moment: there is one version, and its file is the one that its row names."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from pytest_django import Settings

from reports.acts import publish
from reports.models import Bulletin, BulletinRevision
from tests import build
from tests.reports import quarter

AT = build.moment("2022-04-29 09:30")
PEOPLE = 4


@pytest.mark.django_db(transaction=True)
def test_of_those_who_publish_at_once_all_come_to_one_version_with_its_own_file(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    bulletin, barrier = quarter.bulletin(), Barrier(PEOPLE)

    def press(_: int) -> str:
        try:
            mine = Bulletin.objects.get(pk=bulletin.pk)
            barrier.wait()
            return str(publish.publish(mine, None, AT).number)
        except ValidationError as refusal:
            return str(refusal.code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(PEOPLE) as pool:
        ended = set(pool.map(press, range(PEOPLE)))
    assert "1" in ended and ended <= {"1", "raced"}
    revision = BulletinRevision.objects.get()
    assert hashlib.sha256((tmp_path / revision.pdf).read_bytes()).hexdigest() == revision.pdf_sha256
