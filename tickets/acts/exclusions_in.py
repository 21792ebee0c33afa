"""An exclusion as a row of a file: asked for, and decided where the row says so; known ones are left as they are."""

from django.core.exceptions import ValidationError
from django.db import models

from tickets.acts.case_files import Deed, Outcome
from tickets.acts.exclusions import Ask, Verdict, ask_many, decide_many
from tickets.acts.hard_cases import part_of_unit, ticket_of
from tickets.models import Assignment, Exclusion
from tickets.models.applications import OPEN_DECISIONS, Decision


class Said(models.TextChoices):
    ACCEPTED = Decision.ACCEPTED.value, "同意"
    REFUSED = Decision.REFUSED.value, "不同意"


def carry_out(deed: Deed) -> Outcome:
    """ValidationError: those of the acts, bad_row for the row's cells, and decided_otherwise."""
    deed.check(
        lambda: ticket_of(deed.text("number")) if deed.text("number") else None,
        lambda: deed.unit("unit", "承办单位"),
        lambda: deed.choice("aspect", "剔除指标", Exclusion.Aspect),
        lambda: deed.needed_moment("at", "申请时间"),
        lambda: deed.choice("decision", "决定", Said),
        lambda: (deed.needed_moment if deed.text("decision") else deed.moment)("decided_at", "审批时间"),
    )
    part = part_of_unit(ticket_of(deed.text("number")), deed.unit("unit", "承办单位"))
    aspect = deed.choice("aspect", "剔除指标", Exclusion.Aspect)
    asked_at = deed.needed_moment("at", "申请时间", part.assigned_at)
    said = deed.choice("decision", "决定", Said)
    known = _known(part, aspect, asked_at)
    row = known or _ask(deed, Ask(part, aspect, deed.text("reason"), deed.text("evidence"), asked_at))
    if said and row.decision in OPEN_DECISIONS:
        decided_at = deed.needed_moment("decided_at", "审批时间", row.at)
        verdict = Verdict(row, said == Said.ACCEPTED, decided_at, deed.text("words"), deed.text("document"))
        decide_many([verdict], deed.by, deed.now)
        return Outcome.CHANGED if known else Outcome.NEW
    if said and said != row.decision:
        words = f"工单 {part.ticket.number} 的“{row.get_aspect_display()}”已决定：{row.get_decision_display()}，与这一行不同，请核对。"
        raise ValidationError(words, code="decided_otherwise")
    return Outcome.SAME if known else Outcome.NEW


def _known(part: Assignment, aspect: str, asked_at: object) -> Exclusion | None:
    """The one that was asked for at that moment, else the one that stands."""
    rows = list(Exclusion.objects.filter(assignment=part, aspect=aspect).order_by("-pk"))
    found = next((row for row in rows if row.at == asked_at), None) or next((row for row in rows if _stands(row)), None)
    if found is not None:
        found.ticket, found.assignment = part.ticket, part
    return found


def _stands(row: Exclusion) -> bool:
    return row.decision in OPEN_DECISIONS or row.is_in_force


def _ask(deed: Deed, ask: Ask) -> Exclusion:
    ask_many([ask], deed.by, deed.now)
    row = Exclusion.objects.filter(assignment=ask.assignment, aspect=ask.aspect).latest("pk")
    row.ticket, row.assignment = ask.assignment.ticket, ask.assignment
    return row
