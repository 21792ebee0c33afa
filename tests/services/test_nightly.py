"""What the clock queues at night, done by a real worker."""

from django.utils import timezone

from hotline.celery import app
from scoring.acts import facts
from scoring.models import Closing
from scoring.rules.periods import month_at
from tests import build
from tests.scoring import cases
from tests.services.waiting import until
from tests.services.worker import WorkerProcess


def test_the_nightly_task_counts_the_open_month_and_marks_it_a_trial(worker: WorkerProcess) -> None:
    month = month_at(timezone.localdate(), 1)
    cases.district(starts_on=str(month.starts_on))
    cases.method()
    unit, now = build.unit("住建局"), timezone.now()
    for number in "12":
        build.dispatched(unit, now - (now - month.bounds()[0]) / 2, number=number)
    task = app.conf.beat_schedule["trial of the open month"]["task"]
    app.send_task(task)
    until(lambda: Closing.objects.filter(state=Closing.State.TRIAL).exists(), worker)
    closing = Closing.objects.get()
    assert (closing.label, closing.get_state_display()) == (month.label, "试算")
    assert facts.whole(month)["volume"] == (2, 2)
