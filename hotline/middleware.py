"""What every request passes: an id for its log line, a limit to its size, and the gate that ends old sessions, asks for
a second factor and has a password changed that somebody else gave."""

import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from hotline.problems import API_ROOT, problem
from units.views.accounts import MUST_CHANGE_PASSWORD
from units.views.answers import own_referer

Answer = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("hotline.request")

# Pages that a session without a second factor may open, by url name.
OPEN_PAGES = frozenset({"login", "logout", "second_factor", "second_factor_setup", "healthz"})
NOT_VERIFIED = "登录已过期或未完成第二重验证，请在网页上重新登录。"
GIVEN_BY_ANOTHER = "密码是别人给的，请先在网页上换成自己的密码。"
TOUCH_SECONDS = 300  # the session row is written at most this often, not with every page
FORM_SLACK = 1024 * 1024  # what a form may hold beside its file


class RequestLog:
    """One line for each request: method, route, status, milliseconds, person's id. Never the query string."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        structlog.contextvars.clear_contextvars()
        request_id = uuid.uuid4().hex[:16]
        structlog.contextvars.bind_contextvars(request=request_id)
        started = time.perf_counter()
        response = self.answer(request)
        response["X-Request-Id"] = request_id
        match = request.resolver_match
        user = getattr(request, "user", None)
        log.info(
            "request",
            method=request.method,
            route=match.route if match else "",
            status=response.status_code,
            ms=round((time.perf_counter() - started) * 1000),
            user=user.pk if user is not None else None,
        )
        return response


class NoSuchWay:
    """An address that only takes forms, opened by hand or by going back to it, answers with a page instead of an empty one."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        if isinstance(response, HttpResponseNotAllowed) and not request.path.startswith(API_ROOT):
            page = render(request, "errors/405.html", status=405)
            page["Allow"] = response["Allow"]
            return page
        return response


class SizeLimit:
    """Refuses a body that is too large before a byte of it is read, and an address with a NUL, which PostgreSQL cannot hold."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.headers.get("Content-Length", "")
        if length.isdigit() and int(length) > settings.UPLOAD_LIMIT_BYTES + FORM_SLACK:
            return too_large(request)
        if "\x00" in request.path_info:
            raise BadRequest("NUL")
        return self.answer(request)


class Gate:
    """Ends a session that has been idle too long or is a day old; sends people who see identities to their second factor,
    and who was given a password to the page where it is changed."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """What people inside were shown is not kept by the browser: the next one at the desk must not page back to it."""
        response = self.answer(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        return response

    def process_view(self, request: HttpRequest, _view: object, _args: object, _kwargs: dict[str, Any]) -> HttpResponse | None:
        """None lets the request through to its view."""
        user, match = request.user, request.resolver_match
        if not user.is_authenticated:
            return to_log_in(request) if came_too_late(request) else None
        if self._is_over(request):
            logout(request)
            return to_log_in(request)
        if match is not None and match.url_name in OPEN_PAGES:
            return None
        # is_verified is given by django_otp's middleware.
        if settings.SECOND_FACTOR_REQUIRED and user.may_see_identity and not user.is_verified():  # type: ignore[attr-defined]
            return _to(request, "second_factor", next=_came_from(request))
        if request.session.get(MUST_CHANGE_PASSWORD) and (match is None or match.url_name != "password"):
            return _to(request, "password", GIVEN_BY_ANOTHER)
        return None

    def _is_over(self, request: HttpRequest) -> bool:
        """Idle or old, by the session's own two moments, which are kept here."""
        now, session = int(time.time()), request.session
        began, seen = session.get("began", now), session.get("seen", now)
        if now - seen > settings.SESSION_IDLE_SECONDS or now - began > settings.SESSION_COOKIE_AGE:
            return True
        if "began" not in session or now - seen > TOUCH_SECONDS:
            session["began"], session["seen"] = began, now
        return False


def came_too_late(request: HttpRequest) -> bool:
    """A form or a part of a page of ours, sent by nobody: its session has ended meanwhile, with its cookie or in another window."""
    match = request.resolver_match
    is_open = match is not None and match.url_name in OPEN_PAGES
    return not is_open and (request.method == "POST" or _is_htmx(request)) and bool(own_referer(request))


def to_log_in(request: HttpRequest) -> HttpResponse:
    """After the end of a session. What was being sent is lost and must be said; a page is simply opened again."""
    if request.method == "POST" and not _is_htmx(request) and not request.path.startswith(API_ROOT):
        return render(request, "errors/expired.html", {"next": own_referer(request)}, status=403)
    return _to(request, "login", expired="1", next=_came_from(request))


def _to(request: HttpRequest, page: str, why: str = NOT_VERIFIED, **query: str) -> HttpResponse:
    """Redirect; the API gets a problem instead, and htmx the header that changes the whole page."""
    if request.path.startswith(API_ROOT):
        return problem(401, why)
    url = f"{reverse(page)}?{urlencode({key: value for key, value in query.items() if value})}".rstrip("?")
    if _is_htmx(request):
        # What a page fetches by itself once it stands must not take it away from who is typing there.
        return HttpResponse(status=204, headers={} if request.headers.get("X-By-Itself") else {"HX-Redirect": url})
    return redirect(url)


def _came_from(request: HttpRequest) -> str:
    """The page to return to: this one, or for a form or a part the page that it stood on."""
    return request.get_full_path() if request.method == "GET" and not _is_htmx(request) else own_referer(request)


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def too_large(request: HttpRequest) -> HttpResponse:
    """413, with what to do about it."""
    if request.path.startswith(API_ROOT):
        return problem(413, "请求内容过大。")
    return render(None, "errors/413.html", status=413)
