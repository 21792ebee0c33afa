"""The duty roster (值班表) and what one shift tells the next (交接班)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from units.models import Duty, Handover, User
from units.rules.roles import UNIT_ROLES, Role

DAYS = 7
NOTES = 20


@dataclass(frozen=True)
class Day:
    on: date
    duties: tuple[Duty, ...]

    @property
    def shifts(self) -> tuple[tuple[str, tuple[Duty, ...]], ...]:
        """Every shift of the day by its name, with who has it."""
        return tuple((shift.label, tuple(duty for duty in self.duties if duty.shift == shift)) for shift in Duty.Shift)


def week(first: date) -> list[Day]:
    """Seven days from `first` with who is on duty. One query."""
    last = first + timedelta(days=DAYS - 1)
    rows = list(Duty.objects.filter(on__gte=first, on__lte=last).select_related("person").order_by("on", "shift", "-is_chief", "pk"))
    days = [first + timedelta(days=n) for n in range(DAYS)]
    return [Day(day, tuple(row for row in rows if row.on == day)) for day in days]


def on_duty(day: date) -> QuerySet[Duty]:
    return Duty.objects.filter(on=day).select_related("person").order_by("shift", "-is_chief", "pk")


def eligible() -> QuerySet[User]:
    """Who may stand on the roster: people of the district centre."""
    return User.objects.filter(is_active=True).exclude(role__in=[*UNIT_ROLES, Role.CLIENT]).order_by("role", "pk")


def enter(duties: Sequence[Duty]) -> None:
    """Puts shifts on the roster. ValidationError: twice, not_eligible."""
    for duty in duties:
        if duty.person.role in UNIT_ROLES or not duty.person.is_active:
            raise ValidationError(f"“{duty.person}”不是区平台在岗人员，不能排班。", code="not_eligible")
    try:
        with transaction.atomic():
            Duty.objects.bulk_create(duties)
    except IntegrityError:
        raise _twice(duties) from None


def _twice(duties: Sequence[Duty]) -> ValidationError:
    """Which of them stand on the roster already: two people may have entered them at once."""
    known = set(Duty.objects.filter(on__in={duty.on for duty in duties}).values_list("on", "shift", "person"))
    found = [duty for duty in duties if (duty.on, duty.shift, duty.person_id) in known] or duties
    words = "、".join(f"“{duty.person}”在 {duty.on} 的{duty.get_shift_display()}" for duty in found)
    return ValidationError(f"{words}已经排过。", code="twice")


def strike(pk: int, today: date) -> None:
    """Takes a shift off the roster. ValidationError: past (what was, stays on record), gone."""
    duty = Duty.objects.filter(pk=pk).first()
    if duty is None:
        raise ValidationError("这一班已经不在值班表上。", code="gone")
    if duty.on < today:
        raise ValidationError(f"{duty.on} 的值班已过，记录保留，不能删除。", code="past")
    duty.delete()


def hand_over(words: str, by: User, at: datetime) -> Handover:
    """Leaves a note for the next shift. ValidationError words_missing."""
    if not words.strip():
        raise ValidationError("请填写交接内容：未了事项、需要盯的工单、已联系的单位。", code="words_missing")
    return Handover.objects.create(words=words.strip(), by=by, at=at)


def take_over(pk: int, by: User, at: datetime) -> None:
    """The next shift has read the note. ValidationError: own_note, taken (with who and when)."""
    note = Handover.objects.select_related("taken_by").get(pk=pk)
    if note.by_id == by.pk:
        raise ValidationError("自己写的交接记录由接班人确认。", code="own_note")
    if not Handover.objects.filter(pk=pk, taken_by=None).update(taken_by=by, taken_at=at):
        raise ValidationError(f"这条交接记录已由 {note.taken_by} 接班。", code="taken")


def notes() -> QuerySet[Handover]:
    """The newest notes."""
    return Handover.objects.select_related("by", "taken_by").order_by("-at", "-pk")[:NOTES]
