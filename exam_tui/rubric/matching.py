"""Finding phrases: every word of every phrase in one pass over the text, then the phrases put together from them.

The pass is an Aho-Corasick automaton, so neither the number of phrases nor the text can make it slow; `…` reaches
ten characters at most and stops at punctuation.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from exam_tui.content.condition import Condition, Near
from exam_tui.content.phrase import GAP, MONEY, NUMBER, SCORN, SHARE, SMILE, TIME, parse_phrase
from exam_tui.rubric.quantities import Quantity, money_in, numbers_in, shares_in, times_in
from exam_tui.rubric.text import HARD_ENDS, NormalText, normalise, phrase_forms

Span = tuple[int, int]

_QUANTITIES = {TIME: times_in, MONEY: money_in, SHARE: shares_in, NUMBER: numbers_in}
_NOTHING: list[Span] = []
_NO_PLACES: list[int] = []
_DENIAL = re.compile(r"[不没无未别零勿非]")
_PARTICLES = re.compile(r"[呀哦呢哈啊嘛哒噢喔滴亲吧啦哟了的哩咯诶嗯]{0,4}")
"""What may still stand between a phrase and the end of its clause."""
_HARD = re.compile(rf"[{re.escape(HARD_ENDS)}]")


class Pattern(NamedTuple):
    """A phrase as sets of words: `sets[i]` follows `sets[i - 1]` at once, or behind a gap."""

    sets: tuple[int, ...]
    gaps: tuple[bool, ...]
    opens: bool
    closes: bool
    denies: bool
    """Whether its own words deny something (不会坏), so that a denial within it is meant."""


@dataclass(frozen=True)
class Group:
    """Some phrases, any of which may be found: plain words (one set) and patterns."""

    plain: int | None
    patterns: Mapping[int, tuple[Pattern, ...]]
    """By the set of their rarest words: most messages have none of those, and are done with."""

    @property
    def keys(self) -> tuple[int, ...]:
        """Sets of which one must be in a message that has a phrase of the group."""
        return (() if self.plain is None else (self.plain,)) + tuple(self.patterns)


class Vocabulary:
    """All words of a policy (or a condition), ready for the pass.

    Add every group, then `scan`. `lists` are the policy's word lists; a list that is not there is empty.
    """

    def __init__(self, lists: Mapping[str, Sequence[str]] | None = None) -> None:
        self._lists = dict(lists or {})
        self._sets: dict[tuple[str, ...], int] = {}
        self._of_word: dict[str, list[int]] = defaultdict(list)
        self._built_in: dict[str, int] = {}
        """Set of each built-in list that is used: a negative number."""
        self._list_names: dict[int, str] = {}
        self._words: list[str] = []
        self._sets_of: list[tuple[int, ...]] = []
        self._automaton: AhoCorasick | None = None

    def group(self, phrases: Iterable[str]) -> Group:
        """Phrases that are looked for together."""
        plain: list[str] = []
        patterns: dict[int, list[Pattern]] = defaultdict(list)
        for written in phrases:
            phrase = parse_phrase(written)
            first = phrase.pieces[0]
            if len(phrase.pieces) == 1 and not (first.is_list or phrase.opens or phrase.closes):
                plain.append(first.text)
                continue
            sets = tuple(self.named(p.text) if p.is_list else self._set_of((p.text,)) for p in phrase.pieces)
            denies = any(_DENIAL.search(p.text) for p in phrase.pieces if not p.is_list)
            gaps = tuple(p.gap for p in phrase.pieces)
            # What is rare: words of one's own rather than lists, long ones rather than short ones.
            pieces = phrase.pieces
            rarest = max(range(len(sets)), key=lambda n: (not pieces[n].is_list, sets[n] >= 0, len(pieces[n].text), n))
            patterns[sets[rarest]].append(Pattern(sets, gaps, phrase.opens, phrase.closes, denies))
        by_key = {number: tuple(some) for number, some in patterns.items()}
        return Group(self._set_of(tuple(plain)) if plain else None, by_key)

    def named(self, name: str) -> int:
        """The set of a word list."""
        if name in _QUANTITIES or name in (SMILE, SCORN):
            number = self._built_in.setdefault(name, -1 - len(self._built_in))
            self._list_names[number] = name
            return number
        return self._set_of(tuple(self._lists.get(name, ())))

    def _set_of(self, words: tuple[str, ...]) -> int:
        key = tuple(sorted({form for word in words for form in phrase_forms(word)} - {""}))
        if key not in self._sets:
            self._sets[key] = len(self._sets)
            for word in key:
                self._of_word[word].append(self._sets[key])
            self._automaton = None
        return self._sets[key]

    def scan(self, said: NormalText) -> Scan:
        """One pass over a message."""
        if self._automaton is None:
            self._words = list(self._of_word)
            self._sets_of = [tuple(self._of_word[word]) for word in self._words]
            self._automaton = AhoCorasick(self._words or ["\ufffe"])
        hits: dict[int, list[Span]] = {}
        words: list[Span] = []
        for number, start, end in self._automaton.find_matches_as_indexes(said.text, overlapping=True):
            words.append((start, end))
            for one in self._sets_of[number] if self._words else ():
                if one in hits:
                    hits[one].append((start, end))
                else:
                    hits[one] = [(start, end)]
        for spans in hits.values():
            spans.sort()
        return Scan(said, hits, words, self._list_names)


class Scan:
    """What the pass has found in one message; the rest is worked out when it is asked for.

    `hits`: spans of the words of each set, by their beginnings; those of the built-in lists come when they are needed.
    """

    def __init__(self, said: NormalText, hits: dict[int, list[Span]], words: list[Span], lists: Mapping[int, str]):
        self.said = said
        self.hits = hits
        self.words = words
        self.last_words: dict[Span, int] = {}
        """Where the last words of a phrase with a gap begin, by its span: a denial may stand before them (今天还没发货)."""
        self._lists = lists
        self._quantities: dict[str, list[Quantity]] = {}
        self._hard: list[int] | None = None
        self._soft: list[int] | None = None

    def quantity(self, name: str) -> list[Quantity]:
        """The quantities of a kind, from left to right."""
        if name not in self._quantities:
            self._quantities[name] = _QUANTITIES[name](self.said.text)
        return self._quantities[name]

    def has_words(self, number: int) -> bool:
        """Whether a word of a set is there."""
        return bool(self.set_spans(number)) if number < 0 else number in self.hits

    def set_spans(self, number: int) -> list[Span]:
        """Spans of the words of a set."""
        if number < 0 and number not in self.hits:
            name = self._lists[number]
            if name in _QUANTITIES:
                self.hits[number] = [(one.start, one.end) for one in self.quantity(name)]
            else:
                self.hits[number] = [(e.at, e.at) for e in self.said.emoticons if e.mood == name]
        return self.hits.get(number, _NOTHING)

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
        text = self.said.text
        return [
            found.start()
            for found in _HARD.finditer(text)
            if not (text[found.start()] in ",:" and text[found.start() - 1 : found.start()].isdigit()
                    and text[found.end() : found.end() + 1].isdigit())
        ]  # fmt: skip

    def _find_soft_ends(self) -> list[int]:
        breaks, text = self.said.breaks, self.said.text
        edges = sorted({0, *breaks, *(at + 1 for at in self.hard_ends), len(text)})
        if len(breaks) >= 3 and len(text) / (len(breaks) + 1) < 2.6:
            return []
        inside = [span for span in self.words if span[1] - span[0] >= 2]
        inside += [(one.start, one.end) for one in self.quantity(TIME)]
        covered: set[int] = set()
        for start, end in inside:
            covered.update(breaks[bisect_right(breaks, start) : bisect_left(breaks, end)])
        ends: list[int] = []
        for at in breaks:
            where = bisect_left(edges, at)
            left, right = at - edges[where - 1], edges[where + 1] - at
            if at not in covered and left > 1 and right > 1:
                ends.append(at)
        return ends

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
        return (hard[before - 1] + 1 if before else 0), (hard[after] if after < len(hard) else len(self.said.text))

    def spans(self, group: Group) -> list[Span]:
        """Where phrases of a group are, from left to right, none overlapping another."""
        return self.found(group.plain, self._possible(group))

    def has(self, group: Group) -> bool:
        """Whether a phrase of the group is there."""
        if group.plain is not None and group.plain in self.hits:
            return True
        return any(self._matches(pattern) for pattern in self._possible(group))

    def _possible(self, group: Group) -> Iterator[Pattern]:
        """Patterns of a group of which every word is there."""
        for key in group.patterns:
            if self.has_words(key):
                for pattern in group.patterns[key]:
                    if self.has_all(pattern):
                        yield pattern

    def has_all(self, pattern: Pattern) -> bool:
        """Whether every word of a pattern is there, wherever."""
        hits = self.hits
        for number in pattern.sets:
            if number >= 0:
                if number not in hits:
                    return False
        return all(self.set_spans(number) for number in pattern.sets if number < 0)

    def found(self, plain: int | None, patterns: Iterable[Pattern]) -> list[Span]:
        """As `spans`, of the words of a set and of patterns whose words are all there."""
        spans = list(self.hits.get(plain, ())) if plain is not None else []
        for pattern in patterns:
            spans += self._matches(pattern)
        return _outermost(spans) if len(spans) > 1 else spans

    def _matches(self, pattern: Pattern) -> list[Span]:
        found: list[Span] = []
        for start, first_end in self.set_spans(pattern.sets[0]):
            if pattern.opens and self.clause(start, first_end)[0] != start:
                continue
            ends = {first_end: start}
            for number, gap in zip(pattern.sets[1:], pattern.gaps[1:], strict=True):
                ends = self._following(number, ends, gap)
                if not ends:
                    break
            if pattern.closes:
                ends = {
                    end: last
                    for end, last in ends.items()
                    if _PARTICLES.fullmatch(self.said.text, end, self.clause(start, end)[1])
                }
            if ends:
                span = (start, min(ends))
                found.append(span)
                if any(pattern.gaps) and not pattern.denies:
                    self.last_words[span] = ends[span[1]]
        return found

    def _following(self, number: int, ends: Mapping[int, int], gap: bool) -> dict[int, int]:
        """Words of a set that begin at one of `ends`, or within a gap behind it: their ends with their beginnings."""
        spans = self.set_spans(number)
        if not spans:
            return {}
        following: dict[int, int] = {}
        for end in ends:
            at = bisect_left(spans, (end, 0))
            limit = end
            if gap:
                hard = bisect_left(self.hard_ends, end)
                limit = min(end + GAP, self.hard_ends[hard] if hard < len(self.hard_ends) else end + GAP)
            while at < len(spans) and spans[at][0] <= limit:
                following.setdefault(spans[at][1], spans[at][0])
                at += 1
        return following


def _outermost(spans: Iterable[Span]) -> list[Span]:
    """Spans from left to right; those that overlap are one (永远不会 and 不会坏 are 永远不会坏)."""
    kept: list[Span] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept


def is_near(spans: Sequence[Span], others: Sequence[Span], within: int) -> bool:
    """Whether a span has one of the others at most `within` characters away, without overlapping it."""
    return any(near(span, others, within) for span in spans)


def near(span: Span, others: Sequence[Span], within: int) -> bool:
    """Whether one of `others` (by their beginnings) lies at most `within` characters away from `span`."""
    start, end = span
    at = bisect_left(others, (end, 0))
    if at < len(others) and others[at][0] - end <= within:
        return True
    first = bisect_left(others, (start - within - _LONGEST, 0))
    return any(e <= start and start - e <= within for _, e in others[first : bisect_left(others, (start, 0))])


_LONGEST = 60
"""Longer phrases are not looked for before a span."""


@dataclass(frozen=True)
class _Compiled:
    """A condition with a vocabulary of its own."""

    vocabulary: Vocabulary
    any: Group | None
    all: tuple[Group, ...]
    none: Group | None
    near: Group | None
    within: int


@lru_cache(maxsize=4096)
def _compiled(
    any_: tuple[str, ...] | None, all_: tuple[str, ...] | None, none: tuple[str, ...] | None, near_: Near | None
) -> _Compiled:
    words = Vocabulary()
    return _Compiled(
        words,
        words.group(any_) if any_ else None,
        tuple(words.group((phrase,)) for phrase in all_ or ()),
        words.group(none) if none else None,
        words.group(near_.any) if near_ else None,
        near_.within if near_ else 0,
    )


def holds(condition: Condition, said: NormalText, findings: Collection[str] = ()) -> bool:
    """Whether everything that the condition asks for is in what was said. `findings` are rule ids found in it."""
    wanted = condition.finding
    if wanted is not None and not any(rule == wanted or rule.startswith(wanted + ".") for rule in findings):
        return False
    if condition.any or condition.all or condition.none:
        needed = _compiled(condition.any, condition.all, condition.none, condition.near)
        scan = needed.vocabulary.scan(said)
        if needed.any is not None:
            spans = scan.spans(needed.any)
            if not spans or (needed.near is not None and not is_near(spans, scan.spans(needed.near), needed.within)):
                return False
        if not all(scan.has(group) for group in needed.all):
            return False
        if needed.none is not None and scan.has(needed.none):
            return False
    return condition.and_ is None or holds(condition.and_, said, findings)


def bigrams(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters; for a single character, itself."""
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) or frozenset({text})


def likeness(one: str, other: str) -> float:
    """Dice coefficient over character bigrams, 0 (nothing shared) to 1 (the same pairs)."""
    first, second = bigrams(one), bigrams(other)
    return 2 * len(first & second) / (len(first) + len(second))


def has_any(text: str, phrases: tuple[str, ...]) -> bool:
    """Whether one of the phrases is in a text as typed."""
    needed = _compiled(phrases, None, None, None)
    return needed.any is not None and needed.vocabulary.scan(normalise(text)).has(needed.any)
