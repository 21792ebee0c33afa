"""A list of hard cases (剔除、督办、吹哨): filters in its address, keyset pages, the latest first."""

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django_filters import FilterSet

from tickets.acts import paging
from units.views.answers import id_of


class CaseList:
    """`page` is its url name, `by` the column that orders it."""

    def __init__(self, request: HttpRequest, page: str, rows: QuerySet[Any], filters: type[FilterSet], by: str) -> None:
        self.page, self.by, self._asked = page, by, request.GET
        self.filter = filters(request.GET, queryset=rows)
        self.filter.form.auto_id = "filter_%s"
        # Whose boxes stay checked when an act on several was refused.
        self.checked = frozenset(pk for word in request.POST.getlist("row") if (pk := id_of(word)) is not None)

    @property
    def chosen(self) -> QuerySet[Any]:
        """The rows as they are filtered."""
        rows: QuerySet[Any] = self.filter.qs
        return rows

    @cached_property
    def shown(self) -> paging.Page[Any]:
        after, before = (id_of(self._asked.get(name, "")) for name in ("after", "before"))
        return paging.page(self.chosen, self.by, after=after, before=before)

    @property
    def is_filtered(self) -> bool:
        return bool(self._kept)

    @property
    def query(self) -> str:
        return urlencode(self._kept)

    @property
    def previous_url(self) -> str:
        return self._url(before=self.shown.before) if self.shown.before else ""

    @property
    def next_url(self) -> str:
        return self._url(after=self.shown.after) if self.shown.after else ""

    @property
    def _kept(self) -> dict[str, str]:
        return {name: value for name in self.filter.filters if (value := self._asked.get(name))}

    def _url(self, **place: int) -> str:
        return f"{reverse(self.page)}?{urlencode({**self._kept, **place})}"
