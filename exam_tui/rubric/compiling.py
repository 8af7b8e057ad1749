"""A policy made ready for judging: one vocabulary for all its rules, and which of them a message could meet."""

from __future__ import annotations

import weakref
from collections import defaultdict
from dataclasses import dataclass

from exam_tui.content.pattern import which_of
from exam_tui.content.phrase import parse_phrase
from exam_tui.content.policy import STRENGTH_LISTS, Policy, Rule
from exam_tui.rubric.guards import Said
from exam_tui.rubric.scanning import Found, Group, Pattern
from exam_tui.rubric.text import bare, normal_phrase, normalise
from exam_tui.rubric.vocabulary import Vocabulary


@dataclass(frozen=True)
class CompiledRule:
    """A rule with its phrases as groups of the policy's vocabulary."""

    number: int
    rule: Rule
    any: Group | None
    all: tuple[Group, ...]
    none: Group | None
    near: Group | None
    lacks: Group | None
    later: Group | None
    allow: Group | None
    customer: Group | None
    agent: Group | None
    grants: dict[int, Group]
    """What must be in the message for a grant, by the grant's place among those of the rule's kind."""


class Judge:
    """A policy made ready: one vocabulary for all its rules."""

    def __init__(self, policy: Policy) -> None:
        self.words = Vocabulary(policy.words)
        self.strength = {name: self.words.named(name) for name in STRENGTH_LISTS if policy.words.get(name)}
        self.rules = {rule.id: rule for rule in policy.rule}
        self.grants = {rule.promise.kind: policy.grants_of(rule.promise.kind) for rule in policy.rule if rule.promise}
        self.compiled = [self._compile(number, rule) for number, rule in enumerate(policy.rule)]
        if any(rule.promise for rule in policy.rule):
            for name in ("time", "money", "share"):
                self.words.named(name)
        self.index: dict[int, list[tuple[int, frozenset[int], Pattern | None]]] = defaultdict(list)
        """What could be found where a word of a set is: rules, with the words that must be there and the
        pattern (None for a plain word)."""
        self.built_in: list[tuple[int, Pattern]] = []
        """Phrases that no word points to, with their rules."""
        self.whole: dict[str, list[int]] = defaultdict(list)
        self.lengths: list[tuple[int, int]] = []
        """Rules about long messages, with the length."""
        patterned = [one for one in self.compiled if one.rule.pattern is not None]
        self.patterned = [one.number for one in patterned]
        self.which_pattern = which_of([one.rule.pattern or "" for one in patterned])
        for one in self.compiled:
            if one.rule.whole:
                for piece in (parse_phrase(phrase).pieces[0] for phrase in one.rule.any or ()):
                    for written in policy.words.get(piece.text, ()) if piece.is_list else (piece.text,):
                        if said := bare(normal_phrase(written)):
                            self.whole[said].append(one.number)
            elif one.any is not None:
                if one.any.plain is not None:
                    self.index[one.any.plain].append((one.number, frozenset(), None))
                for key, patterns in one.any.patterns.items():
                    self.index[key] += ((one.number, pattern.words, pattern) for pattern in patterns)
                self.built_in += ((one.number, pattern) for pattern in one.any.built_in)
            if one.rule.longer_than is not None:
                self.lengths.append((one.number, one.rule.longer_than))
        self.keys = frozenset(self.index)
        self.lacking = [one for one in self.compiled if one.lacks is not None]
        self.words.scan(normalise(""))

    def _compile(self, number: int, rule: Rule) -> CompiledRule:
        words = self.words
        after = rule.after
        kind = rule.promise.kind if rule.promise else None
        return CompiledRule(
            number,
            rule,
            words.group(rule.any) if rule.any and not rule.whole else None,
            tuple(words.group((phrase,)) for phrase in rule.all or ()),
            words.group(rule.none) if rule.none else None,
            words.group(rule.near.any) if rule.near else None,
            words.group(rule.lacks) if rule.lacks else None,
            words.group(rule.unless_later) if rule.unless_later else None,
            words.group(rule.allow) if rule.allow else None,
            words.group(after.customer) if after and after.customer else None,
            words.group(after.agent) if after and after.agent else None,
            {n: words.group(grant.when) for n, grant in enumerate(self.grants[kind]) if grant.when} if kind else {},
        )

    def said(self, text: str) -> Said:
        """A message with one pass over it."""
        return Said(self.words.scan(normalise(text)), self.strength)

    def candidates(self, said: Said) -> list[tuple[CompiledRule, list[Found]]]:
        """Rules that could be met by a message, in the order of the policy, with the phrases that were found (the whole
        message, for rules that it meets as a whole)."""
        scan = said.scan
        possible: dict[int, list[Pattern]] = {}
        for number, length in self.lengths:
            if len(scan.said.original) > length:
                possible[number] = []
        for number, pattern in self.built_in:
            if scan.has_all(pattern):
                possible.setdefault(number, []).append(pattern)
        plain: dict[int, int] = {}
        present = scan.present
        for key in present & self.keys:
            for number, words, wanted in self.index[key]:
                if wanted is None:
                    plain[number] = key
                    possible.setdefault(number, [])
                elif words <= present and scan.has_all(wanted):
                    possible.setdefault(number, []).append(wanted)
        for found in self.which_pattern(said.text):
            possible.setdefault(self.patterned[found], [])
        whole = self.whole.get(bare(said.text), ()) if self.whole and len(said.text) <= _LONGEST_WHOLE else ()
        for number in whole:
            possible[number] = []
        return [
            (
                self.compiled[number],
                [(0, len(said.text), None)] if number in whole else scan.found(plain.get(number), possible[number]),
            )
            for number in sorted(possible)
        ]


_LONGEST_WHOLE = 60
"""No message that is nothing but a phrase is longer."""

_judges: dict[int, tuple[weakref.ref[Policy], Judge]] = {}


def judge_of(policy: Policy) -> Judge:
    """The judge of a policy, made once. Kept by identity: to compare two policies costs more than judging a reply."""
    known = _judges.get(id(policy))
    if known is not None and known[0]() is policy:
        return known[1]
    made = Judge(policy)
    number = id(policy)
    _judges[number] = (weakref.ref(policy, lambda _: _judges.pop(number, None)), made)
    return made
