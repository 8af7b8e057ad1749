"""Weighing one hit of one rule: is it what it looks like, and what does the policy say to it?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from exam_tui.content.pattern import compiled_pattern
from exam_tui.content.policy import Grant, Rule
from exam_tui.rubric.compiling import CompiledRule
from exam_tui.rubric.findings import Finding
from exam_tui.rubric.guards import Hit, Said, first_of
from exam_tui.rubric.matching import near
from exam_tui.rubric.promises import Promise, Verdict, promise_of, verdict_on
from exam_tui.rubric.scanning import Found, Span

MOST_MATCHES = 200
"""Matches of one pattern that are weighed in a message: a pattern may cost as much for each."""


class Spoken(NamedTuple):
    """One message of the agent in a chat."""

    turn: int
    message: int
    text: str
    said: Said


class Weighed(NamedTuple):
    """What came of a hit: it counts, or there is a `reason` why not. `no_promise`: it was none, so nothing is said."""

    reason: str | None = None
    promise: Promise | None = None
    verdict: Verdict | None = None
    no_promise: bool = False


COUNTS = Weighed()


def hits_of(one: CompiledRule, said: Said, phrases: list[Found]) -> Iterator[Found]:
    """What of a message is weighed: phrases that stand as the rule wants them, and what its pattern finds."""
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


def excuse_in_message(one: CompiledRule, hit: Hit) -> str | None:
    """Why a hit does not count, from its own message: `allowed`, or the name of a guard."""
    if one.allow is not None and _covered(hit.said.kept(one.allow), hit):
        return "allowed"
    return first_of(one.rule.unless, hit) if one.guards & hit.said.possible else None


def weigh_promise(one: CompiledRule, grants: Sequence[Grant], hit: Hit) -> Weighed:
    """A hit of a rule about promises against what the policy grants."""
    about = one.rule.promise
    promise = promise_of(about, hit, hit.clause) if about is not None else None
    if about is None or promise is None:
        return Weighed(no_promise=True)
    scan = hit.said.scan
    said = [grant for n, grant in enumerate(grants) if n not in one.grants or scan.has(one.grants[n])]
    verdict = verdict_on(promise, grants, said)
    if about.counts == "within":
        return Weighed(None, promise, verdict, no_promise=verdict != "within")
    reason = {"within": "granted", "hedged": "hedged"}.get(verdict)
    return Weighed(reason, promise, verdict)


def finding_of(rule: Rule, spoken: Spoken, span: Span, promise: Promise | None, verdict: Verdict | None) -> Finding:
    """A finding at `span` of the message as typed."""
    start, end = span
    return Finding(
        rule.id, rule.title, rule.dimension, rule.severity, rule.points, spoken.turn, spoken.message, start, end,
        spoken.text[start:end], rule.advice, rule.unless, promise, verdict,
    )  # fmt: skip


def worst_of_families(found: list[tuple[Rule, Finding]]) -> list[tuple[Rule, Finding]]:
    """One finding of each family: what was said once is one slip, or one merit, whatever rules describe it."""
    if len(found) < 2:
        return found
    kept: dict[str, tuple[Rule, Finding]] = {}
    for rule, finding in found:
        other = kept.get(rule.family)
        if other is None or abs(finding.points) > abs(other[1].points):
            kept[rule.family] = (rule, finding)
    return list(kept.values())


def _covered(spans: list[Span], hit: Hit) -> bool:
    """Whether a hit lies within one of some spans that don't overlap."""
    at = bisect_right(spans, (hit.start, len(hit.said.text) + 1)) - 1
    return at >= 0 and hit.end <= spans[at][1]
