"""`manage.py issue_token USERNAME --days N --scope read|act`: a token for the API, printed once."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser

from hotline.tokens import Scope, issue
from units.management.house import BaseCommand


class Command(BaseCommand):
    help = "签发接口令牌：read 发给接口用户，只能读取；act 发给有办理职责的账号，能办该角色能办的事。令牌只显示这一次。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="账号")
        parser.add_argument("--days", type=int, default=90, help="有效天数，默认 90")
        scopes = [scope.value for scope in Scope]
        parser.add_argument("--scope", choices=scopes, default=Scope.READ.value, help="read 只读（默认），act 办理")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            token = issue(options["username"], options["days"], Scope(options["scope"]))
        except ValidationError as refusal:
            raise CommandError("；".join(refusal.messages)) from refusal
        self.stdout.write(token)
