"""One practice: a countdown of three, the board, and then everything that the measures say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.screen import Screen

from exam_tui.content.passage import Passage
from exam_tui.errors import ExamTuiError
from exam_tui.marking.typing import marks_of_test
from exam_tui.practice.history import practice_of, write_down
from exam_tui.reports.practice import practice_title
from exam_tui.reports.typing import lines_of, percent
from exam_tui.sitting.clock import Instant, elapsed_ms
from exam_tui.sitting.state import TypingRun
from exam_tui.tui.bars import KeyBar, StatusBar
from exam_tui.tui.desk import desk_of
from exam_tui.tui.prose import Prose
from exam_tui.tui.typing.board import TypingBoard
from exam_tui.tui.typing.countdown import Countdown
from exam_tui.tui.typing.pad import TypingPad
from exam_tui.typing_test.layout import LINE_END
from exam_tui.typing_test.measures import Measures, measure

if TYPE_CHECKING:
    from pathlib import Path

    from exam_tui.messages import Catalogue

SETTLING_SECONDS = 1
TICK_SECONDS = 0.25
SHORTEST_MS = 30_000
"""A practice is counted over this time at least."""


class PracticeScreen(Screen[None]):
    """Typing without an exam: nothing is kept but the figures."""

    AUTO_FOCUS = ""
    BINDINGS = [
        Binding("enter", "go_on", show=False),
        Binding("ctrl+s", "finish", show=False, priority=True),
        Binding("escape", "back", show=False),
        Binding("r,R", "again", show=False),
        Binding("up", "scroll(-1)", show=False),
        Binding("down", "scroll(1)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
        Binding("pagedown,space", "scroll(10)", show=False),
        Binding("f1", "help", show=False),
    ]
    CSS = """
    PracticeScreen > Vertical { padding: 1 2 0 2; }
    PracticeScreen #notice { height: auto; margin-bottom: 1; color: $muted; }
    PracticeScreen VerticalScroll { display: none; }
    """

    def __init__(self, passage: Passage, minutes: int, book: Path) -> None:
        super().__init__()
        self._passage = passage
        self._whole_ms = minutes * 60_000
        self._book = book
        self._began: Instant | None = None
        self._run: TypingRun | None = None
        self._settled = True
        """Whether keys are meant for the figures and not for the test that has just ended."""

    @property
    def _t(self) -> Catalogue:
        return desk_of(self).t

    @property
    def _title(self) -> str:
        return practice_title(self._passage.id, self._passage.title, self._t)

    @property
    def _typing_runs(self) -> bool:
        return self._run is not None and self._run.running

    def compose(self) -> ComposeResult:
        """Notice, countdown, board; afterwards the figures."""
        yield StatusBar()
        with Vertical():
            yield Prose(id="notice")
            yield Countdown()
            yield TypingBoard()
            with VerticalScroll(can_focus=False):
                yield Prose(id="figures")
        yield KeyBar()

    def on_mount(self) -> None:
        """Ready."""
        self.set_interval(TICK_SECONDS, self._tick)
        self.call_after_refresh(self._get_ready)

    def _get_ready(self) -> None:
        self._run = self._began = None
        self._board.display = False
        self.query_one(VerticalScroll).display = False
        minutes = self._whole_ms // 60_000
        self._say(self._t("typing.ready", title=self._title, minutes=minutes), "keys.practice_ready")
        self._show_status()

    @property
    def _board(self) -> TypingBoard:
        return self.query_one(TypingBoard)

    def _say(self, words: str, keys: str) -> None:
        self.query_one("#notice", Prose).update(words)
        self.query_one(KeyBar).show(self._t(keys))

    def _at_ms(self) -> int:
        return elapsed_ms(self._began, desk_of(self).clock.now()) if self._began else 0

    def _show_status(self) -> None:
        left = -(-max(0, self._whole_ms - self._at_ms()) // 1000)
        time = self._t("practice.left", left=f"{left // 60:02d}:{left % 60:02d}") if self._typing_runs else ""
        self.query_one(StatusBar).show(self._t("practice.title") + " · " + self._title, time)

    # -- keys -----------------------------------------------------------------------------------------------------

    def action_go_on(self) -> None:
        """Enter: start, or send a reply."""
        if self._typing_runs:
            self._enter()
        elif self._run is None:
            self.query_one(Countdown).start()

    @on(Countdown.Over)
    def _begin(self) -> None:
        self._began = desk_of(self).clock.now()
        self._run = TypingRun(self._passage.id, 0)
        self._board.display = True
        self._board.present(self._passage.pieces)
        self._board.pad.focus()
        self._say(self._t("typing.notice_chat" if self._chat else "practice.notice"), self._keys)
        self._show_status()

    @property
    def _chat(self) -> bool:
        return self._passage.kind == "chat"

    @property
    def _keys(self) -> str:
        return "keys.practice_chat" if self._chat else "keys.practice_typing"

    def _enter(self) -> None:
        if self._run is not None and not self._chat and self._board.pad.line_begun:
            self._run = self._run.after(self._at_ms(), "typed", LINE_END)
            self._board.show(self._run)
        elif self._run is not None and self._chat and self._run.text:
            self._run = self._run.after(self._at_ms(), "sent")
            self._board.show(self._run)
            if self._run.sent == len(self._passage.pieces):
                self._finish()

    def action_finish(self) -> None:
        """End early; what was typed counts."""
        if self._typing_runs:
            self._finish()

    def action_again(self) -> None:
        """The same passage once more."""
        if self._run is not None and not self._run.running and self._settled:
            self._get_ready()

    def action_back(self) -> None:
        """To the list. A practice that runs is given up."""
        self.app.pop_screen()

    def action_scroll(self, lines: int) -> None:
        """Scroll the figures."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_help(self) -> None:
        """Explain the screen."""
        desk_of(self).show_help("help.practice")

    # -- what arrives ---------------------------------------------------------------------------------------------

    @on(TypingPad.Typed)
    def _typed(self, event: TypingPad.Typed) -> None:
        if self._run is not None and self._typing_runs:
            self._run = self._run.after(self._at_ms(), "pasted" if event.paste else "typed", event.text)
            self._board.show(self._run)

    @on(TypingPad.Erased)
    def _erased(self) -> None:
        if self._run is not None and self._typing_runs and self._run.text:
            self._run = self._run.after(self._at_ms(), "erased", count=1)
            self._board.show(self._run)

    @on(TypingPad.Refused)
    def _refused(self, event: TypingPad.Refused) -> None:
        self._say(self._t("typing.refused", length=event.length), self._keys)

    def _tick(self) -> None:
        if not self._typing_runs:
            return
        self._show_status()
        self._board.pad.mark_errors()
        if self._at_ms() >= self._whole_ms:
            self._finish()

    # -- afterwards -----------------------------------------------------------------------------------------------

    def _finish(self) -> None:
        assert self._run is not None
        self._settled = False
        self.set_timer(SETTLING_SECONDS, self._settle)
        used = min(self._whole_ms, self._at_ms())
        self._run = self._run.ended(used)
        found = measure(self._passage.pieces, self._run.strokes, max(used, SHORTEST_MS))
        words = self._t("practice.done", cpm=found.score.net_cpm, accuracy=percent(found.score.accuracy))
        if problem := self._write_down(found):
            words += "\n" + problem
        self._board.display = False
        self._say(words, "keys.practice_done")
        marks = marks_of_test(self._passage.id, self._title, found, counted=True, interrupted=False)
        figures = self.query_one(VerticalScroll)
        figures.display = True
        figures.scroll_home(animate=False)
        self.query_one("#figures", Prose).update("\n".join(lines_of(marks, self._t)))
        self._show_status()
        self.set_focus(None)

    def _settle(self) -> None:
        self._settled = True

    def _write_down(self, found: Measures) -> str:
        """Into the book, if anything was typed; a sentence when that failed."""
        if found.entered:
            at = desk_of(self).clock.now().wall
            try:
                write_down(self._book, practice_of(found, self._passage.id, self._passage.title, at))
            except ExamTuiError as error:
                return self._t.error(error)
        return ""
