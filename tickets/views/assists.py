"""协办: what the unit assists with, by its limit; the ticket as the assist may see it; signing and answering to the lead."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tickets.acts import assisting
from tickets.acts.preparing import waiting_files
from tickets.forms.sharing import AssistForm
from tickets.models import Assignment, AssistAnswer, Attachment
from tickets.rules.workflow import MARKS, Act, Status
from tickets.views.parts import PartList, PartView, touching
from tickets.views.uploads import kept_files
from units.acts.access import for_roles
from units.rules.roles import Role
from units.views.answers import attempt, id_of

MOST = 500  # at once
VIEWS = (
    PartView("", "待签收", Q(status=Status.DISPATCHED), due="sign_due_at", due_label="签收"),
    PartView("hand", "办理中", Q(status=Status.HANDLING), tone=""),
    PartView("done", "已答复", Q(status=Status.REPLIED), tone="", runs=False),
)


def _list(request: HttpRequest, number: str = "") -> PartList[Assignment]:
    work = PartList(request, "assists", "assist_ticket", assisting.of, VIEWS, number)
    if number and work.part is not None:
        # A link from elsewhere knows no tab: the row says on which it stands.
        own = {Status.DISPATCHED: 0, Status.HANDLING: 1, Status.REPLIED: 2}
        work.view = VIEWS[own.get(Status(work.part.status), 0)]
    return work


@require_http_methods(["GET", "POST"])
@for_roles(Role.HANDLER, Role.PRINCIPAL)
def desk(request: HttpRequest) -> HttpResponse:
    """The list with its first one open; POST signs the checked ones."""
    work = PartList(request, "assists", "assist_ticket", assisting.of, VIEWS)
    if request.method == "GET":
        return _page(request, work)
    ids = [pk for word in request.POST.getlist("part") if (pk := id_of(word)) is not None]
    parts = list(work.all.filter(pk__in=ids[:MOST]).select_related("ticket"))
    if not parts:
        messages.error(request, "没有勾选工单，请先在列表里勾选。")
        return redirect(work.url())
    signings = [assisting.AssistSigning(part, work.now) for part in parts]
    attempt(request, lambda: assisting.sign_many(signings, work.me), f"协办已签收 {len(parts)} 件")
    return redirect(work.url(parts[0]) if len(parts) == 1 else work.url())


@require_http_methods(["GET", "POST"])
@for_roles(Role.HANDLER, Role.PRINCIPAL)
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    """The list with the ticket `number` open; POST sends the answer to the lead."""
    work, form = _list(request, number), AssistForm(request.POST or None)
    if request.method == "POST" and work.part:
        part, files = work.part, kept_files(request, form, work.part.ticket, use=Attachment.Use.ASSIST, at=work.now)
        if form.is_valid():
            kind, said = form.cleaned_data["kind"], AssistAnswer.Kind(form.cleaned_data["kind"]).label
            answer = assisting.AssistReply(part, work.now, form.cleaned_data["text"], kind, files)
            if attempt(request, lambda: assisting.answer_many([answer], work.me), f"{number} 的{said}已提交给主办单位。", form):
                return redirect(work.url())
    return _page(request, work, form if form.is_bound else None)


def _page(request: HttpRequest, work: PartList[Assignment], form: AssistForm | None = None) -> HttpResponse:
    part, case = work.part, work.case
    answers = [row for row in case.story.assist_answers if row.assignment_id == part.pk] if case and part else []
    context = {
        "work": work,
        "case": case,
        "ticket": case.ticket if case else None,
        "answers": answers,
        "waiting": waiting_files(case.ticket, work.me, Attachment.Use.ASSIST) if case else [],
        **touching(work),
        "may_act": work.me.role in MARKS[Act.ASSIST_ANSWER],
        "form": form or AssistForm(),
        "asked": bool(work.number),
        "limit_label": "协办时限",
        "order_label": "签收时限" if work.view.due_label else "协办时限",
        "sign_left": work.left_until(part.sign_due_at) if part and part.status == Status.DISPATCHED else None,
    }
    return render(request, "tickets/assists.html", context)
