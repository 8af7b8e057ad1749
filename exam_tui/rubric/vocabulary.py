"""All words of a policy, or of a condition, ready for one pass over a message."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ahocorasick_rs import AhoCorasick

from exam_tui.content.phrase import SCORN, SMILE, parse_phrase
from exam_tui.rubric.scanning import QUANTITIES, Group, Pattern, Scan
from exam_tui.rubric.text import NormalText, phrase_forms

_COMMON = {
    "的": 0.54, "您": 0.64, "我": 0.4, "不": 0.39, "了": 0.34, "是": 0.3, "这": 0.22, "给": 0.2, "就": 0.2,
    "到": 0.19, "一": 0.2, "没": 0.17, "给您": 0.16, "好": 0.16, "有": 0.13, "发": 0.13, "看": 0.13, "要": 0.12,
    "上": 0.14, "天": 0.15, "在": 0.13, "个": 0.13, "们": 0.1, "我们": 0.08, "可以": 0.07, "自己": 0.03, "能": 0.12,
    "退": 0.08, "问": 0.08, "拍": 0.08, "说": 0.08, "去": 0.07,
}  # fmt: skip
"""Shares of replies that hold a word, of those that many phrases use (counted in the labelled set)."""
_BY_LENGTH, _RARE = {1: 0.02, 2: 0.004}, 0.001
_DENIAL = re.compile(r"[不没无未别零勿非]")


class Vocabulary:
    """All words of a policy (or a condition), ready for the pass.

    Add every group, then `scan`. `lists` are the policy's word lists; a list that is not there is empty.
    """

    def __init__(self, lists: Mapping[str, Sequence[str]] | None = None) -> None:
        self._lists = dict(lists or {})
        self._sets: dict[tuple[str, ...], int] = {}
        self._words_of: list[tuple[str, ...]] = []
        self._commonness: list[float] = []
        """Roughly how often a word of each set turns up in a message. Nothing but the speed depends on it."""
        self._named: dict[str, int] = {}
        self._built_in: dict[str, int] = {}
        """Set of each built-in list that is used: a negative number."""
        self._list_names: dict[int, str] = {}
        self._sets_of: list[tuple[int, ...]] = []
        """The sets that each word of the automaton is in."""
        self._words_in: list[frozenset[int] | str] = []
        """The words of the automaton that are in each set; the word itself where there is one only."""
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
            rarest = min(sets, key=self._how_common)
            made = Pattern(sets, frozenset(sets), gaps, phrase.opens, phrase.closes, any(gaps), denies)
            patterns[rarest].append(made)
        by_key = {number: tuple(some) for number, some in patterns.items()}
        return Group(self._set_of(tuple(plain)) if plain else None, by_key, frozenset(by_key))

    def _how_common(self, number: int) -> float:
        return self._commonness[number] if number >= 0 else 1.0

    def named(self, name: str) -> int:
        """The set of a word list."""
        if name in QUANTITIES or name in (SMILE, SCORN):
            number = self._built_in.setdefault(name, -1 - len(self._built_in))
            self._list_names[number] = name
            return number
        if name not in self._named:
            self._named[name] = self._set_of(tuple(self._lists.get(name, ())))
        return self._named[name]

    def _set_of(self, words: tuple[str, ...]) -> int:
        key = tuple(sorted({form for word in words for form in phrase_forms(word)} - {""}))
        if key not in self._sets:
            self._sets[key] = len(self._sets)
            self._words_of.append(key)
            self._commonness.append(sum(_COMMON.get(word, _BY_LENGTH.get(len(word), _RARE)) for word in key))
            self._automaton = None
        return self._sets[key]

    def scan(self, said: NormalText) -> Scan:
        """One pass over a message."""
        if self._automaton is None:
            of_word: dict[str, list[int]] = defaultdict(list)
            for number, words in enumerate(self._words_of):
                for word in words:
                    of_word[word].append(number)
            self._sets_of = [tuple(numbers) for numbers in of_word.values()]
            index = {word: number for number, word in enumerate(of_word)}
            self._words_in = [
                words[0] if len(words) == 1 else frozenset(index[word] for word in words) for words in self._words_of
            ]
            self._automaton = AhoCorasick(list(of_word) or ["\ufffe"])
        found = self._automaton.find_matches_as_indexes(said.text, overlapping=True)
        return Scan(said, found, self._sets_of, self._words_in, self._list_names)
