"""The bulletin's desk: which version lies on it, its outline, its checks, its chosen figure, its other versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from reports.acts import publish
from reports.acts.inspector import Inspection, inspect
from reports.acts.render import html
from reports.acts.render.html import Paper
from reports.models import Bulletin, BulletinRevision
from reports.rules.changes import Change
from reports.rules.document import Case, Document, Requirements, Table
from reports.rules.findings import Finding
from reports.rules.places import located

# What the outline says of a section in which the check found something.
SHORT_WORDS = {
    "names": "名称不统一",
    "twice": "同件两处",
    "typed": "有手打的数",
    "identity": "疑似身份信息",
    "glyphs": "有生僻字",
    "sources": "未注明来源",
}


@dataclass(frozen=True)
class Item:
    """A line of the outline: a section, what it holds, and the gravest that the check found in it."""

    anchor: str
    label: str
    words: str
    level: str
    is_here: bool


@dataclass(frozen=True)
class Version:
    """A published revision, or the draft (`number` 0) where it differs from the last one."""

    number: int
    revision: BulletinRevision | None
    changes: tuple[Change, ...]
    is_here: bool


@dataclass(frozen=True)
class Desk:
    """All that the page shows. `number` 0: the draft lies on the desk."""

    bulletin: Bulletin
    document: Document
    number: int
    revision: BulletinRevision | None
    next_number: int
    is_pending: bool
    paper: Paper
    outline: tuple[Item, ...]
    findings: tuple[Finding, ...]
    inspection: Inspection | None
    versions: tuple[Version, ...]
    is_asked: bool

    @property
    def is_draft(self) -> bool:
        return self.number == 0

    @property
    def published_at(self) -> datetime | None:
        """When the newest revision came out."""
        return max((one.revision.published_at for one in self.versions if one.revision is not None), default=None)

    @property
    def as_of(self) -> datetime:
        """When the figures were frozen, or counted for a trial."""
        return datetime.fromisoformat(self.document.as_of)

    @property
    def is_correction(self) -> bool:
        return self.next_number > 1

    @property
    def passed(self) -> int:
        return sum(finding.level == "ok" for finding in self.findings)

    @property
    def warned(self) -> int:
        return sum(finding.level == "warning" for finding in self.findings)

    @property
    def blocked(self) -> int:
        return sum(finding.level == "blocking" for finding in self.findings)


def lay(bulletin: Bulletin, asked: str, chosen: str, may_compose: bool) -> Desk:
    """`asked` is a version's number or "draft"; otherwise who composes sees what is not published yet, others the last version.

    `chosen` is a figure's address; without one the first score is shown, as in a paper that is just opened.
    """
    revisions = list(bulletin.revisions.select_related("published_by"))
    latest = revisions[0] if revisions else None
    pending = publish.pending(bulletin, latest)
    is_pending = latest is None or bool(pending)
    revision = _asked(revisions, asked)
    if revision is None and asked != "draft" and not (may_compose and is_pending):
        revision = latest
    document = publish.draft_of(bulletin) if revision is None else publish.document_of(revision)
    changes = pending if revision is None else tuple(Change(**change) for change in revision.changes)
    findings = publish.self_check(document) if revision is None else tuple(Finding(**one) for one in revision.findings)
    is_asked, chosen = bool(chosen), chosen or _first(document)
    inspection = inspect(document, chosen)
    begins = bulletin.begins if revision is None else revision.begins
    return Desk(
        bulletin=bulletin,
        document=document,
        number=0 if revision is None else revision.number,
        revision=revision,
        next_number=1 if latest is None else latest.number + 1,
        is_pending=is_pending,
        paper=html.paper(document, begins, chosen, {change.address for change in changes}),
        outline=tuple(_outline(document, findings, inspection)),
        findings=findings,
        inspection=inspection,
        versions=tuple(_versions(revisions, revision, pending, is_pending)),
        is_asked=is_asked,
    )


def _asked(revisions: list[BulletinRevision], asked: str) -> BulletinRevision | None:
    return next((one for one in revisions if str(one.number) == asked), None)


def _first(document: Document) -> str:
    return next((one.address for one in located(document) if one.figure.part == "score"), "")


def _versions(
    revisions: list[BulletinRevision], here: BulletinRevision | None, pending: tuple[Change, ...], is_pending: bool
) -> Iterator[Version]:
    if is_pending:
        yield Version(0, None, pending, here is None)
    for one in revisions:
        yield Version(one.number, one, tuple(Change(**change) for change in one.changes), here is not None and one.pk == here.pk)


def _outline(document: Document, findings: tuple[Finding, ...], inspection: Inspection | None) -> Iterator[Item]:
    figures = [place.section for place in located(document)]
    table = 0
    for number, section in enumerate(document.sections):
        tables = [block for block in section.blocks if isinstance(block, Table)]
        cases = sum(isinstance(block, Case) for block in section.blocks)
        demands = sum(len(block.items) for block in section.blocks if isinstance(block, Requirements))
        held = [f"表 {table + 1}" if len(tables) == 1 else f"表 {len(tables)} 张"] if tables else []
        held += [f"{figures.count(number)} 个数"] if number in figures else []
        held += [f"{demands} 条"] if demands else []
        held += [f"{cases} 例"] if cases else []
        table += len(tables)
        worst = _worst(number, section.label, findings)
        words = SHORT_WORDS.get(worst.code, "数不符") if worst is not None else " · ".join(held)
        is_here = inspection is not None and inspection.place.section == number
        yield Item(f"s{number}", section.label, words, "ok" if worst is None else worst.level, is_here)


def _worst(number: int, label: str, findings: tuple[Finding, ...]) -> Finding | None:
    found = [one for one in findings if one.level != "ok" and (one.where == label or one.where.startswith(f"{number}-"))]
    return min(found, key=lambda one: one.level != "blocking", default=None)
