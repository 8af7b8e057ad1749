"""Small windows over a screen: a question, a help page."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input

from exam_tui.tui.prose import Prose

_CSS = """
%(name)s { align: center middle; background: $background 60%%; }
%(name)s > VerticalScroll { width: 64; max-width: 96%%; height: auto; max-height: 90%%; background: $panel;
    border: solid $primary; padding: 1 2; }
%(name)s Input { margin-top: 1; }
%(name)s .keys { color: $muted; margin-top: 1; }
"""


class Question(ModalScreen[bool]):
    """A yes-or-no question. Y says yes, N or Escape no; Enter nothing, because people hold it down."""

    DEFAULT_CSS = _CSS % {"name": "Question"}
    BINDINGS = [Binding("y,Y", "answer(True)", show=False), Binding("escape,n,N", "answer(False)", show=False)]

    def __init__(self, text: str, keys: str) -> None:
        super().__init__()
        self._text = text
        self._keys = keys

    def compose(self) -> ComposeResult:
        """The question and its keys."""
        with VerticalScroll():
            yield Prose(self._text)
            yield Prose(self._keys, classes="keys")

    def action_answer(self, yes: bool) -> None:
        """Close with the answer."""
        self.dismiss(yes)


class AskNumber(ModalScreen[int | None]):
    """Asks for a number from 1 to `highest`; None when given up."""

    DEFAULT_CSS = _CSS % {"name": "AskNumber"}
    BINDINGS = [Binding("escape", "give_up", show=False)]
    AUTO_FOCUS = "Input"

    def __init__(self, text: str, highest: int) -> None:
        super().__init__()
        self._text = text
        self._highest = highest

    def compose(self) -> ComposeResult:
        """The question and a field."""
        with VerticalScroll():
            yield Prose(self._text)
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


class HelpPage(ModalScreen[None]):
    """What this screen is for and which keys it has."""

    DEFAULT_CSS = _CSS % {"name": "HelpPage"}
    BINDINGS = [Binding("escape,f1,enter,q,Q", "close", show=False)]

    def __init__(self, text: str, keys: str) -> None:
        super().__init__()
        self._text = text
        self._keys = keys

    def compose(self) -> ComposeResult:
        """The page."""
        with VerticalScroll():
            yield Prose(self._text)
            yield Prose(self._keys, classes="keys")

    def action_close(self) -> None:
        """Back to the screen."""
        self.dismiss(None)
