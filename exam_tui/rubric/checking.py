"""Does every rule do what its own examples say?"""

from __future__ import annotations

from collections.abc import Iterator

from exam_tui.content.bank import BankFile
from exam_tui.content.items import ShortItem
from exam_tui.content.loading import Loaded
from exam_tui.content.policy import PolicyFile
from exam_tui.content.problems import Problem
from exam_tui.rubric.judging import rule_spans
from exam_tui.rubric.matching import holds
from exam_tui.rubric.text import normalise


def check_policy(loaded: Loaded[PolicyFile]) -> Iterator[Problem]:
    """A problem for each `hit` that is not found and each `miss` that is."""
    for index, rule in enumerate(loaded.model.rule):
        for number, example in enumerate(rule.hit):
            if not any(True for _ in rule_spans(rule, example)):
                yield loaded.source.problem(("rule", index, "hit", number), "R010", rule=rule.id, example=example)
        for number, example in enumerate(rule.miss):
            for start, end in rule_spans(rule, example):
                yield loaded.source.problem(
                    ("rule", index, "miss", number), "R011", rule=rule.id, example=example, quote=example[start:end]
                )
                break


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
