"""What the unit's and the district's acts on a 退件单 share: its state checked, its part of the chain, its columns stored."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError

from tickets.acts import history
from tickets.acts.moving import Step
from tickets.models import ReturnRequest
from tickets.models.applications import Decision
from tickets.rules.workflow import Act
from units.models import Unit, User
from units.models.bulk import update_where_old

Facts = dict[str, str | int | bool | None]


def above(units: Iterable[Unit]) -> dict[int, frozenset[int | None]]:
    """By each unit's id, its own and those of the units above it: what one of these returns may not be sent to it. One query."""
    rows = Unit.objects.filter(pk__in={unit.pk for unit in units}).values_list("pk", "parent_id", "parent__parent_id")
    return {pk: frozenset({pk, up, top} - {None}) for pk, up, top in rows}


def check_decision(request: ReturnRequest, *wanted: Decision) -> None:
    """ValidationError not_now, with what stands now, for a slip in another state than `wanted`."""
    if request.decision not in wanted:
        label = Decision(request.decision).label
        raise ValidationError(f"工单 {request.ticket.number} 的退件单现在是“{label}”，不能这样操作。请刷新页面。", code="not_now")


def slip_step(request: ReturnRequest, act: Act, at: datetime, words: str = "") -> Step:
    """The ticket's part of an act on its slip that moves no status."""
    return Step(request.ticket, act, at, slip_facts(request, words), stays=True)


def slip_facts(request: ReturnRequest, words: str) -> Facts:
    """What an event says of its slip: which, and the digest of what was written."""
    return {"return": request.pk, "serial": request.serial, "words": history.words_digest(words.strip()) if words.strip() else ""}


def decided(decision: Decision, by: User | None, at: datetime, words: str) -> dict[str, object]:
    """The columns of a slip that say what was decided on it."""
    return {"decision": decision, "decided_by": by.pk if by else None, "decided_at": at, "decision_words": words.strip()[:500]}


def write_slips(changes: Sequence[tuple[ReturnRequest, dict[str, object]]]) -> None:
    """Stores what an act changes on its slips (the same columns on each), behind its move: that has kept out everybody else."""
    if not changes:
        return
    update_where_old(ReturnRequest, [{"pk": request.pk, **values} for request, values in changes], [], list(changes[0][1]))
    for request, columns in changes:
        for name, value in columns.items():
            setattr(request, ReturnRequest._meta.get_field(name).attname, value)  # type: ignore[union-attr]
