"""The fields of questions whose answer is typed: a number, a word, a few sentences."""

from __future__ import annotations

from collections.abc import Callable

from textual.binding import Binding
from textual.events import Key, Paste
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, TextArea

from exam_tui.content.items import MOST_SENTENCES, MOST_WORDS

LONGEST_TYPED_PASTE = 20
"""Some terminals deliver an input method's commit as a paste: up to so many characters count as typed."""
_MOST_DIGITS = 24
Go = Callable[[int], None]
"""To the next (1) or the previous (-1) question."""


_LEAVING = {"enter": 1, "pagedown": 1, "pageup": -1}


def _left(field: Widget, event: Key, go: Go) -> bool:
    """Handle a key that leaves the question, or that came for a question that was left; whether it was one.

    At once, in the order in which keys came: a key that bubbles up takes a way through several queues, and in a burst
    (a slow line, a script) the characters behind it would be typed into the question that it leaves.
    """
    if field.screen.focused is not field:
        field.app.post_message(Key(event.key, event.character))
    elif event.key in _LEAVING:
        go(_LEAVING[event.key])
    else:
        return False
    event.stop()
    event.prevent_default()
    return True


class AnswerInput(Input, inherit_bindings=False):
    """A field whose arrow keys keep their meaning on the screen, and that takes no long pastes."""

    BINDINGS = [Binding("backspace", "delete_left", show=False)]

    MOST = MOST_WORDS
    """Characters."""

    def __init__(self, go: Go) -> None:
        super().__init__(max_length=self.MOST, compact=True)
        self._go = go

    async def _on_key(self, event: Key) -> None:
        if not _left(self, event, self._go):
            await super()._on_key(event)

    def _on_paste(self, event: Paste) -> None:
        event.stop()
        event.prevent_default()
        if event.text and len(event.text) <= LONGEST_TYPED_PASTE and event.text.isprintable():
            self.add(event.text)
        elif event.text:
            self.post_message(PasteKeptOut(len(event.text)))

    def add(self, text: str) -> None:
        """Type at the cursor what the field takes. The app calls it too (`TerminalApp.on_key`)."""
        self.insert_text_at_cursor("".join(filter(self.takes, text)))

    def takes(self, character: str) -> bool:  # noqa: ARG002
        """Whether the field takes a character."""
        return True


class PasteKeptOut(Message):
    """Pasted text was not taken."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self.length = length


class NumberInput(AnswerInput):
    """Takes what a number is written with; letters are commands, also while a number is typed."""

    MOST = _MOST_DIGITS
    _SIGNS = "0123456789.,+-０１２３４５６７８９．，－"

    def takes(self, character: str) -> bool:
        """Only what belongs to a number."""
        return character in self._SIGNS

    def check_consume_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002
        """Other keys are commands."""
        return character is not None and self.takes(character)

    async def _on_key(self, event: Key) -> None:
        if event.character is not None and event.is_printable and not self.takes(event.character):
            event.prevent_default()
            return
        await super()._on_key(event)


class WordInput(AnswerInput):
    """Takes any words."""


class Sentences(TextArea, inherit_bindings=False):
    """A few sentences; Enter goes on to the next question."""

    BINDINGS = [
        Binding(key, action, show=False)
        for key, action in (
            ("backspace", "delete_left"), ("delete", "delete_right"), ("up", "cursor_up"), ("down", "cursor_down"),
            ("left", "cursor_left"), ("right", "cursor_right"), ("home", "cursor_line_start"),
            ("end", "cursor_line_end"),
        )
    ]  # fmt: skip

    def __init__(self, go: Go) -> None:
        super().__init__(soft_wrap=True, compact=True)
        self._go = go

    async def _on_key(self, event: Key) -> None:
        if _left(self, event, self._go):
            return
        if event.is_printable and len(self.text) >= MOST_SENTENCES:
            event.stop()
            event.prevent_default()
            return
        await super()._on_key(event)

    async def _on_paste(self, event: Paste) -> None:
        event.stop()
        event.prevent_default()
        if event.text and len(event.text) <= LONGEST_TYPED_PASTE and event.text.isprintable():
            self.add(event.text)
        elif event.text:
            self.post_message(PasteKeptOut(len(event.text)))

    def add(self, text: str) -> None:
        """Type at the cursor, as much as there is room for."""
        self.insert(text[: MOST_SENTENCES - len(self.text)])
