"""What is wrong with a command's arguments, in Chinese: argparse itself knows only English."""

import re

_HELP = "加 --help 可看全部参数。"
# argparse's words → ours; the first that fits counts, and what our own readers say is Chinese already.
_WORDS: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.+)", r"缺少参数：\1。"),
    (r"unrecognized arguments: (.+)", r"不认识的参数：\1。"),
    (r"one of the arguments (.+) is required", r"这些参数要写其中一个：\1。"),
    (r"ambiguous option: (.+?) could match (.+)", r"参数 \1 写得不全，可能是：\2。"),
    (r"argument (.+?): not allowed with argument (.+)", r"参数 \1 不能和 \2 同时用。"),
    (r"argument (.+?): expected .*argument.*", r"参数 \1 后面要写一个值。"),
    (r"argument (.+?): ignored explicit argument .*", r"参数 \1 后面不写值。"),
    (r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", r"参数 \1 不能是 \2，可用的是：\3。"),
    (r"argument (.+?): invalid .*value: (.+)", r"参数 \1 的值 \2 看不懂。"),
    (r"argument (.+?): (.+)", r"参数 \1：\2"),
)


def in_chinese(message: str) -> str:
    """argparse's message about an argument, and where to read what is allowed."""
    for pattern, words in _WORDS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return f"{found.expand(words)}{_HELP}"
    return f"参数有误：{message}。{_HELP}"
