"""Everything that somebody may try with a ticket, each an act with fixed words, by the name that a failing walk shows."""

from tests.tickets.tries.applying import APPLYING
from tests.tickets.tries.counting import COUNTED
from tests.tickets.tries.handling import HANDLING
from tests.tickets.tries.scene import Try

TRIES: dict[str, Try] = {**HANDLING, **APPLYING, **COUNTED}
