"""An item's version must follow what the candidate meets, and nothing else."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from exam_tui.content.items import MultipleItem, SingleItem

ITEM = {
    "id": "q", "kind": "single", "topic": "商品/精油", "stem": "哪一款？", "right": "茶树", "wrong": ["玫瑰"],
    "explain": "因为", "difficulty": 2,
}  # fmt: skip


def version(**changes: object) -> str:
    return SingleItem.model_validate({**ITEM, **changes}).version


def test_a_better_explanation_does_not_make_another_item() -> None:
    assert version() == version(explain="另一种讲法", difficulty=4, topic="商品", source="手册")


def test_another_stem_option_or_key_makes_another_item() -> None:
    assert len({version(), version(stem="哪款？"), version(wrong=["薄荷"]), version(right="玫瑰", wrong=["茶树"])}) == 4


def test_there_is_a_number_key_for_every_option() -> None:
    options = {"right": list("abcde"), "wrong": list("fghij")}
    with pytest.raises(ValidationError, match="M019"):
        MultipleItem.model_validate({**ITEM, "kind": "multiple", **options})
