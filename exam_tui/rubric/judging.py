"""Judging what an agent said against a house policy: turns in, findings out.

The same words get the same findings for ever: no model, no clock, no network.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from exam_tui.content.policy import Dimension, PolicyFile, Rule
from exam_tui.rubric.guards import GUARDS, Hit
from exam_tui.rubric.matching import contains_any, find_phrases, is_near
from exam_tui.rubric.text import bare, normal_phrase, normalise

Turn = Sequence[str]
"""The messages that an agent sent until the customer spoke again."""


@dataclass(frozen=True)
class Finding:
    """A rule that was met by what was said.

    `turn` and `message` count from 0; `start:end` is the span in the message as typed.
    """

    rule: str
    title: str
    dimension: Dimension
    severity: str
    points: Decimal
    turn: int
    message: int
    start: int
    end: int
    quote: str
    advice: str


def rule_spans(rule: Rule, original: str) -> Iterator[tuple[int, int]]:
    """Spans of `original` (one message) where the rule is met."""
    said = normalise(original)
    text = said.text
    if rule.whole:
        core = bare(text)
        if core and core in {bare(normal_phrase(phrase)) for phrase in rule.any}:
            yield (0, len(original))
        return
    if not contains_any(text, rule.any):
        return
    allowed = list(find_phrases(text, rule.allow)) if rule.allow else []
    for start, end in find_phrases(text, rule.any):
        if any(a <= start and end <= b for a, b in allowed):
            continue
        if rule.near is not None and not is_near(text, (start, end), rule.near):
            continue
        hit = Hit(text, start, end)
        if any(GUARDS[guard](hit) for guard in rule.unless):
            continue
        yield said.original_span(start, end)


def judge(policy: PolicyFile, turns: Sequence[Turn]) -> list[Finding]:
    """All findings of a chat, in the order of the messages; caps are kept to.

    One message gives at most one finding per rule: saying it twice in one breath is one slip. Rules with the scope
    of a turn or of the whole chat give at most one finding, at the first place.
    """
    findings: list[Finding] = []
    counted: Counter[str] = Counter()
    last = len(turns) - 1
    for turn_number, turn in enumerate(turns):
        for message_number, message in enumerate(turn):
            for rule in policy.rule:
                if not _in_scope(rule, turn_number, last):
                    continue
                once = rule.scope != "message"
                limit = 1 if once else rule.cap
                if limit is not None and counted[rule.id] >= limit:
                    continue
                for start, end in rule_spans(rule, message):
                    counted[rule.id] += 1
                    findings.append(_finding(rule, turn_number, message_number, message, start, end))
                    break
    return findings


def rules_met(policy: PolicyFile, turn: Turn) -> frozenset[str]:
    """Ids of the message rules met in one turn: what a role-play can react to at once."""
    return frozenset(
        rule.id
        for rule in policy.rule
        if rule.scope == "message" and any(True for message in turn for _ in rule_spans(rule, message))
    )


def _in_scope(rule: Rule, turn: int, last: int) -> bool:
    match rule.scope:
        case "first_turn":
            return turn == 0
        case "last_turn":
            return turn == last
        case _:
            return True


def _finding(rule: Rule, turn: int, message: int, text: str, start: int, end: int) -> Finding:
    return Finding(
        rule.id, rule.title, rule.dimension, rule.severity, rule.points, turn, message, start, end, text[start:end],
        rule.advice,
    )  # fmt: skip
