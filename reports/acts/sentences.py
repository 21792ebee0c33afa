"""Paragraphs of a bulletin: the frame's sentences with figures and names put in; what has none is left out, never faked."""

from __future__ import annotations

from reports.acts.material import Material
from reports.rules import figures as made
from reports.rules.document import Case, Figure, Paragraph, Requirements, Run, Text
from reports.rules.frames import Cases, Demands, Piece, Sentences
from reports.rules.picking import lead
from reports.rules.wording import PLACEHOLDER, fill, listed
from scoring.rules.indicators import codes


def paragraph(part: Sentences, material: Material) -> Paragraph | None:
    """None when no piece of it has anything to say."""
    runs: list[Run] = []
    for piece in part.pieces:
        runs += _piece(piece, material)
    # Pieces are filled one by one: neighbouring words become one Text again.
    joined = fill("{all}", {"all": _joined(runs)})
    return Paragraph(joined) if joined else None


def _joined(runs: list[Run]) -> list[Run]:
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if isinstance(run, Text) and isinstance(last, Text):
            joined[-1] = Text(last.text + run.text)
        else:
            joined.append(run)
    return joined


def _piece(piece: Piece, material: Material) -> tuple[Run, ...]:
    if piece.leads and not lead(material.chosen(piece.leads) or ()):
        return ()
    for text in (piece.text, piece.otherwise):
        words = {name: word(name, material) for name in PLACEHOLDER.findall(text)}
        known = {name: found for name, found in words.items() if found is not None}
        if len(known) == len(words):
            return fill(text, known)
    return ()


def word(name: str, material: Material) -> str | Figure | None:
    """What a placeholder stands for; None when this period has no such figure or name."""
    stem, in_words = name.removesuffix(".chinese"), name.endswith(".chinese")
    if stem in material.words:
        return material.words[stem]
    if stem in codes():
        return material.figure(stem)
    chosen = material.chosen(stem)
    if chosen is not None:
        return listed([one.name for one in chosen]) or None
    if stem.startswith("outside."):
        return outside(stem.removeprefix("outside."), material, in_words)
    return _share(stem.removeprefix("share."), material)


def outside(code: str, material: Material, in_words: bool = False) -> Figure | None:
    found = material.outside.get(code)
    if found is None:
        return None
    return made.outside(code, found.label, found.value, found.source, material.period.label, in_words)


def _share(name: str, material: Material) -> Figure | None:
    """share.volume.city_volume: our count in per cent of the outside figure."""
    indicator, _, code = name.rpartition(".")
    whole = outside(code, material)
    if whole is None or not whole.number:
        return None
    ours = material.figure(indicator)
    return made.share_of(ours, whole, f"{ours.label}占{whole.label}")


def cases(part: Cases, material: Material) -> tuple[Case, ...]:
    """The period's cases, numbered."""
    found: list[Case] = []
    for item in part.items:
        if item.period == material.period.label:
            unit = material.unit_called(item.unit)
            found.append(Case(f"{len(found) + 1}. {item.name}", (Text(item.text),), None if unit is None else str(unit.pk)))
    return tuple(found)


def demands(part: Demands) -> Requirements:
    return Requirements(tuple(Paragraph((Text(words),)) for words in part.items))
