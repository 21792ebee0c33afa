"""What a published profile prints: the one that the test module names as NAME."""

import pytest

from hotline.rules.profiles.folder import PROFILES, Profile, read_profile
from hotline.rules.profiles.published import Published


@pytest.fixture(scope="module")
def printed(request: pytest.FixtureRequest) -> Profile:
    return read_profile(PROFILES / request.module.NAME)


@pytest.fixture(scope="module")
def published(printed: Profile) -> Published:
    assert printed.published is not None
    return printed.published
