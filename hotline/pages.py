"""How API lists are paged: by cursor, so that a deep page costs what the first one does."""

from rest_framework.pagination import CursorPagination


class Cursor(CursorPagination):
    page_size = 50
    max_page_size = 200
    page_size_query_param = "size"
    ordering = "-id"
