"""What profile.toml's [published.years] assumes of years that a report tells of together only, where the report does not say."""

from dataclasses import dataclass

from scoring.rules.fields import Reader


@dataclass(frozen=True)
class Assumed:
    """The books of past years begin with `first`; of a thousand tickets `called_permille` were called back."""

    first: int
    called_permille: int


def read_assumed(part: Reader) -> Assumed | None:
    """None where there is no such table."""
    table = part.table("years")
    if table is None:
        return None
    found = Assumed(table.whole("first", 1990), table.whole("called_permille", 1, most=1000))
    table.refuse_unknown()
    return found
