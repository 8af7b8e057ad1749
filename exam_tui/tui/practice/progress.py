"""The chart of a person's practices."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import Screen

from exam_tui.practice.history import History
from exam_tui.reports.practice import progress_lines
from exam_tui.tui.bars import KeyBar, StatusBar
from exam_tui.tui.desk import desk_of
from exam_tui.tui.prose import Prose


class ProgressScreen(Screen[None]):
    """A line per practice, the newest first."""

    BINDINGS = [
        Binding("escape,q,Q,h,H,enter", "back", show=False),
        Binding("up", "scroll(-1)", show=False),
        Binding("down", "scroll(1)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
        Binding("pagedown,space", "scroll(10)", show=False),
    ]
    CSS = "ProgressScreen VerticalScroll { padding: 1 2; }"

    def __init__(self, history: History) -> None:
        super().__init__()
        self._history = history

    def compose(self) -> ComposeResult:
        """The lines."""
        t = desk_of(self).t
        yield StatusBar()
        with VerticalScroll(can_focus=False):
            yield Prose("\n".join(progress_lines(self._history, t)))
        yield KeyBar(t("keys.practice_progress"))

    def on_mount(self) -> None:
        """The title."""
        self.query_one(StatusBar).show(desk_of(self).t("practice.progress"))

    def action_scroll(self, lines: int) -> None:
        """Scroll."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_back(self) -> None:
        """To the list."""
        self.app.pop_screen()
