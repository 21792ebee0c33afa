"""Where in a method's file a fault stands: from its place in words (components 第 2 项：target) to the line of the file."""

import re
from dataclasses import dataclass

_SEGMENT = re.compile(r"([\w.-]+)(?: 第 (\d+) 项)?(?:（[^）]*）)?：")
_SYNTAX = re.compile(r"第 (\d+) 行第 (\d+) 列起：?")
_ENCODING = re.compile(r"第 (\d+) 行的(?=编码)")


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where: `steps` are keys with their number in a list (0: no list), ("components", 2), ("target", 0); `row` and
    `column` those of the file, the column being the key with its table, row 1 where the file does not have the key at all."""

    steps: tuple[tuple[str, int], ...]
    row: int
    column: str
    words: str


def located(message: str, place: str, text: str) -> str:
    """FILE:row:column: words."""
    fault = placed(message, place, text)
    return f"{place}:{fault.row}:{fault.column}: {fault.words}"


def placed(message: str, place: str, text: str = "") -> Fault:
    words = message.removeprefix(f"{place}：")
    syntax = _SYNTAX.match(words)
    if syntax:
        return Fault((), int(syntax[1]), syntax[2], words[syntax.end() :])
    if encoding := _ENCODING.match(words):
        return Fault((), int(encoding[1]), "-", words[encoding.end() :])
    steps = []
    end = 0
    while found := _SEGMENT.match(words, end):
        steps.append((found[1], int(found[2] or 0)))
        end = found.end()
    return Fault(tuple(steps), _row(steps, text.splitlines()), words[:end].rstrip("：") or "-", words[end:])


def _row(segments: list[tuple[str, int]], lines: list[str]) -> int:
    lines = ["" if line.lstrip().startswith("#") else line for line in lines]
    heads = [number for number, line in enumerate(lines) if line.lstrip().startswith("[")]
    start, end, row = 0, heads[0] if heads else len(lines), 0
    for name, nth in segments:
        header = re.compile(rf"\s*\[\[\s*{re.escape(name)}\s*\]\]")
        tables = [number for number in heads if header.match(lines[number])]
        if nth and len(tables) >= nth:
            start = row = tables[nth - 1]
            end = next((number for number in heads if number > start), len(lines))
            continue
        key = re.compile(rf"(^|[\s,{{\[.\"']){re.escape(name)}[\"']?\s*(=|\])")
        row = next((number for number in range(start, end) if key.search(lines[number])), row or next(iter(tables), 0))
    return row + 1
