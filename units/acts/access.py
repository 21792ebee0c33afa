"""Who may open a page: by role, said once for each view. Which rows it then shows is visible_to's matter."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from units.models import User
from units.rules.roles import Role

View = Callable[..., HttpResponseBase]


def for_roles(*roles: Role) -> Callable[[View], View]:
    """The view answers people of `roles` alone: others read the 403 page, strangers the log-in. Without roles: everybody inside."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if roles and person(request).role not in roles:
                raise PermissionDenied("您的角色没有这个页面。")
            return view(request, *args, **kwargs)

        answer: View = login_required(guarded)
        answer.roles = frozenset(roles)  # type: ignore[attr-defined]  # read by tests/test_scope.py
        return answer

    return decorate


def person(request: HttpRequest) -> User:
    """The one who is logged in, as our own User."""
    if not isinstance(request.user, User):
        raise PermissionDenied("请先登录。")
    return request.user
