"""Quick phrases: short codes that expand to stored sentences, as on the real workbench."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from exam_tui.content.base import Model, Slug, Text, require_unique

PhraseCode = Annotated[str, Field(pattern=r"^[a-z0-9]{1,8}$")]
"""Typed behind a slash: `/1`, `/bye`."""


class QuickPhrase(Model):
    """`[[phrase]]`."""

    code: PhraseCode
    text: Annotated[Text, Field(max_length=300)]
    title: str = ""
    """What it is for, to search by."""


class PhrasesInfo(Model):
    """`[phrases]`."""

    id: Slug
    title: Text


class PhrasesFile(Model):
    """A file of `roleplays/phrases/`."""

    phrases: PhrasesInfo
    phrase: Annotated[tuple[QuickPhrase, ...], Field(min_length=1, max_length=200)]

    @model_validator(mode="after")
    def _codes_differ(self) -> PhrasesFile:
        require_unique((one.code for one in self.phrase), "M010", "phrase", key="code")
        return self
