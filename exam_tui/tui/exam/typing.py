"""A section of typing tests: the warm-up line, then for each test a countdown of three and the pad until time is up."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.timer import Timer

from exam_tui.content.paper import TypingSection
from exam_tui.content.passage import Piece
from exam_tui.content.rounding import floored, short
from exam_tui.sitting.state import TypingRun
from exam_tui.sitting.typing import finished_of, section_figures
from exam_tui.tui.bars import KeyBar
from exam_tui.tui.desk import desk_of
from exam_tui.tui.dialogs import AskText
from exam_tui.tui.exam.base import SittingScreen
from exam_tui.tui.prose import Prose
from exam_tui.tui.session import Session
from exam_tui.tui.typing.board import TypingBoard
from exam_tui.tui.typing.countdown import Countdown
from exam_tui.tui.typing.pad import TypingPad
from exam_tui.typing_test.alignment import countable
from exam_tui.typing_test.figures import earliest_end_ms
from exam_tui.typing_test.layout import LINE_END
from exam_tui.typing_test.warm_up import damage_to

SETTLING_SECONDS = 0.5
PASSING_SECONDS = 6
_ENDS = {"retest": "finish.retest", "interrupted": "finish.typing_interrupted"}
"""What is asked before a section is closed; in the other stages, whether no test shall be taken."""


class TypingScreen(SittingScreen):
    """Time starts at the end of the countdown, not with the first character: a commit of thirteen characters would
    otherwise be free speed."""

    HELP = "help.typing"
    BINDINGS = [
        Binding("enter", "go_on", show=False),
        Binding("ctrl+s", "finish", show=False, priority=True),
        Binding("escape", "wait", show=False),
    ]
    CSS = """
    TypingScreen > Vertical { padding: 1 2 0 2; }
    TypingScreen #notice { height: auto; margin-bottom: 1; color: $muted; }
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
        self._passing: Timer | None = None
        self._asked_to_send = ""
        """The short reply that Enter was pressed on once."""
        self._settled = False
        """A key that was on its way when the stage changed was meant for the one before."""

    def compose_body(self) -> ComposeResult:
        """Notice, countdown, board."""
        with Vertical():
            yield Prose(id="notice")
            yield Countdown()
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
        self._shown, self._settled = self._stage, False
        self.set_timer(SETTLING_SECONDS, self._settle)
        self.query_one(Countdown).stop()
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

    def _settle(self) -> None:
        self._settled = True
        self.query_one(KeyBar).show(self.keys())

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
        runs = self.sitting.state.typing.get(self._section.id, ())
        lines = section_figures(self._section, presented, runs).lines(self._section.gate)
        parts = []
        for measure, figure, line in lines:
            scale, places = (1, 1) if measure == "cpm" else (100, 2)
            words = {"figure": short(floored(figure * scale, places)), "line": short(floored(line * scale, places))}
            parts.append(self.t(f"typing.figure_{measure}", **words))
        return self.t("list.separator").join(parts)

    def keys(self) -> str:
        """Depends on the stage."""
        stage = self.sitting.typing_stage
        chat = stage is not None and stage.passage is not None and stage.passage.kind == "chat"
        early = earliest_end_ms(self._section) < self._section.minutes * 60_000
        if not self._settled and self._shown not in ("warm_up", "running"):
            return self.t("keys.typing_not_yet")
        return self.t(
            {
                "warm_up": "keys.typing_warm_up",
                "running": f"keys.typing{'_chat' if chat else ''}{'' if early else '_whole'}",
                "retest": "keys.typing_retest",
                "interrupted": "keys.typing_interrupted",
            }.get(self._shown, "keys.typing_ready")
        )

    def _notice(self, words: str, *, passing: bool = False) -> None:
        """Say it; `passing`: for a while, then the stage's own words again."""
        self.query_one("#notice", Prose).update(words)
        if self._passing is not None:
            self._passing.stop()
        self._passing = self.set_timer(PASSING_SECONDS, lambda: self._notice(self._words())) if passing else None

    # -- keys -----------------------------------------------------------------------------------------------------

    def action_go_on(self) -> None:
        """Enter: whatever comes next."""
        match self._shown:
            case "warm_up":
                self._judge_line()
            case "running":
                self._enter()
            case "ready" | "retest" if self._settled:
                self.query_one(Countdown).start()
                self.query_one(KeyBar).show(self.t("keys.typing_countdown"))
            case "interrupted" if self._settled:
                self._ask_for_another()

    def _enter(self) -> None:
        """Enter: the next line, or (in a chat) send. A reply that is hardly begun is sent only when Enter comes twice:
        input methods use it too."""
        stage, run = self.sitting.typing_stage, self.sitting.state.typing_now
        if stage is None or stage.passage is None or run is None:
            return
        if stage.passage.kind != "chat":
            if self._board.pad.line_begun:
                self.sitting.type_text(LINE_END)
                self._show_typed()
            return
        if not run.text:
            return
        typed, due = len(countable(run.text)), len(countable(stage.passage.pieces[run.sent].text))
        if typed * 2 < due and self._asked_to_send != run.text:
            self._asked_to_send = run.text
            self._notice(self.t("typing.send_short", typed=typed, due=due), passing=True)
            return
        self.sitting.send_reply()
        self._after_change()

    def action_finish(self) -> None:
        """Ctrl+S: finish the test early, decline the retest, or leave the section."""
        desk = desk_of(self)
        self.query_one(Countdown).stop()
        if self._shown != "running":
            desk.ask_finish_section(self.t(_ENDS.get(self._shown, "finish.typing_skip")))
        elif left := self.sitting.typing_may_end_ms:
            seconds = -(-left // 1000)
            minutes = earliest_end_ms(self._section) // 60_000
            words = self.t("typing.too_early", minutes=minutes, left=f"{seconds // 60:02d}:{seconds % 60:02d}")
            self._notice(words, passing=True)
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
            candidate = self.sitting.opened.candidate.name
            words = (self.t("typing.ask_proctor"), 40, self.t("keys.ask"), self.t("typing.wrong_proctor"))
            self.app.push_screen(AskText(*words, but=candidate), self._granted)

    def _granted(self, name: str | None) -> None:
        if name:
            self._grant(name)

    def _grant(self, by: str) -> None:
        self.sitting.grant_typing(by)
        self._after_change()

    @on(Countdown.Over)
    def _begin(self) -> None:
        self.sitting.start_typing()
        self._after_change()

    def action_wait(self) -> None:
        """Escape: not yet."""
        self.query_one(Countdown).stop()
        self.query_one(KeyBar).show(self.keys())

    # -- what arrives ---------------------------------------------------------------------------------------------

    @on(TypingPad.Typed)
    def _typed(self, event: TypingPad.Typed) -> None:
        if self._shown == "warm_up":
            self._warm_up_line(self._line + event.text)
        else:
            self.sitting.type_text(event.text, paste=event.paste)
            self._show_typed()

    @on(TypingPad.Erased)
    def _erased(self) -> None:
        if self._shown == "warm_up":
            self._warm_up_line(self._line[:-1])
        else:
            self.sitting.erase()
            self.session.text_erased()
            self._show_typed()

    @on(TypingPad.Refused)
    def _refused(self, event: TypingPad.Refused) -> None:
        self.sitting.refuse_paste(event.length)
        self._notice(self.t("typing.refused", length=event.length), passing=True)

    def _warm_up_line(self, line: str) -> None:
        """Show it, and judge it when it is right or has just become as long as it should be."""
        before, after, wanted = (len(countable(text)) for text in (self._line, line, self._section.warm_up))
        self._line = line
        self._board.pad.show(line)
        if before < wanted <= after or damage_to(self._section.warm_up, line) is None:
            self._judge_line()

    def _judge_line(self) -> None:
        if not self._line:
            return
        damage = self.sitting.warm_up(self._line)
        if damage is None:
            self._line = ""
            self._after_change()
        else:
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
