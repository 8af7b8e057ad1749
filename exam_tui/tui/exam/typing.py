"""A section of typing tests: the warm-up line, then for each test a countdown of three and the pad until time is up."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import Static

from exam_tui.content.paper import TypingSection
from exam_tui.content.passage import Piece
from exam_tui.marking.figures import floored, short
from exam_tui.sitting.state import TypingRun
from exam_tui.sitting.typing import finished_of, measured
from exam_tui.tui.bars import KeyBar
from exam_tui.tui.desk import desk_of
from exam_tui.tui.dialogs import AskText
from exam_tui.tui.exam.base import SittingScreen
from exam_tui.tui.plain import plain
from exam_tui.tui.prose import Prose
from exam_tui.tui.session import Session
from exam_tui.tui.typing.board import TypingBoard
from exam_tui.tui.typing.pad import TypingPad
from exam_tui.typing_test.alignment import countable
from exam_tui.typing_test.figures import figures_of
from exam_tui.typing_test.warm_up import damage_to

COUNTDOWN = 3


class TypingScreen(SittingScreen):
    """Time starts at the end of the countdown, not with the first character: a commit of thirteen characters would
    otherwise be free speed."""

    HELP = "help.typing"
    BINDINGS = [
        Binding("enter", "go_on", show=False),
        Binding("ctrl+s", "finish", show=False, priority=True),
    ]
    CSS = """
    TypingScreen > Vertical { padding: 1 2 0 2; }
    TypingScreen #notice { height: auto; margin-bottom: 1; color: $muted; }
    TypingScreen #count { height: 1; text-style: bold; color: $primary; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        section = self.sitting.blueprint
        assert isinstance(section, TypingSection)
        self._section = section
        self._board = TypingBoard(longest_paste=section.watch.paste, errors_shown=section.errors_shown)
        self._shown = ""
        """The stage that the screen shows; `warm_up` before everything else."""
        self._line = ""
        """The warm-up line as far as it has been typed."""
        self._tries = 0
        self._left = 0
        self._countdown: Timer | None = None

    def compose_body(self) -> ComposeResult:
        """Notice, countdown, board."""
        with Vertical():
            yield Prose(id="notice")
            yield Static("", id="count")
            yield self._board

    def on_mount(self) -> None:
        """The stage decides what is shown."""
        super().on_mount()
        self.call_after_refresh(self._show_stage)

    # -- the stages -----------------------------------------------------------------------------------------------

    @property
    def _stage(self) -> str:
        stage = self.sitting.typing_stage
        if stage is None:
            return "over"
        return "warm_up" if stage.name in ("ready", "retest") and not self.sitting.warmed_up else stage.name

    def _show_stage(self) -> None:
        stage = self.sitting.typing_stage
        if stage is None or (self._stage == self._shown and self._shown != "running"):
            return
        self._shown = self._stage
        if self._countdown is not None:
            self._countdown.stop()
            self._countdown = None
        self.query_one("#count", Static).update("")
        self._board.display = self._shown in ("warm_up", "running")
        self._notice(self._words())
        self.query_one(KeyBar).show(self.keys())
        if self._shown == "warm_up":
            self._board.present((Piece(self._section.warm_up),))
            self._board.pad.show(self._line)
            self._board.pad.focus()
        elif self._shown == "running" and stage.passage is not None:
            self._board.present(stage.passage.pieces)
            self._board.pad.focus()
            self._show_typed()

    def _words(self) -> str:
        stage = self.sitting.typing_stage
        passage = stage.passage if stage else None
        title = passage.title if passage else ""
        match self._shown:
            case "warm_up":
                return self.t("typing.warm_up")
            case "ready":
                runs = self.sitting.state.typing.get(self._section.id, ())
                count = self._section.passages.count
                number = len(finished_of(runs)) + 1
                words = self.t("typing.ready", minutes=self._section.minutes, title=title)
                return words if count == 1 else self.t("typing.number", number=number, count=count) + "\n" + words
            case "retest":
                return self.t("typing.retest", figures=self._figures(), minutes=self._section.minutes, title=title)
            case "interrupted":
                if passage is None:
                    return self.t("typing.no_spare")
                return self.t("typing.interrupted" if self.sitting.mode.counts else "typing.interrupted_mock")
            case _:
                return self.t("typing.notice_chat" if passage and passage.kind == "chat" else "typing.notice")

    def _figures(self) -> str:
        presented = self.sitting.presented
        assert presented is not None
        finished = finished_of(self.sitting.state.typing.get(self._section.id, ()))
        found = figures_of(self._section, [measured(self._section, presented, run) for run in finished])
        gate = self._section.gate
        return self.t(
            "typing.figures",
            cpm=floored(found.cpm, 1),
            cpm_line=short(gate.cpm) if gate else "-",
            accuracy=short(floored(found.accuracy * 100, 2)),
            accuracy_line=short(gate.accuracy * 100) if gate and gate.accuracy else "-",
        )

    def keys(self) -> str:
        """Depends on the stage."""
        stage = self.sitting.typing_stage
        chat = stage is not None and stage.passage is not None and stage.passage.kind == "chat"
        return self.t(
            {
                "warm_up": "keys.typing_warm_up",
                "running": "keys.typing_chat" if chat else "keys.typing",
                "retest": "keys.typing_retest",
                "interrupted": "keys.typing_interrupted",
            }.get(self._shown, "keys.typing_ready")
        )

    def _notice(self, words: str) -> None:
        self.query_one("#notice", Prose).update(words)

    # -- keys -----------------------------------------------------------------------------------------------------

    def action_go_on(self) -> None:
        """Enter: whatever comes next."""
        match self._shown:
            case "warm_up":
                self._judge_line()
            case "ready" | "retest" if self._countdown is None:
                self._left = COUNTDOWN
                self._show_count()
                self._countdown = self.set_interval(1, self._count)
            case "running":
                self.sitting.send_reply()
                self._after_change()
            case "interrupted":
                self._ask_for_another()

    def action_finish(self) -> None:
        """Ctrl+S: finish the test early, decline the retest, or leave the section."""
        desk = desk_of(self)
        if self._shown != "running":
            key = "finish.retest" if self._shown == "retest" else "finish.typing_skip"
            desk.ask_finish_section(self.t(key))
        elif left := self.sitting.typing_may_end_ms:
            seconds = -(-left // 1000)
            minutes = min(3, self._section.minutes)
            self._notice(self.t("typing.too_early", minutes=minutes, left=f"{seconds // 60:02d}:{seconds % 60:02d}"))
        else:
            desk.ask(self.t("finish.typing"), self._finish)

    def _finish(self, yes: bool | None) -> None:
        if yes:
            self.sitting.finish_typing()
            self._after_change()

    def _ask_for_another(self) -> None:
        stage = self.sitting.typing_stage
        if stage is None or stage.passage is None:
            return
        if not self.sitting.mode.counts:
            self._grant("")
        else:
            # Nobody can be sure from here that it is the proctor: the name stands in the result that the proctor signs.
            self.app.push_screen(AskText(self.t("typing.ask_proctor"), 40), self._granted)

    def _granted(self, name: str | None) -> None:
        if name:
            self._grant(name)

    def _grant(self, by: str) -> None:
        self.sitting.grant_typing(by)
        self._after_change()

    # -- the countdown --------------------------------------------------------------------------------------------

    def _show_count(self) -> None:
        self.query_one("#count", Static).update(plain(self.t("typing.count", seconds=self._left)))

    def _count(self) -> None:
        self._left -= 1
        if self._left > 0:
            self._show_count()
        else:
            self.sitting.start_typing()
            self._after_change()

    # -- what arrives ---------------------------------------------------------------------------------------------

    @on(TypingPad.Typed)
    def _typed(self, event: TypingPad.Typed) -> None:
        if self._shown == "warm_up":
            self._line += event.text
            self._look_at_line()
        else:
            self.sitting.type_text(event.text, paste=event.paste)
            self._show_typed()

    @on(TypingPad.Erased)
    def _erased(self) -> None:
        if self._shown == "warm_up":
            self._line = self._line[:-1]
            self._look_at_line()
        else:
            self.sitting.erase()
            self.session.text_erased()
            self._show_typed()

    @on(TypingPad.Refused)
    def _refused(self, event: TypingPad.Refused) -> None:
        self.sitting.refuse_paste(event.length)
        self._notice(self.t("typing.refused", length=event.length))

    def _look_at_line(self) -> None:
        self._board.pad.show(self._line)
        if len(countable(self._line)) >= len(countable(self._section.warm_up)):
            self._judge_line()

    def _judge_line(self) -> None:
        if not self._line:
            return
        damage = damage_to(self._section.warm_up, self._line)
        if damage is None:
            self.sitting.warm_up(self._line, self._tries + 1)
            self._line = ""
            self._show_stage()
        else:
            self._tries += 1
            self._notice(self.t(f"typing.damage_{damage}"))

    def _show_typed(self) -> None:
        run: TypingRun | None = self.sitting.state.typing_now
        if run is not None:
            self._board.show(run)

    def _after_change(self) -> None:
        """A test began or ended, or a reply was sent."""
        if self.moved_on():
            desk_of(self).show_current()
        elif self._stage != self._shown:
            self._show_stage()
        else:
            self._show_typed()

    def on_tick(self) -> None:
        """Errors are marked a moment after they were made; and time may have ended the test."""
        if self._stage != self._shown:
            self._show_stage()
        elif self._shown in ("warm_up", "running"):
            self._board.pad.mark_errors()
