"""SQLite makes a changed table anew and forgets its triggers: those of 0002 are put back after 0003 widened a column of events."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "sqlite":
        return
    for verb in ("UPDATE", "DELETE"):
        editor.execute(
            f"CREATE TRIGGER IF NOT EXISTS events_refuse_{verb.lower()} BEFORE {verb} ON tickets_event "
            "BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"
        )


class Migration(migrations.Migration):
    dependencies = [("tickets", "0003_the_tickets_day")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
