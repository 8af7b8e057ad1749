"""Judging what an agent said against a house policy: turns in, findings out.

The same words get the same findings for ever: no model, no clock, no network.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache

from exam_tui.content.policy import Policy, PromiseKind, Rule
from exam_tui.rubric.compiling import CompiledRule, Judge, judge_of
from exam_tui.rubric.findings import Excused, Finding, Judgement, Turn
from exam_tui.rubric.guards import Hit
from exam_tui.rubric.questions import asks
from exam_tui.rubric.scanning import Group, Scan, Span
from exam_tui.rubric.text import normalise
from exam_tui.rubric.weighing import (
    COUNTS,
    Spoken,
    excuse_in_message,
    finding_of,
    hits_of,
    weigh_promise,
    worst_of_families,
)


def judge(policy: Policy, turns: Sequence[Turn]) -> Judgement:
    """Judge a whole chat; caps are kept to.

    One message gives at most one finding of a family: saying it twice in one breath is one slip. Rules with the scope
    of a turn give at most one per turn, those of the chat, its first or its last turn at most one in all.
    """
    return _Chat(judge_of(policy), turns).judgement()


def judge_message(policy: Policy, message: str) -> Judgement:
    """Judge one reply without a chat around it: only what can be said of it alone."""
    return judge_turn(policy, (message,))


def judge_turn(policy: Policy, messages: Sequence[str], *, leave: frozenset[PromiseKind] = frozenset()) -> Judgement:
    """Judge one turn without a chat around it. `leave`: see `Turn`."""
    return _Chat(judge_of(policy), (Turn(tuple(messages), (), leave),), alone=True).judgement()


Met = dict[str, str]
"""Rules that were met, each with the words that met it."""


def rules_met(policy: Policy, messages: Sequence[str], *, leave: frozenset[PromiseKind] = frozenset()) -> Met:
    """The rules met by one turn as it is sent: what a role-play can react to at once. `leave`: see `Turn`."""
    return dict(_met(judge_of(policy), tuple(messages), leave))


@lru_cache(maxsize=1024)  # a customer who waits asks the same thing four times a second
def _met(judge: Judge, messages: tuple[str, ...], leave: frozenset[PromiseKind]) -> Met:
    findings = _Chat(judge, (Turn(messages, (), leave),), alone=True).judgement().findings
    return {f.rule: f.quote for f in findings if judge.rules[f.rule].scope in ("message", "turn")}


class _Chat:
    """A chat on its way to a judgement."""

    def __init__(self, judge: Judge, turns: Sequence[Turn], *, alone: bool = False) -> None:
        self.judge, self.turns, self.alone = judge, turns, alone
        self.spoken = [
            [
                Spoken(number, index, text, judge.said(text, leave=turn.leave))
                for index, text in enumerate(turn.messages)
            ]
            for number, turn in enumerate(turns)
        ]
        self.counted: dict[str, int] = {}
        self.done: set[tuple[str, int]] = set()
        """Rules of a turn's scope that were found in a turn."""
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
        for turn in self.spoken:
            for spoken in turn:
                self._message(spoken)
        if not self.alone:
            for one in self.judge.lacking:
                self._lacking(one)
            self._opportunities()
            self.result.findings.sort(key=lambda f: (f.turn, f.message))
        return self.result

    # --- rules that look for something ---

    def _message(self, spoken: Spoken) -> None:
        promises: set[Span] = set()
        """Clauses with a promise, granted or not: what `yields` gives way to them."""
        found: list[tuple[Rule, Finding]] = []
        yielding: list[tuple[Rule, Finding, Span]] = []
        for one, phrases in self.judge.candidates(spoken.said):
            rule = one.rule
            if not self._applies(one, spoken.turn):
                continue
            counted = False
            for start, end, last in hits_of(one, spoken.said, phrases) if one.asks_more else phrases:
                hit = Hit(spoken.said, start, end, last)
                finding = self._weigh(one, spoken, hit, promises)
                if finding is None:
                    continue
                if rule.yields:
                    yielding.append((rule, finding, hit.clause))
                    continue
                if one.promises_too_much:
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
        for rule, finding in worst_of_families(found):
            if self._count(rule, spoken.turn):
                self.result.findings.append(finding)

    def _applies(self, one: CompiledRule, turn: int) -> bool:
        if self.alone:
            return one.alone
        rule = one.rule
        if rule.scope == "first_turn" and turn != 0:
            return False
        if rule.scope == "last_turn" and turn != len(self.turns) - 1:
            return False
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

    def _weigh(self, one: CompiledRule, spoken: Spoken, hit: Hit, promises: set[Span]) -> Finding | None:
        """The finding that a hit makes, or None: with a note of why it does not count."""
        rule = one.rule
        reason = self._excuse_for(one, spoken, hit)
        weighed = COUNTS
        if rule.promise is not None and reason is None:
            weighed = weigh_promise(one, self.judge.grants[rule.promise.kind], hit)
            if weighed.verdict in ("within", "hedged"):
                promises.add(hit.clause)
            if weighed.no_promise:
                return None
            reason = weighed.reason
        span = spoken.said.scan.said.original_span(hit.start, hit.end)
        if reason is not None:
            self._excuse(rule, spoken, span, reason)
            return None
        return finding_of(rule, spoken, span, weighed.promise, weighed.verdict)

    def _excuse_for(self, one: CompiledRule, spoken: Spoken, hit: Hit) -> str | None:
        reason = excuse_in_message(one, hit)
        if reason is not None:
            return reason
        if one.none is not None and self._made_up_for(one.none, spoken.turn):
            return "none"
        if one.later is not None and self._said_later(one.later, spoken):
            return "later"
        return None

    def _made_up_for(self, words: Group, turn: int) -> bool:
        key = (id(words), turn)
        if key not in self._in_turn:
            self._in_turn[key] = any(other.said.scan.has(words) for other in self.spoken[turn])
        return self._in_turn[key]

    def _said_later(self, words: Group, spoken: Spoken) -> bool:
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
                missing = finding_of(rule, blamed, (0, len(blamed.text)), None, None)._replace(missing=True)
                self.result.findings.append(missing)

    def _turns_of(self, one: CompiledRule) -> list[int]:
        """The turns from which on a rule's words are missed."""
        turns = range(len(self.turns))
        match one.rule.scope:
            case "first_turn":
                turns = turns[:1]
            case "last_turn":
                turns = turns[-1:]
            case _:
                pass
        found = [turn for turn in turns if self._comes_after(one, turn) and self._is_expected(one, turn)]
        return found[:1] if one.rule.scope == "chat" else found

    def _opportunities(self) -> None:
        for one in self.judge.compiled:
            # Whether there was an occasion for a merit of single messages, nobody can tell: it is extra.
            merit = one.rule.severity == "bonus" and one.rule.scope != "message"
            turns = [turn for turn in range(len(self.turns)) if merit and self._applies(one, turn)]
            if any(self._is_expected(one, turn) for turn in turns):
                self.result.opportunities.add(one.rule.id)

    def _is_expected(self, one: CompiledRule, turn: int) -> bool:
        if one.expected is None:
            return True
        said = self.customer[turn]
        return any(scan.has(one.expected) for scan in said) and not any(asks(scan.said.text) for scan in said)

    # --- counting ---

    def _count(self, rule: Rule, turn: int) -> bool:
        """Whether one more finding of a rule counts; if so it is counted."""
        if rule.scope == "turn" and (rule.id, turn) in self.done:
            return False
        limit = 1 if rule.once else rule.cap
        counted = self.counted.get(rule.id, 0)
        if limit is not None and counted >= limit:
            return False
        self.counted[rule.id] = counted + 1
        self.done.add((rule.id, turn))
        return True

    def _excuse(self, rule: Rule, spoken: Spoken, span: Span, reason: str) -> None:
        start, end = span
        self.result.excused.append(
            Excused(rule.id, spoken.turn, spoken.message, start, end, spoken.text[start:end], reason)
        )
