"""What the clock calls on the ground floor: doors of three lines."""

from celery import shared_task
from django.utils import timezone

from units.acts import outgoing


@shared_task
def send_outgoing() -> int:
    return outgoing.send_waiting(timezone.now())
