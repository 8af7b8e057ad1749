"""What every program of ours on a terminal shares: language, themes, our driver, and how it ends.

However a run ends (a signal, a closed terminal, a fault of ours), what was taken is released first and people get a
sentence instead of a traceback.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys

from textual.app import App
from textual.binding import Binding
from textual.driver import Driver
from textual.events import Key

from exam_tui.errors import Exit
from exam_tui.messages import LANGUAGES, Catalogue, Language
from exam_tui.messages.crash import crash_sentence
from exam_tui.tui.themes import THEMES, next_theme


class TerminalApp(App[None]):
    """The base of the exam's app and of the trainer's preview."""

    TITLE = "exam-tui"
    BINDINGS = [Binding("ctrl+t", "theme", show=False, priority=True)]
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False  # nothing on the screen is there to be copied
    CSS = """
    Screen { background: $background; color: $foreground; }
    VerticalScroll { scrollbar-size-vertical: 1; background: $background; }
    Input { background: $surface; color: $foreground; }
    Input:focus { background: $chosen; color: $on-chosen; }
    """

    def __init__(self, language: Language) -> None:
        super().__init__()
        self.t = Catalogue(language)
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name

    def get_driver_class(self) -> type[Driver]:
        """Our own driver, on systems where terminals send bytes."""
        if sys.platform == "win32":
            return super().get_driver_class()
        from exam_tui.tui.driver import ExamDriver

        return ExamDriver

    async def on_mount(self) -> None:
        """What happens when the program is told to end."""
        if sys.platform != "win32" and not self.is_headless:
            loop = asyncio.get_running_loop()
            loop.add_signal_handler(signal.SIGTERM, self._told_to_end)
            loop.add_signal_handler(signal.SIGHUP, self.terminal_gone)

    # -- ending ---------------------------------------------------------------------------------------------------

    def release(self) -> None:
        """Put away what the run holds. Safe to call twice."""

    def _told_to_end(self) -> None:
        self.release()
        self.exit(return_code=128 + signal.SIGTERM)

    def terminal_gone(self) -> None:
        """Nobody is there any more: save, and end at once. Called from the loop or from the input thread.

        Not by way of `exit`: that would write to a terminal that is not there and could wait for it for ever.
        """
        self.release()
        os._exit(128 + signal.SIGHUP)

    def _fatal_error(self) -> None:
        """Textual would print a traceback with the values of variables; people get a sentence."""
        if self._exception is not None:
            from rich.text import Text

            words = self.t("cli.error", message=crash_sentence(self._exception, self.t))
            self._exit_renderables.append(Text(words))
        self._return_code = Exit.BLOCKED
        self._close_messages_no_wait()

    def on_unmount(self) -> None:
        """However the program ends, what was taken is on the disk."""
        self.release()

    def action_help_quit(self) -> None:
        """Ctrl+C, which people press to get out."""
        self.call_later(self.action_quit)

    def on_key(self, event: Key) -> None:
        """A character that was on its way when a field got the focus is typed into the field.

        It went to the screen; and because the field would consume it, it is no command either.
        """
        add = getattr(self.focused, "add", None)
        if add is not None and event.is_printable and event.character is not None:
            add(event.character)

    # -- on every screen ------------------------------------------------------------------------------------------

    def show_help(self, key: str) -> None:
        """A help page."""
        from exam_tui.tui.dialogs import HelpPage

        self.push_screen(HelpPage(self.t(key), self.t("keys.close")))

    def other_language(self) -> None:
        """The other language, from now on."""
        self.t = Catalogue(next(language for language in LANGUAGES if language != self.t.language))

    def other_theme(self) -> None:
        """The next theme."""
        self.theme = next_theme(self.theme)

    def action_theme(self) -> None:
        """Ctrl+T on every screen: whoever can't read this one must not have to leave the exam."""
        self.other_theme()
