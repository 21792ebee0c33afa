"""Saved views: the list of a desk with its tab, filters and order, kept by one person as a tab of its own."""

from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from tickets.acts import keeping
from tickets.models import SavedView
from units.models import User

# More tabs than this nobody finds again, and each is counted whenever the desk is drawn.
MOST = 8
LONGEST_QUERY = 500
# A place within the list is no part of a view.
PLACES = frozenset({"after", "before"})


def canonical(query: str) -> str:
    """The query of an address without places and empty values, in one order, so that equal views are equal texts."""
    return urlencode(sorted((name, value) for name, value in parse_qsl(query) if name not in PLACES))


def of_desk(user: User, desk: str) -> list[SavedView]:
    """The views that `user` keeps for the desk with that url name. One query."""
    return keeping.rows(_of_desk, by=user.pk, desk=desk)


def _of_desk(*, by: int, desk: str) -> QuerySet[SavedView]:
    return SavedView.objects.filter(by=by, desk=desk)


def tally_of(view: SavedView) -> str:
    """The name of its tally among those of a desk's tabs."""
    return f"saved {view.pk}"


def save(by: User, desk: str, name: str, query: str) -> SavedView:
    """Keeps a view; one of the same name is replaced. ValidationError: name_missing, name_too_long, too_many, too_long."""
    name, query = name.strip(), canonical(query)
    longest = SavedView._meta.get_field("name").max_length or 0
    if not name:
        raise ValidationError("请给视图起个名称，例如“物业”。", code="name_missing")
    if len(name) > longest:
        raise ValidationError(f"视图名称最多 {longest} 个字，请缩短后再存。", code="name_too_long")
    if not query:
        raise ValidationError("这个列表没有筛选，不用另存；请先筛选或排序再存为视图。", code="nothing_to_keep")
    if len(query) > LONGEST_QUERY:
        raise ValidationError("筛选条件太长，存不下。请减少条件后再存。", code="too_long")
    others = SavedView.objects.filter(by=by, desk=desk).exclude(name=name)
    count = others.count()
    if count >= MOST:
        raise ValidationError(f"每个工作台最多存 {MOST} 个视图，请先删除不用的。", code="too_many")
    saved, _ = SavedView.objects.update_or_create(by=by, desk=desk, name=name, defaults={"query": query, "order": count})
    return saved


def drop(view: SavedView, by: User) -> None:
    """ValidationError not_yours for somebody else's view."""
    if view.by_id != by.pk:
        raise ValidationError("这不是您存的视图，不能删除。", code="not_yours")
    view.delete()
