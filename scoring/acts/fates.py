"""The two fates of a ticket, scored: with nothing more done about it, and with the best that is left."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import cast

from scoring.acts.reachable import Ticket
from scoring.rules import outcomes
from scoring.rules.indicators import Catalogue, Indicator, Pair
from scoring.rules.matching import counts_of
from scoring.rules.methods import MethodBody
from scoring.rules.outcomes import Now
from scoring.rules.periods import local_date
from scoring.rules.points import Part, Result, score
from scoring.rules.printing import division_of, figure_of
from tickets.rules.workflow import Status
from units.acts.calendar import day_table

Counts = Mapping[str, Pair]


@dataclass(frozen=True)
class Change:
    """A component that the ticket moves: 办结率 98.15% → 98.77%, with the divisions behind both."""

    label: str
    before: str
    after: str
    divisions: tuple[str, str]


@dataclass(frozen=True)
class Lift:
    """`gain` of the printed total (None: the unit would come into the ranking, or is in none). `act`: what is to be done; `is_awaited`:
    told from missing the limit, else from how it stands. `why_not`: why nothing is gained."""

    ticket: Ticket
    act: str
    is_awaited: bool
    before: Result
    after: Result
    changes: tuple[Change, ...]
    why_not: str = ""

    @property
    def gain(self) -> Decimal | None:
        return None if self.before.total is None or self.after.total is None else self.after.total - self.before.total

    @property
    def order(self) -> tuple[bool, Decimal, Fraction]:
        """The greater the earlier: what brings the unit into the ranking, then by the printed gain, then by the exact one."""
        return self.gain is None, self.gain or Decimal(0), self.after.exact - self.before.exact

    @property
    def lifts(self) -> bool:
        return not self.why_not

    @property
    def gain_words(self) -> str:
        """+0.02; less than is printed: 不足 0.01; out of no ranking at all: 进入排名."""
        if self.gain is None:
            return "进入排名" if self.lifts else "—"
        least = Decimal(1).scaleb(cast(int, self.gain.as_tuple().exponent))
        return f"+{self.gain}" if self.gain > 0 else f"不足 {least}" if self.lifts else "—"

    @property
    def status_words(self) -> str:
        return str(Status(self.ticket.status).label)

    @property
    def against(self) -> str:
        return "误期" if self.is_awaited else "现在"

    @property
    def words(self) -> str:
        """办结：办结率 98.15%→98.77%，总分 +0.02; where a limit is still to come the first figure is that of missing it."""
        moved = [f"{one.label} {one.before}→{one.after}" for one in self.changes]
        told = "，".join([*moved, f"总分 {self.gain_words}"])
        return f"{self.act}{'（与误期相比）' if self.is_awaited else ''}：{told}"


class Weigher:
    """A unit's counts and its method, by which each ticket's two fates are scored. Tickets of the same fate are scored once."""

    def __init__(self, method: MethodBody, group: str, counts: Counts, now: Now, known: Catalogue) -> None:
        self.method, self.group, self.counts, self.now = method, group, counts, now
        self.days, self.today = day_table(), local_date(now.at)
        named = {code for one in method.components if one.indicator in known.codes for code in known.grades_of(one.indicator)}
        self.indicators: dict[str, tuple[Indicator, ...]] = {
            source: tuple(known.by_code[code] for code in sorted(named) if known.by_code[code].source == source)
            for source in ("assignment", "callback")
        }
        self._scored: dict[frozenset[tuple[str, Pair]], Result] = {}
        self.result = self.score({})

    def weigh(self, ticket: Ticket) -> Lift:
        worse, better = self.deltas(ticket)
        before, after = self.score(worse), self.score(better)
        changes = tuple(_changes(before.parts, after.parts))
        why_not = self.why_not(ticket, before, after, worse == better)
        is_awaited = any(outcomes.is_awaited(row, self.now) for row in ticket.held)
        return Lift(ticket, _act(ticket, is_awaited), is_awaited, before, after, changes, why_not)

    def together(self, tickets: Iterable[Ticket]) -> Decimal | None:
        """The totals' difference with all of them done and with none."""
        worse: dict[str, Pair] = {}
        better: dict[str, Pair] = {}
        for one in tickets:
            fates = self.deltas(one)
            worse, better = _added(worse, fates[0]), _added(better, fates[1])
        before, after = self.score(worse).total, self.score(better).total
        return None if before is None or after is None else after - before

    def deltas(self, ticket: Ticket) -> tuple[Counts, Counts]:
        """What the counts change with nothing more done about it, and with the best that is left."""
        # What a closed month holds stays there; a new call counts beside it.
        mended = ticket.said or ticket.settled[-1:]
        again = [row for old in mended if (row := outcomes.asked_again(old, self.now)) is not None]
        stays = ticket.said if not self.now.is_last else []
        worse = self._count("assignment", [outcomes.missed(row, self.now) for row in ticket.held])
        worse = _added(worse, self._count("callback", ticket.said))
        done = self._count("assignment", [outcomes.done(row, self.now, self._workdays(row["assigned_at"])) for row in ticket.held])
        better = _added(done, self._count("callback", [*again, *(outcomes.cleared(row) for row in stays)]))
        for source, rows in ticket.counted.items():
            counted = {code: (-base, -hits) for code, (base, hits) in self._count(source, rows).items()}
            worse, better = _added(worse, counted), _added(better, counted)
        return worse, better

    def score(self, delta: Counts) -> Result:
        key = frozenset((code, pair) for code, pair in delta.items() if pair != (0, 0))
        if key not in self._scored:
            counts = {code: (max(base, 0), max(hits, 0)) for code, (base, hits) in _added(self.counts, delta).items()}
            self._scored[key] = score(self.method, counts, self.group)
        return self._scored[key]

    def why_not(self, ticket: Ticket, before: Result, after: Result, is_same: bool) -> str:
        if after.total is None:
            return f"办好后仍不排名：{after.note}"
        if before.total is None or after.total > before.total or (after.exact > before.exact and not after.note):
            return ""
        if after.exact < before.exact:
            return "有分项反而变差（例如平均办理工作日变长），总分不升，仍应办结"
        if not is_same:
            return "计入的分项已到封顶、满分或最低分，或变动不足四舍五入，总分不变"
        if not ticket.held and not self.now.is_last:
            return "以首次评价为准，再次回访不改变得分"
        return _why_same(ticket)

    def _count(self, source: str, rows: Iterable[Mapping[str, object]]) -> Counts:
        return counts_of(rows, self.indicators[source], self.method.figures)

    def _workdays(self, assigned_at: datetime) -> int:
        return max(self.days.workdays_between(local_date(assigned_at), self.today), 0)


def _added(counts: Counts, more: Counts) -> dict[str, Pair]:
    summed = dict(counts)
    for code, (base, hits) in more.items():
        held = summed.get(code, (0, 0))
        summed[code] = (held[0] + base, held[1] + hits)
    return summed


def _changes(before: Sequence[Part], after: Sequence[Part]) -> Iterator[Change]:
    for was, would in zip(before, after, strict=True):
        if (was.base, was.hits, was.points) != (would.base, would.hits, would.points):
            yield Change(was.label, figure_of(was), figure_of(would), (division_of(was), division_of(would)))


def _act(ticket: Ticket, is_awaited: bool) -> str:
    """What is to be done about it."""
    has_said = bool(ticket.said or ticket.settled)
    if not ticket.is_open:
        return "再次回访满意"
    if ticket.status == Status.REPLIED:
        return "审核通过后回访满意" if has_said else "审核通过"
    return f"{'按时办结' if is_awaited else '办结'}{'后回访满意' if has_said else ''}"


def _why_same(ticket: Ticket) -> str:
    """Why nothing that counts would change."""
    if ticket.status == Status.SUSPENDED:
        return "挂起中，恢复办理后再计"
    if ticket.is_open and not ticket.held:
        return "派单和首轮时限都不在本期未关账的月份，本期得分不因它变化"
    if ticket.is_open and not any(row["in_due"] for row in ticket.held):
        return "首轮时限不在本期，办结计入时限所在的月份"
    return "已计入的分项不因这一件变化"
