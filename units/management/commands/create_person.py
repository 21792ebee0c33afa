"""`manage.py create_person USERNAME --name NAME --role ROLE [--unit UNIT]`: a person to log in, with a password printed once."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser

from units.acts import people
from units.management.house import BaseCommand
from units.rules.roles import Role


class Command(BaseCommand):
    help = "建立一个账号，例如第一位管理员；初始密码只显示这一次，首次登录时须换成自己的。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="用户名")
        parser.add_argument("--name", required=True, help="姓名")
        parser.add_argument("--role", required=True, help="、".join(f"{role.value} {role.label}" for role in Role))
        parser.add_argument("--unit", default="", help="所属单位的名称、简称或别名")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            person, password = people.create(options["username"], options["name"], options["role"], options["unit"])
        except ValidationError as refusal:
            raise CommandError("；".join(refusal.messages)) from refusal
        self.stdout.write(f"已建立 {person.get_role_display()} {person.username}，初始密码：{password}")
