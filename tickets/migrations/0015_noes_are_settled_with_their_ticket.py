"""A no that was known when its ticket was closed needs no judgement any more: it leaves the index of those that wait. What tells
whom to call, and who was not reached, is found without reading the tickets."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F, OuterRef, Q, Subquery

SAID_NO = Q(result_grade="dissatisfied") | Q(solved="unsolved")


def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    tickets = apps.get_model("tickets", "Ticket").objects.filter(pk=OuterRef("ticket"))
    noes = apps.get_model("tickets", "Callback").objects.filter(SAID_NO, judgement="", judged_at=None, ticket__status="closed")
    noes.filter(recorded_at__lte=F("ticket__closed_at")).update(judged_at=Subquery(tickets.values("closed_at")))


class Migration(migrations.Migration):
    dependencies = [("tickets", "0014_what_is_counted_by_the_month")]
    operations = [
        migrations.RemoveIndex(model_name="callback", name="callback_unjudged"),
        migrations.RemoveIndex(model_name="ticket", name="ticket_to_call"),
        migrations.RunPython(forwards, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(
                condition=models.Q(
                    models.Q(("result_grade", "dissatisfied"), ("solved", "unsolved"), _connector="OR"),
                    ("is_last", True),
                    ("judged_at", None),
                ),
                fields=["ticket"],
                name="callback_unjudged",
            ),
        ),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(condition=models.Q(("reached", "no_answer")), fields=["ticket", "called_at"], name="callback_unreached"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("called_at", None), ("status", "completed")),
                fields=["completed_at", "id", "is_sampled"],
                name="ticket_to_call",
            ),
        ),
    ]
