"""`manage.py issue_token USERNAME --days N`: a token for the API, printed once."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser

from hotline.tokens import issue
from units.management.house import BaseCommand


class Command(BaseCommand):
    help = "为接口用户签发令牌；令牌只显示这一次。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="账号，角色须为“接口用户”")
        parser.add_argument("--days", type=int, default=90, help="有效天数，默认 90")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            token = issue(options["username"], options["days"])
        except ValidationError as refusal:
            raise CommandError("；".join(refusal.messages)) from refusal
        self.stdout.write(token)
