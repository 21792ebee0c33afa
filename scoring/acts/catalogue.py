"""The indicators that hold in this district: the standard ones, those of its ledgers, and those that its profile chooses otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from scoring.acts import ledgers
from scoring.models import IndicatorChoice
from scoring.rules.indicators import STANDARD, Catalogue, Family, Indicator
from scoring.rules.indicators.choosing import LABELLED, Choice, IdOf, apply, read_choices
from scoring.rules.indicators.district import of_ledger
from tickets.models import Channel, Level, TicketType

LISTS: dict[str, type[Channel] | type[Level] | type[TicketType]] = {"channel": Channel, "level": Level, "type": TicketType}


def current(bodies: Sequence[Mapping[str, Any]] | None = None) -> Catalogue:
    """With one for each ledger that a method names (`bodies`: those of all that are stored, where they are at hand). Two queries, and
    one for each list by which a choice narrows."""
    more = [of_ledger(name, label) for name, label in ledgers.names(bodies).items() if name not in STANDARD.by_code]
    known = replace(STANDARD, indicators=(*STANDARD.indicators, *more)) if more else STANDARD
    bodies = list(IndicatorChoice.objects.order_by("order", "pk").values_list("body", flat=True))
    if not bodies:
        return known
    choices = read_choices({"indicators": bodies}, "配置的指标")
    id_of = _ids(choices)
    for choice in choices:
        known = _with(known, apply(choice, id_of))
    return known


def store(choices: Sequence[Choice]) -> tuple[int, int, int]:
    """The district's choices are these and no others. Returns how many were added, changed and taken away. What is closed stays
    as it was counted; a month that is counted again goes by the new ones."""
    before = {row.code: (row.order, row.body) for row in IndicatorChoice.objects.all()}
    after = {choice.code: (order, as_plain(choice)) for order, choice in enumerate(choices, 1)}
    for code, (order, body) in after.items():
        if before.get(code) != (order, body):
            IndicatorChoice.objects.update_or_create(code=code, defaults={"order": order, "body": body})
    IndicatorChoice.objects.exclude(code__in=after).delete()
    changed = [code for code in after if code in before and before[code] != after[code]]
    return len(after.keys() - before.keys()), len(changed), len(before.keys() - after.keys())


def as_plain(choice: Choice) -> dict[str, object]:
    """As the profile writes it, `from` and all."""
    body = choice.plain
    return {**{name: value for name, value in body.items() if name != "like"}, "from": body["like"]}


def _ids(choices: Sequence[Choice]) -> IdOf:
    """The lists that the choices name, each read once."""
    named = [name for name in LABELLED if any(getattr(choice, name) for choice in choices)]
    known = {name: dict(LISTS[name]._default_manager.values_list("label", "pk")) for name in named}
    return lambda name, label: known[name].get(label)


def _with(known: Catalogue, chosen: Indicator | Family) -> Catalogue:
    """In the place of the one of that code, else at the end."""
    made = chosen.indicators() if isinstance(chosen, Family) else (chosen,)
    families = {**known.families, chosen.code: chosen} if isinstance(chosen, Family) else known.families
    new = {one.code: one for one in made}
    kept = tuple(new.pop(one.code, one) for one in known.indicators)
    return Catalogue((*kept, *new.values()), families, known.configured | {chosen.code, *(one.code for one in made)})
