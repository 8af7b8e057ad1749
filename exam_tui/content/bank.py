"""Question banks: files of items."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from exam_tui.content.base import Model, Slug, Text, require_unique
from exam_tui.content.items import Item

Pool = Literal["practice", "exam", "both"]
"""What items may be used for; `practice` items are never drawn for an exam."""


class BankInfo(Model):
    """`[bank]`: who the bank is and what it may be used for."""

    id: Slug
    title: Text
    pool: Pool = "both"


class BankFile(Model):
    """A file of `question_banks/`."""

    bank: BankInfo
    question: Annotated[tuple[Item, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _ids_differ(self) -> BankFile:
        require_unique((item.id for item in self.question), "M011", "question", key="id")
        return self
