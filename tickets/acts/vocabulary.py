"""The words of a file (units, categories, channels, types, levels) as rows of our tables, each looked up once for a file."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from django.core.exceptions import ValidationError

from tickets.models import Category, Channel, Level, TicketType
from tickets.models.category import Term
from tickets.rules.cells import clean
from units.models import Unit, UnitName

_ASIDE = re.compile(r"[\s　]+")
_SEVERAL = re.compile(r"[、,，;；|/]+")


# The same few words stand in every row of a file.
@lru_cache(maxsize=8192)
def _plain(words: str) -> str:
    return _ASIDE.sub("", clean(words)).replace("(", "（").replace(")", "）")


@dataclass
class Vocabulary:
    """Every look-up gives None for a word that nobody knows: the text stays beside the ticket."""

    units: dict[str, Unit]
    categories: dict[str, Category]
    leaves: dict[str, Category | None]
    channels: dict[str, Term]
    types: dict[str, Term]
    levels: dict[str, Term]
    _paths: dict[tuple[str, ...], Category | None] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Vocabulary":
        units = {unit.pk: unit for unit in Unit.objects.select_related("successor")}
        names = {_plain(unit.short_name): unit for unit in units.values() if unit.short_name}
        names |= {_plain(name): units[pk] for name, pk in UnitName.objects.values_list("name", "unit_id")}
        names |= {_plain(unit.name): unit for unit in units.values()}
        categories = list(Category.objects.select_related("root", "parent"))
        leaves: dict[str, Category | None] = {}
        for category in categories:
            # A name that stands at two places of the tree says nothing alone.
            leaves[_plain(category.name)] = None if _plain(category.name) in leaves else category
        paths = {_plain(category.path): category for category in categories}
        return cls(names, paths, leaves, _terms(Channel), _terms(TicketType), _terms(Level))

    def unit(self, words: str) -> Unit | None:
        """The unit of that name, alias or code; of several names in one cell the first that is known."""
        if not words:
            return None
        found = self.units.get(_plain(words))
        if found is None:
            found = next((unit for part in _SEVERAL.split(words) if (unit := self.units.get(_plain(part)))), None)
        return found

    def category(self, levels: tuple[str, ...]) -> Category | None:
        """The deepest known node along `levels`; a single name also where it stands once in the tree."""
        if levels not in self._paths:
            self._paths[levels] = self._find(levels)
        return self._paths[levels]

    def _find(self, levels: tuple[str, ...]) -> Category | None:
        for depth in range(len(levels), 0, -1):
            found = self.categories.get("/".join(_plain(level) for level in levels[:depth]))
            if found is not None:
                return found
        return self.leaves.get(_plain(levels[0])) if len(levels) == 1 else None

    def unlisted(self, given: Unit | None) -> Unit:
        """Who stands for a handled row without a known unit: the one given with the import, else the profile's 未列明单位."""
        found = given or next((unit for unit in self.units.values() if unit.is_unlisted), None)
        if found is None:
            words = "文件里有已办结的行没有写明承办单位，而本库没有“未列明单位”。请选定一个承办单位（--unit），或先载入区县配置。"
            raise ValidationError(words, code="no_unlisted_unit")
        return found


def _terms(model: type[Term]) -> dict[str, Term]:
    terms = list(model._default_manager.all())
    found = {_plain(alias): term for term in terms for alias in term.aliases}
    return found | {_plain(term.label): term for term in terms}


def term(known: dict[str, Term], words: str) -> Term | None:
    return known.get(_plain(words)) if words else None
