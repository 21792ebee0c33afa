"""A district whose months can be closed and scored; a module of tests names the one that it stands on by `usefixtures`."""

import pytest

from tests.scoring import cases


@pytest.fixture
def scored_district(db: None) -> None:
    cases.district()
    cases.method()


@pytest.fixture
def scored_district_with_days(scored_district: None) -> None:
    """It knows its working days too."""
    cases.calendar()
