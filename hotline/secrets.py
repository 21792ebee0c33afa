"""Where the keys come from: the environment in production, a file made on first use in the demo and in tests."""

import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

KEYS = ("SECRET_KEY", "HISTORY_KEY", "PHONE_KEY")
SHORTEST = 40


def read_keys(environment: dict[str, str], stage: str, folder: Path) -> dict[str, str]:
    """The three keys by name. Production takes them from the environment alone and refuses short ones."""
    given = {key: environment.get(key, "") for key in KEYS}
    if stage == "production":
        for key, value in given.items():
            if len(value) < SHORTEST or value.startswith("change-me"):
                raise ImproperlyConfigured(f"{key}：生产环境必须在环境变量中设置至少 {SHORTEST} 位的随机密钥。")
        if len(set(given.values())) < len(KEYS):
            raise ImproperlyConfigured("SECRET_KEY、HISTORY_KEY、PHONE_KEY 必须各不相同。")
        return given
    return {key: value or _kept(folder / f"{key.lower()}.txt") for key, value in given.items()}


def _kept(path: Path) -> str:
    """A random key that stays the same from the second run on (the event chain must still verify)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")
