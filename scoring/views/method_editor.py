"""The method editor: a form and the TOML beside it, rows added and taken away, a preview, and saving. Everything comes by POST to the
page's own address, with the button that was pressed as `do`; nothing is stored but by 保存."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from scoring.acts import method_desk, method_shelf, versions, what_if
from scoring.acts.method_desk import Checked, Offered
from scoring.forms.method import MethodForm, for_people, read_draft
from scoring.models import Method
from scoring.rules.method_columns import KIND_WORDS
from scoring.rules.method_draft import Draft
from scoring.rules.method_places import Fault, placed
from scoring.rules.method_text import decoded
from units.acts.access import for_roles
from units.rules.roles import Role
from units.views.answers import text_in

MOST_BYTES = 200_000
_ROW = re.compile(r"(add|remove|up)-(components|groups|bands)(?:-(\d{1,3}))?")


@dataclass(frozen=True)
class Sheet:
    """What the editor shows. `of`: the unused version that is being changed; `toml` the text beside the form, with its own faults;
    `added`: the part that got a row; `kept_seen`: the sign of the text that we wrote, where another has been typed since."""

    draft: Draft
    desk: Offered
    of: Method | None
    toml: str
    toml_faults: tuple[Fault, ...] = ()
    faults: tuple[Fault, ...] = ()
    is_judged: bool = False
    notes: tuple[str, ...] = ()
    sandbox: what_if.Sandbox | None = None
    added: str = ""
    saved: versions.Saved | None = None
    kept_seen: str = ""


@for_roles(Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A method of a code of its own, from scratch or from a TOML file."""
    return _answer(request, method_desk.first, "新建评分办法")


@for_roles(Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """The version after this one."""
    row = get_object_or_404(Method, pk=pk)
    return _answer(request, lambda desk: method_desk.next_version(row, desk), f"{row.name}：新一版")


@for_roles(Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """A version that nothing closed stands on."""
    row = get_object_or_404(Method, pk=pk)
    if method_shelf.look(row).is_used:
        messages.error(request, "这一版已用于关账，不能再改，请新建一版，写明起用日期。")
        return redirect("method", pk)
    return _answer(request, lambda desk: method_desk.as_stored(row, desk), f"修改 {row.name} {row.version} 版", row)


def _answer(request: HttpRequest, start: Callable[[Offered], Draft], title: str, of: Method | None = None) -> HttpResponse:
    desk = method_desk.offered()
    if request.method == "GET":
        draft = start(desk)
        sheet = Sheet(draft, desk, of, method_desk.check(draft, desk).toml)
    else:
        sheet = _done(request, Sheet(read_draft(request.POST), desk, of, text_in(request.POST, "toml").replace("\r\n", "\n")))
    if sheet.saved is None:
        return _page(request, sheet, title)
    messages.success(request, f"已保存 {sheet.saved.method.name} {sheet.saved.method.version} 版")
    for words in sheet.saved.said:
        messages.info(request, words)
    return redirect("method", sheet.saved.method.pk)


def _done(request: HttpRequest, sheet: Sheet) -> Sheet:
    do = text_in(request.POST, "do")
    row = _ROW.fullmatch(do)
    if do == "fill":
        return _filled(request, sheet)
    if do != "check" and _is_typed(request, sheet.toml):
        words = "TOML 改过，还没有填入表单：请先按“填入表单”，或按“按表单更新”放弃这些改动。"
        return replace(sheet, toml_faults=(Fault((), 0, "", words),), kept_seen=text_in(request.POST, "seen"))
    if row:
        return _with_rows(sheet, row, text_in(request.POST, "new-kind"))
    return {"save": _saved, "preview": _previewed}.get(do, _checked)(request, sheet)


def _is_typed(request: HttpRequest, toml: str) -> bool:
    return text_in(request.POST, "seen") != digest(toml)


def digest(toml: str) -> str:
    """Tells whether the text beside the form is still the one that we wrote."""
    return hashlib.sha256(toml.strip().encode()).hexdigest()[:16]


def _with_rows(sheet: Sheet, asked: re.Match[str], kind: str) -> Sheet:
    verb, part, number = asked[1], asked[2], int(asked[3] or 0)
    if verb == "add":
        of_kind = (kind if kind in KIND_WORDS else "share") if part == "components" else ""
        return _rendered(replace(sheet, draft=sheet.draft.with_row(part, of_kind), added=part))
    draft = sheet.draft.without_row(part, number) if verb == "remove" else sheet.draft.with_row_up(part, number)
    return _rendered(replace(sheet, draft=draft))


def _rendered(sheet: Sheet) -> Sheet:
    return replace(sheet, toml=method_desk.check(sheet.draft, sheet.desk).toml)


def _filled(request: HttpRequest, sheet: Sheet) -> Sheet:
    """The form anew from the text, or from a file where one was chosen. A text that is no TOML leaves the form as it is."""
    chosen, text = request.FILES.get("file"), sheet.toml
    try:
        if chosen is not None:
            if (chosen.size or 0) > MOST_BYTES:
                raise ValidationError(f"文件超过 {MOST_BYTES // 1000} KB，不像评分办法，请核对。", code="too_large")
            text = decoded(chosen.read(), versions.PLACE)
        if not text.strip():
            raise ValidationError("请贴上 TOML，或选一个 .toml 文件。", code="bad_method")
        draft = method_desk.fill(text, sheet.desk)
    except ValidationError as refusal:
        faults = tuple(placed(words, versions.PLACE, text) for words in refusal.messages)
        return replace(sheet, toml=text, toml_faults=faults, kept_seen=text_in(request.POST, "seen"))
    checked = method_desk.check(draft, sheet.desk)
    in_text = tuple(placed(f"{versions.PLACE}：{_place(one)}{for_people(one.words)}", versions.PLACE, text) for one in checked.faults)
    lost = method_desk.comments(text)
    notes = (f"TOML 里的 {lost} 行注释（#）不随办法保存。",) if lost else ()
    # The text stays as it was given, so that the lines of its faults are its own.
    return replace(sheet, draft=draft, toml=text, toml_faults=in_text, faults=checked.faults, is_judged=True, notes=notes)


def _place(fault: Fault) -> str:
    return "".join(f"{name} 第 {number} 项：" if number else f"{name}：" for name, number in fault.steps)


def _judged(sheet: Sheet) -> tuple[Sheet, Checked]:
    checked = method_desk.check(sheet.draft, sheet.desk)
    return replace(sheet, toml=checked.toml, faults=checked.faults, is_judged=True), checked


def _checked(request: HttpRequest, sheet: Sheet) -> Sheet:
    return _judged(sheet)[0]


def _previewed(request: HttpRequest, sheet: Sheet) -> Sheet:
    sheet, checked = _judged(sheet)
    if checked.body is None:
        return sheet
    try:
        sandbox = method_desk.preview(checked.body)
    except ValidationError as refusal:
        return replace(sheet, notes=tuple(refusal.messages))
    return replace(sheet, sandbox=sandbox, notes=() if sandbox else ("还没有已关账的月份，无从对照；保存后看试算。",))


def _saved(request: HttpRequest, sheet: Sheet) -> Sheet:
    sheet, checked = _judged(sheet)
    if checked.body is None:
        return sheet
    try:
        if sheet.of is not None and text_in(request.POST, "stored") != stored_digest(sheet.of):
            raise ValidationError("这一版刚被别人改过，请重新打开再改，免得盖掉别人的改动。", code="stale")
        return replace(sheet, saved=versions.save(checked.plain, sheet.of))
    except ValidationError as refusal:
        return replace(sheet, faults=tuple(placed(words, versions.PLACE, checked.toml) for words in refusal.messages))


def stored_digest(method: Method) -> str:
    return digest(repr(sorted(method.body.items())))


def _page(request: HttpRequest, sheet: Sheet, title: str) -> HttpResponse:
    form = MethodForm(sheet.draft, sheet.desk)
    form.place(sheet.faults)
    form.begin_at(sheet.added)
    context = {
        "title": title,
        "sheet": sheet,
        "form": form,
        "beyond": sheet.draft.beyond,
        "seen": sheet.kept_seen or digest(sheet.toml),
        "stored": text_in(request.POST, "stored") or (stored_digest(sheet.of) if sheet.of else ""),
        "back": sheet.of,
    }
    return render(request, "scoring/method_edit.html", context, status=400 if sheet.faults or sheet.toml_faults else 200)
