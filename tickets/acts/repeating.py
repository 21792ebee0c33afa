"""A call that comes twice with the same key is done once: the second gets the first one's answer. Kept for a day."""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tickets.models import AnsweredCall
from units.models import User

KEPT = timedelta(days=1)
_KEY = re.compile(r"[\x21-\x7e]{1,100}")
Answer = dict[str, Any]


def once(key: str, sent: object, do: Callable[[], Answer], by: User, at: datetime) -> tuple[Answer, bool]:
    """What `do` answers, and whether it had been done before under this `key` and is only told again. What was refused was not
    done, and is tried anew. ValidationError: bad_key, key_reused (the key stood for something else)."""
    if not _KEY.fullmatch(key):
        raise ValidationError("Idempotency-Key 要用 1 到 100 个可见的英文字符，不含空格，例如 UUID。", code="bad_key")
    digest = _digest(sent)
    with transaction.atomic():
        AnsweredCall.objects.filter(by=by, key=key, at__lt=at - KEPT).delete()  # a day is a day, whenever the sweeper comes
        try:
            with transaction.atomic():
                row = AnsweredCall.objects.create(by=by, key=key, digest=digest, at=at)
        except IntegrityError:  # answered before; one that is under way was waited for
            known = AnsweredCall.objects.get(by=by, key=key)
            if known.digest != digest:
                raise ValidationError("这个 Idempotency-Key 已用于另一次请求，内容不同。新的请求请换一个键。", code="key_reused") from None
            return known.answer, True
        row.answer = do()
        row.save(update_fields=["answer"])
    return row.answer, False


def forget(now: datetime) -> int:
    """Calls that nobody repeats any more; returns how many."""
    return AnsweredCall.objects.filter(at__lt=now - KEPT).delete()[0]


def _digest(sent: object) -> str:
    try:
        return hashlib.sha256(json.dumps(sent, sort_keys=True).encode()).hexdigest()
    except RecursionError:
        raise ValidationError("请求内容嵌套过深。", code="bad_request") from None
