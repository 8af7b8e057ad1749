"""All that explains the score of a typing test, from the presented pieces and the strokes alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from math import isqrt
from statistics import median
from typing import Literal

from exam_tui.content.passage import Piece, sentence_spans
from exam_tui.content.rounding import floored
from exam_tui.typing_test.alignment import countable
from exam_tui.typing_test.scoring import MarkedStep, Score, StepKind, answered, marked_path
from exam_tui.typing_test.strokes import Reply, Stroke, bursts_of, replies_of

WINDOW_MS = 30_000
"""The course is told in windows of this length."""
_SHORTEST_WINDOW_MS = 10_000
"""What is left over and shorter belongs to the window before it: a single commit would look like great speed."""
MOST_NAMED = 10
"""So many confusions and slow spots are named."""
_SLIPS = 4
"""More wrong characters in a row are no confusion of characters: another word was typed, or another line."""
_SLOW = 2
"""A spot is slow from so many times the median time per character."""


RunKind = StepKind | Literal["field"]


@dataclass(frozen=True)
class MarkedRun:
    """A stretch of the marked difference: presented and typed text of one kind. Of right text only the presented.

    `field`: an exact field that is wrong somewhere, as a whole.
    """

    kind: RunKind
    presented: str
    typed: str


@dataclass(frozen=True)
class Measures:
    """One test, explained."""

    score: Score
    reached: int
    """How much of the presented text was covered, in countable characters."""
    entered: int
    """All countable characters that came from the keyboard, also those that were erased again."""
    erased: int
    """How many of them were."""
    sentences_right: int
    sentences_reached: int
    course: tuple[int, ...]
    """Correct characters by window (see `windows`), by when they were typed."""
    confusions: tuple[tuple[str, str, int], ...]
    """(presented, typed, how often), the most frequent first."""
    slow: tuple[tuple[str, int], ...]
    """(text, milliseconds per character): what took longest."""
    first_key_ms: tuple[int, ...]
    """In a chat: from the prompt to the first character, reply by reply."""
    marked: tuple[MarkedRun, ...]

    @property
    def erased_share(self) -> Decimal:
        """Erased of all entered characters, 0 to 1, rounded down to four places."""
        return floored(Fraction(self.erased, max(1, self.entered)), 4)

    @property
    def steadiness(self) -> Decimal | None:
        """1 - standard deviation / mean of the speeds by window, 0 to 1, rounded down to four places.

        None with fewer than two full windows, or nothing typed. Exact: no floating point comes near a result.
        """
        lengths = windows(self.score.elapsed_ms)
        speeds = [Fraction(count, ms) for count, ms in zip(self.course, lengths, strict=True) if ms >= WINDOW_MS]
        if len(speeds) < 2 or not any(speeds):
            return None
        mean = sum(speeds, Fraction(0)) / len(speeds)
        variance = sum(((speed - mean) ** 2 for speed in speeds), Fraction(0)) / len(speeds)
        scaled = variance / mean**2 * 10**8
        root = isqrt(scaled.numerator // scaled.denominator)
        root += root * root * scaled.denominator < scaled.numerator
        return floored(Fraction(max(0, 10**4 - root), 10**4), 4)


def windows(elapsed_ms: int) -> list[int]:
    """The lengths of the course's windows, in milliseconds."""
    full, rest = divmod(elapsed_ms, WINDOW_MS)
    lengths = [WINDOW_MS] * full
    if rest >= _SHORTEST_WINDOW_MS or not lengths:
        lengths.append(rest)
    else:
        lengths[-1] += rest
    return lengths


def measure(pieces: Sequence[Piece], strokes: Sequence[Stroke], elapsed_ms: int) -> Measures:
    """Measure a test over `elapsed_ms`, the time that its speed is counted over."""
    replies = replies_of(strokes)
    total = _Total(windows(elapsed_ms))
    for piece, reply in answered(pieces, replies):
        total.add(piece, reply)
    counts = total.counts
    return Measures(
        score=Score(
            counts["right"], counts["substituted"], counts["omitted"], counts["inserted"], total.fields_right,
            total.fields_asked, elapsed_ms,
        ),
        reached=counts["right"] + counts["substituted"] + counts["omitted"],
        entered=sum(len(countable(stroke.text)) for stroke in strokes),
        erased=sum(reply.erased for reply in replies),
        sentences_right=total.sentences_right,
        sentences_reached=total.sentences_reached,
        course=tuple(total.course),
        confusions=tuple((*pair, often) for pair, often in total.confusions.most_common(MOST_NAMED)),
        slow=_slow_spots(strokes),
        first_key_ms=tuple(
            reply.first_ms - reply.shown_ms
            for reply in (replies[: len(pieces)] if len(pieces) > 1 else [])
            if reply.first_ms is not None
        ),
        marked=tuple(total.marked),
    )  # fmt: skip


@dataclass
class _Total:
    """Sums over the pieces of a test."""

    windows: list[int]
    counts: Counter[StepKind] = field(default_factory=Counter)
    fields_right: int = 0
    fields_asked: int = 0
    sentences_right: int = 0
    sentences_reached: int = 0
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)
    marked: list[MarkedRun] = field(default_factory=list)
    course: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.course = [0] * len(self.windows)

    def add(self, piece: Piece, reply: Reply) -> None:
        """One piece and what was written for it."""
        text = reply.text
        path = marked_path(piece, reply)
        self.fields_right += path.fields_right
        self.fields_asked += path.fields_asked
        for wrong, run in groupby(path.steps, key=lambda one: one.kind == "substituted" and not one.step.right):
            slips = list(run)
            if wrong and len(slips) <= _SLIPS:
                pairs = [(one.step.presented, one.step.typed) for one in slips]
                self.confusions.update((piece.text[i], text[j]) for i, j in pairs if i is not None and j is not None)
        for start, end in sentence_spans(piece.text):
            if (span := path.span(piece.text, start, end)) is not None:
                self.sentences_reached += 1
                self.sentences_right += all(one.kind == "right" for one in path.steps[slice(*span)])
        for one in path.steps:
            self.counts[one.kind] += 1
            if one.kind == "right" and one.step.typed is not None:
                self.course[min(reply.times[one.step.typed] // WINDOW_MS, len(self.course) - 1)] += 1
        if self.marked:
            self.marked.append(MarkedRun("right", "\n", ""))
        self.marked += _marked_runs(piece.text, text, path.steps)


def _marked_runs(presented: str, typed: str, path: list[MarkedStep]) -> list[MarkedRun]:
    runs: list[MarkedRun] = []
    shown = 0
    for (kind, _), stretch in groupby(path, key=_told_as):
        source = target = ""
        for one in stretch:
            until = shown if one.step.presented is None else one.step.presented + 1
            source, shown = source + presented[shown:until], until
            target += "" if kind == "right" or one.step.typed is None else typed[one.step.typed]
        runs.append(MarkedRun(kind, source, target))
    return runs


def _told_as(one: MarkedStep) -> tuple[RunKind, int | None]:
    return (one.kind if one.field is None else "field"), one.field


def _slow_spots(strokes: Sequence[Stroke]) -> tuple[tuple[str, int], ...]:
    """Bursts that took longest per character, and clearly longer than most. Whoever reads or corrects is not slow."""
    paces = [
        (burst.gap_ms // len(burst.text), burst.text)
        for burst in bursts_of(strokes)
        if not burst.erased and not burst.first
    ]
    if not paces:
        return ()
    limit = _SLOW * median(pace for pace, _ in paces)
    slowest = sorted((one for one in paces if one[0] > limit and countable(one[1])), reverse=True)
    return tuple((text, pace) for pace, text in slowest[:MOST_NAMED])
