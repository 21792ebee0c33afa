"""Hard cases by file: the empty form, what a filled one would do row by row, and doing it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files import File
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from tickets.acts import case_files, case_sheets, exclusions_in, supervising_in, whistles_in
from tickets.acts.case_files import Do, Line, Outcome
from tickets.forms.hard_cases import CaseFileForm
from tickets.views.files import XLSX
from units.acts.access import for_roles, person
from units.rules.masking import mask_text
from units.rules.roles import Role
from units.views.answers import attempt

DEEDS: dict[str, Do] = {
    "exclusions": exclusions_in.carry_out,
    "supervision": supervising_in.carry_out,
    "whistles": whistles_in.carry_out,
}
# Numbers of tickets, whistles and papers are long, and no phones.
NUMBERS = frozenset({"number", "whistle", "document"})


@dataclass(frozen=True)
class Shown:
    """A line with its cells in the order of the form, phones and identity numbers masked."""

    line: Line
    cells: tuple[str, ...]


@require_safe
@for_roles(Role.SUPERVISOR)
def blank(request: HttpRequest, kind: str) -> HttpResponse:
    """The empty form."""
    name = f"{case_files.layout(kind).name}登记表.xlsx"
    headers = {"Content-Disposition": content_disposition_header(True, name) or ""}
    return HttpResponse(case_files.blank_form(kind), content_type=XLSX, headers=headers)


@require_http_methods(["GET", "POST"])
@for_roles(Role.SUPERVISOR)
def bring_in(request: HttpRequest, kind: str) -> HttpResponse:
    """The form for a file; POST shows what its rows would do, with `packed` (the preview's rows) does it."""
    is_file = request.method == "POST" and "packed" not in request.POST
    form = CaseFileForm(request.POST, request.FILES) if is_file else CaseFileForm()
    shown: dict[str, object] = {}
    if "packed" in request.POST:
        attempt(request, lambda: shown.update(_done(request, kind)))
    elif is_file and form.is_valid():
        attempt(request, lambda: shown.update(_look(request, kind, form.cleaned_data["file"])), form=form)
    known = case_files.layout(kind)
    names = {"kind": kind, "name": known.name, "headings": known.headings, "list_page": kind, "form_page": f"{kind}_form"}
    return render(request, "tickets/case_file.html", {"form": form, **names, **shown})


def _look(request: HttpRequest, kind: str, file: "File[bytes]") -> dict[str, object]:
    filled = case_sheets.read(file, case_files.layout(kind))
    rows = filled.rows
    lines = case_files.carry_out(kind, rows, DEEDS[kind], person(request), timezone.now(), dry_run=True)
    is_clean = case_files.is_clean(lines)
    left = case_files.left_to_do(lines) if is_clean else 0
    packed = case_files.packed(kind, rows) if left else ""
    return {**_told(kind, lines), "is_clean": is_clean, "left": left, "packed": packed, "unread": filled.unread}


def _done(request: HttpRequest, kind: str) -> dict[str, object]:
    rows = case_files.unpacked(kind, request.POST["packed"])
    lines = case_files.carry_out(kind, rows, DEEDS[kind], person(request), timezone.now())
    is_clean = case_files.is_clean(lines)
    return {**_told(kind, lines), "is_clean": is_clean, "is_done": is_clean}


def _told(kind: str, lines: Sequence[Line]) -> dict[str, object]:
    fields = [column.field for column in case_files.layout(kind).columns]
    counts = Counter(line.outcome for line in lines)
    sums = [(outcome.label, counts[outcome]) for outcome in Outcome]
    return {"lines": [Shown(line, tuple(_shown(name, line) for name in fields)) for line in lines], "sums": sums}


def _shown(name: str, line: Line) -> str:
    said = line.cells.get(name, "")
    return said if name in NUMBERS else mask_text(said)
