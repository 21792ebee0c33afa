"""Tokens of each ticket, and their index in the words of each database.

On SQLite the FTS5 table holds no text of its own: triggers keep it beside tickets_searchtext, also when rows are deleted
(a table without content could not forget a row before SQLite 3.43). A later change of that table by Django makes it anew and
loses the triggers: such a migration has to put them back.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import tickets.models.searching

# The pending list is read through by every search: it is kept short.
POSTGRES = [
    "CREATE INDEX search_tokens ON tickets_searchtext USING gin (tokens) WITH (gin_pending_list_limit = 1024)",
    # A page of hits is read in a few milliseconds: starting workers takes longer.
    "ALTER TABLE tickets_searchtext SET (parallel_workers = 0)",
]
FORGET = "INSERT INTO tickets_searchwords (tickets_searchwords, rowid, tokens) VALUES ('delete', old.ticket_id, old.tokens);"
LEARN = "INSERT INTO tickets_searchwords (rowid, tokens) VALUES (new.ticket_id, new.tokens);"
SQLITE = [
    # Tokens are letters and digits alone: the tokenizer splits at the spaces and changes nothing.
    "CREATE VIRTUAL TABLE tickets_searchwords USING fts5 (tokens, content = 'tickets_searchtext', content_rowid = 'ticket_id', "
    "tokenize = 'unicode61 remove_diacritics 0', detail = none, columnsize = 0)",
    f"CREATE TRIGGER search_learns AFTER INSERT ON tickets_searchtext BEGIN {LEARN} END",
    f"CREATE TRIGGER search_forgets AFTER DELETE ON tickets_searchtext BEGIN {FORGET} END",
    f"CREATE TRIGGER search_learns_anew AFTER UPDATE ON tickets_searchtext BEGIN {FORGET} {LEARN} END",
]
UNDO = {
    "postgresql": ["DROP INDEX search_tokens"],
    "sqlite": [
        "DROP TRIGGER search_learns_anew",
        "DROP TRIGGER search_forgets",
        "DROP TRIGGER search_learns",
        "DROP TABLE tickets_searchwords",
    ],
}


def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRES if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement)


def backwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in UNDO[editor.connection.vendor]:
        editor.execute(statement)
    # What is indexed again one day starts with everything.
    apps.get_model("tickets", "Ticket").objects.filter(is_indexed=True).update(is_indexed=False)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0005_what_is_to_be_mended_on_a_slip")]
    operations = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_text",
                        serialize=False,
                        to="tickets.ticket",
                        verbose_name="工单",
                    ),
                ),
                ("arrived_at", models.DateTimeField(verbose_name="受理时间")),
                ("tokens", tickets.models.searching.TokensField(verbose_name="检索词")),
            ],
            options={"verbose_name": "检索词", "verbose_name_plural": "检索词"},
        ),
        migrations.RunPython(forwards, backwards),
    ]
