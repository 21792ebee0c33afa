"""A page as somebody reads it."""

from urllib.parse import urlencode

from django.test import Client

from units.models import User


def page(client: Client, user: User, path: str, status: int = 200, **asked: object) -> str:
    client.force_login(user)
    answer = client.get(f"{path}?{urlencode(asked)}")
    assert answer.status_code == status, answer.content.decode()[:2000]
    return str(answer.content.decode())
