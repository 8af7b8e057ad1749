"""What all screens of a sitting share: the status bar, the clock's tick, help, and going on to what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen

from exam_tui.errors import reason_of
from exam_tui.tui.bars import KeyBar, StatusBar
from exam_tui.tui.desk import desk_of
from exam_tui.tui.session import Session

if TYPE_CHECKING:
    from exam_tui.messages import Catalogue
    from exam_tui.sitting.sitting import Sitting

TICK_SECONDS = 0.25


class SittingScreen(Screen[None]):
    """A screen that belongs to an open sitting. Subclasses fill `compose_body` and, where time moves, `on_tick`."""

    AUTO_FOCUS = ""  # a number key must never land in a field that is not shown
    HELP = "help.general"
    """Key of the sentences that F1 shows."""
    BINDINGS = [Binding("f1", "help", show=False)]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.shown_section = session.sitting.state.section

    @property
    def t(self) -> Catalogue:
        """The sentences of the app's language."""
        return desk_of(self).t

    @property
    def sitting(self) -> Sitting:
        """The sitting."""
        return self.session.sitting

    def compose(self) -> ComposeResult:
        """Status on top, keys at the bottom, the body between."""
        yield StatusBar()
        yield from self.compose_body()
        yield KeyBar()

    def compose_body(self) -> ComposeResult:
        """The screen's own widgets."""
        yield from ()

    def on_mount(self) -> None:
        """Start the clock's tick."""
        self.set_interval(TICK_SECONDS, self._tick)
        self.show_status()
        self.query_one(KeyBar).show(self.keys())

    def keys(self) -> str:
        """The words of the key bar."""
        return ""

    def title_words(self) -> str:
        """What the status bar says on its left."""
        paper = self.sitting.form.paper.paper.title
        section = self.sitting.blueprint
        return f"{paper} · {section.title}" if section else paper

    def show_status(self) -> None:
        """Bring the status bar up to date."""
        words = self.session.status_words(self.t)
        self.query_one(StatusBar).show(self.title_words(), words.time, words.saved, words.tone)

    def composing(self) -> str | None:
        """The chat in which the candidate has begun a message that is not sent yet."""
        return None

    def on_tick(self) -> None:
        """Time has passed; the section is still this one."""

    def _tick(self) -> None:
        self.sitting.tick(composing=self.composing())
        try:
            self.session.exchange_with_host()
        except OSError as error:
            self.notify(self.t("host.unsent", reason=self.t.reason(reason_of(error))), markup=False, severity="error")
        if self.moved_on():
            desk_of(self).show_current()
            return
        self.show_status()
        self.on_tick()

    def moved_on(self) -> bool:
        """Whether the sitting has left what this screen shows."""
        state = self.sitting.state
        return state.section != self.shown_section or (state.submitted is not None)

    def action_help(self) -> None:
        """Explain this screen."""
        desk_of(self).show_help(self.HELP)

    def action_leave_program(self) -> None:
        """Ask before leaving: the exam's clock goes on."""
        desk_of(self).ask_leave()
