"""The responsibility list: read, typed line by line, taken out and brought in as .xlsx."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tickets.acts import paging, responsibility, responsibility_in
from tickets.acts.responsibility import Difference, Entry
from tickets.forms.responsibility import LineForm, ListFileForm
from tickets.models import Responsibility
from units.acts.access import for_roles
from units.rules.roles import Role
from units.views.answers import attempt, id_of

WHO = (Role.DISPATCHER, Role.ADMINISTRATOR)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_SEARCH = 40
# Of the lines that a file changed, so many of a kind are listed.
MOST_TOLD = 100
CHANGED = "responsibility_changed"  # in the session, until it was shown


@require_http_methods(["GET", "POST"])
@for_roles(*WHO)
def table(request: HttpRequest) -> HttpResponse:
    """The list and the form for a file; POST brings a file in and shows what it changed."""
    form = ListFileForm(request.POST, request.FILES) if request.method == "POST" else ListFileForm()
    if request.method == "POST" and form.is_valid():
        file, done = form.cleaned_data["file"], list[Difference]()
        if attempt(request, lambda: done.append(responsibility_in.bring_in(file)), form=form):
            request.session[CHANGED] = _told(done[0])
            return redirect("responsibility")
    context = {"form": form, "difference": request.session.pop(CHANGED, None), **_lines(request)}
    return render(request, "tickets/responsibility.html", context)


def _told(difference: Difference) -> dict[str, object]:
    """What a file changed, as words for the page that the browser asks for next: a reload sends no file again."""
    added = [(entry.words, _units(entry)) for entry in difference.added[:MOST_TOLD]]
    updated = [(entry.words, changes) for entry, changes in difference.updated[:MOST_TOLD]]
    return {"words": difference.words, "added": added, "updated": updated}


def _units(entry: Entry) -> str:
    assists = "、".join(map(str, entry.assists))
    return f"主办 {entry.lead}，协办 {assists}" if assists else f"主办 {entry.lead}"


@require_safe
@for_roles(*WHO)
def as_file(request: HttpRequest) -> HttpResponse:
    """The whole list as the .xlsx that comes in again."""
    headers = {"Content-Disposition": content_disposition_header(True, "确责清单.xlsx") or ""}
    return HttpResponse(responsibility.write_xlsx(), content_type=XLSX, headers=headers)


@require_http_methods(["GET", "POST"])
@for_roles(*WHO)
def line(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A line as a form, a new one without `pk`; POST keeps it."""
    known = get_object_or_404(responsibility.rows(), pk=pk) if pk is not None else None
    form = LineForm(request.POST or None, initial=LineForm.values_of(known) if known else None)
    if request.method == "POST" and form.is_valid():
        entry = form.entry()
        if attempt(request, lambda: responsibility.put(entry, known), f"已保存：{entry.words}", form):
            return redirect("responsibility")
    return render(request, "tickets/responsibility_line.html", {"form": form, "line": known})


@require_POST
@for_roles(*WHO)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a line off the list."""
    known = get_object_or_404(Responsibility, pk=pk)
    responsibility.drop(known)
    messages.success(request, f"已删除：{known}")
    return redirect("responsibility")


def _lines(request: HttpRequest) -> dict[str, object]:
    """A page of the list, narrowed by the words of the address."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    rows = responsibility.rows()
    if words:
        rows = rows.filter(
            Q(category__path__icontains=words) | Q(area__icontains=words) | Q(matter__icontains=words) | Q(lead__name__icontains=words)
        )
    after, before = (id_of(request.GET.get(name, "")) for name in ("after", "before"))
    return {"page": paging.page(rows, "order", after=after, before=before), "words": words, "total": rows.count()}
