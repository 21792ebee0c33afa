"""The API's tokens: 64 random hex digits of which only a hash is stored, each with an end, for people of the role 接口用户."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from knox.models import AuthToken
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from units.models import User
from units.rules.roles import Role

LONGEST_DAYS = 366


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


def issue(username: str, days: int) -> str:
    """A new token, to be shown once. ValidationError: no_person, not_a_client, bad_days."""
    person = User.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise ValidationError(f"没有启用中的账号“{username}”，请先在后台管理中建立。", code="no_person")
    if person.role != Role.CLIENT:
        raise ValidationError(f"账号“{username}”的角色是“{person.get_role_display()}”，令牌只发给“接口用户”。", code="not_a_client")
    if not 1 <= days <= LONGEST_DAYS:
        raise ValidationError(f"有效天数应在 1 到 {LONGEST_DAYS} 之间，现为 {days}。", code="bad_days")
    _, token = AuthToken.objects.create(person, expiry=timedelta(days=days))
    return str(token)
