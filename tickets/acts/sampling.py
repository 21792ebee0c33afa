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
from django.core.exceptions import ValidationError
from django.db import transaction

from tickets.acts.moving import Step, move_many
from tickets.models import SamplePlan, Ticket
from tickets.rules.deadlines import MIDNIGHT, SHANGHAI, local
from tickets.rules.sampling import first_day, is_within, month_of, place
from tickets.rules.workflow import Act, Status
from units.acts.settings import values

BATCH = 1_000
Drawing = tuple[Ticket, datetime]


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
    ids = list(waiting.filter(completed_at__gte=_midnight(start)).order_by("completed_at", "pk").values_list("pk", flat=True))
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


def _part(ticket: Ticket, starts_on: int) -> tuple[int | None, tuple[int, int]]:
    assert ticket.completed_at is not None
    return ticket.lead_unit_id, month_of(local(ticket.completed_at).date(), starts_on)


def _had(covered: Sequence[tuple[Ticket, datetime, SamplePlan]], starts_on: int) -> Counter[tuple[int | None, tuple[int, int]]]:
    """How many each unit has been given in each month that is drawn from; one query, and only where a plan has a least."""
    months = {_part(ticket, starts_on)[1] for ticket, _, plan in covered if plan.least}
    if not months:
        return Counter()
    since = _midnight(first_day(min(months), starts_on))
    units = {ticket.lead_unit_id for ticket, _, _ in covered}
    chosen = Ticket.objects.filter(is_sampled=True, completed_at__gte=since, lead_unit__in=units)
    return Counter(_part(ticket, starts_on) for ticket in chosen.only("lead_unit_id", "completed_at").order_by())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, MIDNIGHT, SHANGHAI)


def add_plan(plan: SamplePlan) -> SamplePlan:
    """Stores a plan. ValidationError where its share or dates do not hold, or another one for the same channel is in force
    on one of its days."""
    plan.full_clean()
    others = SamplePlan.objects.filter(channel=plan.channel).exclude(ends_on__lt=plan.starts_on)
    if plan.ends_on is not None:
        others = others.filter(starts_on__lte=plan.ends_on)
    if other := others.first():
        words = f"与方案“{other.name}”的日期重叠（{other.starts_on} 起）。请先结束那个方案，或改起始日期。"
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
