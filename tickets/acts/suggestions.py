"""Suggestions: which unit a waiting ticket is for, and why: the responsibility list, past tickets of the kind, the area."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tickets.acts import receiving, routing
from tickets.acts.routing import Line, Past
from tickets.models import Assignment, Ticket
from tickets.rules import odds
from tickets.rules.likeness import held, pairs, shared
from units.models import Unit

MOST = 5
LIST, HISTORY, AREA = "确责清单", "历史", "属地"
# A line's matter is the ticket's when so much of its words stands in the text.
MATTER_HELD = 60


@dataclass(frozen=True)
class Reason:
    """`source`: what it was read by, a matter, a category's name or a place."""

    tag: str
    words: str
    source: str = ""


@dataclass(frozen=True)
class Suggestion:
    """`share` is 0 to 100 by the arithmetic of tickets.rules.odds; `is_lead` is False for whom the list names as an assist."""

    unit: Unit
    is_lead: bool
    share: int
    reasons: tuple[Reason, ...]

    @property
    def grade(self) -> str:
        return odds.grade(self.share)

    @property
    def is_sure(self) -> bool:
        return self.share >= odds.HIGH


@dataclass(frozen=True)
class Hint:
    """One thing that speaks for the unit with this id."""

    unit: int
    reason: Reason
    kept: int = 0
    returned: int = 0
    points: int = 0
    is_assist: bool = False


@dataclass(frozen=True)
class Place:
    """The unit with this id answers for a place of these names."""

    unit: int
    names: tuple[str, ...]


def suggest(ticket: Ticket) -> tuple[Suggestion, ...]:
    """The five units at most that `ticket` may be for, the surest first."""
    return suggest_many([ticket])[ticket.pk]


def suggest_many(tickets: Sequence[Ticket]) -> dict[int, tuple[Suggestion, ...]]:
    """The same for many (category loaded), by the ticket's id. Three queries at the most whatever their number, and the
    units' two each ten seconds. A unit that gave this very ticket back is not proposed again, nor a section of its own."""
    paths = {path for ticket in tickets for path in routing.paths_of(ticket.category)}
    lines = routing.lines(paths) if paths else {}
    pasts = routing.pasts(paths, {ticket.area for ticket in tickets}) if paths else {}
    refused = _refused(tickets)
    units = {unit.pk: unit for unit in receiving.units()}
    places = _places(units.values())
    found = {}
    for ticket in tickets:
        above = routing.paths_of(ticket.category)
        past = routing.nearest(pasts, above, ticket.area)
        hints = [*_by_list(ticket, _lines_for(ticket, above, lines)), *_by_history(past), *_by_area(ticket, places)]
        found[ticket.pk] = _weighed([hint for hint in hints if hint.unit in units], units, refused[ticket.pk])
    return found


def read_in(ticket: Ticket, chosen: Iterable[Suggestion]) -> tuple[str, ...]:
    """The words of `ticket` that the reasons rest on: of a matter or a category what both say, of a place its whole name."""
    text = f"{ticket.title} {ticket.text}"
    reasons = dict.fromkeys(reason for suggestion in chosen for reason in suggestion.reasons if reason.source)
    found = [(reason.source,) * (reason.source in text) if reason.tag == AREA else shared(reason.source, text) for reason in reasons]
    return tuple(dict.fromkeys(word for words in found for word in words))


def _weighed(hints: Sequence[Hint], units: dict[int, Unit], refused: set[int]) -> tuple[Suggestion, ...]:
    by_unit: dict[int, list[Hint]] = defaultdict(list)
    for hint in hints:
        by_unit[hint.unit].append(hint)
    sums = {
        unit: odds.Hints(sum(hint.kept for hint in own), sum(hint.returned for hint in own), sum(hint.points for hint in own))
        for unit, own in by_unit.items()
    }
    shares = odds.shares(sums)
    # Sorting keeps the order of equals: that of the profile.
    chosen = sorted((unit for unit in units if unit in by_unit and unit not in refused), key=lambda unit: -shares[unit])[:MOST]
    return tuple(
        Suggestion(
            units[unit],
            not any(hint.is_assist for hint in by_unit[unit]),
            shares[unit],
            tuple(dict.fromkeys(hint.reason for hint in by_unit[unit])),
        )
        for unit in chosen
    )


def _lines_for(ticket: Ticket, paths: Sequence[str], known: dict[str, list[Line]]) -> list[Line]:
    """The list's rows for the nearest category that has any for the ticket's area: those of its own area before those of
    everywhere, those whose matter stands in the text before the others."""
    for path in paths:
        lines = [line for line in known.get(path, ()) if line.area in {"", ticket.area}]
        own = [line for line in lines if line.area] or lines
        if own:
            named = [line for line in own if line.matter]
            text = pairs(f"{ticket.title} {ticket.text}") if named else frozenset()
            return [line for line in named if held(pairs(line.matter), text) >= MATTER_HELD] or own
    return []


def _by_list(ticket: Ticket, lines: Sequence[Line]) -> Iterable[Hint]:
    leads = {line.lead: line for line in reversed(lines)}
    for unit, line in leads.items():
        yield Hint(unit, Reason(LIST, f"{_matter(line)} · 主办", _source(line)), points=odds.LIST_LEAD)
    assists = {unit: line for line in reversed(lines) for unit in line.assists if unit not in leads}
    for unit, line in assists.items():
        yield Hint(unit, Reason(LIST, f"{_matter(line)} · 协办", _source(line)), points=odds.LIST_ASSIST, is_assist=True)


def _matter(line: Line) -> str:
    return f"{line.area} {_source(line)}".strip()


def _source(line: Line) -> str:
    return line.matter or _last(line.category)


def _last(path: str) -> str:
    """A category's own name, without those above it."""
    return path.rpartition("/")[2]


def _by_history(past: Past) -> Iterable[Hint]:
    place = f"{past.area}同类" if past.area else "同类"
    for unit, (kept, returned) in past.units.items():
        if kept:
            words = f"近 12 个月{place} {past.total} 件，{kept} 件由其办结" + (f"，退 {returned} 件" if returned else "")
        else:
            words = f"近 12 个月{place} {returned} 件，已退件"
        yield Hint(unit, Reason(HISTORY, words, _last(past.category)), kept, returned)


def _places(units: Iterable[Unit]) -> list[Place]:
    """The units that answer for a place, with the names that tell which."""
    named = ((unit, receiving.names_of(unit)) for unit in units if receiving.is_place(unit))
    return [Place(unit.pk, tuple(name for name in names if len(name) >= receiving.SHORTEST_NAME)) for unit, names in named]


def _by_area(ticket: Ticket, places: Iterable[Place]) -> Iterable[Hint]:
    """Units that answer for the ticket's area, or for a place that its words name."""
    text = f"{ticket.title} {ticket.text}"
    for place in places:
        if ticket.area and any(name in ticket.area or ticket.area in name for name in place.names):
            yield Hint(place.unit, Reason(AREA, f"{ticket.area}在辖区内", ticket.area), points=odds.AREA)
        elif named := next((name for name in place.names if name in text), ""):
            yield Hint(place.unit, Reason(AREA, f"诉求中写到{named}", named), points=odds.NAMED)


def _refused(tickets: Sequence[Ticket]) -> dict[int, set[int]]:
    """By the ticket's id the units that gave it back, with those below them."""
    found: dict[int, set[int]] = defaultdict(set)
    returned = [ticket.pk for ticket in tickets if ticket.return_count]
    if returned:
        rows = Assignment.objects.filter(ticket__in=returned, end_reason=Assignment.End.RETURNED).order_by()
        for ticket, unit in rows.values_list("ticket", "unit"):
            found[ticket] |= {unit, *receiving.below(unit)}
    return found
