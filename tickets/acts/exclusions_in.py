"""An exclusion as a row of a file: asked for, and decided where the row says so; a known one that waits is decided by its row. What
the row says otherwise of what stands is told, for neither an application nor a decision is changed."""

from datetime import datetime

from django.db import models

from tickets.acts.case_differences import Difference, is_same_moment, of_moments, of_words, refuse
from tickets.acts.case_files import Deed, Outcome
from tickets.acts.exclusions import LONGEST_WORDS, Ask, Verdict, ask_many, decide_many
from tickets.acts.hard_cases import part_of_unit
from tickets.models import Assignment, Exclusion
from tickets.models.applications import OPEN_DECISIONS, Decision

REMEDY = "申请和决定都不能由文件改写，请改成一致或删去这一行；市平台改判的，请在“剔除”里登记改判。"


class Said(models.TextChoices):
    ACCEPTED = Decision.ACCEPTED.value, "同意"
    REFUSED = Decision.REFUSED.value, "不同意"


def carry_out(deed: Deed) -> Outcome:
    """ValidationError: those of the acts, bad_row for the row's cells, and told_otherwise."""
    _check(deed)
    part = part_of_unit(deed.needed_ticket(), deed.unit("unit", "承办单位"))
    aspect = deed.choice("aspect", "剔除指标", Exclusion.Aspect)
    asked_at = deed.needed_moment("at", "申请时间", part.assigned_at)
    known = _known(part, aspect, asked_at, is_day=deed.is_day("at"))
    is_of_this_file = known is not None and known.recorded_at == deed.now
    if known is not None:
        refuse(_what(known), _asked_otherwise(deed, known, asked_at), REMEDY, is_of_this_file=is_of_this_file)
    row = known or _ask(deed, Ask(part, aspect, deed.text("reason"), deed.text("evidence"), asked_at))
    said = deed.choice("decision", "决定", Said)
    if said and row.decision in OPEN_DECISIONS:
        decided_at = deed.needed_moment("decided_at", "审批时间", row.at)
        verdict = Verdict(row, said == Said.ACCEPTED, decided_at, deed.text("words"), deed.text("document"))
        decide_many([verdict], deed.by, deed.now)
        deed.changes.append(Difference("决定", "", str(Said(said).label)).change)
        return Outcome.CHANGED if known else Outcome.NEW
    if said:
        refuse(_what(row), _decided_otherwise(deed, row, said), REMEDY, is_of_this_file=is_of_this_file)
    return Outcome.SAME if known else Outcome.NEW


def _check(deed: Deed) -> None:
    """ValidationError bad_row."""
    deed.check(
        deed.ticket,
        lambda: deed.unit("unit", "承办单位"),
        lambda: deed.choice("aspect", "剔除指标", Exclusion.Aspect),
        lambda: deed.needed_moment("at", "申请时间"),
        lambda: deed.choice("decision", "决定", Said),
        lambda: deed.needs("decision", "决定", {"decided_at": "审批时间", "words": "审批意见", "document": "决定文号"}),
        lambda: (deed.needed_moment if deed.text("decision") else deed.moment)("decided_at", "审批时间"),
    )


def _what(row: Exclusion) -> str:
    return f"工单 {row.ticket.number} 的“{row.get_aspect_display()}”"


def _asked_otherwise(deed: Deed, known: Exclusion, asked_at: datetime) -> list[Difference]:
    return [
        *of_words("事由", known.reason, deed.text("reason"), 1_000),
        *of_words("依据材料", known.evidence, deed.text("evidence"), LONGEST_WORDS),
        *of_moments("申请时间", known.at, asked_at, is_day=deed.is_day("at")),
    ]


def _decided_otherwise(deed: Deed, row: Exclusion, said: str) -> list[Difference]:
    """What the row says of a decision that was made; a decision is not made twice."""
    decided_at = deed.needed_moment("decided_at", "审批时间", row.at)
    is_other = said != row.decision
    return [
        *([Difference("决定", row.get_decision_display(), str(Said(said).label))] if is_other else []),
        *of_moments("审批时间", row.decided_at, decided_at, is_day=deed.is_day("decided_at")),
        *of_words("审批意见", row.decision_words, deed.text("words"), LONGEST_WORDS),
        *of_words("决定文号", row.document, deed.text("document"), 100, is_number=True),
    ]


def _known(part: Assignment, aspect: str, asked_at: datetime, *, is_day: bool) -> Exclusion | None:
    """The one that was asked for at that minute, else the one that stands, else for a bare date (`is_day`) the newest of that day."""
    rows = list(Exclusion.objects.filter(assignment=part, aspect=aspect).order_by("-pk"))
    found = (
        next((row for row in rows if is_same_moment(row.at, asked_at)), None)
        or next((row for row in rows if _stands(row)), None)
        or next((row for row in rows if is_day and is_same_moment(row.at, asked_at, is_day=True)), None)
    )
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
