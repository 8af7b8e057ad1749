"""Does every rule do what its own examples say?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from exam_tui.content.bank import BankFile
from exam_tui.content.inheriting import Files, rule_place
from exam_tui.content.items import ShortItem
from exam_tui.content.loading import Loaded
from exam_tui.content.phrase import parse_phrase
from exam_tui.content.policy import Policy, Rule
from exam_tui.content.problems import Problem
from exam_tui.content.tried import trouble_of
from exam_tui.rubric.chats import parse_example
from exam_tui.rubric.findings import Finding
from exam_tui.rubric.judging import judge
from exam_tui.rubric.matching import holds
from exam_tui.rubric.text import normalise
from exam_tui.rubric.vocabulary import Vocabulary


@dataclass(frozen=True)
class Tried:
    """An example and whether its rule was found in it."""

    rule: Rule
    wanted: bool
    number: int
    example: str
    finding: Finding | None

    @property
    def right(self) -> bool:
        """Whether the rule does what its example says."""
        return (self.finding is not None) == self.wanted


def try_examples(policy: Policy, only: Collection[str] | None = None) -> Iterator[Tried]:
    """Every example of every rule (or of those named), judged by the whole policy."""
    policy_rules = {rule.id: rule for rule in policy.rule}
    for rule in policy.rule:
        if only is not None and rule.id not in only:
            continue
        for wanted, examples in ((True, rule.hit), (False, rule.miss)):
            for number, example in enumerate(examples):
                findings = judge(policy, parse_example(example)).findings
                found = next((finding for finding in findings if finding.rule == rule.id), None)
                if found is None and wanted:  # of a family one finding counts: a graver rule may have taken its place
                    found = next((f for f in findings if policy_rules[f.rule].family == rule.family), None)
                yield Tried(rule, wanted, number, example, found)


EXAMPLES_WANTED = 4
"""Hits, and misses, that a rule should have."""


@dataclass(frozen=True)
class Coverage:
    """How well the examples of a rule cover it. `untried`: its phrases that no `hit` has."""

    rule: str
    hits: int
    misses: int
    failed: int
    phrases: int
    untried: tuple[str, ...]
    wanted: int = EXAMPLES_WANTED

    @property
    def phrases_tried(self) -> int:
        """Phrases that stand in a `hit`."""
        return self.phrases - len(self.untried)


def coverage_of(policy: Policy) -> list[Coverage]:
    """One row for each rule, in the order of the policy."""
    tried = list(try_examples(policy))
    rows: list[Coverage] = []
    for rule in policy.rule:
        words = Vocabulary(policy.words)
        phrases = rule.any or ()
        groups = [words.group((phrase,)) for phrase in phrases]
        said = [words.scan(normalise(example)) for example in rule.hit]
        untried = tuple(p for p, g in zip(phrases, groups, strict=True) if not any(scan.has(g) for scan in said))
        failed = sum(not one.right for one in tried if one.rule is rule)
        rows.append(Coverage(rule.id, len(rule.hit), len(rule.miss), failed, len(phrases), untried))
    return rows


def check_policy(files: Files, policy: Policy, *, own_only: bool = False) -> Iterator[Problem]:
    """A problem for each `hit` that is not found and each `miss` that is; at the example itself, in whichever file.

    `own_only`: of a policy that extends another only the rules that it writes, changes or gives other words.
    """
    only = frozenset(_own_rules(files, policy)) if own_only else None
    parts = (policy.model_dump_json(), "all" if only is None else " ".join(sorted(only)))
    for tried in trouble_of(parts, lambda: (one for one in try_examples(policy, only) if not one.right)):
        key = "hit" if tried.wanted else "miss"
        loaded, place = rule_place(files, policy.id, tried.rule.id, key)
        at = (*place, key, tried.number)
        rule, example = tried.rule.id, tried.example
        if loaded is not files[policy.id]:
            # The example is in order where it stands: what is different here has to say so.
            own = files[policy.id].source
            yield own.problem(
                ("policy", "extends"), "R018" if tried.wanted else "R019", "error", rule=rule, example=example,
                base=loaded.model.policy.id,
            )  # fmt: skip
        elif tried.finding is None:
            yield loaded.source.problem(at, "R010", "error", rule=rule, example=example, policy=policy.id)
        else:
            quote = tried.finding.quote
            yield loaded.source.problem(at, "R011", "error", rule=rule, example=example, quote=quote, policy=policy.id)


def _own_rules(files: Files, policy: Policy) -> set[str]:
    file = files[policy.id].model
    if file.policy.extends is None:
        return {rule.id for rule in policy.rule}
    own = {rule.id for rule in file.rule} | {change.id for change in file.change}
    lists, kinds = set(file.words), {grant.kind for grant in file.grant}
    for rule in policy.rule:
        if rule.promise is not None and rule.promise.kind in kinds:
            own.add(rule.id)
        phrases = (phrase for _, some in rule.phrase_lists() for phrase in some)
        if lists and any(lists.intersection(parse_phrase(phrase).lists) for phrase in phrases):
            own.add(rule.id)
    return own


def check_short_answers(loaded: Loaded[BankFile]) -> Iterator[Problem]:
    """A problem for each point of a short item that its own sample does not reach."""
    for index, item in enumerate(loaded.model.question):
        if isinstance(item, ShortItem):
            said = normalise(item.sample)
            for number, point in enumerate(item.points):
                if not holds(point, said):
                    yield loaded.source.problem(
                        ("question", index, "points", number), "R012", number=number + 1, why=point.why or "?"
                    )
