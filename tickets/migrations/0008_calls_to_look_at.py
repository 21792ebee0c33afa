"""Callbacks that give no reason to look at them again are cleared from the start, so that the lists of those that do are found
by small indexes. Those already stored are judged by the district's present settings."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F, Q

LOW_STAR, INVALID = 4, ["no_answer", "wrong_number", "refused", "anonymous"]


def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    known = dict(apps.get_model("units", "Setting").objects.values_list("key", "value"))
    low, invalid = known.get("low_star_at_most", LOW_STAR), known.get("invalid_reached", INVALID)
    wants = Q(stars__isnull=False, stars__lte=low) | Q(result_grade="dissatisfied") | Q(solved="unsolved") | Q(reached__in=invalid)
    apps.get_model("tickets", "Callback").objects.filter(cleared_at=None).exclude(wants).update(cleared_at=F("called_at"))


class Migration(migrations.Migration):
    dependencies = [("tickets", "0007_voided_tickets_by_arrival"), ("units", "0002_the_tickets_day")]
    operations = [
        migrations.RemoveIndex(model_name="callback", name="callback_said_no"),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(
                condition=models.Q(
                    models.Q(("result_grade", "dissatisfied"), ("solved", "unsolved"), _connector="OR"),
                    ("is_last", True),
                    ("judgement", ""),
                ),
                fields=["ticket"],
                name="callback_unjudged",
            ),
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
