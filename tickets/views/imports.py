"""Import: a file is uploaded, taken in by a worker while the page shows how far it is, and its result read row by row."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from tickets.acts import importing, refusals
from tickets.acts.reading import known_layouts
from tickets.forms.importing import UploadForm
from tickets.models import IntakeBatch, IntakeRow
from units.acts import jobs
from units.acts.access import for_roles, person
from units.models import JobRun, User
from units.rules.roles import Role
from units.views.answers import attempt

IMPORTERS = (Role.DISPATCHER, Role.ADMINISTRATOR)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTED, UNDER_WAY = 30, 5
ROWS_SHOWN = 100


@require_http_methods(["GET", "POST"])
@for_roles(*IMPORTERS)
def upload(request: HttpRequest) -> HttpResponse:
    """The form and the last imports; POST keeps the file and leads to its progress."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        typed, started = form.cleaned_data, list[JobRun]()
        order = (typed["file"], person(request), timezone.now(), typed["layout"], typed["unit"])
        if attempt(request, lambda: started.append(importing.submit(*order)), form=form):
            return redirect("import_job", started[0].pk)
    return render(request, "tickets/imports.html", {"form": form, "limit_words": _limit(), **_past(person(request))})


@require_safe
@for_roles(*IMPORTERS)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the work is; a part for htmx, which loads the page anew when the work is over: that is the result."""
    job = _job(pk, person(request))
    is_part = request.headers.get("HX-Request") == "true"
    if is_part and job.is_over:
        return HttpResponse(headers={"HX-Refresh": "true"})
    batch = IntakeBatch.objects.filter(job=job).first() if job.is_over else None
    if batch is not None:
        return redirect("import_batch", batch.pk)
    page = "parts/_progress.html" if is_part else "tickets/import_job.html"
    return render(request, page, {"job": job, "progress_url": request.path, "file_name": job.argument.get("file_name", "")})


@require_safe
@for_roles(*IMPORTERS)
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of the rows: counts, what was refused and why, what changed."""
    batch = get_object_or_404(IntakeBatch.objects.select_related("by"), pk=pk)
    outcome = IntakeRow.Outcome.UPDATED if request.GET.get("tab") == "updated" else IntakeRow.Outcome.REFUSED
    after = request.GET.get("after", "")
    rows = _rows(batch, outcome, int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0)
    return render(request, "tickets/import_batch.html", {"batch": batch, "tab": outcome, "tabs": _tabs(batch, outcome), **rows})


@require_safe
@for_roles(*IMPORTERS)
def rejects(request: HttpRequest, pk: int) -> HttpResponse:
    """The refused rows with their reasons, to be mended and sent again."""
    batch = get_object_or_404(IntakeBatch, pk=pk)
    disposition = content_disposition_header(True, f"拒收-{batch.file_name.removesuffix('.xlsx')}-{batch.pk}.xlsx")
    return HttpResponse(
        refusals.of_batch(batch, person(request), timezone.now()), content_type=XLSX, headers={"Content-Disposition": disposition}
    )


@dataclass(frozen=True)
class Past:
    """One line of the past imports: a batch, or a job that has none (yet)."""

    url: str
    batch: IntakeBatch | None
    job: JobRun | None


def _limit() -> str:
    return f"{settings.UPLOAD_LIMIT_BYTES // 1024**2} MB"


def _job(pk: int, me: User) -> JobRun:
    """One's own import with its progress of this moment; an administrator's page shows everybody's."""
    try:
        job = jobs.look(pk, me)
    except JobRun.DoesNotExist:
        raise Http404("没有这次导入。") from None
    if job.kind != "import":
        raise Http404("没有这次导入。")
    return job


def _past(me: User) -> dict[str, object]:
    batches = [Past(reverse("import_batch", args=[batch.pk]), batch, None) for batch in IntakeBatch.objects.select_related("by")[:LISTED]]
    open_jobs = JobRun.objects.filter(kind="import", intake=None).select_related("requested_by").order_by("-pk")
    if me.role != Role.ADMINISTRATOR:
        open_jobs = open_jobs.filter(requested_by=me)
    return {"past": batches, "jobs": [Past(reverse("import_job", args=[job.pk]), None, job) for job in open_jobs[:UNDER_WAY]]}


def _tabs(batch: IntakeBatch, tab: str) -> list[dict[str, object]]:
    here = reverse("import_batch", args=[batch.pk])
    return [
        {"label": "拒收", "url": here, "count": batch.refused, "tone": "red", "is_here": tab == IntakeRow.Outcome.REFUSED},
        {
            "label": "更新的差异",
            "url": f"{here}?tab=updated",
            "count": batch.rows.filter(outcome=IntakeRow.Outcome.UPDATED).count(),
            "tone": "amber",
            "is_here": tab == IntakeRow.Outcome.UPDATED,
        },
    ]


def _rows(batch: IntakeBatch, outcome: str, after: int) -> dict[str, object]:
    found = list(batch.rows.filter(outcome=outcome, row__gt=after).select_related("ticket").order_by("row")[: ROWS_SHOWN + 1])
    shown = found[:ROWS_SHOWN]
    query = f"?tab={outcome}&after={shown[-1].row}" if len(found) > ROWS_SHOWN else ""
    labels = {layout.name: layout.label for layout in known_layouts()}
    return {"rows": shown, "next_url": query, "layout": labels.get(batch.layout, batch.layout)}
