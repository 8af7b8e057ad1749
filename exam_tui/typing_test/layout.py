"""Where each character of passage and typed text stands on the screen: lines that fit a width in cells.

The typed text follows the passage's lines: a typed line ends when it holds as many countable characters as the line
above it, so that what is typed stands under what it copies.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from dataclasses import dataclass

from exam_tui.typing_test.alignment import countable

LINE_END = "\n"
CellLength = Callable[[str], int]
_IN_CODE = string.ascii_letters + string.digits + ".-"
_CODE = re.compile(r"[A-Za-z0-9.\-]+$")
_CLOSING = "\uff0c\u3002\uff01\uff1f\uff1a\uff1b\u3001\uff09\u300b\u201d"


@dataclass(frozen=True)
class SourceLine:
    """One line of the passage on the screen, and how many of its characters count."""

    text: str
    counted: int


def wrap_passage(text: str, width: int, cell_length: CellLength) -> list[SourceLine]:
    """Break a passage into lines of at most `width` cells; line ends of the passage break too."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        line, used = "", 0
        for character in paragraph:
            cells = cell_length(character)
            if used + cells > width and line:
                carried = _carried(line, character, width)
                lines.append(line.removesuffix(carried))
                line, used = carried, cell_length(carried)
            line += character
            used += cells
        lines.append(line)
    return [SourceLine(line, len(countable(line))) for line in lines if line]


def _carried(line: str, following: str, width: int) -> str:
    """What goes to the next line with the character that does not fit: a number or code stays together, and a closing
    mark never begins a line."""
    closing = following in _CLOSING
    if closing and line[-1] in _CLOSING:
        return ""
    code = _CODE.search(line) if closing or following in _IN_CODE else None
    carried = code[0] if code is not None and len(code[0]) <= width // 2 else line[-1] if closing else ""
    return carried if len(carried) < len(line) else ""


def split_typed(
    typed: str, lines: list[SourceLine], known: list[tuple[int, str]] | None = None
) -> list[tuple[int, str]]:
    """(start index, text) of each typed line so far; the last one is where the next character goes.

    A line also ends with a line feed: Enter brings who has left something out back under the passage's lines. What is
    typed beyond the passage stays on the last line. `known`: the answer for an earlier text that differs at
    its end only; its finished lines are not looked at again, so that a key costs the same however much was typed.
    """
    if not lines:
        return [(0, typed)]
    found = [line for line in (known or [])[:-1] if line[0] + len(line[1]) <= len(typed)]
    if found and found[-1][0] + len(found[-1][1]) == len(typed):
        found.pop()  # the line that has just become the last one may be open again
    index = found[-1][0] + len(found[-1][1]) if found else 0
    for number in range(len(found), len(lines)):
        start, counted = index, 0
        last = number == len(lines) - 1
        while index < len(typed) and (last or counted < lines[number].counted):
            counted += not typed[index].isspace()
            index += 1
            if typed[index - 1] == LINE_END and not last:
                break
        found.append((start, typed[start:index]))
        ended = counted >= lines[number].counted or typed[start:index].endswith(LINE_END)
        if index >= len(typed) and (last or not ended):
            break
    return found
