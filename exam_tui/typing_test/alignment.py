"""Aligning typed to presented text, and the measures that follow from it.

The alignment is the cheapest edit script (each substitution, omission and insertion costs one) between the typed text
and *some beginning* of the passage: nobody is charged for what they did not reach, a missing character costs one,
a skipped line costs that line. Measures after Soukoreff & MacKenzie, "Metrics for text entry research" (CHI 2003):
accuracy = C / (C + S + O + I).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

EQUAL_PUNCTUATION: dict[str, str] = {".": "\u3002"} | {half: chr(ord(half) + 0xFEE0) for half in ",?!:;()~%"}
"""Half-width to full-width: one mark in two widths is the same mark. Nothing else is equal to anything."""

_TABLE = str.maketrans({**EQUAL_PUNCTUATION, **{chr(c): None for c in (9, 10, 11, 12, 13, 32, 0x3000)}})


def countable(text: str) -> str:
    """The text as it is compared: spaces and line ends dropped, punctuation in one width."""
    return text.translate(_TABLE)


@dataclass(frozen=True)
class Alignment:
    """Character counts. `reached` is how much of the passage (countable characters) the typed text covers."""

    correct: int
    substituted: int
    omitted: int
    inserted: int
    reached: int

    @property
    def accuracy(self) -> Decimal:
        """C / (C + S + O + I), 0 to 1, rounded down to four places; 0 when nothing was typed."""
        total = self.correct + self.substituted + self.omitted + self.inserted
        if total == 0:
            return Decimal(0)
        return (Decimal(self.correct) / total).quantize(Decimal("0.0001"), ROUND_FLOOR)

    def net_cpm(self, elapsed_ms: int) -> Decimal:
        """Correct characters (punctuation included) per minute, rounded down to 0.1: 49.99 is below 50."""
        if elapsed_ms <= 0:
            return Decimal(0)
        return (Decimal(self.correct) * 60_000 / elapsed_ms).quantize(Decimal("0.1"), ROUND_FLOOR)


@lru_cache(maxsize=64)
def align(presented: str, typed: str) -> Alignment:
    """Align typed text to a passage (both as written; this function drops what does not count)."""
    source, target = countable(presented), countable(typed)
    if not target:
        return Alignment(0, 0, 0, 0, 0)
    reached = _best_end(source, target)
    substituted = omitted = inserted = 0
    for operation in Levenshtein.editops(source[:reached], target):
        match operation.tag:
            case "replace":
                substituted += 1
            case "delete":
                omitted += 1
            case _:
                inserted += 1
    return Alignment(reached - substituted - omitted, substituted, omitted, inserted, reached)


def _best_end(source: str, target: str) -> int:
    """The length of the beginning of `source` that is nearest to `target`; of equals, the longest.

    At equal cost a longer beginning means more omissions and so more correct characters: who skips a line loses that
    line and not what follows it.

    Myers' bit-parallel edit distance with one row of `target` as a big integer (Hyyrö 2003, the global variant):
    after `source[:j]` the running score is the distance between `target` and `source[:j]`.
    """
    size = len(target)
    masks: dict[str, int] = {}
    for index, character in enumerate(target):
        masks[character] = masks.get(character, 0) | 1 << index
    all_ones, top = (1 << size) - 1, 1 << (size - 1)
    positive, negative, score = all_ones, 0, size
    best = (score, 0)
    for end, character in enumerate(source, 1):
        matches = masks.get(character, 0)
        diagonal = (((matches & positive) + positive) ^ positive) | matches | negative
        horizontal_positive = negative | (all_ones & ~(diagonal | positive))
        horizontal_negative = diagonal & positive
        score += 1 if horizontal_positive & top else -1 if horizontal_negative & top else 0
        horizontal_positive = (horizontal_positive << 1 | 1) & all_ones
        horizontal_negative = (horizontal_negative << 1) & all_ones
        positive = horizontal_negative | (all_ones & ~(diagonal | horizontal_positive))
        negative = horizontal_positive & diagonal
        best = min(best, (score, -end))
    return -best[1]


def wrong_positions(presented: str, typed: str) -> frozenset[int]:
    """Indexes into `typed` (as written) of characters that are substituted or inserted, for showing them."""
    source, target = countable(presented), countable(typed)
    if not target:
        return frozenset()
    wrong = {
        operation.dest_pos
        for operation in Levenshtein.editops(source[: _best_end(source, target)], target)
        if operation.tag != "delete"
    }
    counted = [index for index, character in enumerate(typed) if countable(character)]
    return frozenset(counted[position] for position in wrong)
