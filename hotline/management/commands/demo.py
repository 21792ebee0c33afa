"""manage.py demo: fills the demo's database with the main job's result and serves it; --once stops before the serving."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils import timezone

from hotline.demo.bars import Bars
from hotline.demo.making import Demo, make
from hotline.demo.serving import ServingError, serve
from hotline.rules.laid_out import columned
from hotline.rules.whole import Unsolvable
from units.acts import demo_people
from units.management.house import BaseCommand

PROFILE, PORT = "xinglongtai-2022q1", 8000
NO_SECOND_FACTOR = "演示环境没有启用第二因素（动态口令）；正式环境中，能看到诉求人身份的角色必须启用。"


class Command(BaseCommand):
    help = "演示：建库、载入区县配置、办完一个季度的主流程，再启动网站、后台进程和定时任务。可反复运行。"
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="只办主流程，末行输出通报 PDF 的路径")
        parser.add_argument("--profile", default=PROFILE, help=f"区县配置的名称或路径，默认 {PROFILE}")
        parser.add_argument("--port", type=int, default=PORT, help=f"网站端口，默认 {PORT}；被占用时顺延")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with Bars() as bars:
                made = make(options["profile"], timezone.now(), bars)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        except Unsolvable as error:
            raise CommandError(str(error)) from error
        if options["once"]:
            self.stdout.write(str(made.pdf))
            return
        self._serve(made, options["port"])

    def _serve(self, made: Demo, port: int) -> None:
        self.stdout.write(f"通报 PDF：{made.pdf}\n\n登录账号：")
        rows = [[each["role"], each["username"], each["password"]] for each in demo_people.offered()]
        for line in columned([["角色", "用户名", "密码"], *rows]):
            self.stdout.write(f"  {line}")
        self.stdout.write(f"{NO_SECOND_FACTOR}\n")
        self.stdout.flush()
        try:
            serve(port)
        except ServingError as error:
            raise CommandError(str(error)) from error
