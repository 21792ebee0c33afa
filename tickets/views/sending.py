"""What a form sends twice is done once, also without scripts: a page puts a word of its own into the form ({% once_token %}), and the
same content that comes again with the same word was a second press.

For acts that change no status: of all others the second press finds the ticket moved on, and is told so.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest

from tickets.acts import repeating
from units.models import User

NAME = "once"
_TOKEN = re.compile(r"[0-9a-f]{32}")
_UNTOLD = frozenset({NAME, "csrfmiddlewaretoken"})


def once(request: HttpRequest, act: Callable[[], object], by: User, at: datetime) -> Callable[[], object]:
    """`act` for `units.views.answers.attempt`: silently left out where the same was sent and done before. What was refused was not
    done; a form without the word is done as it comes."""
    token = request.POST.get(NAME, "")
    if not _TOKEN.fullmatch(token):
        return lambda: _do(act)
    said = [(name, request.POST.getlist(name)) for name in sorted(request.POST) if name not in _UNTOLD]
    files = [(file.name, file.size) for name in sorted(request.FILES) for file in request.FILES.getlist(name)]
    # With other content it is another act: somebody went back, changed the words and sent them.
    digest = hashlib.sha256(repr((request.path, said, files)).encode()).hexdigest()[:32]
    return lambda: _do(lambda: repeating.once(f"form:{token}:{digest}", None, lambda: _do(act), by, at))


def _do(act: Callable[[], object]) -> repeating.Answer:
    act()
    return {}
