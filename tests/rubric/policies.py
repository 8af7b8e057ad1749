"""Small policies for tests: a rule or two, and nothing that the shipped ones would have to keep."""

from __future__ import annotations

from typing import Any

from exam_tui.content.policy import Policy

SURE = ["保证", "肯定", "绝对", "一定", "百分百"]
WORDS = {"certain": SURE, "usual": ["一般", "预计", "为准"], "effort": ["尽量", "争取"], "asking": ["问下主管"]}
ALL_GUARDS = [
    "negated", "denied", "degree", "noun", "purpose", "to_customer", "customer", "question", "quoted", "past", "hedged",
    "asking",
]  # fmt: skip


def rule(**changes: Any) -> dict[str, Any]:
    """A rule that finds words that promise too much."""
    return {
        "id": "promise.guarantee", "title": "说死", "dimension": "promise", "severity": "major", "points": -5,
        "any": SURE, "advice": "尽量", "unless": ALL_GUARDS, "hit": ["x"], "miss": ["y"], **changes,
    }  # fmt: skip


def policy(*rules: dict[str, Any], **changes: Any) -> Policy:
    """A policy of those rules; of the one above where none is given."""
    return Policy.model_validate(
        {
            "id": "test",
            "title": "试",
            "response": {"first_full": 10, "first_zero": 40, "answer_full": 60, "answer_zero": 180},
            "weights": {"response": 20, "tone": 25, "process": 30, "promise": 25},
            "words": WORDS,
            "rule": rules or (rule(),),
            **changes,
        }
    )
