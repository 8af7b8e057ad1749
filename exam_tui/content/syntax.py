"""What a TOML syntax error means, and what brings it about where people type with a Chinese input method."""

from __future__ import annotations

import re
from pathlib import Path

import tomli

from exam_tui.content.guessing import MEANT
from exam_tui.content.positions import Position, column_of_offset
from exam_tui.content.problems import Problem

_FULL_WIDTH = (
    {"\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2019": "'", "\u3010": "[", "\u3011": "]"}
    | {chr(ord(half) + 0xFEE0): half for half in "=,[]{}.#0123456789"}
    | {"\uff1a": "=", "\u3001": ",", "\u3000": " ", "\u300c": '"', "\u300d": '"', "\u300e": '"', "\u300f": '"'}
)
_CLOSING_QUOTES = ("\u201d", "\u201c", "\u300d", "\u300f")
_REASONS = (
    ("Illegal character '\\n'", "unclosed_quote"), ("Unterminated string", "unclosed_quote"),
    ("Cannot overwrite", "key_twice"), ("Duplicate inline", "key_twice"), ("Cannot declare", "table_twice"),
    ("Cannot redefine", "table_twice"), ("Cannot mutate", "table_twice"), ("Unclosed array", "unclosed_array"),
    ("Unclosed inline", "unclosed_table"), ("Expected newline", "too_much"), ("Expected '='", "no_equals"),
    ("Expected ']", "no_bracket"), ("Invalid value", "bad_value"), ("Invalid statement", "bad_line"),
    ("Invalid initial", "bad_line"),
)  # fmt: skip
"""The parser's reasons, as keys of the sentences `toml.<key>`."""


def syntax_problem(path: Path, text: str, error: tomli.TOMLDecodeError) -> Problem:
    """tomli's error, with a hint where the cause is one that Chinese input methods bring about."""
    place = Position(error.lineno, error.colno)
    if error.pos >= len(text):
        place = column_of_offset(text, len(text))
    lines = text.split("\n")
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    bare_key = re.match(r"\s*([^\s\"'=＝#\[]*[\u4e00-\u9fff][^\s\"'=＝#]*)\s*[=＝]", line)
    if bare_key and place.column <= bare_key.end():
        key = bare_key.group(1)
        params: dict[str, object] = {"key": key, "guess": MEANT.get(key, "")}
        return Problem(path, place.line, bare_key.start(1) + 1, "T008", params)
    found = line[place.column - 1 : place.column]
    if found in _FULL_WIDTH:  # where the parser stumbled, so it is not within a string
        return Problem(path, place.line, place.column, "T007", {"found": found, "wanted": _FULL_WIDTH[found]})
    if error.msg.startswith("Illegal character '\\n'") and line.rstrip()[-1:] in _CLOSING_QUOTES:
        column = len(line.rstrip())
        return Problem(path, place.line, column, "T007", {"found": line[column - 1], "wanted": '"'})
    if "\\" in line and "escape" in error.msg.lower():
        return Problem(path, place.line, place.column, "T009")
    reason = next((key for words, key in _REASONS if error.msg.startswith(words)), "other")
    return Problem(path, place.line, place.column, "T001", {"syntax": reason, "words": error.msg})
