"""The pad of the typing test: source line above, typed line below, cursor where the input method must open.

Echo comes first: a key changes two rows and nothing else. Which characters are wrong is found a moment later
(`mark_errors`, from the screen's tick), because aligning costs more than drawing.
"""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.events import Key, Paste
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from exam_tui.content.paper import TypingWatch
from exam_tui.messages import visible
from exam_tui.typing_test.alignment import wrong_positions
from exam_tui.typing_test.layout import LINE_END, SourceLine, split_typed, wrap_passage

_ROWS_PER_LINE = 3
"""Source, typed, and the marks under wrong characters."""
LONGEST_TYPED_PASTE = TypingWatch().paste
"""Some terminals deliver an input-method commit as a short paste of one line; a longer one is a paste."""
_MARK = "~"
"""Wrong is told by this sign as well as by colour."""


def _can_be_typed(text: str) -> bool:
    """Whether a key or commit could have made it: no control characters. (A full-width space is not "printable".)"""
    return text.replace("\u3000", " ").isprintable()


def _shown(character: str) -> str:
    """A line end (beyond the passage's last line) takes no room."""
    return "" if character == LINE_END else visible(character)


class TypingPad(Widget, can_focus=True):
    """Shows a passage and what has been typed of it. Owns no text: it is told what stands in the sitting."""

    COMPONENT_CLASSES = {"pad--source", "pad--done", "pad--typed", "pad--wrong", "pad--mark", "pad--cursor"}
    DEFAULT_CSS = """
    TypingPad { height: 1fr; padding: 0; }
    TypingPad .pad--source { color: $foreground; }
    TypingPad .pad--done { color: $muted; }
    TypingPad .pad--typed { color: $primary; }
    TypingPad .pad--wrong { color: $error; text-style: bold; }
    TypingPad .pad--mark { color: $error; }
    TypingPad .pad--cursor { background: $primary; color: $background; }
    """

    class Typed(Message):
        """A character was typed, or a short paste delivered some."""

        def __init__(self, text: str, paste: bool) -> None:
            super().__init__()
            self.text = text
            self.paste = paste

    class Erased(Message):
        """Backspace."""

    class Refused(Message):
        """A paste that is no typing."""

        def __init__(self, length: int) -> None:
            super().__init__()
            self.length = length

    def __init__(self, text: str = "", *, longest_paste: int = LONGEST_TYPED_PASTE, errors_shown: bool = True) -> None:
        super().__init__()
        self._longest_paste = longest_paste
        self._errors_shown = errors_shown
        self._passage = visible(text)
        self._typed = ""
        self._wrong: frozenset[int] = frozenset()
        self._wrong_of = ""
        self._lines: list[SourceLine] = []
        self._split: list[tuple[int, str]] = [(0, "")]

    # -- telling it -----------------------------------------------------------------------------------------------

    def present(self, text: str) -> None:
        """Another text to be typed; nothing has been typed of it."""
        self._passage = visible(text)
        self._typed = self._wrong_of = ""
        self._wrong = frozenset()
        self._break_lines()

    def show(self, typed: str) -> None:
        """Show this typed text, which differs from the last at its end only. Only rows that can have changed are
        drawn again."""
        before = len(self._split)
        self._typed = typed
        self._split = split_typed(typed, self._lines, self._split)
        if len(self._split) != before:
            self.refresh()
        else:
            self.refresh(
                Region(0, self._typed_row(), self.size.width, 1), Region(0, self._typed_row() - 1, self.size.width, 1)
            )
        self._place_cursor()

    @property
    def line_begun(self) -> bool:
        """Whether something stands on the line where the next character goes."""
        return bool(self._split[-1][1])

    def mark_errors(self) -> None:
        """Find out which characters are wrong, if the text has changed since the last time."""
        if self._errors_shown and self._wrong_of != self._typed:
            self._wrong_of = self._typed
            wrong = wrong_positions(self._passage, self._typed)
            if wrong != self._wrong:
                self._wrong = wrong
                self.refresh()

    # -- what arrives ---------------------------------------------------------------------------------------------

    def on_key(self, event: Key) -> None:
        """Characters and backspace; everything else is the screen's."""
        if event.key == "backspace":
            event.stop()
            self.post_message(self.Erased())
        elif event.character is not None and _can_be_typed(event.character):
            event.stop()
            event.prevent_default()
            self.post_message(self.Typed(event.character, False))

    def on_paste(self, event: Paste) -> None:
        """A short paste of one line is an input-method commit; anything else is kept out."""
        event.stop()
        text = event.text
        if not text:
            return
        if len(text) <= self._longest_paste and _can_be_typed(text):
            self.post_message(self.Typed(text, True))
        else:
            self.post_message(self.Refused(len(text)))

    # -- drawing --------------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Break the passage anew for the width."""
        self._break_lines()

    def _break_lines(self) -> None:
        self._lines = wrap_passage(self._passage, max(10, self.size.width - 2), cell_len)
        self._split = split_typed(self._typed, self._lines)
        self.refresh()
        self.call_after_refresh(self._place_cursor)

    def on_focus(self) -> None:
        """The input method's window follows the cursor."""
        self._place_cursor()

    @property
    def _current(self) -> int:
        return len(self._split) - 1

    @property
    def _top(self) -> int:
        """The line that stands in the first row: one finished line stays in view."""
        return max(0, self._current - 1)

    def _typed_row(self) -> int:
        return (self._current - self._top) * _ROWS_PER_LINE + 1

    def _place_cursor(self) -> None:
        if self.has_focus and self.is_attached:
            column = cell_len(self._tail(*self._split[-1])[1])
            self.app.cursor_position = Offset(self.region.x + column, self.region.y + self._typed_row())

    def render_line(self, y: int) -> Strip:
        """One row."""
        number, part = self._top + y // _ROWS_PER_LINE, y % _ROWS_PER_LINE
        width = self.size.width
        base = self.rich_style
        if number >= len(self._lines) or (part > 0 and number > self._current):
            return Strip.blank(width, base)
        if part == 0:
            name = "pad--done" if number < self._current else "pad--source"
            text = self._lines[number].text
            return Strip([Segment(text, self.get_component_rich_style(name))]).adjust_cell_length(width, base)
        start, text = self._tail(*self._split[number])
        if part == 2:
            marks = "".join(
                (_MARK if index in self._wrong else " ") * cell_len(_shown(one))
                for index, one in enumerate(text, start)
            )
            return Strip([Segment(marks, self.get_component_rich_style("pad--mark"))]).adjust_cell_length(width, base)
        segments = self._typed_segments(start, text)
        if number == self._current:
            segments.append(Segment(" ", self.get_component_rich_style("pad--cursor")))
        return Strip(segments).adjust_cell_length(width, base)

    def _tail(self, start: int, text: str) -> tuple[int, str]:
        """The end of a typed line that is too long for the screen: where the cursor is must be seen."""
        room = self.size.width - 2
        text = text.removesuffix(LINE_END)
        while text and cell_len(text) > room:
            excess = max(1, (cell_len(text) - room) // 2)
            start, text = start + excess, text[excess:]
        return start, text

    def _typed_segments(self, start: int, text: str) -> list[Segment]:
        right = self.get_component_rich_style("pad--typed")
        wrong = self.get_component_rich_style("pad--wrong")
        segments: list[Segment] = []
        run, style = "", right
        for index, character in enumerate(text, start):
            wanted: Style = wrong if index in self._wrong else right
            if wanted is not style and run:
                segments.append(Segment(run, style))
                run = ""
            style = wanted
            run += _shown(character)
        if run:
            segments.append(Segment(run, style))
        return segments
