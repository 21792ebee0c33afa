"""Where the keys come from: the environment in production, a file made on first use in the demo and in tests."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

KEYS = ("SECRET_KEY", "HISTORY_KEY", "PHONE_KEY")
SHORTEST = 50  # as `check --deploy` asks of Django's own
FEWEST_LETTERS = 5  # different ones: "aaaa…" is long and worth nothing
HOW_TO = "python3 -c 'import secrets; print(secrets.token_urlsafe(64))'"


def read_keys(environment: Mapping[str, str], stage: str, folder: Path) -> dict[str, str]:
    """The three keys by name. Production takes them from the environment alone and refuses those that can be guessed."""
    given = {key: environment.get(key, "") for key in KEYS}
    if stage != "production":
        return {key: value or _kept(folder / f"{key.lower()}.txt") for key, value in given.items()}
    for key, value in given.items():
        if len(value) < SHORTEST or len(set(value)) < FEWEST_LETTERS or value.startswith(("change-me", "django-insecure")):
            raise ImproperlyConfigured(f"{key}：生产环境必须在环境变量中设置至少 {SHORTEST} 位的随机密钥，可用 {HOW_TO} 生成。")
    if len(set(given.values())) < len(KEYS):
        raise ImproperlyConfigured("SECRET_KEY、HISTORY_KEY、PHONE_KEY 必须各不相同。")
    return given


def _kept(path: Path) -> str:
    """A random key that stays the same from the second run on (the event chain must still verify)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Written aside and linked into place: of two processes that start together one wins, and none reads half a key.
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64), encoding="ascii")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        draft.unlink()
    return path.read_text(encoding="ascii")
