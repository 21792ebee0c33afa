"""A page's list as a file: the rows of its tab, filtered and ordered as the address says.

A page offers its list by `@listed("its url name")` on what makes its Worklist; lists of other rows stand in
tickets.views.list_sheets. Its template includes tickets/_export.html.
"""

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from tickets.acts import listing, paging
from tickets.acts.listing import Sheet
from tickets.models import Ticket
from tickets.views.list_sheets import SHEETS, chosen
from tickets.views.lists import Worklist
from units.acts import audit
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
    """The list of the desk `page` as csv or xlsx; who has taken it stands in the audit."""
    if page not in {*LISTS, *SHEETS} or kind not in {"csv", "xlsx"}:
        raise Http404("没有这个列表文件。")
    me, now = person(request), timezone.now()
    roles = getattr(resolve(reverse(page)).func, "roles", None)
    if roles and me.role not in roles:
        raise PermissionDenied("您的角色没有这个列表。")
    sheet = SHEETS[page](request) if page in SHEETS else _tickets(LISTS[page](request, ""))
    audit.taken(Ticket, f"{sheet.label}（{kind.upper()}，{sheet.count()} 行）", me)
    name = f"{sheet.label}-{timezone.localtime(now):%Y-%m-%d-%H%M}.{kind}"
    headers = {"Content-Disposition": content_disposition_header(True, name) or "", "Cache-Control": "no-store"}
    return _answer(sheet, listing.Source(values().district_name, sheet.name, me, now), kind, headers)


def _tickets(work: Worklist) -> Sheet:
    return Sheet(work.view.label, paging.ordered(work.queue, work.by), chosen=chosen(work.filter))


def _answer(sheet: Sheet, source: listing.Source, kind: str, headers: dict[str, str]) -> HttpResponseBase:
    if kind == "csv":
        return StreamingHttpResponse(listing.as_csv(sheet, source), content_type="text/csv; charset=utf-8", headers=headers)
    return HttpResponse(listing.as_xlsx(sheet, source), content_type=XLSX, headers=headers)
