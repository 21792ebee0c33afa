"""The rosters of units and people: down as .xlsx, up again with what changed."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.files import File
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from hotline.acts.rosters import people, units
from hotline.acts.rosters.changes import Outcome
from tickets.acts.uploads import on_disk
from units.acts.access import for_roles, person
from units.models import User
from units.rules.roles import Role
from units.views.answers import attempt

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 8 * 1024**2
# By what the address says: how the file is called, and what makes it.
FORMS: Mapping[str, tuple[str, Callable[[], bytes]]] = {"units": ("单位名册", units.as_xlsx), "people": ("人员名册", people.as_xlsx)}


class RosterForm(forms.Form):
    """Which roster, and its file; whether the content is one is the act's to say."""

    kind = forms.ChoiceField(label="名册", choices=[("units", "单位"), ("people", "人员")])
    file = forms.FileField(
        label="文件",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "请选择按导出的表填好的 .xlsx 文件。"},
    )


@require_http_methods(["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def show(request: HttpRequest) -> HttpResponse:
    """The two rosters to take down; POST brings one in and says what it changed."""
    form, done = RosterForm(request.POST or None, request.FILES or None), list[Outcome]()
    if request.method == "POST" and form.is_valid():
        typed, me = form.cleaned_data, person(request)
        attempt(request, lambda: done.append(_bring_in(typed["kind"], typed["file"], me)), form=form)
    return render(request, "hotline/rosters.html", {"form": form, "outcome": done[0] if done else None})


@require_safe
@for_roles(Role.ADMINISTRATOR)
def form(request: HttpRequest, kind: str) -> HttpResponse:
    """A roster as it stands, which is the form to fill in."""
    if kind not in FORMS:
        raise Http404
    name, content = FORMS[kind]
    headers = {"Content-Disposition": content_disposition_header(True, f"{name}.xlsx") or "", "Cache-Control": "private, no-store"}
    return HttpResponse(content(), content_type=XLSX, headers=headers)


def _bring_in(kind: str, file: "File[Any]", by: User) -> Outcome:
    with on_disk(file, MOST_BYTES) as path:
        return people.bring_in(path, by) if kind == "people" else units.bring_in(path)
