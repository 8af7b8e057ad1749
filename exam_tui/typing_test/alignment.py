"""Aligning typed to presented text.

The alignment is the cheapest edit script (each substitution, omission and insertion costs one) between the typed text
and *some beginning* of the presented one: nobody is charged for what they did not reach, a missing character costs one,
a skipped line costs that line. Of equally cheap beginnings the longest counts; of equally cheap scripts the one with
the most correct characters: what is open is decided for the candidate. What does not belong there can't find itself a
place far away: to match a character that stands k places further on costs k omissions, more than calling it wrong.

Counts after Soukoreff & MacKenzie, "Metrics for text entry research" (CHI 2003): correct, substituted, omitted and
inserted characters, from the minimum string distance. (They average over all cheapest scripts; we take the best one.)
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein, Postfix, Prefix

EQUAL_PUNCTUATION: dict[str, str] = {
    **{half: chr(ord(half) + 0xFEE0) for half in string.punctuation},
    ".": "\u3002",
    "\uff0e": "\u3002",
    "\u00a5": "\uffe5",
}
"""What is compared as what: half-width as full-width punctuation, and the three full stops as one. Nothing else is
equal to anything: figures and letters in full width are wrong, because no order is found by them."""

_ANCHOR = 16
"""A run of so many right characters is where it belongs."""
_FILLER = " "
"""Stands for nothing that can be typed: spaces do not count."""


def countable(text: str) -> str:
    """The text as it is compared: spaces and line ends dropped, punctuation in one width."""
    text = "".join(text.split())
    for half, full in EQUAL_PUNCTUATION.items():
        text = text.replace(half, full)
    return text


@dataclass(frozen=True)
class Step:
    """One step of an alignment: indexes into the presented and the typed text *as written*.

    Both: correct or, with `right` false, substituted. Only `presented`: omitted. Only `typed`: inserted.
    """

    presented: int | None
    typed: int | None
    right: bool = False


@dataclass(frozen=True)
class Alignment:
    """Counts, and the edits between the countable characters. `reached` is how much of the presented text the typed
    one covers."""

    correct: int
    substituted: int
    omitted: int
    inserted: int
    reached: int


@lru_cache(maxsize=64)
def align(presented: str, typed: str, *, whole: bool = False) -> Alignment:
    """Align typed to presented text (both as written). `whole`: all of it was due, as in a message that was sent."""
    source, target = countable(presented), countable(typed)
    reached = len(source) if whole else _best_end(source, target)
    cost = substituted = 0
    for part, typed_part in _stretches(source[:reached], target):
        weight = len(part) + len(typed_part) + 1
        # A substitution is a little dearer than an omission or insertion: never so much that another cost would win.
        found = Levenshtein.distance(part, typed_part, weights=(weight, weight, weight + 1))
        cost += found // weight
        substituted += found % weight
    omitted = (cost - substituted + reached - len(target)) // 2
    inserted = cost - substituted - omitted
    return Alignment(reached - substituted - omitted, substituted, omitted, inserted, reached)


def steps(presented: str, typed: str, *, whole: bool = False) -> Iterator[Step]:
    """The alignment step by step, in order; its counts are those of `align`."""
    source, target = countable(presented), countable(typed)
    reached = len(source) if whole else _best_end(source, target)
    shown = [index for index, character in enumerate(presented) if not character.isspace()]
    given = [index for index, character in enumerate(typed) if not character.isspace()]
    here = there = 0
    for part, typed_part in _stretches(source[:reached], target):
        for i, j in _path(part, typed_part):
            yield Step(
                None if i is None else shown[here + i],
                None if j is None else given[there + j],
                right=i is not None and j is not None and part[i] == typed_part[j],
            )
        here += len(part)
        there += len(typed_part)


def _stretches(source: str, target: str) -> Iterator[tuple[str, str]]:
    """Cut both texts in the middle of every long run of right characters: what lies between is small."""
    start = begin = 0
    for block in Levenshtein.opcodes(source, target):
        length = block.src_end - block.src_start
        if block.tag == "equal" and length >= _ANCHOR:
            cut, at = block.src_start + length // 2, block.dest_start + length // 2
            yield source[start:cut], target[begin:at]
            start, begin = cut, at
    yield source[start:], target[begin:]


def _path(source: str, target: str) -> list[tuple[int | None, int | None]]:
    """Index pairs of the cheapest script with the fewest substitutions."""
    before = Prefix.similarity(source, target)
    behind = Postfix.similarity(source[before:], target[before:])
    rows, columns = len(source) - behind, len(target) - behind
    middle = _script(source[before:rows], target[before:columns])
    return [
        *((index, index) for index in range(before)),
        *((None if i is None else before + i, None if j is None else before + j) for i, j in middle),
        *((rows + index, columns + index) for index in range(behind)),
    ]


def _script(source: str, target: str) -> list[tuple[int | None, int | None]]:
    """The same without looking for common ends (Wagner & Fischer 1974, two costs in one number).

    The table holds the cost of what is still to come, so that of equal ways the one is taken that is right for as long
    as it can be: of a doubled character the second one is extra.
    """
    rows, columns = len(source), len(target)
    weight = rows + columns + 1
    table = [[weight * (columns - column) for column in range(columns + 1)]]
    for row in range(rows - 1, -1, -1):
        below, line = table[-1], [weight * (rows - row)]
        character = source[row]
        for column in range(columns - 1, -1, -1):
            diagonal = below[column + 1] + (0 if character == target[column] else weight + 1)
            line.append(min(diagonal, below[column] + weight, line[-1] + weight))
        table.append(line[::-1])
    table.reverse()
    path: list[tuple[int | None, int | None]] = []
    row = column = 0
    while row < rows or column < columns:
        here = table[row][column]
        if (
            row < rows
            and column < columns
            and here == table[row + 1][column + 1] + (0 if source[row] == target[column] else weight + 1)
        ):
            path.append((row, column))
            row, column = row + 1, column + 1
        elif row < rows and here == table[row + 1][column] + weight:
            path.append((row, None))
            row += 1
        else:
            path.append((None, column))
            column += 1
    return path


def wrong_positions(presented: str, typed: str) -> frozenset[int]:
    """Indexes into `typed` (as written) of characters that are substituted or inserted, for showing them while typing.

    Fast: of equally cheap scripts it may take another one than `steps`.
    """
    source, target = countable(presented), countable(typed)
    edits = Levenshtein.editops(source[: _best_end(source, target)], target)
    wrong = [operation.dest_pos for operation in edits if operation.tag != "delete"]
    given = [index for index, character in enumerate(typed) if not character.isspace()] if wrong else []
    return frozenset(given[place] for place in wrong)


def _best_end(source: str, target: str) -> int:
    """The length of the beginning of `source` that is nearest to `target`; of equals, the longest.

    One distance tells the least cost of any beginning: with `target` filled up by k characters that match nothing,
    whatever of `source` lies behind the best beginning is used up by them, and the distance is that cost plus k (for
    k at least as long as what lies behind). With a smaller k, only beginnings are free that leave k or less behind: so
    the longest of equals is found by halving. All distances are computed by rapidfuzz, bit-parallel (Hyyrö 2003).
    """
    size = len(target)
    if not size:
        return 0
    most = Levenshtein.distance(source[:size], target)
    shortest, longest = max(0, size - most), min(len(source), size + most)

    def cost(behind: int, limit: int) -> int:
        """With `behind` characters free; anything above `limit` where it is more."""
        return Levenshtein.distance(source[:longest], target + _FILLER * behind, score_cutoff=limit + behind) - behind

    least = cost(longest - shortest, most)
    shortest, longest = max(shortest, size - least), min(longest, size + least)
    while shortest < longest:
        middle = (shortest + longest + 1) // 2
        if cost(longest - middle, least) == least:
            shortest = middle
        else:
            longest = middle - 1
    return shortest
