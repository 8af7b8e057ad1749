"""The home screen. It imports nothing of the core: the first frame must not wait for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.events import Click
from textual.screen import Screen
from textual.widgets import Static

from exam_tui.tui.bars import KeyBar, StatusBar
from exam_tui.tui.desk import Shelf, desk_of
from exam_tui.tui.plain import plain

if TYPE_CHECKING:
    from exam_tui.messages import Catalogue


class MenuLine(Static):
    """One thing to do, chosen by its number or by the mouse."""

    def __init__(self, number: int, action: str) -> None:
        super().__init__("", classes="menu")
        self.number = number
        self._action = action

    async def on_click(self, event: Click) -> None:
        """The mouse chooses too."""
        event.stop()
        await self.screen.run_action(self._action)


class HomeScreen(Screen[None]):
    """What can be done here."""

    BINDINGS = [
        Binding("1", "sit('mock')", show=False),
        Binding("2", "practise", show=False),
        Binding("3", "sit('proctored')", show=False),
        Binding("4", "check", show=False),
        Binding("l,L", "language", show=False),
        Binding("t,T", "theme", show=False),
        Binding("q,Q", "leave", show=False),
        Binding("f1", "help", show=False),
    ]
    CSS = """
    HomeScreen VerticalScroll { padding: 1 2; }
    HomeScreen .menu { padding: 0 1; margin-bottom: 1; }
    HomeScreen .menu:hover { background: $panel; }
    HomeScreen #news { margin-top: 1; color: $muted; }
    """
    _ACTIONS = ("sit('mock')", "practise", "sit('proctored')", "check")

    @property
    def _t(self) -> Catalogue:
        return desk_of(self).t

    def compose(self) -> ComposeResult:
        """The menu."""
        yield StatusBar()
        with VerticalScroll(can_focus=False):
            for number, action in enumerate(self._ACTIONS, 1):
                yield MenuLine(number, action)
            yield Static("", id="news")
        yield KeyBar()

    def on_mount(self) -> None:
        """Draw at once; the content is loaded behind the screen."""
        self.show_words()
        desk_of(self).load_shelf(self._shelf_is_there)

    def show_words(self) -> None:
        """All words, in the app's language."""
        t = self._t
        self.query_one(StatusBar).show(t("home.title"), f"{desk_of(self).clock.now().wall:%Y-%m-%d}")
        for line, key in zip(self.query(MenuLine), ("mock", "practise", "proctored", "check"), strict=True):
            line.update(plain(f"{line.number}  {t(f'home.{key}')}"))
        self.query_one(KeyBar).show(t("keys.home"))
        shelf = desk_of(self).shelf
        self.query_one("#news", Static).update(plain(shelf.words(t) if shelf else t("home.loading")))

    def _shelf_is_there(self, shelf: Shelf) -> None:
        self.query_one("#news", Static).update(plain(shelf.words(self._t)))

    def action_sit(self, mode: str) -> None:
        """To the identity screen."""
        desk_of(self).ask_identity("proctored" if mode == "proctored" else "mock")

    def action_practise(self) -> None:
        """To the list of passages."""
        desk_of(self).practise()

    def action_check(self) -> None:
        """Read and check the content again."""
        desk_of(self).show_problems()

    def action_language(self) -> None:
        """The other language."""
        desk_of(self).other_language()
        self.show_words()

    def action_theme(self) -> None:
        """The next theme."""
        desk_of(self).other_theme()

    def action_help(self) -> None:
        """Explain the screen."""
        desk_of(self).show_help("help.home")

    def action_leave(self) -> None:
        """Out of the program."""
        self.app.exit()
