"""A document as canonical JSON and back: what a published snapshot stores and hashes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from typing import Any

from reports.rules import document as forms
from reports.rules.document import Document

FORMS: dict[str, type] = {
    form.__name__: form
    for form in (
        forms.Term, forms.Text, forms.Figure, forms.Heading, forms.Paragraph, forms.Case, forms.Requirements, forms.Column, forms.Row,
        forms.Table, forms.Bar, forms.Chart, forms.Section, forms.Masthead, forms.Distribution, forms.Imprint, forms.Balance,
        forms.Document,
    )
}  # fmt: skip


def as_data(part: Any) -> Any:
    """Plain dicts and lists; each dict names its form under "form", so that it can be read back."""
    if is_dataclass(part) and not isinstance(part, type):
        return {"form": type(part).__name__} | {field.name: as_data(getattr(part, field.name)) for field in fields(part)}
    if isinstance(part, tuple):
        return [as_data(one) for one in part]
    return part


def to_json(document: Document) -> str:
    """Canonical: keys sorted, no spaces, Chinese as it is. Equal documents give equal text."""
    return json.dumps(as_data(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_data(data: Any) -> Document:
    """The document from what a JSON column gives back. ValueError when it is none or has a form or key this version does not know."""
    document = _from_data(data)
    if not isinstance(document, Document):
        raise ValueError("不是一份通报")
    return document


def digest(document: Document) -> str:
    """SHA-256 of the canonical JSON, in hex."""
    return hashlib.sha256(to_json(document).encode()).hexdigest()


def _from_data(data: Any) -> Any:
    if isinstance(data, list):
        return tuple(_from_data(one) for one in data)
    if not isinstance(data, dict):
        return data
    form = FORMS.get(data.get("form", ""))
    if form is None:
        raise ValueError(f"不认识的内容：{data.get('form')}")
    known = {field.name for field in fields(form)}
    unknown = set(data) - known - {"form"}
    if unknown:
        raise ValueError(f"{form.__name__} 有不认识的项：{'、'.join(sorted(unknown))}")
    return form(**{key: _from_data(value) for key, value in data.items() if key != "form"})
