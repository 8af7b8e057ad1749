"""Finding phrases: every word of every phrase in one pass over the text, then the phrases put together from them.

The pass is an Aho-Corasick automaton, so neither the number of phrases nor the text can make it slow; `…` reaches
ten characters at most and stops at punctuation. Most messages hold few of the words, so what is asked first of a
phrase is whether all of its words are there at all.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from exam_tui.content.phrase import GAP, MONEY, NUMBER, SHARE, TIME
from exam_tui.rubric.quantities import SIGNS, Quantity, money_in, numbers_in, shares_in, times_in
from exam_tui.rubric.text import HARD_ENDS, NormalText

Span = tuple[int, int]
Found = tuple[int, int, int | None]
"""A span, and where the last words of a phrase with a gap begin: a denial may stand before them (今天还没|发货)."""
Ending = tuple[int, int]
"""Where a match ends, and (negative) where its last words begin: the least is the shortest, with the latest words."""
_Beginning = tuple[int, int, Ending]
"""Where a piece of a phrase begins and ends, and the best ending of the phrase from there on."""

QUANTITIES = {TIME: times_in, MONEY: money_in, SHARE: shares_in, NUMBER: numbers_in}
SHORT_GAP = 4
"""Characters within which a space is no comma: 保证 明天 到."""
_NOTHING: list[Span] = []
_NO_PLACES: list[int] = []
_PARTICLES = re.compile(r"[呀哦呢哈啊嘛哒噢喔滴亲吧啦哟了的哩咯诶嗯]{0,4}")
"""What may still stand between a phrase and the end of its clause."""
_HARD = re.compile(rf"[{re.escape(HARD_ENDS)}]")


class Pattern(NamedTuple):
    """A phrase as sets of words: `sets[i]` follows `sets[i - 1]` at once, or behind a gap."""

    sets: tuple[int, ...]
    words: frozenset[int]
    """The sets, in no order: what must be there."""
    gaps: tuple[bool, ...]
    opens: bool
    closes: bool
    gapped: bool
    """Whether there is a gap anywhere."""
    denies: bool
    """Whether its own words deny something (不会坏), so that a denial within it is meant."""


@dataclass(frozen=True)
class Group:
    """Some phrases, any of which may be found: plain words (one set) and patterns.

    `patterns`: by the set of their rarest words, so that few are looked at.
    """

    plain: int | None
    patterns: Mapping[int, tuple[Pattern, ...]]
    keys: frozenset[int]


class Scan:
    """What the pass has found in one message; the rest is worked out when it is asked for, and kept."""

    __slots__ = (
        "_built_in_lists", "_found", "_hard", "_quantities", "_soft", "_spans", "_words_of", "present", "said", "text",
    )  # fmt: skip

    def __init__(
        self,
        said: NormalText,
        found: list[tuple[int, int, int]],
        sets_of: Sequence[Sequence[int]],
        words_of: Sequence[frozenset[int] | str],
        built_in: Mapping[int, str],
    ) -> None:
        """`found`: the words found, with their spans; `sets_of` each word; `words_of` each set
        (the word itself, of a set of one); `built_in`: the names of
        the built-in lists that are used, by the (negative) numbers of their sets."""
        self.said = said
        self.text = said.text
        self.present = set().union(*[sets_of[word] for word, _, _ in found])
        """The sets of which a word is there, and the built-in ones of which one could be there."""
        self._found, self._words_of = found, words_of
        self._spans: dict[int, list[Span]] = {}
        self._quantities: dict[str, list[Quantity]] = {}
        self._hard: list[int] | None = None
        self._soft: list[int] | None = None
        self._built_in_lists = built_in
        for number, name in built_in.items():
            if SIGNS[name].search(said.text) if name in SIGNS else said.emoticons:
                self.present.add(number)  # could be there: whether it is, is worked out when it matters

    def _built_in(self, name: str) -> list[Span]:
        if name in QUANTITIES:
            return [(one.start, one.end) for one in self.quantity(name)]
        return [(e.at, e.at) for e in self.said.emoticons if e.mood == name]

    def quantity(self, name: str) -> list[Quantity]:
        """The quantities of a kind, from left to right."""
        known = self._quantities.get(name)
        if known is None:
            known = self._quantities[name] = QUANTITIES[name](self.text) if SIGNS[name].search(self.text) else []
        return known

    def set_spans(self, number: int) -> list[Span]:
        """Spans of the words of a set, by their beginnings."""
        spans = self._spans.get(number)
        if spans is None:
            spans = self._spans[number] = (
                self._built_in(self._built_in_lists[number]) if number < 0 else self._of(number)
            )
        return spans

    def _of(self, number: int) -> list[Span]:
        if number not in self.present:
            return _NOTHING
        words = self._words_of[number]
        if isinstance(words, str):
            return _places(self.text, words)
        spans = [(start, end) for word, start, end in self._found if word in words]
        if len(spans) > 1:
            spans.sort()  # the pass gives them by their ends
        return spans

    @property
    def hard_ends(self) -> list[int]:
        """Places of the punctuation that ends clauses; not in 16:00 or 1,000."""
        if self._hard is None:
            self._hard = self._find_hard_ends()
        return self._hard

    @property
    def soft_ends(self) -> list[int]:
        """Places before which a space or decoration stood that was meant as a comma.

        It was not where it stands inside a word, next to a single character, or in text that is spaced out as a whole.
        """
        if self._soft is None:
            self._soft = self._find_soft_ends() if self.said.breaks else _NO_PLACES
        return self._soft

    def _find_hard_ends(self) -> list[int]:
        text = self.text
        return [
            found.start()
            for found in _HARD.finditer(text)
            if not (text[found.start()] in ",:" and text[found.start() - 1 : found.start()].isdigit()
                    and text[found.end() : found.end() + 1].isdigit())
        ]  # fmt: skip

    def _find_soft_ends(self) -> list[int]:
        breaks, text = self.said.breaks, self.text
        if len(breaks) >= 3 and len(text) / (len(breaks) + 1) < 2.6:
            return []
        edges = sorted({0, *breaks, *(at + 1 for at in self.hard_ends), len(text)})
        ends: list[int] = []
        for at in breaks:
            where = bisect_left(edges, at)
            left, right = at - edges[where - 1], edges[where + 1] - at
            if left > 1 and right > 1:
                ends.append(at)
        if not ends:
            return ends
        inside: set[int] = set()
        words = [(start, end) for _, start, end in self._found if end - start >= 2]
        words += [(one.start, one.end) for one in self.quantity(TIME)]
        for start, end in words:
            inside.update(ends[bisect_right(ends, start) : bisect_left(ends, end)])
        return [at for at in ends if at not in inside]

    def clause(self, start: int, end: int) -> Span:
        """The half-open span of the clause around `text[start:end]`, without the mark that ends it."""
        left, right = self.hard_clause(start, end)
        soft = self.soft_ends
        if soft:
            before = bisect_right(soft, start)
            if before and soft[before - 1] > left:
                left = soft[before - 1]
            after = bisect_left(soft, end)
            if after < len(soft) and soft[after] < right:
                right = soft[after]
        return left, right

    def hard_clause(self, start: int, end: int) -> Span:
        """As `clause`, with spaces not counted."""
        hard = self.hard_ends
        before, after = bisect_left(hard, start), bisect_left(hard, end)
        return (hard[before - 1] + 1 if before else 0), (hard[after] if after < len(hard) else len(self.text))

    def spans(self, group: Group) -> list[Span]:
        """Where phrases of a group are, from left to right, none overlapping another."""
        found: list[Found] = self.words(group.plain) if group.plain is not None else []
        for pattern in self._possible(group):
            found += self.matches(pattern)
        return [(start, end) for start, end, _ in outermost(found)]

    def words(self, number: int) -> list[Found]:
        """The words of a set, as phrases."""
        return [(start, end, None) for start, end in self.set_spans(number)]

    def has(self, group: Group) -> bool:
        """Whether a phrase of the group is there."""
        if group.plain is not None and group.plain in self.present:
            return True
        return any(self.matches(pattern) for pattern in self._possible(group))

    def _possible(self, group: Group) -> Iterator[Pattern]:
        """Patterns of a group of which every word is there."""
        for key in self.present & group.keys:
            for pattern in group.patterns[key]:
                if pattern.words <= self.present:
                    yield pattern

    def matches(self, pattern: Pattern) -> list[Found]:
        """The shortest match of a phrase from each beginning.

        Pieces are put together from the last one, each place once, so that the cost grows with the text and not with
        the ways through it.
        """
        pieces: list[list[Span]] = []
        for number in pattern.sets:
            spans = self.set_spans(number)
            if not spans or (pieces and spans[-1][0] < pieces[-1][0][0]):
                return []  # most phrases whose words are all there have them in another order
            pieces.append(spans)
        found = [(start, end, (end, -start)) for start, end in pieces.pop()]
        if pattern.closes:
            found = [one for one in found if self._closes(one[1])]
        gaps = pattern.gaps
        while pieces and found:
            found = self._joined(pieces.pop(), found, gap=gaps[len(pieces) + 1])
        if pattern.opens:
            found = [one for one in found if self.clause(one[0], one[1])[0] == one[0]]
        turnable = pattern.gapped and not pattern.denies
        return [(start, end, -last if turnable else None) for start, _, (end, last) in found]

    def _joined(self, spans: list[Span], following: list[_Beginning], *, gap: bool) -> list[_Beginning]:
        """Spans of a piece behind which something of what follows it stands: each with the least of their endings."""
        joined: list[_Beginning] = []
        several = len(following) > 1
        if several:
            following.sort()
        for start, end in spans:
            best: Ending | None = None
            for at in range(bisect_left(following, (end,)) if several else 0, len(following)):
                next_start, _, ending = following[at]
                if next_start > end and (not gap or next_start > end + GAP or next_start > self._limit(end)):
                    break
                if next_start >= end and (best is None or ending < best):
                    best = ending
            if best is not None:
                joined.append((start, end, best))
        return joined

    def _closes(self, end: int) -> bool:
        """Whether nothing but particles stands between a place and the end of its clause."""
        return _PARTICLES.fullmatch(self.text, end, self.clause(max(end - 1, 0), end)[1]) is not None

    def _limit(self, end: int) -> int:
        """How far a gap behind `end` reaches."""
        hard = bisect_left(self.hard_ends, end)
        limit = min(end + GAP, self.hard_ends[hard]) if hard < len(self.hard_ends) else end + GAP
        if self.soft_ends:  # a short gap may hold a space, a long one no space that is a comma
            soft = bisect_left(self.soft_ends, end)
            if soft < len(self.soft_ends):
                limit = min(limit, max(end + SHORT_GAP, self.soft_ends[soft] - 1))
        return limit


def _places(text: str, word: str) -> list[Span]:
    spans: list[Span] = []
    at = text.find(word)
    while at >= 0:
        spans.append((at, at + len(word)))
        at = text.find(word, at + 1)
    return spans


def outermost(found: list[Found]) -> list[Found]:
    """Spans from left to right; those that overlap are one (永远不会 and 不会坏 are 永远不会坏)."""
    if len(found) < 2:
        return found
    kept: list[Found] = []
    for start, end, last in sorted(found, key=lambda one: (one[0], -one[1])):
        if kept and start < kept[-1][1]:
            if end > kept[-1][1]:
                kept[-1] = (kept[-1][0], end, None)
        elif not (kept and kept[-1][:2] == (start, end)):
            kept.append((start, end, last))
    return kept
