"""每日清单: what presses today, unit by unit, on the page and as words to paste into the work group.

The words leave the system, so they hold nothing that a citizen said: number, category of the tree and limit, no title. A
title is the citizen's own sentence, and no mask finds every name and door in it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Count, F, Q

from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules.deadlines import end_of, local, print_due
from tickets.rules.workflow import RUNNING, WITH_UNIT, Status
from units.acts.calendar import day_table
from units.acts.settings import values
from units.models import Unit, User
from units.rules.roles import UNIT_ROLES

# Of each part the words name as many; a work group reads no more, and the page has them all.
MOST_LINES = 200
NUMERALS = "一二三四五"


@dataclass(frozen=True)
class Day:
    """A moment, the 24:00 of its day, and the 24:00 until which a limit is near (预警提前, a setting)."""

    now: datetime
    ends: datetime
    near: datetime

    @classmethod
    def at(cls, now: datetime) -> "Day":
        today = local(now).date()
        return cls(now, end_of(today), end_of(day_table().next_workday(today, values().warn_before_workdays)))

    @property
    def today(self) -> date:
        return local(self.now).date()


@dataclass(frozen=True)
class Part:
    """One list: `by` is the limit (or the path to it) that its rows are ordered by."""

    key: str
    label: str
    short: str
    by: str
    chooses: Callable[[Day], Q]


def _running(**limits: datetime) -> Q:
    return Q(status__in=sorted(RUNNING), **limits)


PARTS = (
    Part("late", "超期", "超期", "due_at", lambda day: _running(due_at__lt=day.now)),
    Part("", "今日到期", "今日", "due_at", lambda day: _running(due_at__gte=day.now, due_at__lte=day.ends)),
    Part("sign", "未签收", "未签", "lead__sign_due_at", lambda day: Q(status=Status.DISPATCHED)),
    Part("near", "即将到期", "将到", "due_at", lambda day: _running(due_at__gt=day.ends, due_at__lte=day.near)),
    Part("promise", "承诺到期", "承诺", "promised_on", lambda day: Q(status=Status.TRACKING, promised_on__lte=day.today)),
)


@dataclass(frozen=True)
class Line:
    """A unit with how many stand in each of PARTS, in their order."""

    unit: int
    label: str
    counts: tuple[int, ...]


def in_scope(user: User) -> TicketQuerySet:
    """What is with a unit: for the district all of it, for people of a unit what their subtree leads."""
    rows = Ticket.objects.visible_to(user).filter(status__in=sorted(WITH_UNIT))
    if user.role not in UNIT_ROLES:
        return rows
    return rows.filter(lead_unit__in=Unit.objects.subtree(user.unit)) if user.unit else rows.none()


def rows(user: User, part: Part, now: datetime) -> TicketQuerySet:
    """The tickets of one list."""
    return in_scope(user).filter(part.chooses(Day.at(now)))


def by_unit(user: User, now: datetime) -> list[Line]:
    """Every unit that has something on the lists, in the profile's order. One GROUP BY."""
    day = Day.at(now)
    counts = {f"n{place}": Count("pk", filter=part.chooses(day)) for place, part in enumerate(PARTS)}
    unit = {"name": F("lead_unit__name"), "short": F("lead_unit__short_name")}
    counted = in_scope(user).order_by("lead_unit__kind__order", "lead_unit__order", "lead_unit").values("lead_unit", **unit)
    rows: Any = counted.annotate(**counts)  # of dicts, whose keys django-stubs cannot name
    found = [Line(row["lead_unit"], row["short"] or row["name"], tuple(row[name] for name in counts)) for row in rows]
    return [line for line in found if any(line.counts)]


def text(user: User, now: datetime, unit: int | None = None) -> str:
    """The lists as plain words without citizens' data, of all units or one: number, category, limit. Six queries."""
    lines = [line for line in by_unit(user, now) if unit in (None, line.unit)]
    totals = [sum(line.counts[place] for line in lines) for place in range(len(PARTS))]
    whole = "、".join(f"{part.label} {total} 件" for part, total in zip(PARTS, totals, strict=True))
    told = [f"【{values().district_name}12345】每日清单 {local(now):%Y-%m-%d %H:%M}", f"{whole}。"]
    for place, (part, total) in enumerate(zip(PARTS, totals, strict=True)):
        if total:
            told += ["", f"{NUMERALS[place]}、{part.label} {total} 件", *_listed(user, part, now, unit, total)]
    return "\n".join([*told, "", "请尽快签收、办理、反馈；详情请登录系统查看。"])


def _listed(user: User, part: Part, now: datetime, unit: int | None, total: int) -> list[str]:
    chosen = rows(user, part, now)
    if unit is not None:
        chosen = chosen.filter(lead_unit=unit)
    fields = ("lead_unit", "lead_unit__short_name", "lead_unit__name", "number", "category__path", part.by)
    order = ("lead_unit__kind__order", "lead_unit__order", "lead_unit", F(part.by).asc(nulls_last=True), "pk")
    found = list(chosen.order_by(*order).values_list(*fields)[:MOST_LINES])
    told = []
    for _, group in groupby(found, key=lambda row: row[0]):
        held = list(group)
        told += [f"〔{held[0][1] or held[0][2]}〕{len(held)} 件", *(_line(*row[3:]) for row in held)]
    return [*told, f"……另有 {total - len(found)} 件"] if total > len(found) else told


def _line(number: str, path: str | None, limit: Any) -> str:
    category = path.rsplit("/", maxsplit=1)[-1] if path else "待归类"
    return f"  {number}　{category}　{_limit(limit)}".rstrip("　")


def _limit(limit: Any) -> str:
    if isinstance(limit, datetime):
        return f"时限 {print_due(limit)}"
    return f"承诺 {limit:%m-%d}" if isinstance(limit, date) else ""
