"""When two words count as the same answer: the one rule that marking and the checker share."""

from __future__ import annotations

import re
import unicodedata

_DROPPED = re.compile(
    "[\\s\u201c\u201d\u2018\u2019\"'\u300a\u300b\u300c\u300d\u300e\u300f\u3010\u3011,\u3002\u3001;!?\uff61"
    "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+"
)
"""Spaces, quotes, sentence marks, and what is not seen at all. Hyphens, dots, per cent signs stay: 1-2 is not 12."""


def folded(text: str) -> str:
    """A typed word as it is compared: full-width is half-width, capitals are small, spaces and quotes don't count."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text).casefold()).rstrip(".")
