"""A unit asks for more time, takes its application back, and reads what became of the earlier ones (延期记录)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tickets.acts import application_desk, applying, conditions, extensions, paging
from tickets.acts.cases import Case, open_case
from tickets.acts.identities import hide_in_titles
from tickets.forms.applications import ExtensionForm
from units.acts.access import for_roles, person
from units.models import User
from units.rules.roles import Role
from units.views.answers import attempt, id_of

# What a unit applies for, by the kind in addresses.
KINDS = {"extension": "延期", "suspension": "挂起"}


@require_http_methods(["GET", "POST"])
@for_roles(Role.HANDLER)
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """The form with its condition; POST sends it."""
    me, now = person(request), timezone.now()
    ticket = get_object_or_404(application_desk.held_by(me), number=number)
    case = open_case(ticket, me, now)
    assert case.story.lead is not None
    form = ExtensionForm(request.POST or None, lead=case.story.lead)
    if request.method == "POST" and form.is_valid():
        asking = form.ask(ticket, now)
        if attempt(request, lambda: extensions.ask_many([asking], me), f"工单 {number} 的延期申请已提交，等待区平台审批。", form):
            return redirect("inbox_ticket", number)
    condition = conditions.extension_now(ticket, case.story.lead, now)
    return render(request, "tickets/application_ask.html", {**asking_context(case, "extension"), "form": form, "condition": condition})


@require_POST
@for_roles(Role.HANDLER, Role.PRINCIPAL)
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Takes the waiting application of the `kind` that the form names back."""
    me, now = person(request), timezone.now()
    ticket = get_object_or_404(application_desk.held_by(me), number=number)
    kind = "suspension" if request.POST.get("kind") == "suspension" else "extension"
    asked = list(application_desk.waiting_of(kind, [ticket]).values())
    if asked:
        attempt(request, lambda: applying.withdraw_many(asked, me, now), f"工单 {number} 的{asked[0]._meta.verbose_name}已撤回。")
    else:
        messages.error(request, f"工单 {number} 没有等待审批的申请，可能已经批复或撤回。请刷新页面后再看。")
    return redirect("inbox_ticket", number)


@require_safe
@for_roles(Role.HANDLER, Role.PRINCIPAL)
def records(request: HttpRequest) -> HttpResponse:
    """延期记录: what the unit applied for, the latest first."""
    return _records(request, "extensions", "-at")


@require_safe
@for_roles(Role.DISPATCHER)
def decided(request: HttpRequest) -> HttpResponse:
    """已审: what the district or the city decided, the latest first."""
    return _records(request, "applications_decided", "-decided_at")


def asking_context(case: Case, kind: str) -> dict[str, object]:
    """What both forms of a unit show beside them."""
    waiting, what = application_desk.waiting_of(kind, [case.ticket]).get(case.ticket.pk), KINDS[kind]
    asked = {"waiting": waiting, "kind": kind, "what": what, "label": f"申请{what}"}
    return {"case": case, "ticket": case.ticket, "back_url": reverse("inbox_ticket", args=[case.ticket.number]), **asked}


def _records(request: HttpRequest, page: str, by: str) -> HttpResponse:
    me, kind = person(request), "suspension" if request.GET.get("kind") == "suspension" else "extension"
    rows = application_desk.records(kind, me)
    if by == "-decided_at":
        rows = rows.exclude(decided_at=None)
    after, before = id_of(request.GET.get("after", "")), id_of(request.GET.get("before", ""))
    shown = paging.page(rows, by, after=after, before=before)
    hide_in_titles((row.ticket for row in shown.rows), me)
    here = f"{reverse(page)}?kind={kind}"
    context = {
        "rows": shown.rows,
        "page": page,
        "list_query": f"kind={kind}",
        "kind": kind,
        "is_decided": by == "-decided_at",
        "previous_url": f"{here}&before={shown.before}" if shown.before else "",
        "next_url": f"{here}&after={shown.after}" if shown.after else "",
        "tabs": _tabs(me) if by == "-decided_at" else [],
    }
    return render(request, "tickets/extensions.html", context)


def _tabs(me: User) -> list[dict[str, object]]:
    """The desk's tabs, of which this page is the last."""
    desk = reverse("applications")
    waiting = (("延期", application_desk.to_extend, desk), ("挂起", application_desk.to_suspend, f"{desk}?tab=suspension"))
    tabs: list[dict[str, object]] = [{"label": label, "url": url, "count": rows(me).count()} for label, rows, url in waiting]
    return [*tabs, {"label": "已审", "url": reverse("applications_decided"), "count": None, "is_here": True}]
