"""What was indexed before names a 保密 or 举报 ticket's citizen, whom units must not find by the name: such tickets are marked, and
the clock indexes them anew without it (tickets.acts.indexing)."""

from typing import Any

from django.db import migrations
from django.db.models import Q


def mark(apps: Any, _schema: Any) -> None:
    tickets = apps.get_model("tickets", "Ticket").objects.filter(is_indexed=True)
    tickets.filter(Q(is_confidential=True) | Q(ticket_type__label__contains="举报")).update(is_indexed=False)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0020_what_units_did_today")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop, elidable=True)]
