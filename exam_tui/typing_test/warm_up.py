"""What became of the warm-up line on its way through input method and terminal."""

from __future__ import annotations

import unicodedata
from typing import Literal

from exam_tui.typing_test.alignment import countable

_FEW = 3
"""So many doubled characters are no slip."""
Damage = Literal["doubled", "replaced", "wide", "short", "other"]


def damage_to(line: str, arrived: str) -> Damage | None:
    """What is wrong with the line as it arrived; None when nothing is.

    `doubled`: characters came twice. `replaced`: Chinese came as question marks. `wide`: figures or letters in full
    width. `short`: something is missing. Only `short` and `other` are likely to be a finger's fault.
    """
    wanted, found = countable(line), countable(arrived)
    if found == wanted:
        return None
    once = _without_repeats(found)
    if len(found) - len(once) >= _FEW and _without_repeats(wanted).startswith(once):
        return "doubled"
    if any(sign in found and sign not in wanted for sign in ("\ufffd", "\uff1f")):
        return "replaced"
    if unicodedata.normalize("NFKC", found) == unicodedata.normalize("NFKC", wanted):
        return "wide"
    return "short" if len(found) < len(wanted) else "other"


def _without_repeats(text: str) -> str:
    return "".join(one for index, one in enumerate(text) if index == 0 or text[index - 1] != one)
