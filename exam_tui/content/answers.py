"""When two words count as the same answer: the one rule that marking and the checker share."""

from __future__ import annotations

import unicodedata

_DROPPED = frozenset(
    "\u201c\u201d\u2018\u2019\"'\u300a\u300b\u300c\u300d\u300e\u300f\u3010\u3011,\u3002\u3001;!?\uff61"
)
"""Quotes and sentence marks. Hyphens, dots, per cent signs and slashes stay: 1-2 is not 12."""


def folded(text: str) -> str:
    """A typed word as it is compared: full-width is half-width, capitals are small, spaces and quotes don't count."""
    characters = unicodedata.normalize("NFKC", text).casefold()
    return "".join(
        c for c in characters if not c.isspace() and c not in _DROPPED and unicodedata.category(c) != "Cf"
    ).rstrip(".")
