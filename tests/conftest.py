"""The same few people for every test. How a flush between tests passes the history's triggers: tests/services/fixtures.py."""

from collections.abc import Iterator

import pytest

from tests import build
from units.models import Unit, User
from units.rules.roles import Role


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """Settings and days are kept in the cache for seconds: longer than a test lives."""
    build.forget()
    yield
    build.forget()


@pytest.fixture
def unit(db: None) -> Unit:
    return build.unit("住建局")


@pytest.fixture
def dispatcher(db: None) -> User:
    return build.person("派单员", Role.DISPATCHER)


@pytest.fixture
def handler(unit: Unit) -> User:
    return build.person("承办人", Role.HANDLER, unit)


@pytest.fixture
def principal(unit: Unit) -> User:
    return build.person("负责人", Role.PRINCIPAL, unit)


@pytest.fixture
def callback_agent(db: None) -> User:
    return build.person("回访员", Role.CALLBACK)


@pytest.fixture
def supervisor(db: None) -> User:
    return build.person("督办员", Role.SUPERVISOR)


@pytest.fixture
def leader(db: None) -> User:
    return build.person("区领导", Role.LEADER)


@pytest.fixture
def administrator(db: None) -> User:
    return build.person("管理员", Role.ADMINISTRATOR)


@pytest.fixture
def stranger(db: None) -> User:
    """A handler of another unit."""
    return build.person("外单位承办人", Role.HANDLER, build.unit("教育局"))
