"""A passage made for one person: sentences of the workspace that hold what this person confuses or is slow at."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from exam_tui.content.library import Library
from exam_tui.content.passage import LEAST_CHARACTERS, Passage, sentence_spans
from exam_tui.content.seeded import seeded_order
from exam_tui.practice.history import DRILL, History
from exam_tui.typing_test.alignment import countable

NEWEST = 10
"""So many practices are looked at, the newest: old weaknesses may be gone."""
LENGTH = 240
"""Characters; three minutes at 80 字/分钟."""
SHORTEST = 60
"""A drill of less is filled up with other sentences."""
_FEW, _MANY = 8, 70
_ENDS = "\u3002\uff01\uff1f"
_SLOW_COUNTS = 1
_CONFUSED_COUNTS = 2
_FADES = 0.5
"""After each sentence a character that was in it weighs less, so that all of them have their turn."""


def weak_characters(history: History) -> Counter[str]:
    """Characters by how much they need practice."""
    weights: Counter[str] = Counter()
    for practice in history.practices[-NEWEST:]:
        for presented, _, often in practice.confusions:
            weights[presented] += _CONFUSED_COUNTS * often
        for text, _ in practice.slow:
            weights.update(dict.fromkeys(countable(text), _SLOW_COUNTS))
    return Counter({one: weight for one, weight in weights.items() if one.isalnum()})


def drill_for(history: History, library: Library) -> Passage | None:
    """The passage; None where nothing is known to be weak, or no sentence holds it."""
    weights: dict[str, float] = dict(weak_characters(history))
    pool = seeded_order(len(history.practices), sorted(set(_sentences(library))))
    chosen: list[str] = []
    length = 0
    while length < LENGTH and pool:
        best = max(pool, key=lambda sentence: _worth(sentence, weights))
        if _worth(best, weights) <= 0 and (not chosen or length >= SHORTEST):
            break
        pool.remove(best)
        chosen.append(best)
        length += len(countable(best))
        for character in set(best):
            if character in weights:
                weights[character] *= _FADES
    if length < LEAST_CHARACTERS:
        return None
    return Passage(id=DRILL, title=DRILL, kind="prose", group=DRILL, text="\n".join(chosen))


def _worth(sentence: str, weights: dict[str, float]) -> float:
    return sum(weights.get(character, 0.0) for character in set(sentence)) / math.sqrt(len(sentence))


def _sentences(library: Library) -> Iterable[str]:
    for passage in library.practice_passages():
        if passage.kind == "figures":
            continue
        for piece in passage.pieces:
            for start, end in sentence_spans(piece.text):
                found = piece.text[start:end].strip()
                if _FEW <= len(countable(found)) <= _MANY and found[-1] in _ENDS:
                    yield found
