"""Returns as their pages show them: slips of today and late ones, and a page as it is read."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from tests import build
from tickets.models import ReturnRequest
from units.models import Unit


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def slip_of_today(unit: Unit, proposed: Unit) -> ReturnRequest:
    """Asked in the window, signed."""
    at = timezone.now() - timedelta(hours=8)
    return build.slip(build.handling(unit, at=at, number="T1"), at + timedelta(hours=3), proposed=proposed)


def late_slip(unit: Unit, number: str) -> ReturnRequest:
    at = timezone.now() - timedelta(days=20)
    return build.slip(build.handling(unit, at=at, number=number, title="供水水压不足"), at + timedelta(days=10))
