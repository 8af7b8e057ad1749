"""Typing passages: what a typing test presents, in pieces.

Prose and figures are one piece. A chat is a row of customers' messages, each with the reply that is to be typed; every
reply is a piece of its own. Braces mark *exact fields* (order numbers, amounts, addresses, telephone numbers): the
braces are not shown, and such a field counts only when every character of it is right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from exam_tui.content.bank import Pool
from exam_tui.content.base import Model, Slug, Text, model_problem

LEAST_CHARACTERS = 20
PassageKind = Literal["prose", "chat", "figures"]
_FIELD = re.compile(r"\{([^{}]*)\}")
_CROWDED = re.compile(r"[0-9A-Za-z.\-][ \u3000]*\{|\}[ \u3000]*[0-9A-Za-z.\-{]")
_SENTENCE = re.compile("[^\u3002\uff01\uff1f\n]*[\u3002\uff01\uff1f\n]|[^\u3002\uff01\uff1f\n]+")
_INVISIBLE = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")


@dataclass(frozen=True)
class Piece:
    """Text to be typed, as shown. `fields` are (start, end) of the exact fields in it; `prompt` is what the customer
    says before it, in a chat."""

    text: str
    fields: tuple[tuple[int, int], ...] = ()
    prompt: str = ""


def piece_of(written: str, prompt: str = "") -> Piece:
    """The piece that is written with braces around its exact fields."""
    text, fields, done = "", [], 0
    for found in _FIELD.finditer(written):
        text += written[done : found.start()]
        fields.append((len(text), len(text) + len(found[1])))
        text += found[1]
        done = found.end()
    return Piece(text + written[done:], tuple(fields), prompt)


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a text are; the last one may be cut."""
    return (found.span() for found in _SENTENCE.finditer(text) if found[0].strip())


def _require_typable(written: str, *at: str | int) -> None:
    """Nothing invisible; braces in pairs, with something on one line within, and no figure or letter beside them:
    nobody could say which of two equal figures is the field's."""
    for index, character in enumerate(written):
        if character != "\n" and unicodedata.category(character) in _INVISIBLE:
            raise model_problem("M041", at, found=f"U+{ord(character):04X}", around=written[max(0, index - 8) : index])
    inside = _FIELD.findall(written)
    # Braces that belong to no field, found at their place: fields are blanked out, not taken out.
    stray = re.search(r"[{}]", _FIELD.sub(lambda found: " " * len(found[0]), written))
    wrong = stray or _CROWDED.search(written)
    if wrong or any(not one.strip() or "\n" in one for one in inside):
        start = wrong.start() if wrong else 0
        raise model_problem("M040", at, around=written[max(0, start - 6) : start + 10].replace("\n", " "))


class Turn(Model):
    """What a customer says, and the reply that is to be typed."""

    customer: Text
    reply: Text


class Passage(Model):
    """A typing passage. Line ends divide paragraphs; they are not typed."""

    id: Slug
    title: Text
    kind: PassageKind = "prose"
    pool: Pool = "both"
    """Where it may come: in exams, in practice, or both."""
    group: Text
    """Passages of a group are equally hard; a paper draws from a group."""
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=LEAST_CHARACTERS)] | None = None
    """Of prose and figures."""
    turn: Annotated[tuple[Turn, ...], Field(max_length=99)] = ()
    """Of a chat."""

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Passage:
        if (self.kind == "chat") != bool(self.turn) or (self.kind == "chat") == bool(self.text):
            raise model_problem("M039", ("kind",))
        if self.text:
            _require_typable(self.text, "text")
        for index, turn in enumerate(self.turn):
            _require_typable(turn.reply, "turn", index, "reply")
        return self

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What is typed, piece by piece."""
        if self.text is not None:
            return (piece_of(self.text),)
        return tuple(piece_of(turn.reply, turn.customer) for turn in self.turn)


class PassageFile(Model):
    """A file of `question_banks/passages/`."""

    passage: Passage
