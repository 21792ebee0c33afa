"""How a citizen's or colleague's identity is shown before anybody has asked for it (domain.md, Confidentiality)."""

import hashlib
import hmac
import re

# Also +86 138-1234-5678 and 138 1234 5678, as people type them.
PHONE = re.compile(r"(?<!\d)((?:86[- ]?)?1[3-9]\d)[- ]?\d{4}[- ]?(\d{4})(?!\d)")
LANDLINE = re.compile(r"(?<!\d)(0\d{2,3}-?)\d{3,4}(\d{4})(?!\d)")
IDENTITY_CARD = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)")

# All of them hold as many digits in a row: most texts do not, and need not be searched for each.
_DIGITS = re.compile(r"\d{4}")

HIDDEN = "（已隐去）"


def mask_name(name: str) -> str:
    """王小明 → 王**; an empty name stays empty."""
    return f"{name[0]}**" if name else ""


def mask_phone(phone: str) -> str:
    """13812345678 → 138****5678; shorter numbers keep their last two digits."""
    if len(phone) >= 7:
        return f"{phone[:3]}****{phone[-4:]}"
    return f"****{phone[-2:]}" if phone else ""


def mask_address(address: str) -> str:
    """The first six characters (street or housing estate), never the door."""
    return f"{address[:6]}***" if address else ""


def mask_text(text: str) -> str:
    """Phones and identity numbers inside free text."""
    if not _DIGITS.search(text):
        return text
    text = IDENTITY_CARD.sub(r"\1********\2", text)
    return LANDLINE.sub(r"\1****\2", PHONE.sub(r"\1****\2", text))


def shown_text(text: str, hidden: str | None) -> str:
    """Free text as its reader is shown it. `hidden` is the name (perhaps empty) of a citizen whom the reader must not learn, None
    where there is no such citizen."""
    return mask_text(text) if hidden is None else hide_citizen(text, hidden)


def phone_hash(phone: str, key: str) -> str:
    """Keyed hash (hex, 32 characters) of a phone's digits: the same citizen can be found, the phone cannot be read."""
    digits = re.sub(r"\D", "", phone)
    return hmac.new(key.encode(), digits.encode(), hashlib.sha256).hexdigest()[:32] if digits else ""


def hide_citizen(text: str, name: str) -> str:
    """`text` for who must not learn who asked: the citizen's name, phones and identity numbers are gone as a whole. Places stay:
    they say where the matter is."""
    for pattern in (IDENTITY_CARD, PHONE, LANDLINE):
        text = pattern.sub(HIDDEN, text)
    return text.replace(name, HIDDEN) if len(name) > 1 else text
