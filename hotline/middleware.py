"""What every request passes: an id for its log line, and the gate that ends idle sessions and asks for a second factor."""

import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

Answer = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("hotline.request")

OPEN_PATHS = ("/login/", "/logout/", "/second-factor/", "/static/", "/healthz", "/password/")
TOUCH_SECONDS = 300  # the session row is written at most this often, not with every page


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


class Gate:
    """Ends a session that has been idle too long; sends people who see identities to their second factor."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated or request.path.startswith(OPEN_PATHS):
            return self.answer(request)
        now = int(time.time())
        seen = request.session.get("seen", now)
        if now - seen > settings.SESSION_IDLE_SECONDS:
            logout(request)
            return redirect(f"{settings.LOGIN_URL and '/login/'}?expired=1&next={request.path}")
        if now - seen > TOUCH_SECONDS or "seen" not in request.session:
            request.session["seen"] = now
        if settings.SECOND_FACTOR_REQUIRED and user.may_see_identity and not user.is_verified():
            return redirect("second_factor")
        return self.answer(request)
