"""提分办件: a unit's open and dissatisfied tickets, ordered by what each would change in its score under the method in force.

Told from the trial's counts of the open months: once with nothing more done about the ticket (a limit that is still to come is
missed), once with the best that is left; both by the method's own rule. Another ticket's fate is left as it stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from scoring.acts import catalogue, facts, methods, scores
from scoring.acts.fates import Lift, Weigher
from scoring.acts.reachable import Reading, now_of, tickets_of
from scoring.models import Method
from scoring.rules.methods import MethodBody
from scoring.rules.periods import Period, local_date, month_at
from scoring.rules.points import Result
from tickets.acts.identities import hidden_names
from units.acts.settings import values
from units.models import Unit, User
from units.rules.masking import hide_citizen

TOP = 3  # on a desk


@dataclass(frozen=True)
class Lifting:
    """`scored`: the unit whose score it is, itself or the one that it counts for. `why`: why nothing can be told; then the rest is
    empty. `together`: what all lifts would give at once."""

    unit: Unit
    month: Period
    why: str = ""
    scored: Unit | None = None
    method: Method | None = None
    states: tuple[facts.MonthState, ...] = ()
    result: Result | None = None
    lifts: tuple[Lift, ...] = ()
    others: tuple[Lift, ...] = ()
    together: Decimal | None = None
    note: str = ""

    @property
    def is_awaited(self) -> bool:
        """Whether the first figures are, of some, those of missing the limit."""
        return any(one.is_awaited for one in self.lifts)

    @property
    def headline(self) -> str:
        """办好这 7 件可提 0.12 分, for the desk; empty where nothing lifts."""
        if not self.lifts:
            return ""
        gain = f"可提 {self.together} 分" if self.together else "可提分"
        return f"办好这 {len(self.lifts)} 件{'比误期' if self.is_awaited else ''}{gain}"

    @property
    def is_longer(self) -> bool:
        return len(self.states) > 1

    @property
    def as_of(self) -> datetime | None:
        return max((state.as_of for state in self.states if state.as_of), default=None)


def lifting(unit: Unit, now: datetime) -> Lifting:
    """What would lift the unit's score of the running month (or of the method's period so far)."""
    month = month_at(local_date(now), values().month_starts_on)
    held = methods.pick(methods.in_force(month))
    if held is None:
        return Lifting(unit, month, "本期没有在执行的评分办法，算不出哪一件能提分。")
    homes = facts.homes()
    scored = Unit.objects.select_related("kind").get(pk=homes[unit.pk][0])
    group = held[1].group_of(scored.kind.code)
    if not scored.is_ranked or group is None:
        return Lifting(unit, month, f"{scored.label} 不参加本期评分，没有可提的分。", scored)
    return _lifting(unit, month, held, scored, [pk for pk, own in homes.items() if unit.pk in own] or [unit.pk], now)


def _lifting(unit: Unit, month: Period, held: tuple[Method, MethodBody], scored: Unit, units: list[int], now: datetime) -> Lifting:
    method, body = held
    months = scores.months_so_far(body, month)
    states = tuple(facts.states_of(months))
    closed = tuple(one for one, state in zip(months, states, strict=True) if state.is_closed)
    reading = Reading(tuple(one for one in months if one not in closed), closed, now)
    counts = facts.table_of(months, figures=body.figures).get(scored.pk, {})
    weigher = Weigher(body, body.group_of(scored.kind.code) or "", counts, now_of(now), catalogue.current())
    found = [weigher.weigh(one) for one in tickets_of(units, reading)]
    lifts = sorted((one for one in found if one.lifts), key=lambda one: one.order, reverse=True)
    told = {"scored": scored, "method": method, "states": states, "result": weigher.result}
    volume = counts.get("volume", (0, 0))[1]
    return Lifting(
        unit,
        month,
        lifts=tuple(lifts),
        others=tuple(one for one in found if not one.lifts),
        together=weigher.together([one.ticket for one in lifts]),
        note=_note(weigher, volume, states),
        **told,  # type: ignore[arg-type]
    )


def _note(weigher: Weigher, volume: int, states: Sequence[facts.MonthState]) -> str:
    """What must be known of the whole: not counted yet, too few tickets, not ranked as it stands."""
    told = []
    if not states[-1].state:
        told.append("本月还没有试算，每晚计算一次，明天起这里按本月的数字计")
    least = weigher.method.least_volume_in(weigher.group)
    if volume < least:
        told.append(f"至今承办 {volume} 件，不足 {least} 件，不参加排名")
    if weigher.result.total is None:
        told.append(f"至今{weigher.result.note}")
    return "；".join(told)


def shown_to(reader: User, found: Lifting) -> Lifting:
    """The words of its tickets name no citizen who stays hidden from `reader` (保密, 举报). One query for people of a unit."""
    tickets = [one.ticket for one in (*found.lifts, *found.others)]
    names = hidden_names([ticket.pk for ticket in tickets], reader)
    for ticket in tickets:
        if ticket.pk in names:
            ticket.title = hide_citizen(ticket.title, names[ticket.pk])
    return found


@dataclass(frozen=True)
class Brief:
    """What a desk shows of it: the headline, the same in short, and the first few with what each gives."""

    headline: str
    short: str
    top: tuple[tuple[str, str], ...]


def brief(unit: Unit, now: datetime) -> Brief:
    """`top`: (ticket's number, words)."""
    found = lifting(unit, now)
    short = f"{len(found.lifts)} 件可提{f' {found.together} 分' if found.together else '分'}"
    return Brief(found.headline, short, tuple((one.ticket.number, one.words) for one in found.lifts[:TOP]))
