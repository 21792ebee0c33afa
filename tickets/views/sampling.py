"""Sampling plans (抽访方案): which share of the completed tickets is called; added, ended, and drawn by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from tickets.acts import sampling
from tickets.forms.callbacks import PlanForm
from tickets.models import SamplePlan
from units.acts.access import for_roles
from units.rules.roles import Role
from units.views.answers import attempt

PLANNERS = (Role.CALLBACK, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Line:
    plan: SamplePlan
    is_in_force: bool
    may_end: bool


@require_http_methods(["GET", "POST"])
@for_roles(*PLANNERS)
def plans(request: HttpRequest) -> HttpResponse:
    """The plans, the newest first; POST adds one."""
    form = PlanForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        plan = form.save(commit=False)
        if attempt(request, lambda: sampling.add_plan(plan), f"已新增抽访方案“{plan.name}”", form):
            return redirect("sample_plans")
    return render(request, "tickets/sample_plans.html", {"form": form, "lines": _lines()})


@require_POST
@for_roles(*PLANNERS)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_object_or_404(SamplePlan, pk=pk)
    attempt(request, lambda: sampling.end_plan(plan, timezone.now()), f"方案“{plan.name}”到今天为止")
    return redirect("sample_plans")


@require_POST
@for_roles(*PLANNERS)
def draw(request: HttpRequest) -> HttpResponse:
    """As each night, at once."""
    made: list[sampling.Draw] = []
    if attempt(request, lambda: made.append(sampling.draw(timezone.now()))):
        done = made[0]
        words = f"抽样 {done.looked_at} 件，抽中 {done.chosen} 件" if done.looked_at else "没有等待抽样的办结件"
        messages.success(request, words)
    return redirect("sample_plans")


def _lines() -> Sequence[Line]:
    today = timezone.localdate()
    found = SamplePlan.objects.select_related("channel").order_by("-starts_on", "-pk")
    return [Line(plan, sampling.is_in_force(plan, today), plan.ends_on is None or plan.ends_on > today) for plan in found]
