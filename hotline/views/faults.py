"""Doors that belong to no floor: home, health, and the pages for what went wrong."""

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from hotline.desks import first_desk
from hotline.middleware import came_too_late, to_log_in, too_large
from hotline.problems import API_ROOT, problem
from units.acts.access import for_roles, person


@for_roles()
def home(request: HttpRequest) -> HttpResponse:
    """To the first desk of one's role."""
    return redirect(first_desk(person(request)))


def healthz(request: HttpRequest) -> HttpResponse:
    """200 "ok" when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return too_large(request) if isinstance(exception, RequestDataTooBig) else _fault(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _fault(request, 403, str(exception or ""))


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _fault(request, 404)


def failed(request: HttpRequest) -> HttpResponse:
    return _fault(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """With the session its token has gone too."""
    if request.path.startswith(API_ROOT):
        return problem(403, "缺少 CSRF 令牌。")
    if not request.user.is_authenticated and came_too_late(request):
        return to_log_in(request)
    return _page("errors/csrf.html", 403)


def _fault(request: HttpRequest, status: int, words: str = "") -> HttpResponse:
    return problem(status, words) if request.path.startswith(API_ROOT) else _page(f"errors/{status}.html", status, words)


def _page(template: str, status: int, words: str = "") -> HttpResponse:
    """Drawn without the request: the frame counts in the database, which may be what is broken. The id finds the log line."""
    request_id = structlog.contextvars.get_contextvars().get("request", "")
    return render(None, template, {"words": words, "request_id": request_id}, status=status)
