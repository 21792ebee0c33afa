"""The back office of the tickets: time limits, categories, channels, types, levels. Tickets themselves have their desks."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from tickets.acts import categories
from tickets.models import Category, Channel, Level, LimitRule, TicketType
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
