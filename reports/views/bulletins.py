"""Doors to the bulletins: the shelf, the desk with the paper, composing, numbering, publishing, the file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.http import require_GET, require_POST

from reports.acts import corrected, desk, files, offers, publish
from reports.forms import ComposeForm, NumbersForm, PublishForm
from reports.models import Bulletin
from reports.rules.duties import COMPOSERS, READERS, may_compose
from units.acts.access import for_roles, person
from units.views.answers import attempt

ZOOMS = ("70", "88", "100")


@for_roles(*READERS)
@require_GET
def shelf(request: HttpRequest) -> HttpResponse:
    """All bulletins, the newest period first, and for the composer the periods that can be composed."""
    form = ComposeForm() if may_compose(person(request).role) else None
    rows = list(offers.shelf(person(request)))
    return render(request, "reports/bulletins.html", {"rows": rows, "untold": corrected.untold(rows), "form": form})


@for_roles(*READERS)
@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper with the figure that ?figure= names; ?version= lays another version on the desk."""
    bulletin = get_object_or_404(Bulletin.objects.visible_to(person(request)).select_related("frame"), pk=pk)
    composes = may_compose(person(request).role)
    laid = desk.lay(bulletin, request.GET.get("version", ""), request.GET.get("figure", ""), composes)
    context = {"desk": laid, "paper": laid.paper, "composes": composes, "numbers": _numbers(bulletin), **_looks(request)}
    context["corrections"] = corrected.corrections_since(bulletin, laid.published_at)
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "reports/_bulletin_desk.html" if is_part else "reports/bulletin.html", context)


def _looks(request: HttpRequest) -> dict[str, object]:
    """The paper's size, and the address before a figure's that keeps size and version."""
    zoom = request.GET.get("zoom", "")
    kept = {name: request.GET[name] for name in ("version", "zoom") if name in request.GET}
    return {"zooms": ZOOMS, "zoom": zoom if zoom in ZOOMS else "88", "link": f"?{urlencode({**kept, 'figure': ''})}"}


def _numbers(bulletin: Bulletin) -> NumbersForm:
    return NumbersForm(initial={"issue": bulletin.issue, "edition": bulletin.edition, "issued_on": bulletin.issued_on})


@for_roles(*COMPOSERS)
@require_POST
def compose(request: HttpRequest) -> HttpResponse:
    """Composes a period's draft, anew where there is one, and shows it."""
    form = ComposeForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请选择要编制的期间；没有可选的期间时，请先关账或等当晚试算。")
        return redirect("bulletins")
    frame, _, period = form.cleaned_data["chosen"].partition("|")
    if attempt(request, lambda: publish.refresh(period, frame, timezone.now()), said="已按最新数字编制"):
        return redirect("bulletin", Bulletin.objects.get(frame__code=frame, period=period).pk)
    return redirect("bulletins")


@for_roles(*COMPOSERS)
@require_POST
def number(request: HttpRequest, pk: int) -> HttpResponse:
    bulletin = get_object_or_404(Bulletin.objects.visible_to(person(request)), pk=pk)
    form = NumbersForm(request.POST)
    if form.is_valid():
        attempt(request, lambda: publish.set_numbers(bulletin, **form.cleaned_data, at=timezone.now()), said="期号与日期已保存")
    else:
        messages.error(request, "期号应为不小于 1 的整数，日期应为 2022-04-29 的样子。")
    return redirect("bulletin", pk)


@for_roles(*COMPOSERS)
@require_POST
def send_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Publishes; what blocks is told in words and nothing is changed."""
    bulletin = get_object_or_404(Bulletin.objects.visible_to(person(request)), pk=pk)
    form = PublishForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    attempt(request, lambda: publish.publish(bulletin, person(request), timezone.now(), why), said="已发布")
    return redirect("bulletin", pk)


@for_roles(*READERS)
@require_GET
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of ?version= (the newest), or the draft printed now with ?version=draft."""
    bulletin = get_object_or_404(Bulletin.objects.visible_to(person(request)), pk=pk)
    file = files.file_of(bulletin, request.GET.get("version", ""))
    disposition = content_disposition_header(True, file.name) or "attachment"
    return HttpResponse(file.content, content_type="application/pdf", headers={"Content-Disposition": disposition})
