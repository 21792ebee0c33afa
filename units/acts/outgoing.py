"""The outgoing door (外发): notices leave to a person's phone through the one way that the office sets, a program or an address.

What leaves is a JSON object {"id", "to", "phone", "words"}: `id` stays the same when a message is sent again, so that the
gateway can drop what it has. No message holds a citizen's data.
"""

import json
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from units.acts.settings import values
from units.models import Notice, Outgoing

MOST_TRIES = 5
AT_ONCE = 50
SECONDS = 10
# A run takes AT_ONCE times SECONDS at most: what was taken earlier belongs to one that died.
LEFT_BEHIND = timedelta(minutes=10)


def is_open() -> bool:
    """Whether the office has set a door."""
    return bool(settings.OUTGOING_COMMAND or settings.OUTGOING_URL)


def queue(notices: Iterable[Notice], at: datetime) -> int:
    """Puts those that are to leave into the queue; returns how many. People without a phone read theirs inside."""
    which = values().notices_out
    if which == "none" or not is_open():
        return 0
    leaving = [notice for notice in notices if notice.to.phone and (which == "all" or notice.is_urgent)]
    rows = [Outgoing(to=notice.to, phone=notice.to.phone, words=notice.words, at=at) for notice in leaving]
    return len(Outgoing.objects.bulk_create(rows, batch_size=500))


def send_waiting(at: datetime) -> int:
    """Sends what waits, oldest first; returns how many left. A message that fails is tried again, five times in all. Runs may
    overlap: each message is taken by one of them."""
    if not is_open():
        return 0
    _take_back(at)
    waiting = Outgoing.objects.filter(state=Outgoing.State.WAITING).order_by("pk").values_list("pk", flat=True)
    return sum(_take_and_send(pk, at) for pk in list(waiting[:AT_ONCE]))


def _take_back(at: datetime) -> None:
    """What a run took and did not finish waits again, or is given up."""
    left = Outgoing.objects.filter(state=Outgoing.State.SENDING, claimed_at__lt=at - LEFT_BEHIND)
    left.filter(tries__gte=MOST_TRIES).update(state=Outgoing.State.FAILED, fault="外发中断，没有结束")
    left.update(state=Outgoing.State.WAITING)


def _take_and_send(pk: int, at: datetime) -> bool:
    """Whether the message left. False too where another run has taken it."""
    mine = Outgoing.objects.filter(pk=pk, state=Outgoing.State.WAITING)
    if not mine.update(state=Outgoing.State.SENDING, claimed_at=at, tries=F("tries") + 1):
        return False
    message = Outgoing.objects.select_related("to").get(pk=pk)
    message.fault = _send(message)[:300]
    if not message.fault:
        message.state, message.sent_at = Outgoing.State.SENT, at
    else:
        message.state = Outgoing.State.FAILED if message.tries >= MOST_TRIES else Outgoing.State.WAITING
    message.save(update_fields=["fault", "state", "sent_at"])
    return not message.fault


def _send(message: Outgoing) -> str:
    """What went wrong, in words; nothing when it was taken."""
    body = {"id": message.pk, "to": message.to.name or message.to.username, "phone": message.phone, "words": message.words}
    sent = json.dumps(body, ensure_ascii=False).encode()
    return _by_command(sent) if settings.OUTGOING_COMMAND else _by_address(sent)


def _by_command(sent: bytes) -> str:
    try:
        ended = subprocess.run(settings.OUTGOING_COMMAND, input=sent, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"外发程序 {SECONDS} 秒没有结束"
    except OSError as error:
        return f"外发程序不能运行：{error.strerror}"
    if ended.returncode == 0:
        return ""
    return f"外发程序退出码 {ended.returncode}：{ended.stderr.decode(errors='replace').strip()}"


class _Straight(urllib.request.HTTPRedirectHandler):
    """A gateway that points elsewhere is set wrong; phones are not sent to wherever it points."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def _by_address(sent: bytes) -> str:
    if not settings.OUTGOING_URL.startswith(("http://", "https://")):
        return "外发地址应以 http:// 或 https:// 开头"
    asked = urllib.request.Request(settings.OUTGOING_URL, data=sent, headers={"Content-Type": "application/json"}, method="POST")  # noqa: S310
    try:
        with urllib.request.build_opener(_Straight).open(asked, timeout=SECONDS):
            return ""
    except urllib.error.HTTPError as error:
        return f"外发地址答复 {error.code}"
    except (OSError, ValueError) as error:
        return f"外发地址不通：{error}"
