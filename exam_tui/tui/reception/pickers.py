"""Small windows of the reception desk: pick one of several, by number or by typing a part; write the note."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, TextArea
from textual.widgets.option_list import Option

from exam_tui.tui.plain import plain
from exam_tui.tui.prose import Prose

_CSS = """
{0} {{ align: center middle; background: $background 60%; }}
{0} > Vertical {{ width: 70; max-width: 96%; height: auto; max-height: 90%; background: $panel;
    border: solid $primary; padding: 0 1; }}
{0} OptionList {{ height: auto; max-height: 55vh; border: none; background: $panel; }}
{0} TextArea {{ height: 8; border: solid $muted; }}
{0} Input, {0} Input:focus {{ border: none; height: 1; margin-top: 1; }}
{0} .keys {{ color: $muted; margin-top: 1; }}
"""


class Pick(NamedTuple):
    """Something to pick: what comes back, what is shown, and what it is found by besides."""

    key: str
    words: str
    also: str = ""


class Picker(ModalScreen[str | None]):
    """Number keys pick where there are nine at most; where there are more, typing narrows the list down."""

    DEFAULT_CSS = _CSS.format("Picker")
    BINDINGS = [
        Binding("escape", "give_up", show=False),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("enter", "pick", show=False, priority=True),
    ]

    def __init__(self, title: str, picks: Sequence[Pick], keys: str, *, searchable: bool = False) -> None:
        super().__init__()
        self._title, self._picks, self._keys, self._searchable = title, picks, keys, searchable
        self._shown = list(picks)

    def compose(self) -> ComposeResult:
        """Title, the field to search by, the list, the keys."""
        with Vertical():
            yield Prose(self._title)
            if self._searchable:
                yield Input(max_length=20)
            yield OptionList()
            yield Prose(self._keys, classes="keys")

    def on_mount(self) -> None:
        """Fill the list."""
        self._fill()
        self.query_one(Input if self._searchable else OptionList).focus()

    def _fill(self) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        for number, pick in enumerate(self._shown, 1):
            lead = "" if self._searchable else f"{number}  "
            options.add_option(Option(plain(lead + pick.words)))
        if self._shown:
            options.highlighted = 0

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow down to what holds the words."""
        wanted = event.value.strip().lower()
        self._shown = [p for p in self._picks if wanted in p.key or wanted in p.words.lower() or wanted in p.also]
        self._fill()

    def on_key(self, event: Key) -> None:
        """A number picks at once."""
        number = int(event.key) if event.key.isdecimal() else 0
        if not self._searchable and 1 <= number <= len(self._shown):
            event.stop()
            self.dismiss(self._shown[number - 1].key)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click picks."""
        self.dismiss(self._shown[event.option_index].key)

    def action_move(self, rows: int) -> None:
        """Up and down, whatever has the focus."""
        options = self.query_one(OptionList)
        if self._shown:
            options.highlighted = ((options.highlighted or 0) + rows) % len(self._shown)

    def action_pick(self) -> None:
        """Pick what is highlighted."""
        highlighted = self.query_one(OptionList).highlighted
        if self._shown and highlighted is not None:
            self.dismiss(self._shown[highlighted].key)

    def action_give_up(self) -> None:
        """Close without picking."""
        self.dismiss(None)


class NoteWindow(ModalScreen[str | None]):
    """Where the hand-over note is written; None when given up."""

    DEFAULT_CSS = _CSS.format("NoteWindow")
    BINDINGS = [
        Binding("escape", "give_up", show=False),
        Binding("ctrl+s", "save", show=False, priority=True),
        Binding("ctrl+v,ctrl+x,ctrl+c", "nothing", show=False, priority=True),
    ]

    def __init__(self, title: str, text: str, keys: str, longest: int) -> None:
        super().__init__()
        self._title, self._text, self._keys, self._longest = title, text, keys, longest

    def compose(self) -> ComposeResult:
        """Title, the text, the keys."""
        with Vertical():
            yield Prose(self._title)
            yield TextArea(self._text, soft_wrap=True)
            yield Prose(self._keys, classes="keys")

    def on_mount(self) -> None:
        """Write on at the end."""
        area = self.query_one(TextArea)
        area.focus()
        area.move_cursor(area.document.end)

    def action_nothing(self) -> None:
        """The clipboard has no place here."""

    def action_save(self) -> None:
        """Close with the text."""
        self.dismiss(self.query_one(TextArea).text[: self._longest])

    def action_give_up(self) -> None:
        """Close without a note."""
        self.dismiss(None)
