"""What stands on every file that is taken out of the house: who took it and when."""

from datetime import datetime

from django.utils import timezone

from units.models import User


def taken(by: User, at: datetime) -> str:
    """王小明（派单员）于 2023-07-06 14:00 导出, on the office's clock. ValueError for a naive moment."""
    return f"{by}（{by.get_role_display()}）于 {timezone.localtime(at):%Y-%m-%d %H:%M} 导出"


def heading(district: str, name: str, by: User, at: datetime) -> str:
    """The beginning of a file's first line: whose hotline, which list with its filters, who took it and when."""
    return f"{district}12345 · {name} · {taken(by, at)}"
