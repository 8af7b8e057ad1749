"""Word lists that all role-plays share: many ways to say sorry, to say that one looks something up, and so on."""

from __future__ import annotations

from exam_tui.content.base import Model, Slug, Text
from exam_tui.content.condition import Phrases
from exam_tui.content.policy import ListName


class WordListsInfo(Model):
    """`[wordlists]`."""

    id: Slug
    title: Text


class WordListsFile(Model):
    """A file of `roleplays/words/`. Every script and scene knows its lists; one of its own of that name wins."""

    wordlists: WordListsInfo
    words: dict[ListName, Phrases]
