"""What people enter by hand: events of the ledgers (加分, 减分 and the methods' own), and figures of other offices."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from scoring.acts import ledgers
from scoring.models import LedgerEntry, OutsideFigure
from scoring.rules.indicators import BY_CODE, FAMILIES
from scoring.rules.periods import local_date, parse, refuse_future
from scoring.rules.points import HUNDRED
from tickets.models import Ticket
from units.acts.settings import values
from units.models import Unit, User

MOST_POINTS = Decimal(100)
POINTS_BOUNDS = f"分值应在 0.01 到 {MOST_POINTS} 之间，最多两位小数，请改正。"
# The figures of others that our own pages and bulletins ask for, by the name under which they do.
OUTSIDE = {"city_volume": "全市有效诉求（件）", "district_rank": "全市排名", "district_score": "区县综合得分"}


@dataclass(frozen=True)
class Event:
    """`points` are positive with two decimals at most; whether they are added or taken says `ledger`."""

    ledger: str
    unit: Unit
    happened_on: date
    points: Decimal
    reason: str
    document: str = ""
    approver: str = ""
    ticket_number: str = ""


def record(event: Event, by: User, at: datetime) -> LedgerEntry:
    """A new event; one of a closed month counts in the next closing, as everything that is recorded late.

    ValidationError: unknown_ledger, future, bad_points, no_reason, no_approver (a document without one), unknown_ticket.
    """
    known = ledgers.names()
    if event.ledger not in known:
        raise ValidationError(f"没有账目“{event.ledger}”，可用的是：{'、'.join(known.values())}。", code="unknown_ledger")
    if event.happened_on > local_date(at):
        raise ValidationError(f"发生日期 {event.happened_on} 还没有到，请改成已发生的日期。", code="future")
    hundredths = event.points * HUNDRED
    if not 0 < event.points <= MOST_POINTS or hundredths != hundredths.to_integral_value():
        raise ValidationError(POINTS_BOUNDS, code="bad_points")
    if not event.reason.strip():
        raise ValidationError("请写明事由。", code="no_reason")
    number = event.ticket_number.strip()
    if number and not Ticket.objects.filter(number=number).exists():
        raise ValidationError(f"没有编号为 {number} 的工单，请核对或留空。", code="unknown_ticket")
    entry = LedgerEntry(
        ledger=event.ledger,
        unit=event.unit,
        happened_on=event.happened_on,
        hundredths=int(hundredths),
        reason=event.reason.strip(),
        document=event.document.strip(),
        approver=event.approver.strip(),
        ticket_number=number,
        by=by,
        recorded_at=at,
    )
    entry.clean()
    entry.save()
    return entry


def ledger() -> QuerySet[LedgerEntry]:
    """The newest first."""
    return LedgerEntry.objects.select_related("unit", "by").order_by("-happened_on", "-pk")


def put_outside(label: str, code: str, words: str, value: Decimal, source: str, at: datetime) -> OutsideFigure:
    """Enters or replaces a figure of another office for a period.

    ValidationError: bad_period, future, taken_code (one of our own indicators), no_source.
    """
    period = parse(label, values().month_starts_on)
    refuse_future(period, local_date(at))
    if code in BY_CODE or code in FAMILIES:
        raise ValidationError(f"“{code}”是本系统自己计算的指标，不能手工录入。", code="taken_code")
    if not source.strip():
        raise ValidationError("请写明出处，例如文件名和文号。", code="no_source")
    told = {"label": words.strip(), "value": value, "source": source.strip()}
    return OutsideFigure.objects.update_or_create(period=period.label, code=code, defaults=told)[0]


def outside_names() -> dict[str, str]:
    """Name → what people call it: of ours, and of all that have been entered. One query."""
    entered = OutsideFigure.objects.order_by("period", "code").values_list("code", "label")
    return {**dict(entered), **OUTSIDE}


def outside() -> QuerySet[OutsideFigure]:
    """The newest period first."""
    return OutsideFigure.objects.order_by("-period", "code")
