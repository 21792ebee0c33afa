from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0013_hard_cases_that_are_counted"),
        ("units", "0004_a_given_password_is_changed_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(condition=models.Q(("is_lead", False)), fields=["assigned_at"], name="assist_dispatched"),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(condition=models.Q(("is_lead", False)), fields=["recorded_at"], name="assist_recorded"),
        ),
        migrations.AddIndex(
            model_name="reply",
            index=models.Index(
                condition=models.Q(("kind", "staged"), ("decision", "sent_back"), _connector="OR"), fields=["at"], name="reply_counted"
            ),
        ),
        migrations.AddIndex(
            model_name="reply",
            index=models.Index(condition=models.Q(("kind", "staged")), fields=["promised_on"], name="reply_promised"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["recorded_at"], name="ticket_recorded"),
        ),
    ]
