"""Finding phrases: every word of every phrase in one pass over the text, then the phrases put together from them.

The pass is an Aho-Corasick automaton, so neither the number of phrases nor the text can make it slow; `…` reaches
ten characters at most and stops at punctuation. Most messages hold few of the words, so what is asked first of a
phrase is whether all of its words are there at all.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
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
        "_found",
        "_hard",
        "_quantities",
        "_soft",
        "_spans",
        "_words_of",
        "characters",
        "present",
        "said",
        "text",
    )

    def __init__(
        self,
        said: NormalText,
        found: list[tuple[int, int, int]],
        sets_of: Sequence[Sequence[int]],
        words_of: Sequence[frozenset[int]],
        built_in: Mapping[int, str],
    ) -> None:
        """`found`: the words found, with their spans; `sets_of` each word; `words_of` each set; `built_in`: the names of
        the built-in lists that are used, by the (negative) numbers of their sets."""
        self.said = said
        self.text = said.text
        self.present = set().union(*[sets_of[word] for word, _, _ in found])
        """The sets of which a word is there."""
        self._found, self._words_of = found, words_of
        self._spans: dict[int, list[Span]] = {}
        self._quantities: dict[str, list[Quantity]] = {}
        self._hard: list[int] | None = None
        self._soft: list[int] | None = None
        self.characters = set(said.text)
        """Every character that is there: what could be there needs no search."""
        for number, name in built_in.items():
            spans = self._spans[number] = self._built_in(name)
            if spans:
                self.present.add(number)

    def _built_in(self, name: str) -> list[Span]:
        if name in QUANTITIES:
            return [(one.start, one.end) for one in self.quantity(name)]
        return [(e.at, e.at) for e in self.said.emoticons if e.mood == name]

    def quantity(self, name: str) -> list[Quantity]:
        """The quantities of a kind, from left to right."""
        known = self._quantities.get(name)
        if known is None:
            there = not SIGNS[name].isdisjoint(self.characters)
            known = self._quantities[name] = QUANTITIES[name](self.text) if there else []
        return known

    def set_spans(self, number: int) -> list[Span]:
        """Spans of the words of a set, by their beginnings."""
        spans = self._spans.get(number)
        if spans is None:
            words = self._words_of[number]
            spans = self._spans[number] = [(start, end) for word, start, end in self._found if word in words]
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
        """The shortest match of a phrase from each beginning. All its words must be there somewhere."""
        first = self.set_spans(pattern.sets[0])
        if pattern.opens:
            first = [span for span in first if self.clause(*span)[0] == span[0]]
        turnable = pattern.gapped and not pattern.denies
        if len(pattern.sets) == 2:
            return self._pairs(pattern, first, turnable)
        rest = self._rest(pattern)
        if rest is None:
            return []
        found: list[Found] = []
        for start, end in first:
            ending = rest(end)
            if ending is not None:
                found.append((start, ending[0], -ending[1] if turnable else None))
        return found

    def _pairs(self, pattern: Pattern, first: list[Span], turnable: bool) -> list[Found]:
        """As `matches`, for phrases of two pieces: what most are."""
        following = self.set_spans(pattern.sets[1])
        gap = pattern.gaps[1]
        found: list[Found] = []
        if len(first) == 1 and following[-1][0] < first[0][1]:
            return found  # most phrases whose words are all there have them in another order
        for start, end in first:
            best: Ending | None = None
            for at in range(bisect_left(following, (end, 0)) if len(following) > 1 else 0, len(following)):
                start_2, end_2 = following[at]
                if start_2 > end and (not gap or start_2 > end + GAP or start_2 > self._limit(end)):
                    break
                if start_2 >= end and (best is None or (end_2, -start_2) < best) and self._closes(pattern, end_2):
                    best = (end_2, -start_2)
            if best is not None:
                found.append((start, best[0], -best[1] if turnable else None))
        return found

    def _rest(self, pattern: Pattern) -> Callable[[int], Ending | None] | None:
        """From the end of the first piece to the best ending of what follows it. Put together from the last piece,
        each place once, so that the cost grows with the text and not with the ways through it."""
        rest: Callable[[int], Ending | None] | None = None
        if len(pattern.sets) == 1:
            return lambda end: (end, 0) if self._closes(pattern, end) else None
        for number, gap in zip(pattern.sets[:0:-1], pattern.gaps[:0:-1], strict=True):
            best: dict[int, Ending] = {}
            for start, end in self.set_spans(number):
                ending = rest(end) if rest is not None else (end, -start) if self._closes(pattern, end) else None
                if ending is not None and (start not in best or ending < best[start]):
                    best[start] = ending
            if not best:
                return None
            rest = self._step(best, gap)
        return rest

    def _closes(self, pattern: Pattern, end: int) -> bool:
        if not pattern.closes:
            return True
        return _PARTICLES.fullmatch(self.text, end, self.clause(max(end - 1, 0), end)[1]) is not None

    def _step(self, best: dict[int, Ending], gap: bool) -> Callable[[int], Ending | None]:
        """From the end of one piece to the best ending of what follows it."""
        if not gap:
            return best.get
        starts = sorted(best)
        known: dict[int, Ending | None] = {}

        def following(end: int) -> Ending | None:
            if end not in known:
                first, last = bisect_left(starts, end), bisect_right(starts, self._limit(end))
                known[end] = min((best[start] for start in starts[first:last]), default=None)
            return known[end]

        return following

    def _limit(self, end: int) -> int:
        """How far a gap behind `end` reaches."""
        hard = bisect_left(self.hard_ends, end)
        limit = min(end + GAP, self.hard_ends[hard]) if hard < len(self.hard_ends) else end + GAP
        if self.soft_ends:  # a short gap may hold a space, a long one no space that is a comma
            soft = bisect_left(self.soft_ends, end)
            if soft < len(self.soft_ends):
                limit = min(limit, max(end + SHORT_GAP, self.soft_ends[soft] - 1))
        return limit


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
