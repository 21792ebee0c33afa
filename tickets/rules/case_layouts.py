"""Layouts of the files by which hard cases come in (剔除、督办、吹哨), as data: tickets/layouts/cases."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tickets.rules.layouts import normal


@dataclass(frozen=True)
class Field:
    """A column: what we call it, its heading in our own form, other headings that mean the same; `words`: those that alone may stand
    in it, which the form offers."""

    field: str
    heading: str
    also: tuple[str, ...] = ()
    needed: bool = False
    width: int = 16
    words: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Its headings as they are compared."""
        return tuple(normal(name) for name in (self.heading, *self.also))


@dataclass(frozen=True)
class CaseLayout:
    name: str
    columns: tuple[Field, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(column.heading for column in self.columns)

    def places(self, cells: Sequence[str]) -> dict[str, int]:
        """In which column of a heading row each field stands; our own heading goes before the others. Blanks, stars and full width do
        not matter."""
        said = [normal(cell) for cell in cells]
        found: dict[str, int] = {}
        for column in self.columns:
            place = next((said.index(name) for name in column.names if name in said), None)
            if place is not None:
                found[column.field] = place
        return found

    def doubled(self, cells: Sequence[str]) -> dict[str, list[int]]:
        """The headings that stand there more than once, so that nobody knows which column is meant, with their columns."""
        said = [normal(cell) for cell in cells]
        read = [said[place] for place in self.places(cells).values()]
        return {cells[said.index(name)]: [at for at, other in enumerate(said) if other == name] for name in read if said.count(name) > 1}

    def missing(self, places: Mapping[str, int]) -> tuple[str, ...]:
        """The headings without which a file says nothing."""
        return tuple(column.heading for column in self.columns if column.needed and column.field not in places)


def load_case_layout(text: str) -> CaseLayout:
    """A layout from TOML. KeyError or TypeError where the file is no such layout: it is ours, and tested."""
    said = tomllib.loads(text)
    return CaseLayout(
        said["name"],
        tuple(Field(**{**column, "also": tuple(column["also"]), "words": tuple(column.get("words", ()))}) for column in said["columns"]),
    )
