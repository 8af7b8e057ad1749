"""Conditions on what was said: the words that role-plays, policies and short answers match by.

A condition is data; `exam_tui.rubric.matching` evaluates it. All parts that are given must hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from exam_tui.content.base import Int, Model, Text, model_problem
from exam_tui.content.guessing import did_you_mean
from exam_tui.content.phrase import BUILT_IN, parse_phrase


def _well_formed(phrase: str) -> str:
    try:
        parse_phrase(phrase)
    except ValueError:
        raise model_problem("M043", phrase=phrase) from None
    return phrase


LONGEST_PHRASE = 60
"""Characters: longer ones are sentences, which nobody types again, and cost time."""
PhraseText = Annotated[Text, Field(max_length=LONGEST_PHRASE), AfterValidator(_well_formed)]
"""Words to be found, with the marks of `content.phrase`."""
Phrases = Annotated[tuple[PhraseText, ...], Field(min_length=1)]


def unknown_list(phrases: Iterable[str], known: Iterable[str]) -> tuple[int, str, str] | None:
    """The first phrase that names a word list which there is not: its index, the name, and the nearest that there is.

    The built-in lists are always known.
    """
    names = {*BUILT_IN, *known}
    for index, phrase in enumerate(phrases):
        if "{" not in phrase:
            continue
        for name in parse_phrase(phrase).lists:
            if name not in names:
                return index, name, did_you_mean(name, sorted(names))
    return None


class Near(Model):
    """One of `any` stands within `within` characters of the phrase that was found, before or after it."""

    any: Phrases
    within: Annotated[Int, Field(ge=1, le=100)]


class Condition(Model):
    """What a turn must hold: one phrase of `any`, every phrase of `all`, none of `none`, and so on."""

    any: Phrases | None = None
    all: Phrases | None = None
    none: Phrases | None = None
    near: Near | None = None
    and_: Condition | None = Field(default=None, alias="and")
    finding: str | None = None
    """A policy rule that was found in the turn: its id, or the beginning of it that names its family."""

    @model_validator(mode="after")
    def _says_something(self) -> Condition:
        if self.near is not None and self.any is None:
            raise model_problem("M012")
        if not any((self.any, self.all, self.none, self.and_, self.finding)):
            raise model_problem("M013")
        return self

    def phrase_lists(self) -> Iterator[tuple[tuple[str | int, ...], tuple[str, ...]]]:
        """Every list of phrases, with the keys that lead to it."""
        for key, phrases in (("any", self.any), ("all", self.all), ("none", self.none)):
            yield (key,), phrases or ()
        if self.near is not None:
            yield ("near", "any"), self.near.any
        if self.and_ is not None:
            yield from ((("and", *keys), phrases) for keys, phrases in self.and_.phrase_lists())

    def with_words(self, words: Mapping[str, Sequence[str]]) -> Condition:
        """With every `{name}` of a list among `words` replaced by each of its words."""
        changed: dict[str, object] = {
            key: expanded(phrases, words)
            for key, phrases in (("any", self.any), ("none", self.none))
            if phrases is not None
        }
        plain = tuple(phrase for phrase in self.all or () if not _names_one_of(phrase, words))
        changed["all"] = plain or None
        if self.near is not None:
            changed["near"] = self.near.model_copy(update={"any": expanded(self.near.any, words)})
        further = self.and_.with_words(words) if self.and_ is not None else None
        for phrase in self.all or ():
            if _names_one_of(phrase, words):  # of a list any word will do, also here
                further = Condition.model_construct(any=expanded((phrase,), words), and_=further)
        changed["and_"] = further
        return self.model_copy(update=changed)


def _names_one_of(phrase: str, words: Mapping[str, Sequence[str]]) -> bool:
    return "{" in phrase and any(name in words for name in parse_phrase(phrase).lists)


def expanded(phrases: Iterable[str], words: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Phrases with every list written out; each once."""
    found: dict[str, None] = {}
    for phrase in phrases:
        names = [name for name in parse_phrase(phrase).lists if name in words] if "{" in phrase else []
        for chosen in product(*(words[name] for name in names)):
            written = phrase
            for name, word in zip(names, chosen, strict=True):
                written = written.replace("{" + name + "}", word, 1)
            found[written] = None
    return tuple(found)
