"""The phrases that rules and conditions are written in.

A phrase is words, with three marks of its own: `…` is a gap of up to `GAP` characters that crosses no punctuation,
`{name}` is any word of a list, `^` and `$` at the ends are the beginning and the end of a clause.
`{certain}…{time}…到` is 保证后天一定能到 as well as 肯定三天内送到.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

GAP = 10
"""Characters that `…` may stand for, at most."""

MOST_PIECES = 6
"""Words, lists and gaps between them in one phrase: who needs more means two phrases."""

TIME, MONEY, SHARE, NUMBER, SMILE, SCORN = "time", "money", "share", "number", "smile", "scorn"
BUILT_IN = (TIME, MONEY, SHARE, NUMBER, SMILE, SCORN)
"""Lists that the program knows: times and terms, sums of money, shares (8折, 20%, 一半), other numbers with a unit,
emoticons that smile, emoticons that scorn."""


@dataclass(frozen=True)
class Piece:
    """A part of a phrase: literal words, or (`is_list`) the name of a list; `gap`: a gap stands before it."""

    text: str
    is_list: bool = False
    gap: bool = False


@dataclass(frozen=True)
class Phrase:
    """A phrase taken apart. `opens` and `closes`: it stands at the beginning or the end of a clause."""

    pieces: tuple[Piece, ...]
    opens: bool = False
    closes: bool = False

    @property
    def lists(self) -> tuple[str, ...]:
        """Names of the lists that it uses."""
        return tuple(piece.text for piece in self.pieces if piece.is_list)


_PARTS = re.compile(r"\{([^{}]*)\}|(?:…|\.{3,})+|[^{…]+?(?=\{|…|\.{3}|$)|\{")


@lru_cache(maxsize=65536)
def parse_phrase(text: str) -> Phrase:
    """Take a phrase apart. ValueError if it has nothing but marks, or a gap at an end."""
    opens, closes = text.startswith("^"), text.endswith("$")
    body = text[opens : len(text) - closes].strip()
    pieces: list[Piece] = []
    gap = False
    for found in _PARTS.finditer(body):
        part, name = found.group(), found.group(1)
        if name is not None:
            pieces.append(Piece(name.strip(), is_list=True, gap=gap))
        elif part.strip("….") == "":
            if gap or not pieces:
                raise ValueError(text)
            gap = True
            continue
        else:
            pieces.append(Piece(part.strip(), gap=gap))
        gap = False
    if gap or not pieces or len(pieces) > MOST_PIECES or any(not piece.text or "{" in piece.text for piece in pieces):
        raise ValueError(text)
    return Phrase(tuple(pieces), opens, closes)
