"""What the checker says about the workspace's content."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import Screen

from exam_tui.tui.bars import KeyBar, StatusBar
from exam_tui.tui.prose import Prose

if TYPE_CHECKING:
    from exam_tui.tui.app import ExamApp, Shelf


class ProblemsScreen(Screen[None]):
    """All problems, or that there are none. R reads the files again."""

    BINDINGS = [
        Binding("r", "again", show=False),
        Binding("escape,q", "back", show=False),
        Binding("f1", "help", show=False),
    ]
    CSS = "ProblemsScreen VerticalScroll { padding: 1 2; }"

    @property
    def _app(self) -> ExamApp:
        return cast("ExamApp", self.app)

    def compose(self) -> ComposeResult:
        """A scrolling page."""
        yield StatusBar()
        with VerticalScroll():
            yield Prose(self._app.t("home.loading"), hang=4, id="problems")
        yield KeyBar(self._app.t("keys.problems"))

    def on_mount(self) -> None:
        """Check now."""
        self.query_one(StatusBar).show(self._app.t("home.check"))
        self.action_again()

    def action_again(self) -> None:
        """Read everything again."""
        self._app.load_shelf(self._show, again=True)

    def _show(self, shelf: Shelf) -> None:
        lines = [*shelf.problem_lines(self._app.t), "", shelf.words(self._app.t)]
        self.query_one("#problems", Prose).update("\n".join(lines))

    def action_back(self) -> None:
        """Home."""
        self.app.pop_screen()

    def action_help(self) -> None:
        """Explain the screen."""
        self._app.show_help("help.problems")
