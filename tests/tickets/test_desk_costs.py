"""A desk's page costs the same number of queries whatever stands on it."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import build
from tickets.models import Ticket
from units.models import Unit
from units.rules.roles import Role


@pytest.mark.parametrize(
    ("role", "page", "state"), [(Role.HANDLER, "/inbox/0/", build.handling), (Role.CALLBACK, "/callbacks/0/", build.completed)]
)
def test_a_full_page_costs_what_five_rows_do(
    client: Client,
    unit: Unit,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    role: Role,
    page: str,
    state: Callable[..., Ticket],
) -> None:
    client.force_login(build.person("某人", role, unit))
    for n in range(5):
        state(unit, number=f"{n}")
    with django_assert_max_num_queries(30) as five:
        client.get(page)
    for n in range(5, 55):
        state(unit, number=f"{n}")
    with django_assert_max_num_queries(len(five)):
        work = client.get(page).context["work"]
    assert len(work.rows) == work.view.size
