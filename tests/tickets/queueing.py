"""The dispatcher's desk and tickets that wait at it."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from tests import build
from tickets.models import Category, Ticket

DESK = "/dispatch/"


def page(client: Client, path: str = DESK, **query: Any) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def waiting(number: str, minutes: int = 30, **values: Any) -> Ticket:
    """Waiting to be dispatched, with `minutes` left."""
    made = build.ticket(number, title=f"工单{number}号", **values)
    Ticket.objects.filter(pk=made.pk).update(dispatch_due_at=timezone.now() + timedelta(minutes=minutes))
    return Ticket.objects.get(pk=made.pk)


def category(path: str) -> Category:
    root = None
    for depth, name in enumerate(path.split("/"), start=1):
        full = f"{root.path}/{name}" if root else name
        root = Category.objects.create(name=name, path=full, parent=root, root=root, depth=depth)
    assert root is not None
    return root
