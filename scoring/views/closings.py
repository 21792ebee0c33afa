"""Closing and reopening months on a page; the work itself is done by the worker."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from scoring.acts import closing, months, recounting
from scoring.forms import RecountForm, ReopenForm
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
    label, me = request.POST.get("label", ""), person(request)
    sent: list[JobRun] = []

    def send() -> None:
        sent.append(closing.start(label, me, timezone.now()))

    return redirect("closing_job", sent[0].pk) if attempt(request, send) else redirect("closings")


@for_roles(Role.SUPERVISOR)
@require_GET
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a closing is; the part alone for htmx. Only for the one who started it."""
    get_object_or_404(JobRun, pk=pk, kind="close", requested_by=person(request))
    found = jobs.look(pk, person(request))
    context = {"job": found, "label": found.argument.get("label", ""), "progress_url": request.path}
    return _progress(request, found, "scoring/closing_job.html", context)


def _progress(request: HttpRequest, found: JobRun, page: str, context: dict[str, object]) -> HttpResponse:
    """What comes when it is over replaces the whole page, so that the next step stands there."""
    is_part = request.headers.get("HX-Request") == "true"
    answer = render(request, "parts/_progress.html" if is_part and not found.is_over else page, context)
    if is_part and found.is_over:
        answer["HX-Refresh"] = "true"
    return answer


@for_roles(Role.SUPERVISOR)
@require_POST
def recount(request: HttpRequest) -> HttpResponse:
    """Sends the closed months of ?label to the workers."""
    form, me = RecountForm(request.POST), person(request)
    sent: list[JobRun] = []
    if not form.is_valid():
        messages.error(request, "".join(str(words) for faults in form.errors.values() for words in faults))
        return redirect("closings")

    def send() -> None:
        sent.append(recounting.start(form.cleaned_data["label"], me, timezone.now(), form.cleaned_data["why"]))

    return redirect("recount_job", sent[0].pk) if attempt(request, send) else redirect("closings")


@for_roles(Role.SUPERVISOR)
@require_GET
def recount_job(request: HttpRequest, pk: int) -> HttpResponse:
    """How many months of a recount are done, and each of them; only for the one who started it."""
    get_object_or_404(JobRun, pk=pk, kind=recounting.KIND, requested_by=person(request))
    jobs.gather(pk)
    found = jobs.look(pk, person(request))
    parts = [jobs.look(part, person(request)) for part in found.parts.order_by("pk").values_list("pk", flat=True)]
    told = {"came_to": recounting.outcomes([found])[pk] if found.is_over else "", "label": found.argument.get("label", "")}
    context = {"job": found, "parts": parts, "progress_url": request.path, **told}
    return _progress(request, found, "scoring/recount_job.html", context)


@for_roles(Role.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, label: str) -> HttpResponse:
    """Asks why, then opens a closed month again."""
    month = get_object_or_404(Closing, label=label)
    if request.method == "GET" and month.state != Closing.State.CLOSED:
        messages.error(request, f"{label} 没有关账，不用重开。")
        return redirect("closings")
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why, me = form.cleaned_data["why"], person(request)
        if attempt(request, lambda: closing.reopen(label, me, timezone.now(), why), f"{label} 已重开，改好后请再关账", form):
            return redirect("closings")
    return render(request, "scoring/reopen.html", {"month": month, "form": form, "later": months.later_closed(month)})
