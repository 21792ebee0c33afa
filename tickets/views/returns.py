"""The return desk: slips that wait for the district's word, one of them open as paper, and the decision on it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tickets.acts import choices, paging, return_lists, return_rulings
from tickets.forms.returns import CheckedForm, RulingForm
from tickets.models import ReturnRequest, StockText, Ticket
from tickets.rules.returning import Ruling as Kind
from tickets.views.slips import SlipList
from units.acts.access import for_roles, person
from units.acts.settings import values
from units.rules.masking import mask_text
from units.rules.roles import Role
from units.views.answers import attempt, id_of

SAID = {Kind.ACCEPT: "已同意退件", Kind.REFUSE: "不同意退件", Kind.ADJUDICATE: "已提交联席研判", None: "已要求补正"}

# The histogram's drawing: the highest bar, from one bar to the next, and the whole where bars are few.
HIGH, STEP, NARROWEST = 52, 54, 324


@require_http_methods(["GET", "POST"])
@for_roles(Role.DISPATCHER)
def desk(request: HttpRequest, number: str = "") -> HttpResponse:
    """The list with one slip open; POST decides on that one, and the next is there at once."""
    work = SlipList(request, number)
    holder = work.slip.assignment.unit_id if work.slip else None
    form = RulingForm(request.POST, holder=holder) if request.method == "POST" else None
    if form is not None and work.slip and form.is_valid():
        slip, choice, coming = work.slip, form.choice(), work.following()
        said = f"{SAID[choice.ruling]}：{mask_text(slip.ticket.title)}（{slip.ticket.number}）"
        if attempt(request, lambda: return_rulings.decide(slip, choice, work.me, work.now), said, form):
            return redirect(coming)
        work = SlipList(request, number)
    return render(request, "tickets/returns.html", _context(work, form))


@require_POST
@for_roles(Role.DISPATCHER)
def decide_checked(request: HttpRequest) -> HttpResponse:
    """One decision on every checked slip."""
    work, form = SlipList(request), CheckedForm(request.POST)
    known = ReturnRequest.objects.select_related("ticket__channel", "ticket__category", "proposed_unit")
    slips = list(known.filter(pk__in=work.checked))
    if not form.is_valid():
        messages.error(request, "请选择同意或不同意；审批意见最多 500 个字。")
        return redirect(work.url())
    words, is_accepted = form.cleaned_data["words"], form.cleaned_data["act"] == "accept"
    said = f"{'已同意退件' if is_accepted else '不同意退件'} {len(slips)} 件"
    if attempt(request, lambda: return_rulings.decide_checked(slips, words, work.me, work.now, is_accepted=is_accepted), said):
        return redirect(work.url())
    return render(request, "tickets/returns.html", _context(SlipList(request), None) | {"checked_words": words})


@require_safe
@for_roles(Role.DISPATCHER, Role.SUPERVISOR, Role.LEADER)
def many(request: HttpRequest) -> HttpResponse:
    """多次退件: the tickets behind the histogram, those returned most often first."""
    me, times = person(request), id_of(request.GET.get("times", ""))
    rows = return_lists.many_returned(me, times).select_related("lead_unit", "category").defer("text", "extras")
    after, before = (id_of(request.GET.get(name, "")) for name in ("after", "before"))
    shown = paging.page(rows, "-return_count", after=after, before=before)
    context = {"rows": shown.rows, "times": times, "histogram": _drawn(times), "many_from": values().many_returns_from}
    return render(request, "tickets/returns_many.html", {**context, **_turning(shown, f"times={times}" if times else "")})


def _turning(shown: paging.Page[Ticket], query: str) -> dict[str, object]:
    """The pages beside this one, with the `query` that they and the list as a file keep."""
    here = f"?{query}&" if query else "?"
    return {
        "list_query": query,
        "previous_url": f"{here}before={shown.before}" if shown.before else "",
        "next_url": f"{here}after={shown.after}" if shown.after else "",
    }


def _context(work: SlipList, form: RulingForm | None) -> dict[str, object]:
    case, form = work.case, form or _fresh(work)
    ticket = case.request.ticket if case else None
    return {
        "work": work,
        "tabs": work.tabs,
        "asked": bool(work.number),
        "case": case,
        "ticket": ticket,
        "form": form,
        "meeting_fields": [form["convener"], form["meeting_at"]],
        "chosen_attendees": {int(pk) for pk in form["attendees"].value() or () if str(pk).isdigit()},
        "decide_url": work.url(ticket.number) if ticket else "",
        "stock_texts": [(title, text) for title, text, _ in choices.stock_texts(StockText.Use.RETURN)],
        "histogram": _drawn(ticket.return_count if ticket else None),
        "may_mend": case is not None and case.may_decide and not case.is_adjudicating,
    }


def _fresh(work: SlipList) -> RulingForm:
    """The rule's advice stands chosen, the proposed unit too; who had the ticket is called to a meeting."""
    if work.case is None:
        return RulingForm()
    case = work.case
    initial = {
        "ruling": case.advice.ruling or "",
        "way": "unit" if case.proposed else "queue",
        "unit": case.proposed,
        "attendees": [unit.pk for unit in case.involved],
    }
    return RulingForm(initial=initial, holder=case.request.assignment.unit_id)


def _drawn(here: int | None) -> dict[str, object]:
    """The histogram in the units of its drawing: the highest bar is HIGH, from one to the next it is STEP."""
    bars = return_lists.histogram()
    top = max((each.count for each in bars), default=1)
    drawn = []
    for place, each in enumerate(bars):
        height = max(3, each.count * HIGH // top)
        drawn.append({"bar": each, "x": place * STEP, "y": HIGH - height, "height": height, "is_here": each.times == here})
    return {"bars": drawn, "width": max(NARROWEST, len(bars) * STEP), "total": sum(each.count for each in bars)}
