"""The page of one ticket as somebody sees it."""

from collections.abc import Callable

from django.test import Client

from tickets.models import Ticket
from units.models import User

PAGE = "/tickets/220105093000000001/"


Made = Callable[..., Ticket]


def seen_by(client: Client, user: User, path: str = PAGE) -> str:
    client.force_login(user)
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())
