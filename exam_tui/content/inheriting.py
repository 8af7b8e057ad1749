"""From the policies that trainers write to complete ones: each with what the policy that it extends says.

The nearer file wins: its grants of a kind, its word lists, its changes of rules; what it drops is gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from pydantic import ValidationError

from exam_tui.content.condition import unknown_list
from exam_tui.content.guessing import did_you_mean
from exam_tui.content.loading import Loaded
from exam_tui.content.policy import (
    DIMENSIONS,
    Critical,
    Grant,
    ListChange,
    Policy,
    PolicyFile,
    ResponseTimes,
    Rule,
    RuleChange,
    Weights,
)
from exam_tui.content.positions import KeyPath
from exam_tui.content.problems import Problem

Files = Mapping[str, Loaded[PolicyFile]]


def complete_policies(files: Files) -> tuple[dict[str, Policy], list[Problem]]:
    """Every policy that can be completed, by id, and what is wrong with the others (or worth a warning)."""
    policies: dict[str, Policy] = {}
    problems: list[Problem] = []
    broken: set[str] = set()
    for name in sorted(files, key=lambda one: len(ancestry(files, one))):  # those that others extend come first
        line = _line_problem(files, name)
        found = [line] if line is not None else []
        if not found and not broken.intersection(ancestry(files, name)):
            policy, found = _completed(_Line(tuple(files[one] for one in ancestry(files, name))))
            if policy is not None:
                policies[name] = policy
        if found:
            broken.add(name)
            problems += found
    return policies, problems


class _Line:
    """A policy's files, nearest first; equal where they are the very same ones, so that they are put together once."""

    def __init__(self, files: tuple[Loaded[PolicyFile], ...]) -> None:
        self.files = files

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.files)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Line) or len(other.files) != len(self.files):
            return False
        return all(one is two for one, two in zip(self.files, other.files, strict=True))


@lru_cache(maxsize=16)
def _completed(line: _Line) -> tuple[Policy | None, list[Problem]]:
    """The complete policy of a line of files, or its problems."""
    files = {loaded.model.policy.id: loaded for loaded in line.files}
    found = list(_problems(files, line.files[0]))
    if found:
        return None, found
    policy = _complete(files, line.files[0].model)
    found = list(_problems_of_whole(files, line.files[0], policy))
    return (None if found else policy), found


def ancestry(files: Files, name: str) -> list[str]:
    """The policies that one extends, nearest first, itself included; ends where it comes round to itself."""
    line: list[str] = []
    following: str | None = name
    while following is not None and following in files and following not in line:
        line.append(following)
        following = files[following].model.policy.extends
    return line


def rule_place(files: Files, name: str, rule_id: str, part: str = "id") -> tuple[Loaded[PolicyFile], KeyPath]:
    """Where a part of a rule of a complete policy was last written: the file and the place of the rule in it."""
    for ancestor in ancestry(files, name):
        loaded = files[ancestor]
        written: list[tuple[KeyPath, Rule | RuleChange]] = [
            *((("change", index), change) for index, change in enumerate(loaded.model.change)),
            *((("rule", index), rule) for index, rule in enumerate(loaded.model.rule)),
        ]
        for place, entry in written:
            if entry.id == rule_id and part in entry.model_fields_set:
                return loaded, place
    return files[name], ("policy", "id")


def _line_problem(files: Files, name: str) -> Problem | None:
    """A policy that extends itself, or one that there is not."""
    line = ancestry(files, name)
    base = files[line[-1]].model.policy.extends
    if base is None:
        return None
    last = files[line[-1]]
    if base in files:
        return last.source.problem(("policy", "extends"), "R014", line=" → ".join([*line, base]))
    guess = did_you_mean(base, sorted(files))
    return last.source.problem(("policy", "extends"), "R002", "error", kind="policy", value=base, guess=guess)


def _problems(files: Files, loaded: Loaded[PolicyFile]) -> Iterator[Problem]:
    """Changes and drops of rules that there are not; rules that are there already."""
    file, source = loaded.model, loaded.source
    if file.policy.extends is None:
        return
    inherited = _complete(files, files[file.policy.extends].model)
    rules = {rule.id: rule for rule in inherited.rule}
    named: list[tuple[KeyPath, str]] = [
        (("policy", "drop", index), rule_id) for index, rule_id in enumerate(file.policy.drop)
    ]
    named += [(("change", index, "id"), change.id) for index, change in enumerate(file.change)]
    families = {rule.family for rule in inherited.rule}
    for place, rule_id in named:
        if rule_id not in rules and not (place[0] == "policy" and rule_id in families):
            yield source.problem(place, "R015", rule=rule_id, guess=did_you_mean(rule_id, sorted(rules)))
    for index, rule in enumerate(file.rule):
        if rule.id in rules and rule.id not in file.policy.drop:
            yield source.problem(("rule", index, "id"), "R016", rule=rule.id)
    for index, change in enumerate(file.change):
        if change.id in rules:
            try:
                _changed(rules[change.id], change)
            except ValidationError as error:
                context = error.errors()[0].get("ctx", {})
                params = {key: value for key, value in context.items() if key not in ("code", "at")}
                yield source.problem(("change", index), str(context.get("code", "M009")), "error", **params)
    for name, words in file.words.items():
        if isinstance(words, ListChange) and name not in inherited.words:
            guess = did_you_mean(name, sorted(inherited.words))
            yield source.problem(("words", name), "M044", "error", name=name, guess=guess)


def _problems_of_whole(files: Files, loaded: Loaded[PolicyFile], policy: Policy) -> Iterator[Problem]:
    """What shows only when everything is together: names of lists, and more bonus than there is weight."""
    for rule in policy.rule:
        for key, phrases in rule.phrase_lists():
            if unknown := unknown_list(phrases, policy.words):
                index, name, guess = unknown
                home, place = rule_place(files, policy.id, rule.id, key)
                at = (*place, key, index) if home is loaded else ("policy", "extends")
                yield loaded.source.problem(at, "M044", "error", name=name, guess=guess)
    for number, grant in enumerate(loaded.model.grant):
        if unknown := unknown_list(grant.when, policy.words):
            index, name, guess = unknown
            yield loaded.source.problem(("grant", number, "when", index), "M044", "error", name=name, guess=guess)
    for dimension in DIMENSIONS:
        bonus = sum((r.points for r in policy.rule if r.dimension == dimension and r.severity == "bonus"), Decimal(0))
        if bonus > policy.weights.of(dimension):
            weight = policy.weights.of(dimension)
            place = ("weights",) if loaded.model.weights else ("policy", "id")
            yield loaded.source.problem(place, "M018", dimension=dimension, bonus=str(bonus), weight=weight)


def _complete(files: Files, file: PolicyFile) -> Policy:
    """The policy of a file whose line is in order. Changes that make no sense are left out (they are told apart)."""
    info = file.policy
    base = _complete(files, files[info.extends].model) if info.extends is not None else None
    response: ResponseTimes | None = file.response or (base.response if base else None)
    weights: Weights | None = file.weights or (base.weights if base else None)
    if response is None or weights is None:
        raise AssertionError(info.id)  # the model has seen to it
    rules = {rule.id: rule for rule in base.rule} if base else {}
    rules = {name: rule for name, rule in rules.items() if name not in info.drop and rule.family not in info.drop}
    for change in file.change:
        if change.id in rules:
            try:
                rules[change.id] = _changed(rules[change.id], change)
            except ValidationError:
                continue
    rules |= {rule.id: rule for rule in file.rule}
    return Policy(
        id=info.id,
        title=info.title,
        response=response,
        weights=weights,
        critical=file.critical or (base.critical if base else Critical()),
        words=_words(base, file),
        grant=_grants(base, file),
        rule=tuple(rules.values()),
    )


def _words(base: Policy | None, file: PolicyFile) -> dict[str, tuple[str, ...]]:
    words = dict(base.words) if base else {}
    for name, given in file.words.items():
        if isinstance(given, ListChange):
            kept = [word for word in words.get(name, ()) if word not in given.drop]
            words[name] = tuple(dict.fromkeys((*kept, *given.add)))
        else:
            words[name] = given
    return words


def _grants(base: Policy | None, file: PolicyFile) -> tuple[Grant, ...]:
    own = {grant.kind for grant in file.grant}
    return tuple(grant for grant in (base.grant if base else ()) if grant.kind not in own) + file.grant


_ADDING = {"also": "any", "also_none": "none", "also_allow": "allow"}
"""Keys of a change that add to a list of the rule."""


def _changed(rule: Rule, change: RuleChange) -> Rule:
    """The rule with what the change gives. Raises ValidationError where that makes no sense."""
    fields = {key: getattr(change, key) for key in change.model_fields_set if key not in ("id", *_ADDING)}
    for adding, key in _ADDING.items():
        if more := getattr(change, adding):
            fields[key] = (*(fields.get(key) or getattr(rule, key) or ()), *more)
    written = {key: getattr(rule, key) for key in rule.model_fields_set}
    return Rule.model_validate({**written, **fields})
