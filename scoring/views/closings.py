"""Closing and reopening months on a page; the work itself is done by the worker."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from scoring.acts import closing, months
from scoring.forms import ReopenForm
from scoring.models import Closing
from units.acts import jobs
from units.acts.access import for_roles, person
from units.models import JobRun
from units.rules.roles import Role
from units.views.answers import attempt


@for_roles(Role.SUPERVISOR)
@require_GET
def closings(request: HttpRequest) -> HttpResponse:
    """The months, newest first, and the one to close next."""
    return render(request, "scoring/closings.html", {"shelf": months.shelf(timezone.now())})


@for_roles(Role.SUPERVISOR)
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Sends the closing of ?label to the worker; what would be refused is told at once."""
    label, me, now = request.POST.get("label", ""), person(request), timezone.now()
    sent: list[JobRun] = []

    def send() -> None:
        period = closing.check(label, now)
        sent.append(jobs.start("close", {"label": period.label}, me, now))

    return redirect("closing_job", sent[0].pk) if attempt(request, send) else redirect("closings")


@for_roles(Role.SUPERVISOR)
@require_GET
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a closing is; the part alone for htmx. Only for the one who started it."""
    get_object_or_404(JobRun, pk=pk, kind="close", requested_by=person(request))
    found = jobs.look(pk, person(request))
    is_part = request.headers.get("HX-Request") == "true" and not found.is_over
    context = {"job": found, "label": found.argument.get("label", ""), "progress_url": request.path}
    answer = render(request, "parts/_progress.html" if is_part else "scoring/closing_job.html", context)
    # What comes when it is over replaces the whole page, so that the next step stands there.
    if request.headers.get("HX-Request") == "true" and found.is_over:
        answer["HX-Refresh"] = "true"
    return answer


@for_roles(Role.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, label: str) -> HttpResponse:
    """Asks why, then opens a closed month again."""
    month = get_object_or_404(Closing, label=label)
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why, me = form.cleaned_data["why"], person(request)
        if attempt(request, lambda: closing.reopen(label, me, timezone.now(), why), f"{label} 已重开，改好后请再关账", form):
            return redirect("closings")
    return render(request, "scoring/reopen.html", {"month": month, "form": form})
