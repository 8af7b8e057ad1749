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
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from operator import itemgetter
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


class Edit(NamedTuple):
    """New text in place of `[start:end]` of what one step of the normalisation was given."""

    start: int
    end: int
    new: str


class NormalText(NamedTuple):
    """Text to match in.

    `steps`: how it came from `original`, a step after the other, each with its edits from left to right. `breaks` are
    places in `text` where a space or decoration stood between two characters.
    """

    original: str
    text: str
    steps: Sequence[Step] = ()
    breaks: tuple[int, ...] = ()
    emoticons: tuple[Emoticon, ...] = ()

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of `original` that produced `text[start:end]`."""
        if start >= end:  # an emoticon, or a message of nothing else
            found = next(((e.start, e.end) for e in self.emoticons if e.at == start), (0, len(self.original)))
            return found if not self.text or found != (0, len(self.original)) else (0, 0)
        return _span_before(self.steps, start, end)


class Step(NamedTuple):
    """Edits of a text, from left to right, none overlapping another, and where each begins in the new text."""

    edits: list[Edit]
    places: list[int]

    def before(self, at: int) -> tuple[int, int]:
        """Where a character of the new text stood in the old one: its own place, or all that its edit replaced."""
        number = bisect_right(self.places, at) - 1
        if number < 0:
            return at, at + 1
        start, end, new = self.edits[number]
        behind = at - self.places[number] - len(new)
        return (start, end) if behind < 0 else (end + behind, end + behind + 1)

    def after(self, at: int) -> int:
        """Where a place of the old text is in the new one; one within an edit is at its beginning."""
        number = bisect_right(self.edits, at, key=itemgetter(0)) - 1
        if number < 0:
            return at
        _, end, new = self.edits[number]
        return self.places[number] + (len(new) + at - end if at >= end else 0)


def _step(edits: list[Edit]) -> Step:
    places: list[int] = []
    shift = 0
    for start, end, new in edits:
        places.append(start + shift)
        shift += len(new) - (end - start)
    return Step(edits, places)


def _span_before(steps: Sequence[Step], start: int, end: int) -> tuple[int, int]:
    """Where the text at `[start:end]` stood before some steps."""
    for step in reversed(steps):
        start, end = step.before(start)[0], step.before(end - 1)[1]
    return start, end


def _edited(text: str, edits: Sequence[Edit]) -> str:
    parts: list[str] = []
    done = 0
    for start, end, new in edits:
        parts += (text[done:start], new)
        done = end
    parts.append(text[done:])
    return "".join(parts)


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
    work = _Work(original, text)
    if _ODD in text:
        work.write_out()
    if not _EMOTICON_SIGNS.isdisjoint(text):
        work.take_out_typed_emoticons()
    work.take_out_decoration()
    work.shorten_runs()
    work.write_numerals()
    return NormalText(original, work.text, work.steps, tuple(dict.fromkeys(work.breaks)), tuple(work.emoticons))


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
    """Folded text on its way to a `NormalText`, and the steps that it has taken."""

    def __init__(self, original: str, folded: str) -> None:
        self.original = original
        self.text = folded
        """Every character folded to one, some of them to private ones that stand for others."""
        self.steps: list[Step] = []
        self.typed: dict[int, Mood] = {}
        """Moods of the typed emoticons, by where they start in the original."""
        self.breaks: list[int] = []
        self.emoticons: list[Emoticon] = []

    def _take(self, edits: list[Edit]) -> None:
        """A step: `edits` from left to right, none overlapping another."""
        if not edits:
            return
        self.text = _edited(self.text, edits)
        step = _step(edits)
        self.steps.append(step)
        if self.breaks:
            self.breaks = [step.after(at) for at in self.breaks]
        if self.emoticons:
            self.emoticons = [emoticon._replace(at=step.after(emoticon.at)) for emoticon in self.emoticons]

    def write_out(self) -> None:
        """What is not one character: nothing, or several."""
        places = (index for index, character in enumerate(self.text) if character == _ODD)
        self._take([Edit(index, index + 1, _fold(self.original[index])) for index in places])

    def take_out_typed_emoticons(self) -> None:
        edits: list[Edit] = []
        for found in CODE.finditer(self.text):
            mood = mood_of_code(found)
            if mood is not None:
                self.typed[_span_before(self.steps, *found.span())[0]] = mood
                edits.append(Edit(*found.span(), _TYPED))
        self._take(edits)

    def take_out_decoration(self) -> None:
        """Spaces, symbols and emoticons go, or become a space, a hyphen or an ellipsis where they say something."""
        text = self.text
        edits: list[Edit] = []
        breaks: list[int] = []
        emoticons: list[Emoticon] = []
        shift = 0
        before = ""
        for found in _LOOSE.finditer(text):
            first, last = found.span()
            run = found.group()
            if first > (edits[-1].end if edits else 0):
                before = text[first - 1]
            if _EMOJI in run or _TYPED in run:
                emoticons += self._emoticons_in(first, last, first + shift)
            mark = _what_remains(run, before, text[last : last + 1])
            if mark is None:
                breaks.append(first + shift)
            edits.append(Edit(first, last, mark or ""))
            if mark:
                before = mark[-1]
            shift += len(edits[-1].new) - (last - first)
        self._take(edits)
        self.breaks = [at for at in breaks if 0 < at < len(self.text)]
        self.emoticons = emoticons

    def _emoticons_in(self, first: int, last: int, at: int) -> Iterator[Emoticon]:
        for index in range(first, last):
            if self.text[index] in (_EMOJI, _TYPED):
                start, end = _span_before(self.steps, index, index + 1)
                mood = mood_of_emoji(self.original[start]) if self.text[index] == _EMOJI else self.typed[start]
                yield Emoticon(at, start, end, mood)

    def shorten_runs(self) -> None:
        """好好好好 is 好好, 绝绝绝对 is 绝对, !!! is !: stretching says nothing new."""
        found = _STRETCHED.finditer(self.text)
        self._take([Edit(*one.span(), one[1] * 2 if one[1] in _KEPT_DOUBLE else one[1]) for one in found])

    def write_numerals(self) -> None:
        values = ((found.span(), value_of(found.group())) for found in NUMERAL_WITH_UNIT.finditer(self.text))
        self._take([Edit(*span, str(number)) for span, number in values if number is not None])


_LOOSE = re.compile(rf"[{re.escape(_DECORATION)}{_EMOJI}{_TYPED}\s…]+")
_EMOTICON_SIGNS = frozenset(SIGNS)
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
