"""The score of a typing test, and all that explains it, from the presented pieces and the strokes alone.

Speeds are in 字/分钟 (countable characters, punctuation included, per minute) and, like shares, rounded down: 49.99 is
below 50. Terms after Soukoreff & MacKenzie, "Metrics for text entry research" (CHI 2003), and Wobbrock, "Measures of
text entry performance" (2007): accuracy = C / (C + S + O + I), the complement of their total of uncorrected errors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, zip_longest
from math import isqrt
from statistics import median
from typing import Literal

from exam_tui.content.passage import Piece, sentence_spans
from exam_tui.content.rounding import floored
from exam_tui.typing_test.alignment import Step, align, countable, steps
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
RunKind = Literal["right", "substituted", "omitted", "inserted"]


@dataclass(frozen=True)
class Score:
    """What speed, accuracy and lines rest on. Counts are countable characters."""

    correct: int
    substituted: int
    omitted: int
    inserted: int
    fields_right: int
    fields_asked: int
    """Exact fields that were reached to their end."""
    elapsed_ms: int

    @property
    def exact_cpm(self) -> Fraction:
        """Correct characters per minute; 0 in no time."""
        return Fraction(self.correct * 60_000, self.elapsed_ms) if self.elapsed_ms > 0 else Fraction(0)

    @property
    def exact_gross_cpm(self) -> Fraction:
        """Characters that stand at the end, right or wrong, per minute; 0 in no time."""
        standing = self.correct + self.substituted + self.inserted
        return Fraction(standing * 60_000, self.elapsed_ms) if self.elapsed_ms > 0 else Fraction(0)

    @property
    def exact_accuracy(self) -> Fraction:
        """C / (C + S + O + I); 0 when nothing was typed."""
        total = self.correct + self.substituted + self.omitted + self.inserted
        return Fraction(self.correct, total) if total else Fraction(0)

    @property
    def net_cpm(self) -> Decimal:
        """Net speed, rounded down to 0.1."""
        return floored(self.exact_cpm, 1)

    @property
    def gross_cpm(self) -> Decimal:
        """Gross speed, rounded down to 0.1."""
        return floored(self.exact_gross_cpm, 1)

    @property
    def accuracy(self) -> Decimal:
        """Accuracy, 0 to 1, rounded down to four places."""
        return floored(self.exact_accuracy, 4)


@dataclass(frozen=True)
class MarkedRun:
    """A stretch of the marked difference: presented and typed text of one kind. Of right text only the presented."""

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


def score(pieces: Sequence[Piece], strokes: Sequence[Stroke], elapsed_ms: int) -> Score:
    """The score of a test over `elapsed_ms`, the time that its speed is counted over. Fast: no path where none is
    needed; equal to `measure(...).score`."""
    correct = substituted = omitted = inserted = right = asked = 0
    for piece, reply in _answered(pieces, replies_of(strokes)):
        if piece.fields:
            path = _marked_path(piece, reply)
            kinds = Counter(one.kind for one in path.steps)
            correct += kinds["right"]
            substituted += kinds["substituted"]
            omitted += kinds["omitted"]
            inserted += kinds["inserted"]
            right += path.fields_right
            asked += path.fields_asked
        else:
            found = align(piece.text, reply.text, whole=reply.sent)
            correct += found.correct
            substituted += found.substituted
            omitted += found.omitted
            inserted += found.inserted
    return Score(correct, substituted, omitted, inserted, right, asked, elapsed_ms)


def measure(pieces: Sequence[Piece], strokes: Sequence[Stroke], elapsed_ms: int) -> Measures:
    """Measure a test over `elapsed_ms`, the time that its speed is counted over."""
    replies = replies_of(strokes)
    total = _Total(windows(elapsed_ms))
    for piece, reply in _answered(pieces, replies):
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


def strokes_of(pieces: Sequence[Piece], typed: Sequence[str]) -> list[Stroke]:
    """Strokes that leave this text, one entry a piece: for text of which only the end is known.

    All replies but the last were sent; the last one too when none is missing.
    """
    strokes: list[Stroke] = []
    for index, text in enumerate(typed):
        if text:
            strokes.append(Stroke(0, "typed", text))
        if index < len(typed) - 1 or (len(pieces) > 1 and len(typed) >= len(pieces)):
            strokes.append(Stroke(0, "sent"))
    return strokes


def _answered(pieces: Sequence[Piece], replies: Sequence[Reply]) -> Iterator[tuple[Piece, Reply]]:
    """Each piece with what was written for it; what was written after the last piece stands against nothing."""
    for piece, reply in zip_longest(pieces, replies):
        if reply is not None and (reply.characters or reply.sent):
            yield piece or Piece(""), reply


@dataclass
class _Marked:
    """A step with what it counts as in the end: in a wrong exact field nothing is right."""

    step: Step
    kind: RunKind


@dataclass
class _Path:
    """The alignment of one piece, with its fields judged."""

    steps: list[_Marked]
    place: dict[int, int]
    """Where in `steps` each presented character is."""
    fields_right: int = 0
    fields_asked: int = 0

    def span(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """Where the path passes `text[start:end]`; None when it does not reach its end, or nothing in it counts."""
        counted = [index for index in range(start, end) if not text[index].isspace()]
        if not counted or counted[-1] not in self.place:
            return None
        return self.place[counted[0]], self.place[counted[-1]] + 1


def _marked_path(piece: Piece, reply: Reply) -> _Path:
    found = [_Marked(step, _kind_of(step)) for step in steps(piece.text, reply.text, whole=reply.sent)]
    place = {one.step.presented: index for index, one in enumerate(found) if one.step.presented is not None}
    path = _Path(found, place)
    for start, end in piece.fields:
        if (span := path.span(piece.text, start, end)) is not None:
            _judge_field(path, piece.text, reply.text, *span)
    return path


def _judge_field(path: _Path, presented: str, typed: str, first: int, last: int) -> None:
    """A field is right when every character is, exactly as written, and nothing beside it belongs to it too."""
    edges = presented[path.steps[first].step.presented or 0], presented[path.steps[last - 1].step.presented or 0]
    while first > 0 and _adds_to(path.steps[first - 1], typed, edges[0]):
        first -= 1
    while last < len(path.steps) and _adds_to(path.steps[last], typed, edges[1]):
        last += 1
    inside = path.steps[first:last]
    right = all(one.kind == "right" and _same(one.step, presented, typed) for one in inside)
    path.fields_asked += 1
    path.fields_right += right
    if not right:
        for one in inside:
            if one.kind == "right":
                one.kind = "substituted"


def _same(step: Step, presented: str, typed: str) -> bool:
    """Elsewhere 。 passes for . in a field it does not."""
    return step.presented is not None and step.typed is not None and presented[step.presented] == typed[step.typed]


def _adds_to(one: _Marked, typed: str, edge: str) -> bool:
    """Whether a wrong character beside a field belongs to it: what would continue a number or code in any width, or
    the field's edge doubled."""
    if one.kind == "right" or one.step.typed is None:
        return False
    extra = typed[one.step.typed]
    plain = chr(ord(extra) - 0xFEE0) if "\uff01" <= extra <= "\uff5e" else extra
    return (plain.isascii() and (plain.isalnum() or plain in ".-")) or (one.kind == "inserted" and extra == edge)


def _kind_of(step: Step) -> RunKind:
    if step.right:
        return "right"
    if step.presented is None:
        return "inserted"
    return "omitted" if step.typed is None else "substituted"


@dataclass
class _Total:
    """Sums over the pieces of a test."""

    windows: list[int]
    counts: Counter[RunKind] = field(default_factory=Counter)
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
        path = _marked_path(piece, reply)
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
