"""Every page of the URL map, each by the first role that may open it."""

from collections.abc import Iterator
from typing import Any

from django.test import Client

from tests import build
from tests.scope.rows import own_values
from tests.scope.table import TABLE
from tests.test_scope import ask, routes
from tests.url_map import Route
from units.models import Unit, User
from units.rules.roles import Role


def by_role(unit: Unit, values: dict[str, object]) -> Iterator[tuple[User, list[tuple[Route, str]]]]:
    """Each role's person with the pages that nobody before could open, as (route, address)."""
    visited = set[str]()
    for role in Role:
        user = build.person("某人", role, unit)
        pages = list(_pages(user, own_values(role, unit, values), visited))
        visited.update(route.name for route, _ in pages)
        yield user, pages


def _pages(user: User, own: dict[str, object], visited: set[str]) -> Iterator[tuple[Route, str]]:
    client = Client()
    for route in routes():
        if route.name in visited or user.role not in TABLE.get(route.name, ()) or route.name == "logout":
            continue
        client.force_login(user)
        answer = ask(client, route, own)
        if answer.wsgi_request.method == "GET" and answer.status_code == 200 and _is_page(answer):
            yield route, answer.wsgi_request.get_full_path()


def _is_page(answer: Any) -> bool:
    """A whole one: no file, no part for htmx."""
    is_html = answer.headers["Content-Type"].startswith("text/html")
    return is_html and bool(answer.content.lstrip().lower().startswith(b"<!doctype html"))
