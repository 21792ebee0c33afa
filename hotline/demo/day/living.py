"""Plays the demo's day once, whole or not at all; then search is given its words and people are told."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from hotline.acts.staff import Staff
from hotline.demo.day import answering, arriving, counting, office, returning, sharing, timing
from hotline.demo.day.stage import Stage, cast, sections_of
from tickets.acts import announcing, indexing
from units.models import JobRun, Unit

KIND = "demo-day"
ALL = 1_000_000


def live(now: datetime, own: Unit, staff: Staff) -> bool:
    """`own` is the unit whose people log in. Whether anything was played: nothing where it was before, or where the district
    has too few units. Its tickets arrive in the last five days, so no closed month counts them."""
    units = cast(own)
    if units is None or JobRun.objects.filter(kind=KIND, state=JobRun.State.DONE).exists():
        return False
    stage = Stage(now, units, sections_of(own), staff)
    with transaction.atomic():
        arriving.arrive(stage)
        returning.hand_back(stage)
        sharing.share(stage)
        timing.apply(stage)
        answering.answer(stage)
        answering.send_back(stage)
        arriving.withdraw(stage)
        counting.weigh(stage)
        office.furnish(stage)
        done = {"state": JobRun.State.DONE, "requested_at": now, "finished_at": timezone.now()}
        JobRun.objects.create(kind=KIND, argument={"as_of": now.isoformat()}, result={"tickets": len(stage.numbers)}, **done)
    return True


def make_known(now: datetime) -> None:
    """Search finds every ticket at once, and people have been told; a second run has nothing left to do."""
    indexing.index_backlog(ALL)
    announcing.announce(now, lambda number: reverse("ticket", args=[number]))
