"""The trainer's end of a hosted chat: what the candidate writes, a line for the customer's words, the mark."""

from __future__ import annotations

import re
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Input

from exam_tui.errors import reason_of
from exam_tui.messages import Catalogue, Language
from exam_tui.sitting.channel import (
    DESK,
    DESK_LINE,
    HOST,
    DeskBegan,
    DeskLine,
    DeskOver,
    HostEnds,
    HostRemarks,
    HostSays,
    Inbox,
    Outbox,
)
from exam_tui.tui.bars import KeyBar, StatusBar
from exam_tui.tui.dialogs import AskText
from exam_tui.tui.prose import Prose
from exam_tui.tui.reception.awaiting import AwaitScreen
from exam_tui.tui.reception.contacts import clock
from exam_tui.tui.reception.pickers import Pick, Picker
from exam_tui.tui.terminal_app import TerminalApp

LOOK_SECONDS = 0.25
MARK_PATTERN = r"(100|[0-9]{1,2})(?:[ ,，、　]+(.*))?"


class HostScreen(Screen[None]):
    """The chat as the trainer sees it: with the rules that the candidate's words met."""

    BINDINGS = [
        Binding("f1", "help", show=False, priority=True),
        Binding("f4", "end", show=False, priority=True),
        Binding("f6", "remark", show=False, priority=True),
        Binding("pageup", "scroll(-8)", show=False, priority=True),
        Binding("pagedown", "scroll(8)", show=False, priority=True),
        Binding("escape,ctrl+q", "leave", show=False, priority=True),
    ]
    CSS = """
    HostScreen #log { padding: 0 1; height: 1fr; }
    HostScreen Input { border: none; border-top: solid $primary; height: 2; padding: 0 1; }
    HostScreen Input, HostScreen Input:focus { background: $background; color: $foreground; }
    """

    def __init__(self, folder: Path, by: str, t: Catalogue) -> None:
        super().__init__()
        self._t, self._by = t, by
        self._inbox = Inbox(folder / DESK, DESK_LINE)
        self._outbox = Outbox(folder / HOST)
        self._lines: list[str] = []
        self._state = t("host.waits")
        self._title = ""
        self._closed = self._marked = False

    def compose(self) -> ComposeResult:
        """Chat and field."""
        yield StatusBar()
        with Vertical():
            with VerticalScroll(id="log", can_focus=False):
                yield Prose(id="lines", hang=4)
            yield Input(placeholder=self._t("host.placeholder"), max_length=500)
        yield KeyBar(self._t("keys.host"))

    def on_mount(self) -> None:
        """Look for what is new four times a second."""
        self.query_one(Input).focus()
        self.look()
        self.set_interval(LOOK_SECONDS, self.look)

    def look(self) -> None:
        """Show what has come."""
        changed = False
        for _, line in self._inbox.new():
            changed = True
            match line:
                case DeskBegan(candidate=candidate, title=title):
                    self._lines, self._title = [], self._t("host.title", title=title, candidate=candidate)
                    self.query_one(Input).disabled = False
                    self._state = self._t("host.live")
                case DeskLine():
                    self._lines += self._told(line)
                case DeskOver(closed=closed):
                    self._state = self._t(
                        "host.closed" if closed else "host.marked_over" if self._marked else "host.over"
                    )
                    self._closed = self._closed or closed
                    self.query_one(Input).disabled = True
        if changed:
            self.query_one("#lines", Prose).update("\n".join(self._lines))
            self.query_one("#log", VerticalScroll).scroll_end(animate=False)
        self.query_one(StatusBar).show(self._title or self._t("host.waits"), "", self._state)

    def _told(self, line: DeskLine) -> list[str]:
        who = self._t("host.you" if line.speaker == "customer" else "host.candidate")
        lines = [f"{clock(line.at_ms)}　{who}：{line.text}"]
        if line.rules:
            lines.append("    " + self._t("host.rules", titles=self._t("list.separator").join(line.rules)))
        return lines

    def _put(self, line: HostSays | HostEnds | HostRemarks) -> None:
        if self._closed:
            self.notify(self._t("host.closed"), markup=False, severity="error")
            return
        try:
            self._outbox.put(line)
        except OSError as error:
            self.notify(self._t("host.unsent", reason=self._t.reason(reason_of(error))), markup=False, severity="error")

    @on(Input.Submitted)
    def _say(self, event: Input.Submitted) -> None:
        event.stop()
        if text := event.value.strip():
            self._put(HostSays(text=text))
            event.input.value = ""

    def action_end(self) -> None:
        """End the chat, and say how it ended."""

        def picked(quality: str | None) -> None:
            match quality:
                case "resolved" | "escalated" | "lost":
                    self._put(HostEnds(quality=quality))

        picks = [Pick(name, self._t(f"ending.{name}")) for name in ("resolved", "escalated", "lost")]
        self.app.push_screen(Picker(self._t("host.end"), picks, self._t("keys.pick")), picked)

    def action_remark(self) -> None:
        """The trainer's own mark."""

        def given(words: str | None) -> None:
            found = re.fullmatch(MARK_PATTERN, words) if words is not None else None
            if found is not None:
                self._put(HostRemarks(by=self._by, percent=int(found[1]), text=found[2] or ""))
                self._marked = True
                if self.query_one(Input).disabled and not self._closed:
                    self._state = self._t("host.marked_over")
                if not self._closed:
                    self.notify(self._t("host.marked", percent=found[1]), markup=False)

        window = AskText(self._t("host.remark"), 200, self._t("keys.ask"), self._t("host.remark_wrong"), MARK_PATTERN)
        self.app.push_screen(window, given)

    def action_scroll(self, lines: int) -> None:
        """Scroll the chat."""
        self.query_one("#log", VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_help(self) -> None:
        """Explain the screen."""
        if isinstance(self.app, TerminalApp):
            self.app.show_help("help.host")

    def action_leave(self) -> None:
        """Out; the chat stays open, and can be joined again."""
        self.app.exit()


class HostApp(TerminalApp):
    """`roleplay host`. `folder`: the channel to join; None: the first one that is opened in the results."""

    def __init__(self, results: Path, folder: Path | None, by: str, language: Language) -> None:
        super().__init__(language)
        self._results, self._folder, self._by = results, folder, by

    async def on_mount(self) -> None:
        """Straight to the chat, or to wait for one."""
        if self._folder is None:
            await self.push_screen(AwaitScreen(self._results, self.t), self._join)
        else:
            self._join(self._folder)

    def _join(self, folder: Path | None) -> None:
        if folder is not None:
            self.push_screen(HostScreen(folder, self._by, self.t))
