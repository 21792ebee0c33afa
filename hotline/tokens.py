"""The API's tokens: 64 random hex digits of which only a hash is stored, each with an end.

Those of scope read are for people of the role 接口用户. Those of scope act begin with `act-`, which is hashed with the rest, so
that nobody can put it before another token; they do what their person may do, and every act stands in that person's name.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from knox.models import AuthToken
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from tickets.rules.workflow import MARKS, MOVES
from units.models import User
from units.rules.roles import Role

LONGEST_DAYS = 366
ACTING_PREFIX = "act-"
ACTING_ROLES = frozenset[Role]().union(*(move.roles for move in MOVES), *MARKS.values())


class Scope(StrEnum):
    READ = "read"
    ACT = "act"


class Token(TokenAuthentication):  # type: ignore[misc]  # knox ships no types
    """`Authorization: Token <token>`."""

    def authenticate_credentials(self, token: bytes) -> tuple[User, AuthToken]:
        """Knox expects text; a header may hold any bytes."""
        if not token.isascii():
            raise AuthenticationFailed()
        person, stored = super().authenticate_credentials(token)
        return person, stored

    def authenticate_header(self, request: Request | None = None) -> str:
        return "Token"


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # its hook has no types
    """How the schema describes it."""

    target_class = "hotline.tokens.Token"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "Token <令牌>，由 manage.py issue_token 签发"}


class MayAct(BasePermission):
    """A token of scope read does not act; a session and a token of scope act may try what their person's role may do."""

    message = "这个令牌只能读取，不能办理。需要通过接口办理的，请联系管理员签发 act 令牌。"
    code = "read_only"

    def has_permission(self, request: Request, view: object) -> bool:
        token: Any = request.auth  # None of a session
        method = request.method or ""
        is_reading = method in SAFE_METHODS or not hasattr(view, method.lower())  # what nobody answers is a 405
        return is_reading or token is None or token.token_key.startswith(ACTING_PREFIX)


def issue(username: str, days: int, scope: Scope = Scope.READ) -> str:
    """A new token, to be shown once. ValidationError: no_person, not_a_client, not_acting, bad_days."""
    person = User.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise ValidationError(f"没有启用中的账号“{username}”，请先在后台管理中建立。", code="no_person")
    role = person.get_role_display()
    if scope == Scope.READ and person.role != Role.CLIENT:
        raise ValidationError(f"账号“{username}”的角色是“{role}”，只读令牌只发给“接口用户”。", code="not_a_client")
    if scope == Scope.ACT and person.role not in ACTING_ROLES:
        raise ValidationError(f"账号“{username}”的角色是“{role}”，不办理工单，不能签发 act 令牌。", code="not_acting")
    if not 1 <= days <= LONGEST_DAYS:
        raise ValidationError(f"有效天数应在 1 到 {LONGEST_DAYS} 之间，现为 {days}。", code="bad_days")
    prefix = ACTING_PREFIX if scope == Scope.ACT else ""
    _, token = AuthToken.objects.create(person, expiry=timedelta(days=days), prefix=prefix)
    return str(token)
