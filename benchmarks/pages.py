"""Pages that people wait for: the whole view through Django's client (session, rows, template), and its queries alone.

Beside the clock stands the processor time of Python and of the database's process, in which a shared machine is not seen.
"""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Count
from django.test import Client
from django.urls import NoReverseMatch, reverse

from benchmarks.measuring import undone
from scoring.acts import scores
from scoring.models import Closing
from scoring.rules import periods
from tickets.acts import indexing
from tickets.models import Category, Identity, Ticket
from tickets.rules.workflow import WITH_UNIT
from units.acts.settings import values
from units.models import Unit, User
from units.rules.roles import Role

# Milliseconds and queries, by quality.md.
QUEUE, ARCHIVE, TICKET, SEARCH, FIGURES = (30, 12), (60, None), (20, 15), (50, None), (50, None)
# Of figures told apart it says nothing: they are counted from a month's frozen rows when they are asked for.
APART = (200, None)
WARM = 3
RARE, TAIL, CALLER = "鼹鼠", "90909090", "f" * 32  # which no sample ticket has
HALF, HUNDREDTH, TWO = "反映", "井盖", "供暖 不热"
D, H, C, L = Role.DISPATCHER, Role.HANDLER, Role.CALLBACK, Role.LEADER
DESKS = (
    *(("dispatch_desk", D), ("review", D), ("reporting", D), ("returns", D), ("applications", D), ("daily", D)),
    *(("inbox", H), ("assists", H), ("handed", H), ("callbacks", C), ("look_back", C)),
)


@dataclass
class Page:
    """One line of the table: milliseconds of the whole view by the clock and of processor, of its queries by the clock, how many
    these were, and the limits of both."""

    work: str
    stored: int
    limit: tuple[int, int | None]
    walls: list[float] = field(default_factory=list)
    processors: list[float] = field(default_factory=list)
    in_queries: list[float] = field(default_factory=list)
    queries: int = 0

    @property
    def wall(self) -> float:
        return statistics.median(self.walls)

    @property
    def processor(self) -> float:
        return statistics.median(self.processors)

    @property
    def in_database(self) -> float:
        return statistics.median(self.in_queries)


def run(stored: int, times: int) -> list[Page]:
    """All pages with what is stored now; what the run itself adds (people, sessions, five rare words) is taken back."""
    with undone():
        people: dict[str, User] = {role: User.objects.create(username=f"bench-{role}", role=role, name="测试") for role in (D, C, L)}
        units = _units()
        for name, unit in units.items():
            people[name] = User.objects.create(username=f"bench-{name}", role=H, name="测试", unit=unit)
        people[H] = people["big"]
        _mark_rare()
        _store_scores()
        return [_measure(Page(work, stored, limit), people[who], address, times) for work, limit, who, address in _pages(units)]


def _units() -> dict[str, Unit]:
    """The unit with most tickets in hand, and the one that has had fewest."""
    held = Ticket.objects.filter(status__in=sorted(WITH_UNIT)).values("lead_unit").annotate(n=Count("pk")).order_by("-n")
    ever = Ticket.objects.exclude(lead_unit=None).values("lead_unit").annotate(n=Count("pk")).order_by("n")
    return {"big": Unit.objects.get(pk=held[0]["lead_unit"]), "small": Unit.objects.get(pk=ever[0]["lead_unit"])}


def _mark_rare() -> None:
    """The same five tickets to find, however many are stored: by a word, by the end of the number, by their citizen's phone."""
    rare = list(Ticket.objects.order_by("-pk")[:5000:1000])
    for ticket in rare:
        ticket.text += f"院里有{RARE}打洞。"
        ticket.number = f"{ticket.number[: -len(TAIL)]}{TAIL}"
    Ticket.objects.bulk_update(rare, ["text", "number"])
    Identity.objects.filter(ticket__in=rare).update(phone_hash=CALLER)
    indexing.index_many(rare)


def _store_scores() -> None:
    """As each closing leaves them; the stock's months were closed by SQL, without."""
    for label in Closing.objects.order_by("starts_on").values_list("label", flat=True):
        scores.write(periods.parse(label, values().month_starts_on))


def _pages(units: dict[str, Unit]) -> Iterator[tuple[str, tuple[int, int | None], Any, str]]:
    """Work, limit, whose, address. First what no page can do without: on a busy machine the others are to be read beside it."""
    yield "the frame alone (the page to change one's password)", QUEUE, D, reverse("password")
    for name, role in DESKS:
        try:
            yield f"desk: {name}", QUEUE, role, reverse(name)
        except NoReverseMatch:
            continue
    yield "desk: dispatch_desk, filtered", QUEUE, D, f"{reverse('dispatch_desk')}?urgency=normal&channel={_first('channel')}"
    yield "ticket page, dispatcher", TICKET, D, reverse("ticket", args=[_recent()])
    yield "ticket page, unit", TICKET, H, reverse("ticket", args=[_recent(lead_unit=units["big"])])
    yield from _figures(units)
    for words, query in _archive(units):
        yield f"archive: {words}", ARCHIVE, D, _search(**query)
    yield "archive: a big unit's own", ARCHIVE, "big", _search()
    yield "archive: a small unit's own", ARCHIVE, "small", _search()
    for words, query in _searches():
        yield f"search: {words}", SEARCH, D, _search(**query)
    yield "search: half of all, a big unit", SEARCH, "big", _search(q=HALF)
    yield "search: half of all, a small unit", SEARCH, "small", _search(q=HALF)
    yield "search: one in a hundred, a big unit", SEARCH, "big", _search(q=HUNDREDTH)


def _figures(units: dict[str, Unit]) -> Iterator[tuple[str, tuple[int, int | None], Any, str]]:
    """What leaders and units read of the newest closed month."""
    yield "leader's month page", FIGURES, L, reverse("month")
    yield "leader's month page, a year before", FIGURES, L, f"{reverse('month')}?against=year_before"
    yield "scores of all units", FIGURES, L, reverse("unit_scores")
    yield "unit page: a big unit, leader", FIGURES, L, reverse("unit_page", args=[units["big"].pk])
    yield "unit page: a small unit, leader", FIGURES, L, reverse("unit_page", args=[units["small"].pk])
    yield "unit page: a big unit, its own people", FIGURES, "big", reverse("unit_page", args=[units["big"].pk])
    if Closing.objects.exists():  # of a stock without a counted month the page says so, and no more
        yield "figures of a closed month by area, leader", APART, L, f"{reverse('breakdown')}?by=area"


def _archive(units: dict[str, Unit]) -> Iterator[tuple[str, dict[str, object]]]:
    middle = Ticket.objects.order_by("-arrived_at", "-pk").values_list("pk", flat=True)[Ticket.objects.count() // 2]
    root = Category.objects.filter(parent=None).order_by("pk")
    counted = Ticket.objects.values("category__root").annotate(n=Count("pk")).exclude(category__root=None).order_by("n")
    rare = root.filter(pk=str(counted[0]["category__root"])).first() or root[0]
    yield "first page", {}
    yield "a page in the middle", {"after": middle}
    yield "by number, in the middle", {"sort": "-number", "after": middle}
    yield "back from the middle", {"before": middle}
    yield "one unit", {"unit": units["big"].pk}
    yield "one unit with few tickets", {"unit": units["small"].pk}
    yield "status closed", {"status": "closed"}
    yield "status voided (few or none)", {"status": "voided"}
    yield "a rare category", {"category": rare.pk}
    yield "one day, a year ago", {"arrived_from": "2025-12-09", "arrived_to": "2025-12-09"}
    yield "unit, status and time", {"unit": units["big"].pk, "status": "closed", "arrived_from": "2025-10-01", "arrived_to": "2026-03-31"}


def _searches() -> Iterator[tuple[str, dict[str, object]]]:
    yield "a word of five tickets", {"q": RARE}
    yield "a word of one in a hundred", {"q": HUNDREDTH}
    yield "a word of half of all", {"q": HALF}
    yield "two words", {"q": TWO}
    yield "a word of half of all, one unit", {"q": HALF, "unit": _units()["small"].pk}
    yield "nothing", {"q": "鼹鼠狐狸"}
    yield "a number's last eight digits", {"q": TAIL}
    yield "a phone", {"phone": CALLER}
    yield "a unit's name", {"q": Unit.objects.get(pk=_units()["big"].pk).name}


def _first(name: str) -> object:
    return Ticket.objects.order_by("-pk").exclude(**{name: None}).values_list(name, flat=True).first()


def _recent(**values: object) -> str:
    """A ticket that has been through all the acts."""
    return str(Ticket.objects.filter(status="closed", is_direct=False, **values).order_by("-pk").values_list("number", flat=True)[0])


def _search(**query: object) -> str:
    return f"{reverse('search')}?{urlencode(query)}"


def _measure(page: Page, user: User, address: str, times: int) -> Page:
    client = Client(headers={"host": "localhost"})
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    for turn in range(WARM + times):
        spent: list[float] = []
        with connection.execute_wrapper(_watch(spent)):
            begun, used = time.perf_counter(), _processor()
            answer = client.get(address)
            wall, used = time.perf_counter() - begun, _processor() - used
        if answer.status_code != 200:
            raise ValueError(f"{address} answers {answer.status_code}")
        if turn >= WARM:
            page.walls.append(wall * 1000)
            page.processors.append(used * 1000)
            page.in_queries.append(sum(spent) * 1000)
            page.queries = len(spent)
    return page


def _processor() -> float:
    """Seconds of processor that this process and the database's for our connection have used; of the latter none where the
    server runs elsewhere."""
    schedule = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    database = int(schedule.read_text().split()[0]) / 1e9 if schedule.exists() else 0.0
    return time.process_time() + database


def _watch(spent: list[float]) -> Callable[..., Any]:
    def watched(execute: Callable[..., Any], *args: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(*args)
        finally:
            spent.append(time.perf_counter() - begun)

    return watched


HEADINGS = ("page", "stored", "ms", "CPU ms", "limit ms", "CPU ratio", "in queries ms", "queries", "limit")


def table(pages: Sequence[Page]) -> Iterator[str]:
    """The pages as Markdown, and how each grew from the least to the most stored."""
    yield f"| {' | '.join(HEADINGS)} |"
    yield f"|{'|'.join('---' if place == 0 else '---:' for place in range(len(HEADINGS)))}|"
    for page in pages:
        milliseconds, queries = page.limit
        cells = (
            page.work,
            f"{page.stored:,}",
            f"{page.wall:.1f}",
            f"{page.processor:.1f}",
            str(milliseconds),
            f"{page.processor / milliseconds:.2f}",
            f"{page.in_database:.1f}",
            str(page.queries),
            str(queries or ""),
        )
        yield f"| {' | '.join(cells)} |"
    yield ""
    for work in dict.fromkeys(page.work for page in pages):
        same = sorted((page for page in pages if page.work == work), key=lambda page: page.stored)
        if len(same) > 1:
            first, last = same[0], same[-1]
            yield f"- growth of “{work}”: {last.processor / first.processor:.2f} × in CPU, {last.wall / first.wall:.2f} × by the clock"
