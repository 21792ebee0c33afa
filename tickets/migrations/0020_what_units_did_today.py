"""What a unit has signed and answered today is found by the unit and the moment together."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0019_suspensions_left_open_in_tracking"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="assignment",
            name="assignment_signed",
        ),
        migrations.RemoveIndex(
            model_name="assignment",
            name="assignment_replied",
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(condition=models.Q(("is_lead", True)), fields=["unit", "signed_at"], name="assignment_unit_signed"),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(condition=models.Q(("is_lead", True)), fields=["unit", "replied_at"], name="assignment_unit_replied"),
        ),
    ]
