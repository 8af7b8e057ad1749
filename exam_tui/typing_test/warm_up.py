"""What became of the warm-up line on its way through input method and terminal."""

from __future__ import annotations

import unicodedata
from typing import Literal

from exam_tui.typing_test.alignment import countable

Damage = Literal["doubled", "replaced", "wide", "short", "other"]


def damage_to(line: str, arrived: str) -> Damage | None:
    """What is wrong with the line as it arrived; None when nothing is.

    `doubled`: characters came twice. `replaced`: Chinese came as question marks. `wide`: figures or letters in full
    width. `short`: something is missing. All but the last two are hardly ever a finger's fault.
    """
    wanted, found = countable(line), countable(arrived)
    if found == wanted:
        return None
    if found == "".join(one * 2 for one in wanted) or _without_repeats(found) == _without_repeats(wanted):
        return "doubled" if len(found) > len(wanted) else "short"
    if any(sign in found and sign not in wanted for sign in ("\ufffd", "\uff1f")):
        return "replaced"
    if unicodedata.normalize("NFKC", found) == unicodedata.normalize("NFKC", wanted):
        return "wide"
    return "short" if len(found) < len(wanted) else "other"


def _without_repeats(text: str) -> str:
    return "".join(one for index, one in enumerate(text) if index == 0 or text[index - 1] != one)
