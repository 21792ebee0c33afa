"""Wrong arguments of a command: said in Chinese, exit code 1, no traceback."""

import pytest
from django.core.management import CommandError, call_command

from tickets.management.commands.import_tickets import Command
from units.rules.arguments import in_chinese

HELP = "加 --help 可看全部参数。"


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("the following arguments are required: FILE", "缺少参数：FILE。"),
        ("unrecognized arguments: --bogus", "不认识的参数：--bogus。"),
        ("one of the arguments --out --into-database is required", "这些参数要写其中一个：--out --into-database。"),
        ("argument --out: not allowed with argument --into-database", "参数 --out 不能和 --into-database 同时用。"),
        ("argument --seed: expected one argument", "参数 --seed 后面要写一个值。"),
        ("argument --seed: invalid int value: 'x'", "参数 --seed 的值 'x' 看不懂。"),
        ("argument --from: invalid fromisoformat value: '2020-13-01'", "参数 --from 的值 '2020-13-01' 看不懂。"),
        ("argument --role: invalid choice: 'a' (choose from 'b', 'c')", "参数 --role 不能是 'a'，可用的是：'b', 'c'。"),
        ("argument --rows: 件数应为正整数，现为“x”。", "参数 --rows：件数应为正整数，现为“x”。"),
        ("something new", "参数有误：something new。"),
    ],
)
def test_argparse_speaks_chinese(english: str, chinese: str) -> None:
    assert in_chinese(english) == chinese + HELP


def test_on_the_command_line_the_exit_code_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["manage.py", "import_tickets", "--bogus"])
    assert ended.value.code == 1
    assert capsys.readouterr().err == f"CommandError: 缺少参数：FILE。{HELP}\n"


def test_called_by_code_it_is_an_error_like_any_other() -> None:
    with pytest.raises(CommandError, match="缺少参数：FILE"):
        call_command("import_tickets")
