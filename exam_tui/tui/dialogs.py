"""Small windows over a screen: a question, a help page."""

from __future__ import annotations

import re
from typing import TypeVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input

from exam_tui.tui.prose import Prose

ResultT = TypeVar("ResultT")


class _Window(ModalScreen[ResultT]):
    """A box in the middle of the screen: words, and the keys that close it."""

    DEFAULT_CSS = """
    _Window { align: center middle; background: $background 60%; }
    _Window > VerticalScroll { width: 64; max-width: 96%; height: auto; max-height: 90%; background: $panel;
        border: solid $primary; padding: 1 2; }
    _Window Input { margin-top: 1; }
    _Window .wrong { color: $error; }
    _Window .keys { color: $muted; margin-top: 1; }
    """

    def __init__(self, text: str, keys: str) -> None:
        super().__init__()
        self._text = text
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Words, whatever the window asks for, keys."""
        with VerticalScroll():
            yield Prose(self._text)
            yield from self.compose_field()
            if self._keys:
                yield Prose(self._keys, classes="keys")

    def compose_field(self) -> ComposeResult:
        """Between the words and the keys."""
        yield from ()


class Question(_Window[bool]):
    """A yes-or-no question. Y says yes, N or Escape no; Enter nothing, because people hold it down."""

    BINDINGS = [Binding("y,Y", "answer(True)", show=False), Binding("escape,n,N", "answer(False)", show=False)]

    def action_answer(self, yes: bool) -> None:
        """Close with the answer."""
        self.dismiss(yes)


class AskNumber(_Window[int | None]):
    """Asks for a number from 1 to `highest`; None when given up."""

    BINDINGS = [Binding("escape", "give_up", show=False)]
    AUTO_FOCUS = "Input"

    def __init__(self, text: str, highest: int) -> None:
        super().__init__(text, "")
        self._highest = highest

    def compose_field(self) -> ComposeResult:
        """Where the number is typed."""
        yield Input(type="integer", max_length=4)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Close if the number is one there is."""
        if event.value.isascii() and event.value.isdecimal() and 1 <= int(event.value) <= self._highest:
            self.dismiss(int(event.value))
        else:
            event.input.value = ""

    def action_give_up(self) -> None:
        """Close without a number."""
        self.dismiss(None)


class AskText(_Window[str | None]):
    """Asks for a few words, of the form `pattern` if one is given; None when given up."""

    BINDINGS = [Binding("escape", "give_up", show=False)]
    AUTO_FOCUS = "Input"

    def __init__(
        self, text: str, longest: int, keys: str, wrong: str, pattern: str = ".+", but: str | None = None
    ) -> None:
        """`wrong` is said when the words don't fit, or are those of `but`."""
        super().__init__(text, keys)
        self._longest = longest
        self._pattern = re.compile(pattern)
        self._wrong = wrong
        self._but = but

    def compose_field(self) -> ComposeResult:
        """Where they are typed."""
        yield Input(max_length=self._longest)
        yield Prose("", classes="wrong")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Close if it has the right form."""
        words = event.value.strip()
        if self._pattern.fullmatch(words) and words != self._but:
            self.dismiss(words)
        else:
            self.query_one(".wrong", Prose).update(self._wrong)

    def action_give_up(self) -> None:
        """Close without words."""
        self.dismiss(None)


class HelpPage(_Window[None]):
    """What this screen is for and which keys it has."""

    BINDINGS = [Binding("escape,f1,enter,q,Q", "close", show=False)]

    def action_close(self) -> None:
        """Back to the screen."""
        self.dismiss(None)
