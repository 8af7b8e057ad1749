"""Making invisible and terminal-controlling characters visible.

Content and names come from files and people. An escape sequence in a stem must not reach the terminal, and a
direction mark must not turn a line around; both are shown as what they are.
"""

from __future__ import annotations

import re

_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def _shown(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code == 0x09:
        return "    "
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return f"<U+{code:04X}>"


def visible(text: str) -> str:
    """`text` with control characters as pictures and direction marks by number; line feeds stay."""
    return _CONTROLS.sub(_shown, text)
