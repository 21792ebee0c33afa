"""`manage.py recompute 2022 --why …`: recounts the closed months of a period on the workers and waits; `--workers N` starts some.

Run again after it was interrupted, it waits for the recount that it left.
"""

import os
import subprocess
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils import timezone

from hotline.demo.children import start_child, stop_children, tail
from scoring.acts import recounting
from units.acts import jobs
from units.management.house import BaseCommand
from units.models import JobRun

LOOKS = 0.5  # seconds between two looks at the progress
SWEEPS = 60  # seconds between two looks for months whose worker died


class Command(BaseCommand):
    help = "重算：期间内已关账的月份由后台逐月并行重新计数，与原数字的差异记为更正；等到全部完成。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("label", metavar="期间", help="2022、2022H1、2022Q1 或 2022-01")
        parser.add_argument("--why", required=True, metavar="原因", help="写在更正里")
        parser.add_argument("--workers", type=int, default=0, metavar="N", help="另起 N 个后台进程来做；不写则由已在运行的后台做")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 0 <= options["workers"] <= 64:
            raise CommandError("--workers 应为 0 至 64 的整数。")
        try:
            left = recounting.unfinished(options["label"])
            job = left or recounting.start(options["label"], None, timezone.now(), options["why"])
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        log = settings.VAR_DIR / "recompute-workers.log"
        children = []
        if options["workers"]:
            environment = {**os.environ, "CELERY_CONCURRENCY": str(options["workers"])}
            children = [start_child([settings.BASE_DIR / "script" / "run-worker"], log=log, env=environment)]
        try:
            self._wait(job, children)
        finally:
            stop_children(children)

    def _wait(self, job: JobRun, children: list[subprocess.Popen[bytes]]) -> None:
        told, swept = -1, time.monotonic()
        while not job.is_over:
            if children and children[0].poll() is not None:
                raise CommandError(f"后台进程没有起来，重算仍在排队：\n{tail(settings.VAR_DIR / 'recompute-workers.log')}")
            if time.monotonic() - swept > SWEEPS:
                jobs.sweep(timezone.now())
                swept = time.monotonic()
            if job.done != told:
                told = job.done
                self.stdout.write(f"{told} / {job.total} 个月")
                self.stdout.flush()
            time.sleep(LOOKS)
            jobs.gather(job.pk)
            job.refresh_from_db()
        self._report(job)

    def _report(self, job: JobRun) -> None:
        for line in recounting.told(job):
            self.stdout.write(line)
        if job.state == JobRun.State.FAILED:
            raise CommandError(job.words)
        self.stdout.write("已重算")
