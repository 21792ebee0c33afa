"""How API lists are paged: by cursor, so that a deep page costs what the first one does."""

from typing import Any

from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request


class Cursor(CursorPagination):
    page_size = 50
    max_page_size = 200
    page_size_query_param = "size"
    ordering = "-id"

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        """A cursor that somebody wrote by hand may hold a position that no column can be compared with."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, OverflowError) as error:
            raise NotFound(self.invalid_cursor_message) from error
