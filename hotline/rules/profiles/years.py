"""What profile.toml's [published.years] assumes of years that a report tells of together only, where the report does not say."""

from dataclasses import dataclass

from scoring.rules.fields import Reader


@dataclass(frozen=True)
class Assumed:
    """The books of past years begin with `first`; of a thousand tickets `called_permille` were called back; tourists' tickets are of the
    category `tourism` and go to `tourism_units`; `deputies`: the channel by which people's deputies send theirs."""

    first: int
    called_permille: int
    tourism: str
    tourism_units: tuple[str, ...]
    deputies: str


def read_assumed(part: Reader) -> Assumed | None:
    """None where there is no such table."""
    table = part.table("years")
    if table is None:
        return None
    found = Assumed(
        first=table.whole("first", 0),
        called_permille=table.whole("called_permille", 0, most=1000),
        tourism=table.text("tourism"),
        tourism_units=table.texts("tourism_units"),
        deputies=table.text("deputies"),
    )
    table.refuse_unknown()
    return found
