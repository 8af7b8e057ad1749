"""When two words count as the same answer: the one rule that marking and the checker share."""

from __future__ import annotations

import re
from functools import lru_cache

_HALF_WIDTH = {0x3000: " "} | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
"""Full-width forms. Not all of NFKC, which would make 10² of 102."""
_DROPPED = re.compile(
    "[\\s\u201c\u201d\u2018\u2019\"'\u300a\u300b\u300c\u300d\u300e\u300f\u3010\u3011\u3002;!?"
    "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+"
    "|(?<![0-9])[,\u3001]+|[,\u3001]+(?![0-9])"
)
"""Spaces, quotes, sentence marks, and what is not seen at all. What stands between figures stays: 1-2, 1,2, 1.2."""


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """A typed word as it is compared: full-width is half-width, capitals are small, spaces and quotes don't count."""
    return _DROPPED.sub("", text.translate(_HALF_WIDTH).casefold()).rstrip(".")
