"""Into which rankings the leader's page divides the units where the scoring method ranks them all in one table."""

from collections.abc import Iterable, Mapping

# Codes of unit kinds that govern a place; all other kinds are offices and stand in the other ranking [X23: 区直和垂管, 街道].
OF_A_PLACE = frozenset({"subdistrict", "township", "town", "village", "county", "zone"})
MOST_NAMED = 3


def rankings(kinds: Mapping[str, str], methods_groups: Iterable[str] = ()) -> list[str]:
    """Names of the rankings in order: the method's own groups, else offices before places, each named after its kinds.

    `kinds` is {code: label} of those that have units in the table, in the profile's order.
    """
    groups = [group for group in methods_groups if group]
    if groups:
        return groups
    return list(dict.fromkeys(ranking_of(code, kinds) for code in sorted(kinds, key=lambda code: code in OF_A_PLACE)))


def ranking_of(code: str, kinds: Mapping[str, str]) -> str:
    """The ranking in which units of this kind stand: 区直部门、垂管单位、国有企业."""
    mates = [label for other, label in kinds.items() if (other in OF_A_PLACE) == (code in OF_A_PLACE)]
    return "、".join(mates[:MOST_NAMED]) + ("等" if len(mates) > MOST_NAMED else "")
