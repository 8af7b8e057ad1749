"""All measures of one typing test, from the presented pieces and the strokes alone.

Speeds are in 字/分钟 (countable characters, punctuation included, per minute) and, like shares, rounded down: 49.99 is
below 50. Terms after Soukoreff & MacKenzie, "Metrics for text entry research" (CHI 2003), and Wobbrock, "Measures of
text entry performance" (2007): accuracy = C / (C + S + O + I), the complement of their total of uncorrected errors.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from itertools import groupby, zip_longest
from statistics import fmean, median, pstdev
from typing import Literal

from exam_tui.content.passage import Piece
from exam_tui.typing_test.alignment import Step, countable, steps
from exam_tui.typing_test.strokes import Reply, Stroke, bursts_of, replies_of

WINDOW_MS = 30_000
"""The course is told in windows of this length."""
MOST_NAMED = 10
"""So many confusions and slow spots are named."""
_SENTENCE = re.compile(r"[^\u3002\uff01\uff1f\n]*[\u3002\uff01\uff1f\n]?")
_SLIPS = 4
"""More wrong characters in a row are no confusion of characters: another word was typed, or another line."""
_SLOW = 2
"""A spot is slow from so many times the median time per character."""
RunKind = Literal["right", "substituted", "omitted", "inserted"]


@dataclass(frozen=True)
class MarkedRun:
    """A stretch of the marked difference: presented and typed text of one kind."""

    kind: RunKind
    presented: str
    typed: str


@dataclass(frozen=True)
class Measures:
    """One test. Counts are countable characters."""

    correct: int
    substituted: int
    omitted: int
    inserted: int
    reached: int
    """How much of the presented text was covered."""
    entered: int
    """All characters that came from the keyboard, also those that were erased again."""
    erased: int
    fields_right: int
    fields_asked: int
    """Exact fields that were reached to their end."""
    sentences_right: int
    sentences_reached: int
    elapsed_ms: int
    course: tuple[int, ...]
    """Correct characters by window of `WINDOW_MS`, by when they were typed."""
    confusions: tuple[tuple[str, str, int], ...]
    """(presented, typed, how often), the most frequent first."""
    slow: tuple[tuple[str, int], ...]
    """(text, milliseconds per character): what took longest."""
    first_key_ms: tuple[int, ...]
    """In a chat: from the prompt to the first character, reply by reply."""
    marked: tuple[MarkedRun, ...]

    @property
    def net_cpm(self) -> Decimal:
        """Correct characters per minute, rounded down to 0.1."""
        return per_minute(self.correct, self.elapsed_ms)

    @property
    def gross_cpm(self) -> Decimal:
        """Characters standing at the end, right or wrong, per minute, rounded down to 0.1."""
        return per_minute(self.correct + self.substituted + self.inserted, self.elapsed_ms)

    @property
    def exact_cpm(self) -> Fraction:
        """Net speed, not rounded."""
        return Fraction(self.correct * 60_000, max(1, self.elapsed_ms))

    @property
    def exact_gross_cpm(self) -> Fraction:
        """Gross speed, not rounded."""
        return Fraction((self.correct + self.substituted + self.inserted) * 60_000, max(1, self.elapsed_ms))

    @property
    def exact_accuracy(self) -> Fraction:
        """C / (C + S + O + I); 0 when nothing was typed."""
        total = self.correct + self.substituted + self.omitted + self.inserted
        return Fraction(self.correct, total) if total else Fraction(0)

    @property
    def accuracy(self) -> Decimal:
        """Accuracy, rounded down to four places."""
        return share(self.exact_accuracy)

    @property
    def erased_share(self) -> Decimal:
        """Erased of all entered characters, rounded down to four places."""
        return share(Fraction(self.erased, max(1, self.entered)))

    @property
    def steadiness(self) -> Decimal | None:
        """1 - standard deviation / mean of the speeds of all full windows, 0 to 1; None below two full windows."""
        full = self.course[: self.elapsed_ms // WINDOW_MS]
        if len(full) < 2 or not any(full):
            return None
        return share(Fraction(max(0.0, 1 - pstdev(full) / fmean(full))))


def per_minute(characters: int, elapsed_ms: int) -> Decimal:
    """字/分钟, rounded down to 0.1; 0 in no time."""
    if elapsed_ms <= 0:
        return Decimal(0)
    return (Decimal(characters) * 60_000 / elapsed_ms).quantize(Decimal("0.1"), ROUND_FLOOR)


def share(value: Fraction) -> Decimal:
    """A share with four places, rounded down."""
    return (Decimal(value.numerator) / value.denominator).quantize(Decimal("0.0001"), ROUND_FLOOR)


def measure(pieces: Sequence[Piece], strokes: Sequence[Stroke], elapsed_ms: int) -> Measures:
    """Measure a test over `elapsed_ms`, the time that its speed is counted over."""
    replies = replies_of(strokes)
    total = _Total(-(-elapsed_ms // WINDOW_MS))
    for piece, reply in zip_longest(pieces, replies):
        if piece is None:
            total.add(Piece(""), reply)
        elif reply is not None and (reply.characters or reply.sent):
            total.add(piece, reply)
    bursts = bursts_of(strokes)
    return Measures(
        correct=total.counts["right"],
        substituted=total.counts["substituted"],
        omitted=total.counts["omitted"],
        inserted=total.counts["inserted"],
        reached=total.counts["right"] + total.counts["substituted"] + total.counts["omitted"],
        entered=sum(len(countable(burst.text)) for burst in bursts),
        erased=sum(stroke.count for stroke in strokes if stroke.kind == "erased"),
        fields_right=total.fields_right,
        fields_asked=total.fields_asked,
        sentences_right=total.sentences_right,
        sentences_reached=total.sentences_reached,
        elapsed_ms=elapsed_ms,
        course=tuple(total.course),
        confusions=tuple((*pair, often) for pair, often in total.confusions.most_common(MOST_NAMED)),
        slow=_slow_spots(strokes),
        first_key_ms=tuple(
            reply.first_ms - reply.shown_ms for reply in replies[: len(pieces)] if reply.first_ms is not None
        )
        if len(pieces) > 1
        else (),
        marked=tuple(total.marked),
    )


def measure_text(pieces: Sequence[Piece], typed: Sequence[str], elapsed_ms: int) -> Measures:
    """Measure text of which only the end is known: one entry a piece, all but the last one sent."""
    strokes: list[Stroke] = []
    for index, text in enumerate(typed):
        if index:
            strokes.append(Stroke(0, "sent"))
        if text:
            strokes.append(Stroke(0, "typed", text))
    return measure(pieces, strokes, elapsed_ms)


@dataclass
class _Marked:
    """A step with what it counts as in the end: in a wrong exact field nothing is right."""

    step: Step
    kind: RunKind


class _Total:
    """Sums over the pieces of a test."""

    def __init__(self, windows: int) -> None:
        self.counts: Counter[RunKind] = Counter()
        self.fields_right = self.fields_asked = self.sentences_right = self.sentences_reached = 0
        self.course = [0] * windows
        self.confusions: Counter[tuple[str, str]] = Counter()
        self.marked: list[MarkedRun] = []

    def add(self, piece: Piece, reply: Reply) -> None:
        """One piece and what was written for it."""
        text = reply.text
        path = [_Marked(step, _kind_of(step)) for step in steps(piece.text, text, whole=reply.sent)]
        for wrong, run in groupby(path, key=lambda one: one.kind == "substituted"):
            slips = list(run)
            if wrong and len(slips) <= _SLIPS:
                pairs = [(one.step.presented, one.step.typed) for one in slips]
                self.confusions.update((piece.text[i], text[j]) for i, j in pairs if i is not None and j is not None)
        place = {one.step.presented: index for index, one in enumerate(path) if one.step.presented is not None}
        for start, end in piece.fields:
            self._judge_field(piece.text, text, path, _span(place, piece.text, start, end))
        for found in _SENTENCE.finditer(piece.text):
            span = _span(place, piece.text, *found.span())
            if span is not None:
                self.sentences_reached += 1
                self.sentences_right += all(one.kind == "right" for one in path[span[0] : span[1]])
        for one in path:
            self.counts[one.kind] += 1
            if one.kind == "right" and one.step.typed is not None and self.course:
                self.course[min(reply.times[one.step.typed] // WINDOW_MS, len(self.course) - 1)] += 1
        if self.marked:
            self.marked.append(MarkedRun("right", "\n", ""))
        self.marked += _marked_runs(piece.text, text, path)

    def _judge_field(self, presented: str, typed: str, path: list[_Marked], span: tuple[int, int] | None) -> None:
        if span is None:
            return
        first, last = span
        edges = (path[first].step.presented, path[last - 1].step.presented)
        while first > 0 and _adds_to(path[first - 1], typed, presented, edges[0]):
            first -= 1
        while last < len(path) and _adds_to(path[last], typed, presented, edges[1]):
            last += 1
        inside = path[first:last]
        right = all(one.kind == "right" for one in inside)
        self.fields_asked += 1
        self.fields_right += right
        if not right:
            for one in inside:
                if one.kind == "right":
                    one.kind = "substituted"


def _kind_of(step: Step) -> RunKind:
    if step.right:
        return "right"
    if step.presented is None:
        return "inserted"
    return "omitted" if step.typed is None else "substituted"


def _span(place: dict[int, int], text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the path passes `text[start:end]`; None when it does not reach its end, or nothing in it counts."""
    counted = [index for index in range(start, end) if not text[index].isspace()]
    if not counted or counted[-1] not in place:
        return None
    return place[counted[0]], place[counted[-1]] + 1


def _adds_to(one: _Marked, typed: str, presented: str, edge: int | None) -> bool:
    """Whether an inserted character beside a field belongs to it: a figure, a letter, or the field's edge doubled."""
    if one.kind != "inserted" or one.step.typed is None or edge is None:
        return False
    extra = typed[one.step.typed]
    return (extra.isascii() and extra.isalnum()) or extra == presented[edge]


def _marked_runs(presented: str, typed: str, path: list[_Marked]) -> list[MarkedRun]:
    runs: list[MarkedRun] = []
    shown = 0
    for one in path:
        until = shown if one.step.presented is None else one.step.presented + 1
        source, shown = presented[shown:until], until
        target = "" if one.kind == "right" or one.step.typed is None else typed[one.step.typed]
        if runs and runs[-1].kind == one.kind:
            runs[-1] = MarkedRun(one.kind, runs[-1].presented + source, runs[-1].typed + target)
        else:
            runs.append(MarkedRun(one.kind, source, target))
    return runs


def _slow_spots(strokes: Sequence[Stroke]) -> tuple[tuple[str, int], ...]:
    """Bursts that took longest per character, and clearly longer than most."""
    paces = [(burst.gap_ms // len(burst.text), burst.text) for burst in bursts_of(strokes) if not burst.erased]
    if not paces:
        return ()
    limit = _SLOW * median(pace for pace, _ in paces)
    slowest = sorted((one for one in paces if one[0] > limit and countable(one[1])), reverse=True)
    return tuple((text, pace) for pace, text in slowest[:MOST_NAMED])
