"""Layouts of the files by which hard cases come in (剔除、督办、吹哨), as data: tickets/layouts/cases."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """A column: what we call it, its heading in our own form, other headings that mean the same."""

    field: str
    heading: str
    also: tuple[str, ...] = ()
    needed: bool = False
    width: int = 16


@dataclass(frozen=True)
class CaseLayout:
    name: str
    columns: tuple[Field, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(column.heading for column in self.columns)

    def places(self, cells: Sequence[str]) -> dict[str, int]:
        """In which column of a heading row each field stands; our own heading goes before the others."""
        found: dict[str, int] = {}
        for column in self.columns:
            place = next((cells.index(name) for name in (column.heading, *column.also) if name in cells), None)
            if place is not None:
                found[column.field] = place
        return found

    def missing(self, places: Mapping[str, int]) -> tuple[str, ...]:
        """The headings without which a file says nothing."""
        return tuple(column.heading for column in self.columns if column.needed and column.field not in places)


def load_case_layout(text: str) -> CaseLayout:
    """A layout from TOML. KeyError or TypeError where the file is no such layout: it is ours, and tested."""
    said = tomllib.loads(text)
    return CaseLayout(said["name"], tuple(Field(**{**column, "also": tuple(column["also"])}) for column in said["columns"]))
