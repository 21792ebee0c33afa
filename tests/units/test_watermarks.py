"""The words on every file: who took it and when, on the office's clock."""

from datetime import UTC, datetime

import pytest

from units.acts import watermarks
from units.models import User
from units.rules.roles import Role

PERSON = User(username="paidan", name="王小明", role=Role.DISPATCHER)


def test_a_file_says_whose_it_is_who_took_it_and_when() -> None:
    at = datetime(2023, 7, 6, 6, 0, tzinfo=UTC)
    assert watermarks.heading("秦淮区", "派单台（待派单）", PERSON, at) == (
        "秦淮区12345 · 派单台（待派单） · 王小明（派单员）于 2023-07-06 14:00 导出"
    )


def test_no_zone_is_guessed() -> None:
    with pytest.raises(ValueError, match="naive"):
        watermarks.taken(PERSON, datetime(2023, 7, 6, 6, 0))
