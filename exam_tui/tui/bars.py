"""The two lines that are always in the same place: status on top, the keys that work now at the bottom."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from exam_tui.tui.plain import plain


class StatusBar(Static):
    """Left: what this is. Right: time and the saved mark. Repainted only when its words change."""

    DEFAULT_CSS = """
    StatusBar { dock: top; height: 1; width: 100%; background: $panel; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._words = ("", "", "", "")

    def show(self, left: str, time: str = "", saved: str = "", tone: str = "") -> None:
        """Set the words; `tone` (warning, error) colours the right side, which says the same in words."""
        words = (left, time, saved, tone)
        if words != self._words:
            self._words = words
            self._paint()

    def on_resize(self) -> None:
        """The middle is filled with spaces, so the width matters."""
        self._paint()

    def _paint(self) -> None:
        left, time, saved, tone = self._words
        right = "  ".join(part for part in (time, saved) if part)
        first, last = plain(left), plain(right, f"${tone}" if tone else "")
        room = self.content_size.width - last.cell_length
        if room > 1:
            first = first.truncate(room - 1, ellipsis=True)
        gap = max(1, room - first.cell_length)
        self.update(Content.assemble(first, " " * gap, last), layout=False)


class Line(Static):
    """One line of words, painted anew only when they change: a tick must not repaint what stands there already."""

    DEFAULT_CSS = "Line { height: 1; }"

    def __init__(self, words: str = "", *, id: str | None = None) -> None:
        super().__init__(plain(words), id=id)
        self._words = words

    def show(self, words: str) -> None:
        """Set the words."""
        if words != self._words:
            self._words = words
            self.update(plain(words), layout=False)


class KeyBar(Line):
    """The keys that work now."""

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; width: 100%; background: $panel; color: $muted; padding: 0 1; }
    """
