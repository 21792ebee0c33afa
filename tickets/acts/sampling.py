"""The district's own sample (区级抽访): which completed tickets are called back under a plan; the others close as 未抽访.

Drawn is every ticket whose number's keyed hash falls into the plan's share (tickets.rules.sampling), every redone one, and
while a unit has fewer than the plan's least in its month, its next ones, of one draw those with the lowest hash first.
Without a plan for the day of its completion a ticket is not drawn at all and is called.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q

from tickets.acts.moving import Step, move_many
from tickets.models import SamplePlan, Ticket
from tickets.rules.deadlines import end_of, local, start_of
from tickets.rules.sampling import is_within, place
from tickets.rules.shifting import month_of
from tickets.rules.workflow import Act, Status
from units.acts.settings import values

BATCH = 1_000
SAVING, MOST_SECONDS = "sample-plan-is-saved", 10
Drawing = tuple[Ticket, datetime]
Part = tuple[int | None, tuple[date, date]]  # a unit in a statistical month: its first and last day


@dataclass(frozen=True)
class Draw:
    """How many tickets were drawn from, and how many of them are to be called."""

    looked_at: int = 0
    chosen: int = 0


def draw(now: datetime) -> Draw:
    """Draws from all completed tickets that no draw has seen yet and nobody has called. Running it twice changes nothing."""
    waiting = Ticket.objects.filter(status=Status.COMPLETED, called_at=None, is_sampled=None)
    plans = _plans()
    if not plans:
        return Draw()
    start = min(plan.starts_on for plan in plans)
    ids = list(waiting.filter(completed_at__gte=start_of(start)).order_by("completed_at", "pk").values_list("pk", flat=True))
    total = Draw()
    for at in range(0, len(ids), BATCH):
        tickets = sorted(waiting.filter(pk__in=ids[at : at + BATCH]), key=lambda each: (each.completed_at or now, each.pk))
        done = sample_many([(ticket, now) for ticket in tickets], plans)
        total = Draw(total.looked_at + done.looked_at, total.chosen + done.chosen)
    return total


def sample_many(drawings: Sequence[Drawing], plans: Sequence[SamplePlan] | None = None) -> Draw:
    """Draws from these completed tickets, each with the moment of its event; those that no plan covers stay as they are.

    Called when replies are accepted, so that no ticket stands on the call list before it was drawn. One query where there
    is no plan.
    """
    plans = _plans() if plans is None else plans
    covered = [(ticket, at, plan) for ticket, at in drawings if (plan := _plan_of(ticket, plans)) is not None] if plans else []
    if not covered:
        return Draw()
    key, starts_on = settings.HISTORY_KEY.encode(), values().month_starts_on
    covered.sort(key=lambda each: place(each[0].number, key))
    with transaction.atomic():
        had = _had(covered, starts_on)
        steps = []
        for ticket, at, plan in covered:
            is_chosen = ticket.redo_count > 0 or is_within(ticket.number, plan.percent, key) or had[_part(ticket, starts_on)] < plan.least
            had[_part(ticket, starts_on)] += is_chosen
            steps.append(Step(ticket, Act.SAMPLE, at, {"plan": plan.pk, "chosen": is_chosen}, {"is_sampled": is_chosen}, stays=True))
        move_many(steps, None)
    return Draw(len(steps), sum(bool(step.ticket.is_sampled) for step in steps))


def _plans() -> list[SamplePlan]:
    """The newest first, of those that began together the one for a channel before the one for all."""
    plans = list(SamplePlan.objects.order_by("-starts_on", "-pk"))
    return sorted(plans, key=lambda plan: plan.channel_id is None)


def _plan_of(ticket: Ticket, plans: Iterable[SamplePlan]) -> SamplePlan | None:
    """The plan in force on the day of the ticket's completion: its channel's, else the general one."""
    if ticket.completed_at is None:
        return None
    day = local(ticket.completed_at).date()
    return next((plan for plan in plans if is_in_force(plan, day) and plan.channel_id in (None, ticket.channel_id)), None)


def is_in_force(plan: SamplePlan, day: date) -> bool:
    return plan.starts_on <= day and (plan.ends_on is None or day <= plan.ends_on)


def _part(ticket: Ticket, starts_on: int) -> Part:
    assert ticket.completed_at is not None
    return ticket.lead_unit_id, month_of(local(ticket.completed_at).date(), starts_on)


def _had(covered: Sequence[tuple[Ticket, datetime, SamplePlan]], starts_on: int) -> Counter[Part]:
    """How many each unit has been given in each month that is drawn from where a plan has a least; one query (index
    ticket_sampled), which counts in the database."""
    months = sorted({_part(ticket, starts_on)[1] for ticket, _, plan in covered if plan.least})
    if not months:
        return Counter()
    chosen = Ticket.objects.filter(is_sampled=True, lead_unit__in={ticket.lead_unit_id for ticket, _, _ in covered})
    chosen = chosen.filter(completed_at__gte=start_of(months[0][0]), completed_at__lt=end_of(months[-1][1]))
    spans = [Q(completed_at__gte=start_of(first), completed_at__lt=end_of(last)) for first, last in months]
    counts = {f"month_{n}": Count("pk", filter=span) for n, span in enumerate(spans)}
    rows = chosen.order_by().values("lead_unit").annotate(**counts).values_list("lead_unit", *counts)
    return Counter({(unit, month): had for unit, *each in rows for month, had in zip(months, each, strict=True)})


def add_plan(plan: SamplePlan) -> SamplePlan:
    """Stores a plan. ValidationError where its share or dates do not hold, or another one for the same channel is in force
    on one of its days; busy while somebody else saves one."""
    if not cache.add(SAVING, 1, MOST_SECONDS):  # no constraint of both databases knows of overlapping dates
        raise ValidationError("他人正在保存抽访方案，请稍等几秒再保存。", code="busy")
    try:
        return _add(plan)
    finally:
        cache.delete(SAVING)


def _add(plan: SamplePlan) -> SamplePlan:
    plan.full_clean()
    others = SamplePlan.objects.filter(channel=plan.channel).exclude(ends_on__lt=plan.starts_on)
    if plan.ends_on is not None:
        others = others.filter(starts_on__lte=plan.ends_on)
    if other := others.order_by("starts_on", "pk").first():
        instead = f"把结束日期填在 {other.starts_on} 之前" if other.starts_on > plan.starts_on else "改起始日期"
        words = f"与方案“{other.name}”的日期重叠（{other.starts_on} 起）。请先结束那个方案，或{instead}。"
        raise ValidationError(words, code="overlapping")
    plan.save()
    return plan


def end_plan(plan: SamplePlan, at: datetime) -> None:
    """The plan holds until today, today included; one that has not begun is taken away. ValidationError already_ended."""
    today = local(at).date()
    if plan.ends_on is not None and plan.ends_on <= today:
        raise ValidationError(f"方案“{plan.name}”已于 {plan.ends_on} 结束。", code="already_ended")
    if plan.starts_on > today:
        plan.delete()
        return
    plan.ends_on = today
    plan.save(update_fields=["ends_on"])
