"""The self-check's reading: identity, sources, typed numbers, names of units, one ticket twice, characters without a glyph."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from reports.rules.document import TRIAL_MARK, Block, Case, Chart, Document, Paragraph, Requirements, Table, Text
from reports.rules.findings import Finding, Level
from reports.rules.places import Located
from reports.rules.privacy import personal, street_numbers
from reports.rules.wording import listed

TYPED = re.compile(r"\d[\d.,]*\s*(?:件|%|％|个百分点)")


def identity(document: Document) -> Iterator[Finding]:
    """A house number in a street is a warning while nobody is named in the same text: it may be a public place."""
    is_clean = True
    for place, text in _all_texts(document):
        found = list(personal(text))
        streets = list(street_numbers(text))
        yield from (Finding("blocking", "identity", f"正文里有{kind}：{words}", place) for kind, words in found)
        for words in streets:
            level: Level = "blocking" if found else "warning"
            yield Finding(level, "identity", f"正文里有门牌号：{words}" + ("" if found else "，请确认是公共场所"), place)
        is_clean = is_clean and not found and not streets
    if is_clean:
        yield Finding("ok", "identity", "无姓名、电话、门牌号")


def standing(document: Document) -> Iterator[Finding]:
    """A bulletin goes out with final figures and with its number."""
    if TRIAL_MARK in document.mark:
        yield Finding("blocking", "trial", "所在期间还没有全部关账，数字是试算：请先关账，再重新编制。")
    if re.search(r"第\s+期", document.masthead.issue):
        yield Finding("blocking", "issue", "总期号没有填：请在“期号与日期”里填写。")


def sources(places: Sequence[Located]) -> Iterator[Finding]:
    foreign = [place for place in places if place.figure.source != "counted"]
    bare = [place for place in foreign if not place.figure.origin]
    for place in bare:
        need = "来源" if place.figure.source == "outside" else "原因"
        yield Finding("blocking", "sources", f"{place.figure.label} {place.figure.text} 没有注明{need}", place.address)
    if foreign and not bare:
        yield Finding("ok", "sources", f"{listed(sorted({place.figure.label for place in foreign}))}已注明来源")


def typed(document: Document) -> Iterator[Finding]:
    """Numbers in a counted sentence are figures; digits typed into words cannot be checked. Demands and cases may hold them."""
    for section in document.sections:
        for block in section.blocks:
            runs = block.runs if isinstance(block, Paragraph) else ()
            for run in runs:
                for match in TYPED.finditer(run.text) if isinstance(run, Text) else ():
                    yield Finding("warning", "typed", f"“{match.group()}”是手打的数，没有经过复算", section.label)


def names(document: Document, known_as: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    """One unit, one name: the others are listed. Longest names are taken first, so that 兴隆街道办事处 is not also counted as 兴隆街道."""
    texts = list(_all_texts(document))
    text = "\n".join(text for _, text in texts)
    used: dict[str, Counter[str]] = {}
    for code, name in sorted(((code, name) for code, many in known_as.items() for name in many), key=lambda pair: (-len(pair[1]), pair)):
        times = text.count(name)
        if times:
            used.setdefault(code, Counter())[name] += times
            text = text.replace(name, "\x00")
    other = [
        (name, times)
        for code, many in known_as.items()
        if len(used.get(code, ())) > 1
        for name, times in used[code].most_common()
        if name != many[0]
    ]
    if other:
        # 兴隆街道 is also hidden in 兴隆街道办事处: the last text that holds one of them is where it stands alone.
        where = [place for place, text in texts if any(name in text for name, _ in other)][-1]
        yield Finding("warning", "names", f"单位名称不统一：{listed([f'“{name}”{times} 处' for name, times in other])}", where)


def twice(document: Document) -> Iterator[Finding]:
    lists: dict[str, list[tuple[str, str]]] = {}
    for section in document.sections:
        for table in (block for block in section.blocks if isinstance(block, Table)):
            for row in table.rows:
                if row.ticket:
                    lists.setdefault(row.ticket, []).append((section.label, table.name))
    for ticket, found in lists.items():
        if len(found) > 1:
            yield Finding("warning", "twice", f"{ticket} 同时列入{listed([name for _, name in found])}", found[-1][0])


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(runs=runs):
            yield "".join(run.text for run in runs)
        case Case(lead=lead, runs=runs):
            yield lead + "".join(run.text for run in runs)
        case Requirements(items=items):
            for item in items:
                yield from _texts(item)
        case Table(caption=caption, rows=rows, note=note):
            yield from (caption, note, *(cell.text for row in rows for cell in row.cells))
        case Chart(caption=caption, bars=bars, note=note):
            yield from (caption, note, *(bar.label for bar in bars))
        case _:
            yield getattr(block, "text", "")


def _all_texts(document: Document) -> Iterator[tuple[str, str]]:
    """(section's label, text) of everything that is printed between masthead and 版记."""
    for section in document.sections:
        yield section.label, section.title
        yield from ((section.label, text) for block in section.blocks for text in _texts(block))


def glyphs(document: Document) -> Iterator[Finding]:
    """The fonts are cut to GBK: a rarer character would be printed as an empty box."""
    for place, text in _all_texts(document):
        rare = sorted({character for character in text if not _in_gbk(character)})
        if rare:
            yield Finding("warning", "glyphs", f"字库里没有“{listed(rare)}”，PDF 里会印成空框", place)


def _in_gbk(character: str) -> bool:
    try:
        character.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True
