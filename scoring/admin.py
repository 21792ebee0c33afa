"""The back office of assessment: bonus and deduction events, outside figures; methods to read."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.http import HttpRequest

from scoring.acts import ledgers
from scoring.acts.entries import OUTSIDE
from scoring.models import LedgerEntry, Method, OutsideFigure
from units.acts.access import person
from units.admin import ModelAdmin, ReadOnly


class LedgerFilter(admin.SimpleListFilter):
    """Events of one ledger, by what people call it."""

    title, parameter_name = "账目", "ledger"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(ledgers.names().items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[LedgerEntry]) -> QuerySet[LedgerEntry]:
        return queryset.filter(ledger=self.value()) if self.value() else queryset


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ModelAdmin):
    list_display = ["happened_on", "unit", "ledger_name", "points", "reason", "document", "approver"]
    list_filter = [LedgerFilter, "happened_on"]
    list_select_related = ["unit"]
    autocomplete_fields = ["unit"]
    fields = ["ledger", "unit", "happened_on", "hundredths", "reason", "document", "approver", "ticket_number"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """A ledger is one that there is, not just any text."""
        if db_field.name == "ledger":
            return forms.ChoiceField(label=db_field.verbose_name, choices=list(ledgers.names().items()))
        if db_field.name == "hundredths":
            options |= {"label": "分值（百分之一分）", "help_text": "0.02 分填 2，1 分填 100；加分、减分都填正数。"}
        return super().formfield_for_dbfield(db_field, request, **options)

    def get_queryset(self, request: HttpRequest) -> QuerySet[LedgerEntry]:
        """With `said`, what people call the ledger."""
        names = [When(ledger=name, then=Value(label)) for name, label in ledgers.names().items()]
        rows: QuerySet[LedgerEntry] = super().get_queryset(request)
        return rows.annotate(said=Case(*names, default=F("ledger"), output_field=CharField()))

    @admin.display(description="账目", ordering="ledger")
    def ledger_name(self, row: LedgerEntry) -> str:
        return str(row.said)  # type: ignore[attr-defined]  # annotated above

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
    fields = ["period", "label", "value", "source", "code"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "code":
            words = "；".join(f"{label}填 {code}" for code, label in OUTSIDE.items())
            options |= {"label": "引用名", "help_text": f"通报和区县配置按它引用这个数：{words}。"}
        return super().formfield_for_dbfield(db_field, request, **options)


@admin.register(Method)
class MethodAdmin(ReadOnly):
    list_display = ["name", "version", "valid_from", "valid_to"]
