"""Typing passages: the text that a typing test presents."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints

from exam_tui.content.base import Model, Slug, Text


class Passage(Model):
    """A typing passage. Line ends divide paragraphs; they are not typed."""

    id: Slug
    title: Text
    kind: Literal["prose", "chat", "figures"] = "prose"
    group: Text
    """Passages of a group are equally hard; a paper draws from a group."""
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=20)]


class PassageFile(Model):
    """A file of `question_banks/passages/`."""

    passage: Passage
