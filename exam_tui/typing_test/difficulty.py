"""How hard a passage is to type: four figures that depend on the text alone, and which two passages are equally hard.

What slows an input method down are rare characters (they stand far back among the candidates), punctuation, and figures
and letters (both leave the flow of syllables). The figures say how much of each there is. Frequencies come from
`characters.tsv`, which names its source; a character that is not in it counts as its last one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from exam_tui.content.passage import Passage
from exam_tui.typing_test.alignment import countable

COMMON = 1_500
"""Characters up to this rank are common."""
TOLERANCE = 0.03
"""Two passages are equally hard when shares differ by at most this much, and mean frequencies by this part."""


@cache
def _frequencies() -> dict[str, tuple[int, float]]:
    """Rank (from 1) and log10 of the occurrences per million, by character."""
    lines = (files("exam_tui.typing_test") / "characters.tsv").read_text(encoding="utf-8").splitlines()
    rows = [(line[0], int(line[1:])) for line in lines if not line.startswith("#")]
    whole = sum(count for _, count in rows)
    return {one: (rank, math.log10(count * 1e6 / whole)) for rank, (one, count) in enumerate(rows, 1)}


@dataclass(frozen=True)
class Difficulty:
    """Figures of one passage. Shares (0 to 1) are of all characters that count in the typing test."""

    characters: int
    rare: float
    """Share of Chinese characters outside the `COMMON` most frequent ones."""
    punctuation: float
    """Share of what is neither a Chinese character nor a figure nor a Latin letter."""
    latin: float
    """Share of figures and Latin letters."""
    frequency: float
    """Mean of log10(occurrences per million) over the Chinese characters; the higher, the easier."""

    def unlike(self, other: Difficulty) -> str | None:
        """The name of the first figure in which the two are not equally hard; None when they are."""
        for name in ("rare", "punctuation", "latin"):
            if abs(getattr(self, name) - getattr(other, name)) > TOLERANCE:
                return name
        if abs(self.frequency - other.frequency) > TOLERANCE * max(self.frequency, other.frequency):
            return "frequency"
        return None


def difficulty_of(passage: Passage) -> Difficulty:
    """The figures of a passage."""
    known = _frequencies()
    last = (len(known) + 1, min(log for _, log in known.values()))
    text = countable("".join(piece.text for piece in passage.pieces))
    chinese = [known.get(one, last) for one in text if "\u4e00" <= one <= "\u9fff"]
    latin = sum(one.isascii() and one.isalnum() for one in text)
    size = max(1, len(text))
    return Difficulty(
        characters=len(text),
        rare=sum(rank > COMMON for rank, _ in chinese) / size,
        punctuation=(len(text) - len(chinese) - latin) / size,
        latin=latin / size,
        frequency=sum(log for _, log in chinese) / max(1, len(chinese)),
    )
