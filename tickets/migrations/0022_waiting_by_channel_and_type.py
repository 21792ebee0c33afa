"""What waits of a channel or a type is found without reading all that ever came by it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0021_hidden_names_leave_the_index"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(condition=models.Q(("status", "arrived")), fields=["channel", "ticket_type"], name="ticket_waiting_by"),
        ),
    ]
