"""The nightly seal: one signed line over the heads of all event chains, chained to the night before and kept outside the
database. Who changes the database afterwards, chain and all, no longer fits the seal."""

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from tickets.models import Event, Ticket
from tickets.rules.chain import utc_text


@dataclass(frozen=True)
class Seal:
    """`heads` is SHA-256 over "number seq head" of every ticket in order of its id; `last_ticket` and `tickets` say over
    which; `seal` is an HMAC over all of it and over `previous`, the seal before."""

    at: str
    tickets: int
    last_ticket: int
    events: int
    heads: str
    previous: str
    seal: str


def seal(at: datetime) -> Path:
    """Writes var/seals/<date>.json; a second seal on the same day is appended to it as a further line. Returns the file."""
    folder = _folder()
    made = _sign(_count(at), _last_seal(folder))
    path = folder / f"{timezone.localtime(at):%Y-%m-%d}.json"
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(made), ensure_ascii=False, sort_keys=True) + "\n")
    return path


def broken_seals() -> list[date]:
    """Days whose file no longer fits its signature or the one before: somebody has written in it."""
    previous: str | None = ""  # None: what stood there cannot be read, so that nothing is said of the seal after it
    faults = []
    for day, path in _files().items():
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            kept = _read(line)
            if kept is None or previous not in (None, kept.previous) or _sign(kept, kept.previous).seal != kept.seal:
                faults.append(day)
            previous = kept.seal if kept is not None else None
    return sorted(set(faults))


def days() -> list[date]:
    """Days that have a seal."""
    return list(_files())


def _files() -> dict[date, Path]:
    return {date.fromisoformat(path.stem): path for path in sorted(_folder().glob("????-??-??.json"))}


def _read(line: str) -> Seal | None:
    """None: it is no seal any more."""
    try:
        return Seal(**json.loads(line))
    except (ValueError, TypeError):
        return None


def _folder() -> Path:
    folder: Path = settings.VAR_DIR / "seals"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _last_seal(folder: Path) -> str:
    files = sorted(folder.glob("????-??-??.json"))
    return Seal(**json.loads(files[-1].read_text(encoding="utf-8").splitlines()[-1])).seal if files else ""


def _count(at: datetime) -> Seal:
    """Walks all heads in constant memory."""
    heads, tickets, last = hashlib.sha256(), 0, 0
    rows = Ticket.objects.order_by("pk").values_list("pk", "number", "seq", "head")
    for last, number, seq, head in rows.iterator(chunk_size=10_000):  # noqa: B007  # the last one is what is wanted
        heads.update(f"{number} {seq} {head}\n".encode())
        tickets += 1
    return Seal(utc_text(at), tickets, last, Event.objects.count(), heads.hexdigest(), "", "")


def _sign(counted: Seal, previous: str) -> Seal:
    facts = {**asdict(counted), "previous": previous, "seal": ""}
    words = json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()
    return Seal(**{**facts, "seal": hmac.new(settings.HISTORY_KEY.encode(), words, hashlib.sha256).hexdigest()})
