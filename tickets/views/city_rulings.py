"""The city's words by number: entered, looked at before anything is done, carried out row by row; and the list of all of them."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tickets.acts import city_rulings, city_rulings_in, paging
from tickets.acts.city_rulings import Outcome, Ruled
from tickets.forms.city import CityWordsForm
from tickets.models import CityWord
from units.acts.access import for_roles, person
from units.rules.roles import Role
from units.views.answers import attempt, id_of


@require_http_methods(["GET", "POST"])
@for_roles(Role.DISPATCHER)
def city_words(request: HttpRequest) -> HttpResponse:
    """The form and the list; POST shows what the rows would do, with `limited` (the preview's rows, with the limits that their
    words name) shows it again, and with `packed` (the preview's rows) does it."""
    is_typed = request.method == "POST" and not {"packed", "limited"} & set(request.POST)
    form = CityWordsForm(request.POST, request.FILES) if is_typed else CityWordsForm()
    shown: dict[str, object] = {}
    if "packed" in request.POST:
        attempt(request, lambda: shown.update(_done(request)))
    elif "limited" in request.POST:
        attempt(request, lambda: shown.update(_look(request, *city_rulings_in.unpacked(request.POST["limited"]))))
    elif request.method == "POST" and form.is_valid():
        attempt(request, lambda: shown.update(_preview(request, form)), form=form)
    return render(request, "tickets/city_words.html", {"form": form, **shown, **_known(request)})


def _preview(request: HttpRequest, form: CityWordsForm) -> dict[str, object]:
    typed = form.cleaned_data
    is_file = bool(typed["file"])
    records = city_rulings_in.of_upload(typed["file"], typed["kind"]) if is_file else city_rulings_in.of_text(typed["text"], typed["kind"])
    return _look(request, records, is_file)


def _look(request: HttpRequest, records: city_rulings_in.Records, is_file: bool) -> dict[str, object]:
    """What the rows would do. `unread`: limits amid their words, which are none unless the reader says so (`limited`)."""
    now = timezone.now()
    ruled = city_rulings.carry_out(records, person(request), now, is_file=is_file, dry_run=True)
    limited, unread = city_rulings_in.with_limits(records, now)
    offered = city_rulings_in.packed(limited, is_file=is_file) if unread else ""
    return {**_result(ruled), "packed": city_rulings_in.packed(records, is_file=is_file), "unread": unread, "limited": offered}


def _done(request: HttpRequest) -> dict[str, object]:
    records, is_file = city_rulings_in.unpacked(request.POST["packed"])
    return {**_result(city_rulings.carry_out(records, person(request), timezone.now(), is_file=is_file)), "is_done": True}


def _result(ruled: Sequence[Ruled]) -> dict[str, object]:
    counts = Counter(row.outcome for row in ruled)
    return {"ruled": ruled, "sums": [(outcome.label, counts[outcome]) for outcome in Outcome], "to_do": counts[Outcome.DONE]}


def _known(request: HttpRequest) -> dict[str, object]:
    """The words that are known, the newest first, by kind."""
    kind = request.GET.get("tab", "")
    rows = CityWord.objects.select_related("ticket", "assignment__unit", "by")
    chosen = rows.filter(kind=kind) if kind in CityWord.Kind.values else rows
    page = paging.page(chosen, "-recorded_at", after=id_of(request.GET.get("after", "")), before=id_of(request.GET.get("before", "")))
    here = f"{reverse('city_words')}?tab={kind}" if kind in CityWord.Kind.values else f"{reverse('city_words')}?tab="
    return {
        "rows": page.rows,
        "list_query": f"tab={kind}" if kind in CityWord.Kind.values else "",
        "tabs": _tabs(kind),
        "previous_url": f"{here}&before={page.before}" if page.before else "",
        "next_url": f"{here}&after={page.after}" if page.after else "",
    }


def _tabs(kind: str) -> list[dict[str, object]]:
    counts = dict(CityWord.objects.values_list("kind").annotate(Count("pk")).order_by())
    tabs = [("", "全部", sum(counts.values())), *((value, label, counts.get(value, 0)) for value, label in CityWord.Kind.choices)]
    return [
        {"label": label, "url": f"{reverse('city_words')}{'?tab=' + value if value else ''}", "count": count, "is_here": value == kind}
        for value, label, count in tabs
    ]
