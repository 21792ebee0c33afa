"""The working calendar: a month of days to read and to edit, and the year that is not published yet."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from units.acts import calendar
from units.acts.access import for_roles
from units.forms import DayForm
from units.models import CalendarDay
from units.rules.roles import Role
from units.rules.workdays import DayTable
from units.views.answers import attempt


@for_roles(Role.ADMINISTRATOR)
def show(request: HttpRequest) -> HttpResponse:
    """The month of ?month=2026-10, else this one. POST stores the days that were changed."""
    month = _month(request.GET.get("month", ""))
    forms = [DayForm(request.POST or None, instance=day, prefix=f"{day.day:%m%d}") for day in _days(month)]
    if request.method == "POST" and all(form.is_valid() for form in forms):
        changed = [form for form in forms if form.has_changed()]
        if attempt(request, lambda: calendar.change_many([form.instance for form in changed])):
            messages.success(request, f"已保存 {len(changed)} 天。" if changed else "没有改动。")
            return redirect(f"{reverse('calendar')}?month={month:%Y-%m}")
    return render(request, "units/calendar.html", {"rows": forms, **_frame(month)})


@for_roles(Role.ADMINISTRATOR)
@require_POST
def open_year(request: HttpRequest) -> HttpResponse:
    """Starts the first year that the table lacks."""
    year = calendar.open_next_year()
    messages.success(request, f"已建立 {year} 年日历，周一至周五为工作日。请按国务院办公厅通知逐日修改节假日和调休。")
    return redirect(f"{reverse('calendar')}?month={year}-01")


def _month(text: str) -> date:
    """The first day of a month in a form's writing; this month for anything else."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)


def _days(month: date) -> list[CalendarDay]:
    return list(CalendarDay.objects.filter(day__gte=month, day__lt=_next(month)).order_by("day"))


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def _frame(month: date) -> dict[str, object]:
    """What stands around the days: neighbours, the year's months, and how far the State Council has published."""
    table = calendar.day_table()
    return {
        "month": month,
        "previous": (month - timedelta(days=1)).replace(day=1),
        "next": _next(month),
        "months": [date(month.year, number, 1) for number in range(1, 13)],
        "published_until": table.published_until,
        "is_provisional": table.is_provisional(month),
        "coming_year": (table.published_until + timedelta(days=1)).year,
        "reckoned": _reckoned(table, month) if table.is_provisional(month) else [],
    }


def _reckoned(table: DayTable, month: date) -> list[tuple[date, bool, str]]:
    """The days of an unpublished month as deadlines count them for the time being."""
    days = [month + timedelta(days=n) for n in range((_next(month) - month).days)]
    return [(day, table.is_workday(day), table.label(day)) for day in days]
