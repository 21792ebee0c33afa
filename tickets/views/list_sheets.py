"""The lists that are no Worklist, as files: slips, applications, assists, hand-ons, the city's words, and what a search found."""

from collections.abc import Callable
from typing import cast

from django.db.models import Case, F, QuerySet, Value, When
from django.http import HttpRequest
from django_filters import FilterSet

from tickets.acts import application_desk, assisting, columns, handing, paging, queues, return_lists, searching
from tickets.acts.listing import Sheet
from tickets.acts.searching import By
from tickets.models import Assignment, CityWord, ExtensionRequest, HandOn, ReturnRequest, SuspensionRequest
from tickets.models.applications import Decision
from tickets.models.ticket import TicketQuerySet
from tickets.rules.typed import clean
from tickets.views import assists, exclusions, supervision, whistles
from tickets.views import handing as handed_views
from tickets.views.parts import PartList
from tickets.views.search import Finding
from tickets.views.slips import SlipList
from units.acts.access import person
from units.rules.roles import UNIT_ROLES
from units.views.answers import id_of


def chosen(filters: FilterSet) -> str:
    """The filters as the reader saw them in their boxes."""
    return "，".join(f"{field.label}：{_word(field.value(), field.field)}" for field in filters.form if field.value())


def _word(value: object, field: object) -> str:
    known = {str(key): label for key, label in getattr(field, "choices", ())}
    return str(known.get(str(value), value))


def _slips(label: str, rows: QuerySet[ReturnRequest], by: str, words: str = "") -> Sheet:
    is_unsigned = When(decision=Decision.WAITING, needs_hand=True, signed_at=None, then=Value(columns.UNSIGNED))
    return Sheet(label, paging.ordered(rows.annotate(standing=Case(is_unsigned, default=F("decision"))), by), columns.SLIP, words)


def _return_desk(request: HttpRequest) -> Sheet:
    work = SlipList(request)
    return _slips(f"退件审核-{work.tab.label}", work.filter.qs, work.tab.by, chosen(work.filter))


def _own_returns(request: HttpRequest) -> Sheet:
    return _slips("退件记录", return_lists.of_unit(person(request)), "-at")


def _to_sign(request: HttpRequest) -> Sheet:
    return _slips("待签批退件单", return_lists.to_sign(person(request)), "at")


def _many_returns(request: HttpRequest) -> Sheet:
    times = id_of(request.GET.get("times", ""))
    rows = return_lists.many_returned(person(request), times)
    return Sheet("多次退件", paging.ordered(rows, "-return_count"), chosen=f"退件 {times} 次" if times else "")


def _at_city(request: HttpRequest) -> Sheet:
    return Sheet("退回市平台", paging.ordered(queues.at_city(person(request)), "city_return_at"))


def _applications(label: str, kind: str, rows: QuerySet[ExtensionRequest] | QuerySet[SuspensionRequest], by: str) -> Sheet:
    granted = Case(When(decision=Decision.ACCEPTED, then=F("new_due_at")), default=None)
    is_suspension = kind == "suspension"
    told = columns.SUSPENSION if is_suspension else columns.EXTENSION
    return Sheet(label, paging.ordered(rows.annotate(granted_due_at=granted), by), told, "挂起" if is_suspension else "延期")


def _own_applications(request: HttpRequest) -> Sheet:
    kind = _kind(request)
    return _applications("延期记录", kind, application_desk.records(kind, person(request)), "-at")


def _decided_applications(request: HttpRequest) -> Sheet:
    kind = _kind(request)
    rows = application_desk.records(kind, person(request)).exclude(decided_at=None)
    return _applications("延期审批-已审", kind, rows, "-decided_at")


def _kind(request: HttpRequest) -> str:
    return "suspension" if request.GET.get("kind") == "suspension" else "extension"


def _assists(request: HttpRequest) -> Sheet:
    work: PartList[Assignment] = PartList(request, "assists", "assist_ticket", assisting.of, assists.VIEWS)
    return Sheet(f"协办-{work.view.label}", paging.ordered(work.chosen, "due_at"), columns.ASSIST)


def _handed(request: HttpRequest) -> Sheet:
    work: PartList[HandOn] = PartList(request, "handed", "handed_ticket", handing.of, handed_views.VIEWS)
    return Sheet(f"下派件-{work.view.label}", paging.ordered(work.chosen, "due_at"), columns.HANDED)


def _city_words(request: HttpRequest) -> Sheet:
    kind, rows = request.GET.get("tab", ""), CityWord.objects.all()
    is_one = kind in CityWord.Kind.values
    label = CityWord.Kind(kind).label if is_one else ""
    return Sheet("市平台意见", paging.ordered(rows.filter(kind=kind) if is_one else rows, "-recorded_at"), columns.CITY_WORD, label)


def _exclusions(request: HttpRequest) -> Sheet:
    work = exclusions.listed(request)
    return Sheet("剔除", paging.ordered(work.chosen, work.by), columns.EXCLUSION, chosen(work.filter))


def _orders(request: HttpRequest) -> Sheet:
    work = supervision.listed(request)
    return Sheet("督办", paging.ordered(work.chosen, work.by), columns.SUPERVISION, chosen(work.filter))


def _whistles(request: HttpRequest) -> Sheet:
    work = whistles.listed(request)
    return Sheet("吹哨", paging.ordered(work.chosen.prefetch_related(None), work.by), columns.WHISTLE, chosen(work.filter))


def _found(request: HttpRequest) -> Sheet:
    """What was typed stands in no file's name or line: it may be a citizen's."""
    work = Finding(request, person(request), clean(request.GET.get("q", "")))
    found = searching.every(work.question, cast(TicketQuerySet, work.filter.qs), work.me, work.sort)
    rows = (found.none() if work.is_too_short else found).select_related("category", "ticket_type", "channel", "lead_unit")
    most = searching.COUNTED if work.question.by in {By.WORDS, By.TAIL} else None
    label, words = "全部工单" if work.is_archive else "检索结果", chosen(work.filter)
    if work.me.role in UNIT_ROLES:
        return Sheet(label, rows, columns.AS_SEEN, words, most, work.me)
    return Sheet(label, rows, chosen=words, most=most)


# By the url name of the page.
SHEETS: dict[str, Callable[[HttpRequest], Sheet]] = {
    "returns": _return_desk,
    "returns_of_unit": _own_returns,
    "return_sign": _to_sign,
    "many_returns": _many_returns,
    "city_returns": _at_city,
    "extensions": _own_applications,
    "applications_decided": _decided_applications,
    "assists": _assists,
    "handed": _handed,
    "city_words": _city_words,
    "exclusions": _exclusions,
    "supervision": _orders,
    "whistles": _whistles,
    "search": _found,
}
