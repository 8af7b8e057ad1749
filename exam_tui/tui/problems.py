"""What the checker says about the workspace's content."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import Screen

from exam_tui.tui.bars import KeyBar, StatusBar
from exam_tui.tui.desk import Shelf, desk_of
from exam_tui.tui.prose import Prose


class ProblemsScreen(Screen[None]):
    """All problems, or that there are none. R reads the files again."""

    BINDINGS = [
        Binding("r,R", "again", show=False),
        Binding("escape,q,Q", "back", show=False),
        Binding("f1", "help", show=False),
    ]
    CSS = "ProblemsScreen VerticalScroll { padding: 1 2; }"

    def compose(self) -> ComposeResult:
        """A scrolling page."""
        yield StatusBar()
        with VerticalScroll():
            yield Prose(desk_of(self).t("home.loading"), hang=4, id="problems")
        yield KeyBar(desk_of(self).t("keys.problems"))

    def on_mount(self) -> None:
        """Check now."""
        self.query_one(StatusBar).show(desk_of(self).t("home.check"))
        self.action_again()

    def action_again(self) -> None:
        """Read everything again."""
        desk_of(self).load_shelf(self._show, again=True)

    def _show(self, shelf: Shelf) -> None:
        lines = [*shelf.problem_lines(desk_of(self).t), "", shelf.words(desk_of(self).t)]
        self.query_one("#problems", Prose).update("\n".join(lines))

    def action_back(self) -> None:
        """Home."""
        self.app.pop_screen()

    def action_help(self) -> None:
        """Explain the screen."""
        desk_of(self).show_help("help.problems")
