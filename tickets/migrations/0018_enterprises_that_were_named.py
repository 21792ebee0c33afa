"""Tickets stored before the mark name their enterprise all the same."""

from typing import Any

from django.db import migrations


def mark(apps: Any, _schema: Any) -> None:
    apps.get_model("tickets", "Ticket").objects.exclude(enterprise="").update(is_enterprise=True)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0017_hard_cases_on_the_chain")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop, elidable=True)]
