"""The typing test: ready, a countdown of three, then the pad until time is up."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import Static

from exam_tui.tui.bars import KeyBar
from exam_tui.tui.desk import desk_of
from exam_tui.tui.exam.base import SittingScreen
from exam_tui.tui.exam.typing_pad import TypingPad
from exam_tui.tui.plain import plain
from exam_tui.tui.prose import Prose
from exam_tui.tui.session import Session

COUNTDOWN = 3


class TypingScreen(SittingScreen):
    """Time starts at the end of the countdown, not with the first character: a commit of thirteen characters would
    otherwise be free speed."""

    HELP = "help.typing"
    BINDINGS = [
        Binding("enter", "ready", show=False),
        Binding("ctrl+s", "finish", show=False, priority=True),
    ]
    CSS = """
    TypingScreen Vertical { padding: 1 2 0 2; }
    TypingScreen #notice { height: auto; margin-bottom: 1; color: $muted; }
    TypingScreen #count { height: 1; text-style: bold; color: $primary; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        presented = session.sitting.presented
        assert presented is not None
        self._passage = presented.passages[0]
        self._left = 0
        self._countdown: Timer | None = None

    @property
    def _test_runs(self) -> bool:
        return self.sitting.state.typing_now is not None

    def compose_body(self) -> ComposeResult:
        """Notice, countdown, pad."""
        with Vertical():
            yield Prose(id="notice")
            yield Static("", id="count")
            yield TypingPad(self._passage.text)

    def on_mount(self) -> None:
        """A test that was running before a restart goes on at once."""
        super().on_mount()
        pad = self.query_one(TypingPad)
        pad.display = self._test_runs
        if self._test_runs:
            self._begin()
        else:
            minutes = self.sitting.blueprint.minutes if self.sitting.blueprint else 0
            notice = self.t("typing.ready", minutes=minutes, title=self._passage.title)
            self.query_one("#notice", Prose).update(notice)

    def keys(self) -> str:
        """Depends on whether the test runs."""
        return self.t("keys.typing" if self._test_runs else "keys.typing_ready")

    def action_ready(self) -> None:
        """Start the countdown."""
        if self._test_runs or self._countdown is not None:
            return
        self._left = COUNTDOWN
        self._show_count()
        self._countdown = self.set_interval(1, self._count)

    def _show_count(self) -> None:
        self.query_one("#count", Static).update(plain(self.t("typing.count", seconds=self._left)))

    def _count(self) -> None:
        self._left -= 1
        if self._left > 0:
            self._show_count()
            return
        if self._countdown is not None:
            self._countdown.stop()
        self.sitting.start_typing()
        self._begin()

    def _begin(self) -> None:
        run = self.sitting.state.typing_now
        if run is None:
            return
        self.query_one("#count", Static).display = False
        notice = "typing.interrupted" if run.interrupted else "typing.notice"
        self.query_one("#notice", Prose).update(self.t(notice))
        pad = self.query_one(TypingPad)
        pad.display = True
        pad.focus()
        pad.show(run.text)
        self.query_one(KeyBar).show(self.keys())

    @on(TypingPad.Typed)
    def _typed(self, event: TypingPad.Typed) -> None:
        self.sitting.type_text(event.text, paste=event.paste)
        self._show_typed()

    @on(TypingPad.Erased)
    def _erased(self) -> None:
        self.session.erase()
        self._show_typed()

    @on(TypingPad.Refused)
    def _refused(self, event: TypingPad.Refused) -> None:
        self.sitting.refuse_paste(event.length)
        self.query_one("#notice", Prose).update(self.t("typing.refused", length=event.length))

    def _show_typed(self) -> None:
        run = self.sitting.state.typing_now
        if run is not None:
            self.query_one(TypingPad).show(run.text)

    def on_tick(self) -> None:
        """Errors are marked a moment after they were made."""
        if self._test_runs:
            self.query_one(TypingPad).mark_errors()

    def action_finish(self) -> None:
        """Finish early, after a question."""
        if self._test_runs:
            desk_of(self).ask_finish_section(self.t("finish.typing"))
