"""The base of the house's commands: wrong arguments are refused as everything else is, in Chinese and with exit code 1; a reader
who has seen enough (`| head`) ends the command without a word."""

import os
import sys
from functools import partial
from typing import Any, NoReturn

from django.core.management.base import BaseCommand as DjangoCommand
from django.core.management.base import CommandError, CommandParser

from units.rules.arguments import in_chinese


class BaseCommand(DjangoCommand):
    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.error = partial(_refuse, parser)  # type: ignore[method-assign]  # Django names no class to put in its place
        return parser

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            said = super().execute(*args, **options)
            sys.stdout.flush()
        except BrokenPipeError:
            # What is still held for the pipe would complain again at the end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
            sys.exit(1)
        return said


def _refuse(parser: CommandParser, message: str) -> NoReturn:
    if parser.called_from_command_line:
        parser.exit(1, f"CommandError: {in_chinese(message)}\n")
    raise CommandError(in_chinese(message))
