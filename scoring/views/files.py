"""A table of figures sent as a file, and that somebody took it put on record."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from scoring.acts.tables import Table, Taken, as_csv, as_xlsx
from scoring.models import Score
from units.acts import audit
from units.acts.access import person
from units.acts.settings import values

KINDS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def sent(request: HttpRequest, table: Table, kind: str) -> HttpResponse:
    """`kind` csv or xlsx, else 404."""
    if kind not in KINDS:
        raise Http404("没有这种文件，请选 CSV 或 XLSX。")
    me, now = person(request), timezone.now()
    write, content_type = KINDS[kind]
    audit.taken(Score, f"{table.label}（{kind.upper()}，{len(table.rows)} 行）"[:200], me)
    name = f"{table.label}-{timezone.localtime(now):%Y-%m-%d-%H%M}.{kind}"
    headers = {"Content-Disposition": content_disposition_header(True, name) or "", "Cache-Control": "no-store"}
    return HttpResponse(write(table, Taken(values().district_name, table.label, me, now)), content_type=content_type, headers=headers)
