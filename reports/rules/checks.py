"""The self-check before a bulletin goes out. A blocking finding refuses publication; a warning is shown and may stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reports.rules.arithmetic import balances, ranks, rates, scores
from reports.rules.document import Document
from reports.rules.findings import Finding
from reports.rules.places import located
from reports.rules.proofreading import glyphs, identity, names, sources, standing, twice, typed


def check(document: Document, known_as: Mapping[str, Sequence[str]] | None = None) -> tuple[Finding, ...]:
    """All findings in the inspector's order. `known_as` maps a unit's code to every name it is known by (for the naming warning)."""
    places = located(document)
    return (
        *standing(document),
        *scores(places),
        *balances(document),
        *rates(places),
        *ranks(document),
        *identity(document),
        *sources(places),
        *typed(document),
        *names(document, known_as or {}),
        *twice(document),
        *glyphs(document),
    )


def blocking(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.level == "blocking")
