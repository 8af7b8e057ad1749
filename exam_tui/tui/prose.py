"""Running text that breaks lines as Chinese is set.

Textual breaks at spaces only, so a Chinese sentence after a digit falls to the next line as one long word, and a full
stop may stand alone. Here a line breaks after any ideograph, Latin words and numbers stay whole, closing marks never
begin a line and opening marks never end one. Continuation lines hang under the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from exam_tui.messages import visible

_CLOSING = "，。！？：；、）》」』】”’…%％,.!?:;)]}°℃"
_OPENING = "（《「『【“‘([{"
_PIECES = re.compile(rf"[{re.escape(_OPENING)}]*(?:[!-~]+|.)[{re.escape(_CLOSING)}]*", re.DOTALL)
"""What must not be divided: a Latin word or one other character, with the marks that cling to it."""


def wrap(text: str, width: int, hang: int = 0) -> list[str]:
    """Lines of at most `width` cells; those that continue a line start `hang` cells further in than it does."""
    return [line for paragraph in text.split("\n") for line in _wrap_line(paragraph, max(2, width), hang)]


def _wrap_line(text: str, width: int, hang: int) -> Iterator[str]:
    lead = len(text) - len(text.lstrip(" "))
    margin = " " * min(lead + hang, width // 2)
    line = ""
    for match in _PIECES.finditer(text):
        for piece in _cut(match.group(), width - len(margin)):
            if line.strip() and cell_len(line) + cell_len(piece.rstrip()) > width:
                yield line.rstrip()
                line = margin + piece.lstrip(" ")
            else:
                line += piece
    yield line.rstrip()


def _cut(piece: str, width: int) -> Iterator[str]:
    """A piece that is wider than a line on its own, in parts."""
    part = ""
    for character in piece:
        if part and cell_len(part) + cell_len(character) > width:
            yield part
            part = ""
        part += character
    yield part


class Prose(Widget):
    """Text from anywhere, shown literally and wrapped for its width."""

    DEFAULT_CSS = "Prose { height: auto; width: 1fr; }"

    def __init__(self, text: str = "", *, hang: int = 0, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._text = visible(text)
        self._hang = hang

    @property
    def text(self) -> str:
        """What it shows."""
        return self._text

    def update(self, text: str) -> None:
        """Show another text."""
        if (shown := visible(text)) != self._text:
            self._text = shown
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As many rows as lines."""
        return len(wrap(self._text, width, self._hang)) if self._text else 0

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        """As wide as its longest line, where the style asks for that."""
        return max((cell_len(line) for line in self._text.split("\n")), default=0)

    def render(self) -> Content:
        """The lines."""
        return Content("\n".join(wrap(self._text, self.content_size.width, self._hang)))
