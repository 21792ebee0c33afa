"""Suspensions that were asked for before a staged reply was accepted, and left open then, are withdrawn with that step, as they
are now (tickets.acts.ending): the promise has stopped the unit's clock, so that nobody can grant them any more."""

from typing import Any

from django.db import migrations
from django.db.models import Max

GONE = "工单已离开原承办环节，申请自动撤回"


def withdraw(apps: Any, _schema: Any) -> None:
    """The moment is that of the ticket's last step into 跟踪: there the story tells it."""
    request, event = apps.get_model("tickets", "SuspensionRequest"), apps.get_model("tickets", "Event")
    # WAITING is the empty word.
    left = list(request.objects.filter(decision="", ticket__status="tracking"))
    tracked = event.objects.filter(ticket__in={row.ticket_id for row in left}, act="track").order_by()
    moments = dict(tracked.values_list("ticket").annotate(last=Max("at")))
    for row in left:
        if row.ticket_id in moments:
            row.decision, row.decision_words, row.decided_at = "withdrawn", GONE, moments[row.ticket_id]
            row.save(update_fields=["decision", "decision_words", "decided_at"])


class Migration(migrations.Migration):
    dependencies = [("tickets", "0018_enterprises_that_were_named")]

    operations = [migrations.RunPython(withdraw, migrations.RunPython.noop, elidable=True)]
