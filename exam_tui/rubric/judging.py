"""Judging what an agent said against a house policy: turns in, findings out.

The same words get the same findings for ever: no model, no clock, no network.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from exam_tui.content.pattern import compiled_pattern
from exam_tui.content.policy import Dimension, Policy, Rule, Severity
from exam_tui.rubric.compiling import CompiledRule, Judge, judge_of
from exam_tui.rubric.guards import GUARDS, Hit, Said
from exam_tui.rubric.matching import near
from exam_tui.rubric.promises import Promise, Verdict, promise_of, verdict_on
from exam_tui.rubric.scanning import Found, Group, Scan, Span
from exam_tui.rubric.text import normalise


class Turn(NamedTuple):
    """The messages that an agent sent until the customer spoke again, and what the customer had said before them."""

    messages: tuple[str, ...]
    customer: tuple[str, ...] = ()


class Finding(NamedTuple):
    """A rule that was met by what was said.

    `turn` and `message` count from 0; `start:end` is the span in the message as typed. `guards`: the readings that
    were weighed and do not apply.
    """

    rule: str
    title: str
    dimension: Dimension
    severity: Severity
    points: Decimal
    turn: int
    message: int
    start: int
    end: int
    quote: str
    advice: str
    guards: tuple[str, ...] = ()
    promise: Promise | None = None
    verdict: Verdict | None = None
    missing: bool = False
    """Something was not said: the span is the message where it should have been."""


class Excused(NamedTuple):
    """Words that a rule looks for and that do not count: because of a guard, or of what the policy grants."""

    rule: str
    turn: int
    message: int
    start: int
    end: int
    quote: str
    reason: str
    """A guard's name, `allowed`, `granted`, `none` (something else in the turn), `later` or `yields`."""


@dataclass
class Judgement:
    """All that a policy says to a chat."""

    findings: list[Finding] = field(default_factory=list)
    excused: list[Excused] = field(default_factory=list)
    opportunities: set[str] = field(default_factory=set)
    """Bonus rules for which there was an occasion: those of a turn, of the first or last one, of the chat."""


def judge(policy: Policy, turns: Sequence[Turn]) -> Judgement:
    """Judge a whole chat; caps are kept to.

    One message gives at most one finding of a family: saying it twice in one breath is one slip. Rules with the scope
    of a turn give at most one per turn, those of the chat, its first or its last turn at most one in all.
    """
    return _Chat(judge_of(policy), turns).judgement()


def judge_message(policy: Policy, message: str) -> Judgement:
    """Judge one reply without a chat around it: only what can be said of it alone."""
    return judge_turn(policy, (message,))


def judge_turn(policy: Policy, messages: Sequence[str]) -> Judgement:
    """Judge one turn without a chat around it."""
    return _Chat(judge_of(policy), (Turn(tuple(messages)),), alone=True).judgement()


def rules_met(policy: Policy, messages: Sequence[str]) -> frozenset[str]:
    """Ids of the rules met by one turn as it is sent: what a role-play can react to at once."""
    rules = judge_of(policy).rules
    findings = judge_turn(policy, messages).findings
    return frozenset(f.rule for f in findings if rules[f.rule].scope in ("message", "turn"))


def _worst_of_families(found: list[tuple[Rule, Finding]]) -> list[tuple[Rule, Finding]]:
    """One finding of each family: what was said once is one slip, or one merit, whatever rules describe it."""
    if len(found) < 2:
        return found
    kept: dict[str, tuple[Rule, Finding]] = {}
    for rule, finding in found:
        other = kept.get(rule.family)
        if other is None or abs(finding.points) > abs(other[1].points):
            kept[rule.family] = (rule, finding)
    return list(kept.values())


MOST_MATCHES = 200
"""Matches of one pattern that are weighed in a message: a pattern may cost as much for each."""


def _covered(spans: list[Span], hit: Hit) -> bool:
    """Whether a hit lies within one of some spans that don't overlap."""
    at = bisect_right(spans, (hit.start, len(hit.said.text) + 1)) - 1
    return at >= 0 and hit.end <= spans[at][1]


@dataclass
class _Spoken:
    """One message of the agent in a chat."""

    turn: int
    message: int
    text: str
    said: Said


class _Chat:
    """A chat on its way to a judgement."""

    def __init__(self, judge: Judge, turns: Sequence[Turn], *, alone: bool = False) -> None:
        self.judge, self.turns, self.alone = judge, turns, alone
        self.spoken = [
            [_Spoken(number, index, text, judge.said(text)) for index, text in enumerate(turn.messages)]
            for number, turn in enumerate(turns)
        ]
        self.counted: Counter[str] = Counter()
        self.done: set[tuple[str, int]] = set()
        """Rules of a turn's scope that were found in a turn."""
        self._allowed: dict[tuple[int, int, int], list[Span]] = {}
        self._in_turn: dict[tuple[int, int], bool] = {}
        self.result = Judgement()

    @cached_property
    def customer(self) -> list[list[Scan]]:
        """What the customer said before each turn."""
        return [[self.judge.words.scan(normalise(text)) for text in turn.customer] for turn in self.turns]

    @cached_property
    def customer_spoke(self) -> bool:
        """Whether the customer said anything."""
        return any(turn.customer for turn in self.turns)

    def judgement(self) -> Judgement:
        for spoken in (one for turn in self.spoken for one in turn):
            self._message(spoken)
        if not self.alone:
            for one in self.judge.lacking:
                self._lacking(one)
            self._opportunities()
        self.result.findings.sort(key=lambda f: (f.turn, f.message))
        return self.result

    # --- rules that look for something ---

    def _message(self, spoken: _Spoken) -> None:
        candidates = self.judge.candidates(spoken.said)
        if not candidates:
            return
        promises: set[Span] = set()
        found: list[tuple[Rule, Finding]] = []
        yielding: list[tuple[Rule, Finding, Span]] = []
        for one, phrases in candidates:
            rule = one.rule
            if not self._applies(one, spoken.turn):
                continue
            counted = False
            for start, end, last in self._hits(one, spoken.said, phrases):
                hit = Hit(spoken.said, start, end, last)
                finding = self._weigh(one, spoken, hit, promises)
                if finding is None:
                    continue
                if rule.yields:
                    yielding.append((rule, finding, hit.clause))
                    continue
                if rule.dimension == "promise" and rule.points < 0:
                    promises.add(hit.clause)
                if not counted:
                    found.append((rule, finding))
                    counted = True
                if rule.promise is None:
                    break  # of promises every one is weighed: a general "guarantee" gives way to each of them
        for rule, finding, clause in yielding:
            if any(start < clause[1] and clause[0] < end for start, end in promises):
                self._excuse(rule, spoken, (finding.start, finding.end), "yields")
            else:
                found.append((rule, finding))
        for rule, finding in _worst_of_families(found):
            if self._count(rule, spoken.turn):
                self.result.findings.append(finding)

    def _applies(self, one: CompiledRule, turn: int) -> bool:
        rule = one.rule
        if rule.scope == "first_turn" and turn != 0:
            return False
        if rule.scope == "last_turn" and turn != len(self.turns) - 1:
            return False
        if self.alone:
            return rule.unless_later is None and (rule.after is None or rule.severity == "bonus")
        return len(self.turns) >= rule.min_turns and self._comes_after(one, turn)

    def _comes_after(self, one: CompiledRule, turn: int) -> bool:
        after = one.rule.after
        if after is None:
            return True
        if one.customer is not None:
            first = 0 if after.ever else turn
            if not any(scan.has(one.customer) for scans in self.customer[first : turn + 1] for scan in scans):
                return False
        if one.agent is not None:
            earlier = (spoken for messages in self.spoken[:turn] for spoken in messages)
            return any(spoken.said.scan.has(one.agent) for spoken in earlier)
        return True

    def _hits(self, one: CompiledRule, said: Said, phrases: list[Found]) -> Iterator[Found]:
        rule, scan = one.rule, said.scan
        if one.all and not all(scan.has(group) for group in one.all):
            return
        if rule.longer_than is not None and len(scan.said.original.strip()) > rule.longer_than:
            yield 0, len(said.text), None
        if one.near is None or rule.near is None:
            yield from phrases
        else:
            others = scan.spans(one.near)
            yield from (one for one in phrases if near(one[:2], others, rule.near.within))
        if rule.pattern is not None:
            for found in islice(compiled_pattern(rule.pattern).finditer(said.text), MOST_MATCHES):
                if found.end() > found.start():
                    yield found.start(), found.end(), None

    def _weigh(self, one: CompiledRule, spoken: _Spoken, hit: Hit, promises: set[Span]) -> Finding | None:
        """The finding that a hit makes, or None: with a note of why it does not count."""
        rule, said = one.rule, spoken.said
        reason = self._excuse_for(one, spoken, hit)
        promise: Promise | None = None
        verdict: Verdict | None = None
        if rule.promise is not None and reason is None:
            promise = promise_of(rule.promise, hit, hit.clause)
            if promise is None:
                return None
            grants = self.judge.grants[rule.promise.kind]
            named = frozenset(
                grant for n, grant in enumerate(grants) if n not in one.grants or said.scan.has(one.grants[n])
            )
            verdict = verdict_on(promise, grants, named)
            if verdict in ("within", "hedged"):
                promises.add(hit.clause)
            if rule.promise.counts == "within":
                if verdict != "within":
                    return None
            elif verdict in ("within", "hedged"):
                reason = "granted" if verdict == "within" else "hedged"
        if reason is not None:
            self._excuse(rule, spoken, said.scan.said.original_span(hit.start, hit.end), reason)
            return None
        return self._finding(rule, spoken, said.scan.said.original_span(hit.start, hit.end), promise, verdict)

    def _excuse_for(self, one: CompiledRule, spoken: _Spoken, hit: Hit) -> str | None:
        rule = one.rule
        if one.allow is not None and _covered(self._kept(one, spoken), hit):
            return "allowed"
        for guard in rule.unless:
            if GUARDS[guard](hit):
                return guard
        if one.none is not None and self._made_up_for(one.none, spoken.turn):
            return "none"
        if one.later is not None and self._said_later(one.later, spoken):
            return "later"
        return None

    def _kept(self, one: CompiledRule, spoken: _Spoken) -> list[Span]:
        """What a rule allows in a message: found once, however many hits there are."""
        key = (one.number, spoken.turn, spoken.message)
        if key not in self._allowed:
            self._allowed[key] = spoken.said.scan.spans(one.allow) if one.allow is not None else []
        return self._allowed[key]

    def _made_up_for(self, words: Group, turn: int) -> bool:
        key = (id(words), turn)
        if key not in self._in_turn:
            self._in_turn[key] = any(other.said.scan.has(words) for other in self.spoken[turn])
        return self._in_turn[key]

    def _said_later(self, words: Group, spoken: _Spoken) -> bool:
        here = (spoken.turn, spoken.message)
        following = (o for messages in self.spoken[spoken.turn :] for o in messages if (o.turn, o.message) > here)
        return any(other.said.scan.has(words) for other in following)

    # --- rules that miss something ---

    def _lacking(self, one: CompiledRule) -> None:
        rule, group = one.rule, one.lacks
        if one.customer is not None and not self.customer_spoke:
            return
        if group is None or not self.turns or len(self.turns) < rule.min_turns:
            return
        for turn in self._turns_of(one):
            window = self.spoken[turn : turn + rule.within_turns] if rule.scope == "turn" else self.spoken[turn:]
            if rule.scope in ("first_turn", "last_turn"):
                window = self.spoken[turn : turn + 1]
            messages = [spoken for messages in window for spoken in messages]
            if not messages or any(spoken.said.scan.has(group) for spoken in messages):
                continue
            blamed = messages[-1] if rule.scope == "last_turn" else messages[0]
            if self._count(rule, turn):
                self.result.findings.append(
                    self._finding(rule, blamed, (0, len(blamed.text)), None, None)._replace(missing=True)
                )

    def _turns_of(self, one: CompiledRule) -> list[int]:
        """The turns from which on a rule's words are missed."""
        match one.rule.scope:
            case "first_turn":
                turns = [0]
            case "last_turn":
                turns = [len(self.turns) - 1]
            case "chat":
                return [turn for turn in range(len(self.turns)) if self._comes_after(one, turn)][:1]
            case _:
                turns = list(range(len(self.turns)))
        return [turn for turn in turns if self._comes_after(one, turn)]

    def _opportunities(self) -> None:
        for one in self.judge.compiled:
            # Whether there was an occasion for a merit of single messages, nobody can tell: it is extra.
            expected = one.rule.severity == "bonus" and one.rule.scope != "message"
            if expected and any(self._applies(one, turn) for turn in range(len(self.turns))):
                self.result.opportunities.add(one.rule.id)

    # --- counting ---

    def _count(self, rule: Rule, turn: int) -> bool:
        """Whether one more finding of a rule counts; if so it is counted."""
        if rule.scope == "turn" and (rule.id, turn) in self.done:
            return False
        limit = 1 if rule.once else rule.cap
        if limit is not None and self.counted[rule.id] >= limit:
            return False
        self.counted[rule.id] += 1
        self.done.add((rule.id, turn))
        return True

    def _excuse(self, rule: Rule, spoken: _Spoken, span: Span, reason: str) -> None:
        start, end = span
        self.result.excused.append(
            Excused(rule.id, spoken.turn, spoken.message, start, end, spoken.text[start:end], reason)
        )

    @staticmethod
    def _finding(rule: Rule, spoken: _Spoken, span: Span, promise: Promise | None, verdict: Verdict | None) -> Finding:
        start, end = span
        return Finding(
            rule.id, rule.title, rule.dimension, rule.severity, rule.points, spoken.turn, spoken.message, start, end,
            spoken.text[start:end], rule.advice, rule.unless, promise, verdict,
        )  # fmt: skip
