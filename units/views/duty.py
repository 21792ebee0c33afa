"""The duty roster of a week, and the notes from shift to shift."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from units.acts import duty
from units.acts.access import for_roles, person
from units.forms import DutyForm, HandoverForm
from units.models import Duty, Handover
from units.rules.roles import Role
from units.views.answers import attempt, back

READERS = (Role.DISPATCHER, Role.CALLBACK, Role.SUPERVISOR, Role.ADMINISTRATOR)
EARLIEST, LATEST = date(2000, 1, 1), date(2200, 1, 1)
PLANNERS = (Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR)


@require_http_methods(["GET", "POST"])
@for_roles(*READERS)
def show(request: HttpRequest) -> HttpResponse:
    """The week of ?from=2026-11-16, else this one. POST leaves a note for the next shift."""
    form = HandoverForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        words, me = form.cleaned_data["words"], person(request)
        if attempt(request, lambda: duty.hand_over(words, me, timezone.now()), "交接记录已保存，等接班人确认", form):
            return redirect("duty")
    return render(request, "units/duty.html", _context(request, form, DutyForm()))


@require_POST
@for_roles(*PLANNERS)
def enter(request: HttpRequest) -> HttpResponse:
    """Puts somebody on the roster."""
    form = DutyForm(request.POST)
    if form.is_valid() and attempt(request, lambda: duty.enter([form.duty()]), "已排班", form):
        return redirect(f"{reverse('duty')}?from={_monday(form.cleaned_data['on'])}")
    return render(request, "units/duty.html", _context(request, HandoverForm(), form))


@require_POST
@for_roles(*PLANNERS)
def strike(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a coming shift off the roster."""
    attempt(request, lambda: duty.strike(pk, timezone.localdate()), "已取消这一班")
    return back(request, "duty")


@require_POST
@for_roles(*READERS)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """The next shift has read the note."""
    note = get_object_or_404(Handover, pk=pk)
    attempt(request, lambda: duty.take_over(note.pk, person(request), timezone.now()), "已接班")
    return back(request, "duty")


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _first(request: HttpRequest) -> date:
    """The Monday of the week that was asked for; this week's for anything that is no day of an office's life."""
    try:
        asked = date.fromisoformat(request.GET.get("from", ""))
    except ValueError:
        asked = timezone.localdate()
    return _monday(asked if EARLIEST < asked < LATEST else timezone.localdate())


def _context(request: HttpRequest, note: HandoverForm, form: DutyForm) -> dict[str, object]:
    first = _first(request)
    return {
        "week": duty.week(first),
        "shifts": Duty.Shift.labels,
        "first": first,
        "previous": first - timedelta(days=duty.DAYS),
        "next": first + timedelta(days=duty.DAYS),
        "today": timezone.localdate(),
        "form": form,
        "note_form": note,
        "notes": duty.notes(),
        "may_plan": person(request).role in PLANNERS,
        "me": person(request),
    }
