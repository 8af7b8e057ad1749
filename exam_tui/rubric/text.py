"""Normalised text that still knows which characters the candidate typed.

Full-width and half-width forms are one (NFKC, lower case), invisible characters vanish; every normalised character
keeps the index of the original one, so that a finding can point at what stands on the screen.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class NormalText:
    """Text to match in. `origin[i]` is the index in `original` of the character that `text[i]` came from."""

    original: str
    text: str
    origin: tuple[int, ...]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of `original` that produced `text[start:end]`."""
        if start >= end:
            return (0, 0)
        return self.origin[start], self.origin[end - 1] + 1


def normalise(original: str) -> NormalText:
    """Normalise a message or several joined by line ends."""
    characters: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(original):
        if unicodedata.category(character) == "Cf":  # zero-width joiners, direction marks: never part of a word
            continue
        for folded in unicodedata.normalize("NFKC", character).casefold():
            characters.append(folded)
            origin.append(index)
    return NormalText(original, "".join(characters), tuple(origin))


def normal_phrase(phrase: str) -> str:
    """A phrase of a rule in the form that `NormalText.text` has."""
    return normalise(phrase).text


CLAUSE_ENDS = ",\u3002!?;:~\u3001\n"
"""Characters that end a clause, after normalisation (which makes , ! ? ; : ~ half-width, an ellipsis three dots)."""


def clause_span(text: str, start: int, end: int) -> tuple[int, int]:
    """The half-open span of the clause around `text[start:end]`, without its ending mark."""
    left = max(*(text.rfind(mark, 0, start) + 1 for mark in CLAUSE_ENDS), _after_dots(text, start))
    stops = [stop for mark in (*CLAUSE_ENDS, "...") if (stop := text.find(mark, end)) >= 0]
    return left, min(stops, default=len(text))


def _after_dots(text: str, start: int) -> int:
    found = text.rfind("...", 0, start)
    return found + 3 if found >= 0 else 0


def bare(text: str) -> str:
    """Letters, digits and ideographs only: what a message says apart from punctuation, spaces and emoji."""
    return "".join(character for character in text if character.isalnum())
