"""Where an author tries words: what was said and a field on the left, what the program makes of it on the right."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Input

from exam_tui.messages import Catalogue
from exam_tui.tui.bars import KeyBar, StatusBar
from exam_tui.tui.prose import Prose
from exam_tui.tui.terminal_app import TerminalApp


class BenchScreen(Screen[None]):
    """The layout, and the keys that do the same on every bench."""

    WORDS: ClassVar[str]
    """What its sentences are called in the catalogue: `NAME.placeholder`, `keys.NAME`, `help.NAME`."""
    SIDE: ClassVar[tuple[str, str]]
    """The ids of the two texts on the right."""
    BINDINGS = [
        Binding("up", "scroll(-1)", show=False, priority=True),
        Binding("down", "scroll(1)", show=False, priority=True),
        Binding("pageup", "scroll(-8)", show=False, priority=True),
        Binding("pagedown", "scroll(8)", show=False, priority=True),
        Binding("f1", "help", show=False, priority=True),
        Binding("escape,ctrl+q", "leave", show=False, priority=True),
    ]
    CSS = """
    BenchScreen #chat { padding: 0 1; height: 1fr; }
    BenchScreen #side { background: $panel; padding: 0 1; }
    BenchScreen Input { border: none; border-top: solid $primary; height: 2; padding: 0 1; }
    BenchScreen Input, BenchScreen Input:focus { background: $background; color: $foreground; }
    """

    def __init__(self, t: Catalogue) -> None:
        super().__init__()
        self._t = t

    def compose(self) -> ComposeResult:
        """Filled by the subclass."""
        yield StatusBar()
        with Horizontal():
            with Vertical():
                with VerticalScroll(id="chat", can_focus=False):
                    yield Prose(id="lines", hang=4)
                yield Input(placeholder=self._t(f"{self.WORDS}.placeholder"), select_on_focus=False)
            with VerticalScroll(id="side", can_focus=False):
                for name in self.SIDE:
                    yield Prose(id=name, hang=2)
        yield KeyBar(self._t(f"keys.{self.WORDS}"))

    def on_resize(self) -> None:
        """The newest line stays in sight."""
        self.query_one("#chat", VerticalScroll).scroll_end(animate=False)

    def show_lines(self, lines: str) -> None:
        """What was said."""
        self.query_one("#lines", Prose).update(lines)
        self.query_one("#chat", VerticalScroll).scroll_end(animate=False)

    def show_beside(self, name: str, words: str) -> None:
        """One of the texts on the right."""
        self.query_one(f"#{name}", Prose).update(words)

    def action_scroll(self, lines: int) -> None:
        """Scroll what is on the right."""
        self.query_one("#side", VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_help(self) -> None:
        """Explain the screen."""
        if isinstance(self.app, TerminalApp):
            self.app.show_help(f"help.{self.WORDS}")

    def action_leave(self) -> None:
        """Out."""
        self.app.exit()
