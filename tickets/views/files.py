"""A desk's list as a file: the rows of its tab, filtered and ordered as the address says.

A desk offers its list by `@listed("its url name")` on what makes its Worklist, and its template includes
tickets/_export.html.
"""

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from tickets.acts import listing, paging
from tickets.models import Ticket
from tickets.views.lists import Worklist
from units.acts.access import for_roles, person
from units.acts.settings import values

Maker = TypeVar("Maker", bound=Callable[..., Worklist])
LISTS: dict[str, Callable[..., Worklist]] = {}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def listed(page: str) -> Callable[[Maker], Maker]:
    """The list of the desk `page` (its url name) may be had as a file, by those to whom the desk is open."""

    def keep(maker: Maker) -> Maker:
        LISTS[page] = maker
        return maker

    return keep


@require_safe
@for_roles()
def list_file(request: HttpRequest, page: str, kind: str) -> HttpResponseBase:
    """The list of the desk `page` as csv or xlsx."""
    if page not in LISTS or kind not in {"csv", "xlsx"}:
        raise Http404("没有这个列表文件。")
    roles = getattr(resolve(reverse(page)).func, "roles", None)
    if roles and person(request).role not in roles:
        raise PermissionDenied("您的角色没有这个列表。")
    work = LISTS[page](request, "")
    source = listing.Source(values().district_name, _name(work), work.me, work.now)
    name = f"{work.view.label}-{timezone.localtime(work.now):%Y-%m-%d-%H%M}.{kind}"
    headers = {"Content-Disposition": content_disposition_header(True, name) or "", "Cache-Control": "no-store"}
    return _answer(paging.ordered(work.queue, work.by), source, kind, headers)


def _answer(rows: QuerySet[Ticket], source: listing.Source, kind: str, headers: dict[str, str]) -> HttpResponseBase:
    if kind == "csv":
        return StreamingHttpResponse(listing.as_csv(rows, source), content_type="text/csv; charset=utf-8", headers=headers)
    return HttpResponse(listing.as_xlsx(rows, source), content_type=XLSX, headers=headers)


def _name(work: Worklist) -> str:
    """The tab, and the filters as they were chosen."""
    chosen = [f"{field.label}：{_chosen(field.value(), field.field)}" for field in work.filter.form if field.value()]
    return f"{work.view.label}（{'，'.join(chosen)}）" if chosen else work.view.label


def _chosen(value: object, field: object) -> str:
    """What the reader saw in the box."""
    choices = dict(getattr(field, "choices", ()))
    return str(choices.get(value, value))
