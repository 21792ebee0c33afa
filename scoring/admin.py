"""The back office of assessment: bonus and deduction events, outside figures; methods to read."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from scoring.acts import ledgers
from scoring.models import LedgerEntry, Method, OutsideFigure
from units.acts.access import person
from units.admin import ModelAdmin, ReadOnly


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ModelAdmin):
    list_display = ["happened_on", "unit", "ledger", "points", "reason", "document"]
    list_filter = ["ledger", "happened_on"]
    list_select_related = ["unit"]
    autocomplete_fields = ["unit"]
    fields = ["ledger", "unit", "happened_on", "hundredths", "reason", "document", "ticket_number"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """A ledger is one that there is, not just any text."""
        if db_field.name == "ledger":
            return forms.ChoiceField(label=db_field.verbose_name, choices=list(ledgers.names().items()))
        return super().formfield_for_dbfield(db_field, request, **options)

    @admin.display(description="分值")
    def points(self, row: LedgerEntry) -> str:
        return str(row.points)

    def save_model(self, request: HttpRequest, obj: LedgerEntry, form: Any, change: bool) -> None:
        if not change:
            obj.by = person(request)
        obj.save()


@admin.register(OutsideFigure)
class OutsideFigureAdmin(ModelAdmin):
    list_display = ["period", "label", "value", "source"]
    list_filter = ["period"]
    fields = ["period", "code", "label", "value", "source"]


@admin.register(Method)
class MethodAdmin(ReadOnly):
    list_display = ["name", "version", "valid_from", "valid_to"]
