"""Loading channels, types, levels, the category tree and the table of limits."""

from collections.abc import Sequence

from hotline.acts.syncing import Change, sync
from hotline.rules.profiles.terms import LimitLine, TermLine, Terms
from tickets.models import Category, Channel, Level, LimitRule, TicketType


def load_terms(terms: Terms) -> list[Change]:
    channels = [{**_row(term, place), "group": term.group} for place, term in enumerate(terms.channels, 1)]
    return [
        sync(Channel, "受理渠道", ("label",), channels)[0],
        sync(TicketType, "诉求类型", ("label",), [_row(term, place) for place, term in enumerate(terms.types, 1)])[0],
        sync(Level, "交办层级", ("label",), [_row(term, place) for place, term in enumerate(terms.levels, 1)])[0],
    ]


def _row(term: TermLine, place: int) -> dict[str, object]:
    return {"label": term.label, "aliases": list(term.aliases), "order": place}


def load_categories(paths: Sequence[str]) -> Change:
    """Level by level, so that every parent is there before its children."""
    added = changed = unchanged = 0
    rows: dict[str, Category] = {}
    order = {path: place for place, path in enumerate(paths, 1)}
    for depth in range(1, 6):
        level = [path for path in paths if path.count("/") == depth - 1]
        if not level:
            break
        change, rows = sync(Category, "诉求类别", ("path",), [_category(path, depth, order[path], rows) for path in level])
        added, changed, unchanged = added + change.added, changed + change.changed, unchanged + change.unchanged
    left = tuple(path for path in Category.objects.values_list("path", flat=True) if path not in order)
    return Change("诉求类别", added, changed, unchanged, left)


def _category(path: str, depth: int, order: int, rows: dict[str, Category]) -> dict[str, object]:
    names = path.split("/")
    return {
        "path": path,
        "name": names[-1],
        "depth": depth,
        "order": order,
        "parent": rows.get("/".join(names[:-1])),
        "root": rows.get(names[0]) if depth > 1 else None,
    }


def load_limits(limits: Sequence[LimitLine]) -> Change:
    """The table is the file's, row by row: limits are looked up anew for each ticket and nothing points to a row."""
    channels, levels = _by_label(Channel), _by_label(Level)
    types, paths = _by_label(TicketType), {row.path: row for row in Category.objects.all()}
    rows = [
        {
            "order": place,
            "step": limit.step,
            "level": levels.get(limit.level),
            "channel": channels.get(limit.channel),
            "channel_group": limit.channel_group,
            "ticket_type": types.get(limit.ticket_type),
            "urgency": limit.urgency,
            "category": paths.get(limit.category),
            "amount": limit.amount,
            "unit": limit.unit,
            "start": limit.start,
        }
        for place, limit in enumerate(limits, 1)
    ]
    LimitRule.objects.filter(order__gt=len(rows)).delete()
    return sync(LimitRule, "办理时限", ("order",), rows)[0]


def _by_label(model: type[Channel] | type[Level] | type[TicketType]) -> dict[str, Channel | Level | TicketType]:
    return {row.label: row for row in model._default_manager.all()}
