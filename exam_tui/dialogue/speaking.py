"""The customer's words: a temperament's own ones in their places, and what the agent said, quoted back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256

from exam_tui.content.roleplay import RoleplayFile

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
QUOTE, NAME = "quote", "name"
"""`{quote}`: the agent's own words, where a reply waits for something found earlier; `{name}`: the customer's name."""


def places_in(text: str) -> Iterator[str]:
    """The names in braces."""
    return (found[1] for found in _PLACE.finditer(text))


def spoken(script: RoleplayFile, says: Iterable[str], salt: str, quote: str = "") -> tuple[str, ...]:
    """What the customer really says. The same salt gives the same words for ever."""
    words = script.temper.words if script.temper is not None else {}

    def put_in(found: re.Match[str]) -> str:
        name = found[1]
        if name == QUOTE:
            return quote
        if name == NAME:
            return script.roleplay.customer.name
        choices = words.get(name)
        if not choices:
            return found[0]
        number = int.from_bytes(sha256(f"{salt}:{name}:{found.start()}".encode()).digest()[:4], "big")
        return choices[number % len(choices)]

    return tuple(_PLACE.sub(put_in, text) for text in says)
