"""The back office of the tickets: time limits, categories, channels, types, levels, reasons, banned phrases, stock texts.

Tickets themselves, the responsibility list and the sampling plans have pages of their own.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from tickets.acts import categories
from tickets.models import Category, Channel, Level, LimitRule, Phrase, Reason, StockText, TicketType
from units.admin import Kept, ModelAdmin


@admin.register(LimitRule)
class LimitRuleAdmin(ModelAdmin):
    list_display = ["__str__", "step", "order", "level", "channel", "channel_group", "ticket_type", "urgency", "category"]
    list_filter = ["step"]
    list_select_related = ["level", "channel", "ticket_type", "category"]
    autocomplete_fields = ["category"]


@admin.register(Category)
class CategoryAdmin(Kept):
    """Name and parent are settled when a category is made: files and closed months know it by its full name."""

    list_display = ["__str__", "depth", "order"]
    list_filter = ["depth"]
    search_fields = ["path"]
    fields = ["name", "parent", "order"]
    autocomplete_fields = ["parent"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["name", "parent"] if obj else []

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        (obj if change else categories.place(obj)).save()


@admin.register(Channel)
class ChannelAdmin(Kept):
    list_display = ["label", "group", "aliases", "order"]


@admin.register(TicketType, Level)
class TermAdmin(Kept):
    list_display = ["label", "aliases", "order"]


@admin.register(Reason)
class ReasonAdmin(Kept):
    """Applications name their reason, so that one which is no longer offered is switched off."""

    list_display = ["label", "act", "needs_clause", "order", "is_open"]
    list_filter = ["act", "is_open"]


HOW_TO_WRITE_PHRASES = (
    "一条表述可以管多种说法：{是|属于} 任取其一，{|应} 可有可无，{我单位} 代表我局、本中心等自称，{职责}、{范围} 代表职责、权限、管辖等词，"
    "… 代表不超过六个字，。代表分句到此为止。例如：不{是|属于}{我单位}…{职责}"
)


@admin.register(Phrase)
class PhraseAdmin(ModelAdmin):
    list_display = ["words", "place", "is_banned", "better", "order"]
    fieldsets = [(None, {"fields": ["words", "place", "is_banned", "better", "order"], "description": HOW_TO_WRITE_PHRASES})]
    list_filter = ["place", "is_banned"]
    search_fields = ["words", "better"]


@admin.register(StockText)
class StockTextAdmin(ModelAdmin):
    list_display = ["title", "use", "unit", "category", "order"]
    list_filter = ["use"]
    list_select_related = ["unit", "category"]
    search_fields = ["title", "text"]
    autocomplete_fields = ["unit", "category"]
