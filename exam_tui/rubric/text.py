"""Normalised text that still knows which characters the candidate typed.

One form for what reads the same: full and half width, capital and small letters, traditional and simplified
characters, figures and Chinese numerals before a unit, stretched characters (好好好好). What only decorates goes:
invisible characters, and spaces, dots, tildes and emoticons between Chinese characters; where they stood is kept as a
*break*, because a space is also used as a comma. Every normalised character keeps its place in the original, so that
a finding points at what stands on the screen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from exam_tui.rubric.emoticons import CODE, SIGNS, Mood, is_emoji, mood_of_code, mood_of_emoji
from exam_tui.rubric.numerals import NUMERAL_WITH_UNIT, NUMERALS, UNITS, value_of

HARD_ENDS = ",\u3002!?;:\n…"
"""Characters that end a clause, in normalised text (where an ellipsis is one character). 、 goes on with a list."""
_DECORATION = "~·.*_-+|/\\^#@=•●○★☆♥♡()[]{}<>【】〔〕〈〉«»—–`\ufffd"
_KEPT_DOUBLE = frozenset("谢好嗯哈对是行慢看等常天多拜来")
"""Characters that make a word when doubled; other runs of three and more mean the character itself."""

_EMOJI, _ODD, _TYPED = "\ue000", "\ue001", "\ue002"
"""Private characters that stand for an emoji, for anything else that is not one character, for a typed emoticon."""
_IRREGULAR = re.compile(
    rf"[{_EMOJI}{_ODD}\s{re.escape(_DECORATION)}…]|[:;][-)d]|([\u4e00-\u9fff!?,。])\1\1|[{NUMERALS}](?=[{NUMERALS}{UNITS}])"
)


class Emoticon(NamedTuple):
    """An emoji or typed face: its span in the original, and where in the normalised text it stood."""

    at: int
    start: int
    end: int
    mood: Mood


class NormalText(NamedTuple):
    """Text to match in.

    `origin[i]` is the index in `original` of the character that `text[i]` came from (`ends[i]` is behind the last such
    character); None means that both texts have the same characters at the same places. `breaks` are places in `text`
    where a space or decoration stood between two characters.
    """

    original: str
    text: str
    origin: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None
    breaks: tuple[int, ...] = ()
    emoticons: tuple[Emoticon, ...] = ()

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of `original` that produced `text[start:end]`."""
        if start >= end:  # an emoticon, or a message of nothing else
            found = next(((e.start, e.end) for e in self.emoticons if e.at == start), (0, len(self.original)))
            return found if not self.text or found != (0, len(self.original)) else (0, 0)
        if self.origin is None or self.ends is None:
            return start, end
        return self.origin[start], self.ends[end - 1]


class _Folding(dict[int, str]):
    """One character to its folded form, worked out once each; the private characters above for special ones."""

    def __missing__(self, code: int) -> str:
        folded = _fold(chr(code))
        if len(folded) != 1:
            folded = _ODD
        self[code] = folded
        return folded


@lru_cache(maxsize=1)
def _traditional() -> dict[str, str]:
    lines = (files("exam_tui.rubric") / "traditional.tsv").read_text(encoding="utf-8").splitlines()
    return {line[0]: line[2] for line in lines if not line.startswith("#")}


@lru_cache(maxsize=8192)
def _fold(character: str) -> str:
    """The folded form of one character: empty for what is invisible, several for what NFKC takes apart."""
    if is_emoji(character):
        return _EMOJI
    category = unicodedata.category(character)
    if category in ("Cf", "Mn", "Me") or (category == "Cc" and character not in "\n\r\t\v\f\x85"):
        return ""  # joiners, direction marks, strokes through characters: never part of a word
    if category in ("Cs", "Co", "Cn"):
        return "\ufffd"
    if category in ("Zl", "Zp"):
        return "\n"
    folded = "".join(
        part
        for part in unicodedata.normalize("NFKC", character).casefold()
        if unicodedata.category(part) not in ("Mn", "Me", "Cf")
    )
    traditional = _traditional()
    return "".join(traditional.get(part, part) for part in folded).replace("\r", "\n")


_FOLDING = _Folding()


@lru_cache(maxsize=32)  # of the words of candidates no more is kept than what one turn asks for twice
def normalise(original: str) -> NormalText:
    """Normalise a message or several joined by line ends. Never fails, whatever the characters."""
    text = original.translate(_FOLDING)
    if _IRREGULAR.search(text) is None:
        return NormalText(original, text)
    work = _Work(original)
    work.fold(text)
    work.take_out_typed_emoticons()
    work.take_out_decoration()
    work.shorten_runs()
    work.write_numerals()
    return work.result()


@lru_cache(maxsize=32768)
def normal_phrase(phrase: str) -> str:
    """A phrase of a rule in the form that `NormalText.text` has."""
    return normalise(phrase).text


def phrase_forms(phrase: str) -> tuple[str, ...]:
    """The forms in which a phrase may stand in `NormalText.text`: with a numeral at its end (送您一) the unit that
    follows in a reply decides whether it is written in figures (送您1瓶)."""
    normal = normal_phrase(phrase)
    found = _LAST_NUMERAL.search(normal)
    number = value_of(found.group()) if found is not None else None
    return (normal,) if found is None or number is None else (normal, normal[: found.start()] + str(number))


_LAST_NUMERAL = re.compile(f"(?<![{NUMERALS}])[{NUMERALS}]$")  # not 二百五


class _Work:
    """Characters with their spans in the original, on the way to a `NormalText`."""

    def __init__(self, original: str) -> None:
        self.original = original
        self.characters: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.moods: dict[int, Mood] = {}
        """Of the emoticons, by the place in the original where they start."""
        self.breaks: list[int] = []
        self.emoticons: list[Emoticon] = []

    def fold(self, text: str) -> None:
        """`text`: the original with every character folded to one, some of them private ones that stand for others."""
        if _ODD not in text:
            self.characters = list(text)
            self.starts = list(range(len(text)))
        else:
            for index, folded in enumerate(text):
                for part in _fold(self.original[index]) if folded == _ODD else folded:
                    self.characters.append(part)
                    self.starts.append(index)
        self.ends = [start + 1 for start in self.starts]
        at = text.find(_EMOJI)
        while at >= 0:
            self.moods[at] = mood_of_emoji(self.original[at])
            at = text.find(_EMOJI, at + 1)

    def take_out_typed_emoticons(self) -> None:
        if _EMOTICON_SIGNS.isdisjoint(self.characters):
            return
        text = "".join(self.characters)
        replacements: list[tuple[int, int, str]] = []
        for found in CODE.finditer(text):
            mood = mood_of_code(found)
            if mood is not None:
                self.moods[self.starts[found.start()]] = mood
                replacements.append((found.start(), found.end(), _TYPED))
        self._replace(replacements)

    def take_out_decoration(self) -> None:
        """Spaces, symbols and emoticons go, or become a space, a hyphen or an ellipsis where they say something."""
        text = "".join(self.characters)
        kept: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for found in _LOOSE.finditer(text):
            first, last = found.span()
            kept += self.characters[done:first]
            starts += self.starts[done:first]
            ends += self.ends[done:first]
            done = last
            run = found.group()
            for index in range(first, last) if _EMOJI in run or _TYPED in run else ():
                if text[index] in (_EMOJI, _TYPED):
                    at = self.starts[index]
                    self.emoticons.append(Emoticon(len(kept), at, self.ends[index], self.moods.get(at, "other")))
            mark = _what_remains(run, kept[-1] if kept else "", text[last : last + 1])
            if mark is None:
                self.breaks.append(len(kept))
            for part in mark or "":
                kept.append(part)
                starts.append(self.starts[first])
                ends.append(self.ends[last - 1])
        self.characters = kept + self.characters[done:]
        self.starts = starts + self.starts[done:]
        self.ends = ends + self.ends[done:]
        self.breaks = [at for at in self.breaks if 0 < at < len(self.characters)]

    def shorten_runs(self) -> None:
        """好好好好 is 好好, 绝绝绝对 is 绝对, !!! is !: stretching says nothing new."""
        replacements: list[tuple[int, int, str]] = []
        for found in _STRETCHED.finditer("".join(self.characters)):
            one = found.group(1)
            replacements.append((found.start(), found.end(), one * 2 if one in _KEPT_DOUBLE else one))
        self._replace(replacements)

    def write_numerals(self) -> None:
        if _NUMERALS.isdisjoint(self.characters):
            return
        replacements: list[tuple[int, int, str]] = []
        for found in NUMERAL_WITH_UNIT.finditer("".join(self.characters)):
            number = value_of(found.group())
            if number is not None:
                replacements.append((found.start(), found.end(), str(number)))
        self._replace(replacements)

    def _replace(self, replacements: Sequence[tuple[int, int, str]]) -> None:
        """Put new text in place of spans (from left to right); all of it comes from all that it replaces."""
        if not replacements:
            return
        characters: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        moved: list[int] = []
        """New place of every old one, and of the end."""
        done = 0
        for start, end, new in (*replacements, (len(self.characters), len(self.characters), "")):
            moved += range(len(characters), len(characters) + start - done)
            characters += self.characters[done:start]
            starts += self.starts[done:start]
            ends += self.ends[done:start]
            moved += [len(characters)] * (end - start)
            characters += new
            if end > start:
                starts += [self.starts[start]] * len(new)
                ends += [self.ends[end - 1]] * len(new)
            done = end
        moved.append(len(characters))
        self.characters, self.starts, self.ends = characters, starts, ends
        self.breaks = [moved[at] for at in self.breaks]
        self.emoticons = [emoticon._replace(at=moved[emoticon.at]) for emoticon in self.emoticons]

    def result(self) -> NormalText:
        return NormalText(
            self.original,
            "".join(self.characters),
            tuple(self.starts),
            tuple(self.ends),
            tuple(dict.fromkeys(self.breaks)),
            tuple(self.emoticons),
        )


_LOOSE = re.compile(rf"[{re.escape(_DECORATION)}{_EMOJI}{_TYPED}\s…]+")
_EMOTICON_SIGNS = frozenset(SIGNS)
_NUMERALS = frozenset(NUMERALS)
_STRETCHED = re.compile(r"([\u4e00-\u9fff!?,。])\1{2,}")
_DOTS = re.compile(r"\.{2,}|…")


def _what_remains(run: str, before: str, after: str) -> str | None:
    """What a run of spaces and decoration stands for: some text, nothing ("") or a break (None)."""
    if "\n" in run or "\v" in run or "\f" in run or "\x85" in run:
        return "\n"
    if _DOTS.search(run):
        return "…"
    ascii_before, ascii_after = before.isascii() and before.isalnum(), after.isascii() and after.isalnum()
    blank = not run.strip()
    if ascii_before and ascii_after:
        if blank:
            return " "
        return run.strip().replace("~", "-").replace("—", "-") if _EMOJI not in run and _TYPED not in run else None
    if blank and (ascii_before or ascii_after):
        return ""  # 满 99 元: typesetting, not a pause
    return None


def bare(text: str) -> str:
    """Letters, digits and ideographs only: what a message says apart from punctuation, spaces and emoji."""
    return "".join(character for character in text if character.isalnum())
