"""A published bulletin that was composed anew after a correction and found the same says when."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="bulletin",
            name="checked_at",
            field=models.DateTimeField(help_text="发布以后重新编排，与已发布的相同", null=True, verbose_name="核对时间"),
        ),
    ]
