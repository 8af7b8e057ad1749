"""A policy made ready for judging: one vocabulary for all its rules, and which of them a message could meet."""

from __future__ import annotations

import weakref
from collections import defaultdict
from dataclasses import dataclass

from exam_tui.content.pattern import which_of
from exam_tui.content.phrase import parse_phrase
from exam_tui.content.policy import STRENGTH_LISTS, Policy, PromiseKind, Rule
from exam_tui.rubric.guards import Said, bits_of
from exam_tui.rubric.scanning import Found, Group, Pattern, outermost
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
    expected: Group | None
    grants: dict[int, Group]
    """What must be in the message for a grant, by the grant's place among those of the rule's kind."""
    guards: int
    """Bits of its guards."""
    asks_more: bool
    """Whether a phrase that was found is not yet a hit, or not the only one."""
    alone: bool
    """Whether it can be said of one turn without a chat around it."""
    promises_too_much: bool
    """Whether it finds promises that count against the agent."""


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
        self.plain: dict[int, list[int]] = defaultdict(list)
        """Rules that a word of a set meets by itself."""
        self.index: dict[int, list[tuple[int, frozenset[int], Pattern]]] = defaultdict(list)
        """What could be found where a word of a set is: rules, with the sets that must be there, and the pattern."""
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
                    self.plain[one.any.plain].append(one.number)
                for key, patterns in one.any.patterns.items():
                    self.index[key] += ((one.number, pattern.words, pattern) for pattern in patterns)
            if one.rule.longer_than is not None:
                self.lengths.append((one.number, one.rule.longer_than))
        self.plain_keys, self.keys = frozenset(self.plain), frozenset(self.index)
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
            words.group(rule.expected) if rule.expected else None,
            {n: words.group(grant.when) for n, grant in enumerate(self.grants[kind]) if grant.when} if kind else {},
            bits_of(rule.unless),
            bool(rule.all or rule.near or rule.pattern or rule.longer_than),
            rule.unless_later is None and (after is None or rule.severity == "bonus"),
            rule.dimension == "promise" and rule.points < 0,
        )

    def said(self, text: str, *, leave: frozenset[PromiseKind] = frozenset()) -> Said:
        """A message with one pass over it."""
        return Said(self.words.scan(normalise(text)), self.strength, leave=leave)

    def candidates(self, said: Said) -> list[tuple[CompiledRule, list[Found]]]:
        """Rules that could be met by a message, in the order of the policy, with the phrases that were found (the whole
        message, for rules that it meets as a whole)."""
        scan = said.scan
        present = scan.present
        found: dict[int, list[Found]] = {}
        for key in present & self.plain_keys:
            words = scan.words(key)
            for number in self.plain[key]:
                found[number] = [*found[number], *words] if number in found else words
        for key in present & self.keys:
            for number, sets, pattern in self.index[key]:
                if sets <= present and (phrases := scan.matches(pattern)):
                    found[number] = [*found[number], *phrases] if number in found else phrases
        for number, length in self.lengths:
            if len(scan.said.original) > length:
                found.setdefault(number, [])
        for index in self.which_pattern(scan.text):
            found.setdefault(self.patterned[index], [])
        if self.whole and len(scan.text) <= _LONGEST_WHOLE:
            for number in self.whole.get(bare(scan.text), ()):
                found[number] = [(0, len(scan.text), None)]
        return [(self.compiled[number], outermost(found[number])) for number in sorted(found)]


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
