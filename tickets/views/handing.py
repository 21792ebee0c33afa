"""下派: a unit hands its ticket on and takes the answers back; its sections read what they were given and answer."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tickets.acts import handed, handing
from tickets.acts.cases import readable
from tickets.acts.identities import without_citizen
from tickets.acts.preparing import waiting_files
from tickets.forms.sharing import HandAnswerForm, HandOnForm
from tickets.models import Attachment, HandOn, Ticket
from tickets.rules.workflow import MARKS, Act
from tickets.views.parts import PartList, PartView, touching
from tickets.views.uploads import kept_files
from units.acts.access import for_roles, person
from units.acts.scoping import units_of
from units.models import User
from units.rules.roles import Role
from units.views.answers import attempt, id_of, text_in

MOST = 100  # at once
ANSWERED = Q(state__in=[HandOn.State.ANSWERED, HandOn.State.SIGNED])
UNSIGNED = Q(state=HandOn.State.ANSWERED, needs_hand=True)
VIEWS = (
    PartView("", "待答复", Q(state=HandOn.State.WAITING)),
    PartView("sign", "待签发", UNSIGNED, runs=False),
    PartView("done", "待收回", ANSWERED & ~UNSIGNED, tone="", runs=False),
)


@require_safe
@for_roles(Role.HANDLER, Role.PRINCIPAL)
def desk(request: HttpRequest) -> HttpResponse:
    """What was handed on to the reader's unit or by it to its sections, with the first one open."""
    return _desk(request, PartList(request, "handed", "handed_ticket", handing.of, VIEWS))


@require_http_methods(["GET", "POST"])
@for_roles(Role.HANDLER, Role.PRINCIPAL)
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    """The list with the ticket `number` open; POST sends the answer to the unit."""
    work, form = _list(request, number), HandAnswerForm(request.POST or None)
    if request.method == "POST" and work.part:
        part, files = work.part, kept_files(request, form, work.part.ticket, use=Attachment.Use.HAND_ON, at=work.now)
        if form.is_valid():
            deed = handed.Deed(part, work.now, form.cleaned_data["text"], files)
            if attempt(request, lambda: handed.answer_many([deed], work.me), f"{number} 的答复已提交给本单位。", form):
                return redirect(work.url())
    return _desk(request, work, form if form.is_bound else None)


def _list(request: HttpRequest, number: str) -> PartList[HandOn]:
    """A link from elsewhere knows no tab: the row says on which it stands."""
    work = PartList(request, "handed", "handed_ticket", handing.of, VIEWS, number)
    part = work.part
    if part is not None and part.state != HandOn.State.WAITING:
        work.view = VIEWS[1] if part.awaits_hand else VIEWS[2]
    elif part is not None:
        work.view = VIEWS[0]
    return work


def _desk(request: HttpRequest, work: PartList[HandOn], form: HandAnswerForm | None = None) -> HttpResponse:
    case, part = work.case, work.part
    leads = part is not None and part.ticket.lead_unit_id in set(units_of(work.me).values_list("pk", flat=True))
    context = {
        "work": work,
        "case": case,
        "ticket": case.ticket if case else None,
        "leads": leads,
        "waiting": waiting_files(case.ticket, work.me, Attachment.Use.HAND_ON) if case else [],
        **touching(work),
        "may_act": work.me.role in MARKS[Act.HAND_ANSWER],
        "form": form or HandAnswerForm(initial={"text": part.answer if part else ""}),
        "asked": bool(work.number),
        "limit_label": "下派时限",
    }
    return render(request, "tickets/handed.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(Role.HANDLER, Role.PRINCIPAL)
def hand_on(request: HttpRequest, number: str) -> HttpResponse:
    """What runs with the unit's sections, and the form by which more is handed on."""
    me, now = person(request), timezone.now()
    ticket = _led(me, number)
    form = HandOnForm(request.POST or None, ticket=ticket, due_at=handing.default_due(ticket, now))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        handings = [handing.Handing(ticket, unit, now, typed["due_at"], typed["note"]) for unit in form.chosen]
        if attempt(request, lambda: handing.hand_on_many(handings, me), f"已下派给 {'、'.join(unit.label for unit in form.chosen)}", form):
            return redirect("hand_on", number)
    return render(request, "tickets/hand_on.html", {"form": form, **_running(ticket, me)})


def _running(ticket: Ticket, me: User) -> dict[str, object]:
    """What was handed on in the round that runs now, and what `me` may do with it."""
    rows = HandOn.objects.filter(ticket=ticket, assignment=ticket.lead_id).exclude(state=HandOn.State.RECALLED)
    return {
        "ticket": without_citizen(ticket, me),
        "handed": list(
            rows.select_related("unit", "by", "answered_by", "signed_by").prefetch_related("attachments__by", "attachments__unit")
        ),
        "latest_due": handing.latest_due(ticket),
        "may_hand_on": me.role in MARKS[Act.HAND_ON] and ticket.status in handing.FROM,
        "may_sign": me.role in MARKS[Act.HAND_SIGN],
        "may_take": me.role in MARKS[Act.HAND_TAKE],
    }


@require_POST
@for_roles(Role.HANDLER, Role.PRINCIPAL)
def take(request: HttpRequest, number: str) -> HttpResponse:
    """act=take collects the answers, recall ends what is not wanted any more, sign is the principal's hand."""
    acts: dict[str, tuple[Callable[[Sequence[handed.Deed], User], None], str]] = {
        "recall": (handed.recall_many, "已撤回"),
        "sign": (handed.sign_many, "已签发"),
    }
    act, said = acts.get(request.POST.get("act", ""), (handed.take_many, "已收回，可在答复里引用"))
    return _do(request, number, act, said)


@require_POST
@for_roles(Role.HANDLER, Role.PRINCIPAL)
def back(request: HttpRequest, number: str) -> HttpResponse:
    """The answers go back to their sections with words."""
    return _do(request, number, handed.send_back_many, "已退回下级重新答复")


def _do(request: HttpRequest, number: str, act: Callable[[Sequence[handed.Deed], User], None], said: str) -> HttpResponse:
    me, now = person(request), timezone.now()
    ids = [pk for word in request.POST.getlist("part") if (pk := id_of(word)) is not None]
    rows = HandOn.objects.filter(ticket=_led(me, number), pk__in=ids[:MOST]).select_related("ticket", "unit")
    deeds = [handed.Deed(row, now, text_in(request.POST, "words")) for row in rows]
    if deeds:
        attempt(request, lambda: act(deeds, me), said)
    else:
        messages.error(request, "没有选中下派，请刷新页面后再操作。")
    return redirect("hand_on", number)


def _led(me: User, number: str) -> Ticket:
    """A ticket that the unit of `me` or its subtree leads; 404 for any other."""
    return get_object_or_404(readable(me).filter(lead_unit__in=units_of(me)), number=number)
