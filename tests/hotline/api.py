"""A client of the API for tests: its account, its token, its questions."""

from typing import Any

from django.test import Client

from hotline.tokens import issue
from tests import build
from units.models import User
from units.rules.roles import Role


class Caller:
    """Another system with a token. `get` answers the JSON and keeps the whole answer in `last`."""

    def __init__(self) -> None:
        self.user: User = build.person("数据平台", Role.CLIENT)
        self.token = issue(self.user.username, days=30)
        self.last: Any = None

    def get(self, path: str, **headers: str) -> Any:
        self.last = Client(headers={"authorization": f"Token {self.token}", **headers}).get(f"/api/v1/{path}")
        return self.last.json() if self.last.headers.get("Content-Type", "").endswith("json") else None
