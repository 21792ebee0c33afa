"""Drafts (关账中): a month is counted beside its figures, in steps of one transaction each; the last step puts it in their place.

A draft is a Closing of its own under a label that nobody reads figures by, so that readers see the former figures, or none, to
the end. Each step first moves the draft's counter where it still is the old one: a worker that died leaves its step undone, and
whoever comes next goes on there; two at once share the work, and one of them takes the last step. Drafts of different closings
never stand side by side, or a late record could be counted in both; those of one recount do (scoring.acts.freezing says why).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from scoring.acts import correcting, facts, scores
from scoring.acts.alone import alone
from scoring.acts.freezing import IN_FLIGHT, Others, freeze_source, others_of
from scoring.acts.sources import COUNTED
from scoring.models import Closing, Fact
from scoring.rules.indicators import Source
from scoring.rules.periods import Period
from units.models import User

State = Closing.State
SOURCES: tuple[Source, ...] = tuple(COUNTED)
# The sources, the facts; the last one, which takes the month's place, comes after them.
COUNTING = len(SOURCES) + 1
STEPS = COUNTING + 1
# A draft that stood still for so long is begun anew: the tickets have gone on, and a closing counts them as they are.
LASTS = IN_FLIGHT
# Tells the moment at which a step is done: the work is long.
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Order:
    """The closing of an open month as of `as_of`, or, with a `span`, the recount of a closed one as of its own closing."""

    month: Period
    by: User | None
    at: datetime
    as_of: datetime
    span: str = ""
    why: str = ""

    @property
    def label(self) -> str:
        return f"{self.month.label}~"


def work_off(order: Order, told: Callable[[int], None] = lambda done: None, clock: Clock | None = None) -> Closing | None:
    """All steps that are left; `told` after each how many of STEPS are done, `clock` read at the last one, else it is of the order's
    moment. None when there is nothing to do or another one was quicker.

    ValidationError: busy.
    """
    while (draft := begin(order)) is not None:
        others = others_of(draft, order.month)
        while draft is not None and draft.step < COUNTING:
            draft = advance(draft, order.month, others)
            told(COUNTING if draft is None else draft.step)
        closed = None if draft is None else put_in_place(draft, order, clock)
        if closed is not None:
            told(STEPS)
            return closed
    return None


def begin(order: Order) -> Closing | None:
    """The month's draft, found or made; None when the month is not what was ordered for (closed already, open again, done).

    ValidationError busy: another closing or recount is under way.
    """
    with transaction.atomic():
        alone()
        for old in Closing.drafts.filter(computed_at__lt=order.at - LASTS):
            _drop(old)
        month = Closing.objects.filter(label=order.month.label).first()
        if not _is_wanted(order, month):
            return None
        _check_free(order)
        return Closing.drafts.get_or_create(label=order.label, defaults=_beginning(order, month))[0]


def advance(draft: Closing, month: Period, others: Others | None = None) -> Closing | None:
    """Does the draft's next step, unless somebody else has; returns the draft after it, None when it is a draft no longer. `others`:
    those of the draft, where they are at hand; no month is closed while it stands."""
    with transaction.atomic():
        if Closing.drafts.filter(pk=draft.pk, step=draft.step).update(step=F("step") + 1):
            if draft.step < len(SOURCES):
                freeze_source(draft, month, SOURCES[draft.step], others or others_of(draft, month))
            else:
                facts.write(draft)
    return Closing.drafts.filter(pk=draft.pk).first()


def put_in_place(draft: Closing, order: Order, clock: Clock | None = None) -> Closing | None:
    """The last step: the draft becomes the month, with its scores and what has been corrected, which is so from this step on: what was
    printed since the order, still had the former figures. None: another one was quicker."""
    with transaction.atomic():
        alone()
        if not Closing.drafts.filter(pk=draft.pk, step=COUNTING).update(step=STEPS):
            return None
        # Made where it is missing, so that a trial of the same moment has either been or waits.
        former = Closing.objects.get_or_create(label=order.month.label, defaults=_dates(order))[0]
        if not _is_wanted(order, former):
            _drop(draft)
            return None
        before = correcting.before(order.month, former)
        _drop(former)
        closed_by = {"closed_by": former.closed_by if order.span else order.by}
        reopened = {name: getattr(former, name) for name in ("reopened_at", "reopened_by", "reopened_why")}
        Closing.drafts.filter(pk=draft.pk).update(label=order.month.label, state=State.CLOSED, span="", **closed_by, **reopened)
        Closing.objects.exclude(state=State.CLOSED).filter(starts_on__gt=draft.starts_on).update(is_stale=True)
        scores.write(order.month)
        correcting.write(order.month, before, order.by, order.at, order.why, clock() if clock else order.at)
    return Closing.objects.get(pk=draft.pk)


def _is_wanted(order: Order, month: Closing | None) -> bool:
    """A recount wants a closed month that has not been counted since it was ordered, a closing one that is not closed."""
    is_closed = month is not None and month.state == State.CLOSED
    if order.span:
        return month is not None and is_closed and month.computed_at < order.at
    return not is_closed


def _check_free(order: Order) -> None:
    for other in Closing.drafts.order_by("starts_on"):
        if other.span != order.span or (not order.span and other.label != order.label):
            what = f"重算 {other.span}" if other.span else f"关账 {other.label.rstrip('~')}"
            raise ValidationError(f"正在{what}，完成后再试；如已中断，请再次{what}，会接着做完。", code="busy")


def _dates(order: Order) -> dict[str, object]:
    month = order.month
    return {"starts_on": month.starts_on, "ends_on": month.ends_on, "as_of": order.as_of, "computed_at": order.at}


def _beginning(order: Order, month: Closing | None) -> dict[str, object]:
    """What the draft will keep of its first moment, whenever it is finished, and of a month that is counted anew."""
    begun = {**_dates(order), "state": State.DRAFT, "span": order.span, "closed_at": order.at}
    if month is None:
        return begun
    kept = {"reopened_at": month.reopened_at}
    return {**begun, **kept, "as_of": month.as_of, "closed_at": month.closed_at} if order.span else {**begun, **kept}


def _drop(closing: Closing) -> None:
    """The row first, so that whoever is counting it has done."""
    Closing._base_manager.filter(pk=closing.pk).update(step=STEPS)
    for model in COUNTED.values():
        model._default_manager.filter(closing=closing.pk).delete()
    Fact.objects.filter(closing=closing.pk).delete()
    Closing._base_manager.filter(pk=closing.pk).delete()
