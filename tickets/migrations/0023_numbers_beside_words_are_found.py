"""Every ticket is indexed anew by the clock (tickets.acts.indexing), now with what stands beside a number: until then what is looked
for by 7号楼 is not found in tickets that came before."""

from typing import Any

from django.db import migrations


def mark(apps: Any, _schema: Any) -> None:
    apps.get_model("tickets", "Ticket").objects.filter(is_indexed=True).update(is_indexed=False)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0022_waiting_by_channel_and_type")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop, elidable=True)]
