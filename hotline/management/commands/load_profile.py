"""manage.py load_profile NAME|PATH: brings the database to what a district profile says; may be run again at will."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from hotline.acts import profile
from hotline.rules.profiles.folder import find_folder
from units.management.house import BaseCommand


class Command(BaseCommand):
    help = "载入区县配置（单位、类别、时限、评分办法等），可反复运行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="hotline/profiles 中的名称，或文件夹的路径")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loading = profile.load(find_folder(options["name"]))
        except ValidationError as error:
            raise CommandError("没有载入，库中未作改动：\n" + "\n".join(error.messages)) from error
        for line in profile.words(loading):
            self.stdout.write(line)
