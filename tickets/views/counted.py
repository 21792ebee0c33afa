"""What a desk's page has counted for its own list, so that the rail beside it need not count it once more."""

from collections.abc import Mapping

from django.http import HttpRequest

from tickets.acts.queues import Tally

_KEPT = "counted_queues"


def keep(request: HttpRequest, tallies: Mapping[str, Tally]) -> None:
    """`tallies` by the url names of the desks whose queues they count."""
    setattr(request, _KEPT, {**known(request), **tallies})


def known(request: HttpRequest) -> dict[str, Tally]:
    """What this request's page has counted already."""
    found: dict[str, Tally] = getattr(request, _KEPT, {})
    return found
