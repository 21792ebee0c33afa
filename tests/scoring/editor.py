"""The method editor as a browser sends it: the form and the TOML beside it, at one address."""

from typing import Any

from django.test import Client


def said(answer: Any) -> dict[str, str]:
    """What the page's form would send, as a browser gathers it."""
    context = answer.context
    draft, sent = context["form"].draft, {"seen": context["seen"], "stored": context["stored"], "toml": context["sheet"].toml}
    sent |= {f"head-{key}": text for key, text in draft.head.values.items()} | {"head-more": draft.head.more}
    for part, rows in draft.rows.items():
        sent[f"{part}-rows"] = str(len(rows))
        for number, row in enumerate(rows):
            place = f"{part}-{number}"
            sent |= {f"{place}-{key}": text for key, text in row.values.items()} | {f"{place}-kind": row.kind, f"{place}-more": row.more}
    return sent


class Desk:
    """The editor at one address, as it was last shown."""

    def __init__(self, client: Client, address: str) -> None:
        self.client, self.address = client, address
        self.answer: Any = client.get(address)

    def press(self, do: str, **typed: Any) -> Any:
        self.answer = self.client.post(self.address, {**said(self.answer), **typed, "do": do})
        return self.answer

    @property
    def html(self) -> str:
        return str(self.answer.content.decode())

    def faults(self) -> dict[str, list[str]]:
        """By the name of the field."""
        form = self.answer.context["form"]
        groups = [form.head, *(row for rows in form.rows.values() for row in rows)]
        found = {f"{one.prefix}-{name}": list(words) for one in groups for name, words in one.errors.items()}
        return found | ({"": form.general} if form.general else {})
