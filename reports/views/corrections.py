"""What a month that was closed again has changed: the page and its files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from reports.acts import corrected
from reports.rules.duties import READERS
from scoring.acts import differences
from scoring.models import Correction
from scoring.views.files import sent
from units.acts.access import for_roles, person


@for_roles(*READERS)
@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The difference between what was printed and what stands now, and the bulletins that printed it."""
    correction = get_object_or_404(Correction.objects.select_related("opened_by", "closed_by"), pk=pk)
    context = {"found": differences.difference(correction), "bulletins": corrected.printed(correction, person(request))}
    return render(request, "reports/correction.html", {"correction": correction, **context})


@for_roles(*READERS)
@require_GET
def figures_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    return sent(request, differences.figures_table(get_object_or_404(Correction, pk=pk)), kind)


@for_roles(*READERS)
@require_GET
def scores_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    return sent(request, differences.scores_table(get_object_or_404(Correction, pk=pk)), kind)
