"""The trainer is there before the candidate: wait until somebody enters a hosted section."""

from __future__ import annotations

from pathlib import Path

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen

from exam_tui.messages import Catalogue
from exam_tui.sitting.channel import open_channels
from exam_tui.tui.bars import KeyBar, StatusBar
from exam_tui.tui.prose import Prose

LOOK_SECONDS = 0.5


class AwaitScreen(Screen[Path]):
    """Looks for channels until there is one to join."""

    BINDINGS = [Binding("escape,ctrl+q", "leave", show=False, priority=True)]
    CSS = "AwaitScreen Prose { padding: 1 2; }"

    def __init__(self, results: Path, t: Catalogue) -> None:
        super().__init__()
        self._results, self._t = results, t

    def compose(self) -> ComposeResult:
        """What is waited for, and where."""
        yield StatusBar()
        yield Prose(self._t("host.awaits", path=self._results))
        yield KeyBar(self._t("keys.host_awaits"))

    def on_mount(self) -> None:
        """Look twice a second."""
        self.query_one(StatusBar).show(self._t("host.waits"))
        self.set_interval(LOOK_SECONDS, self.look)

    def look(self) -> None:
        """Join who enters. Of several nobody knows who is meant: they are named, and the trainer asks for one."""
        channels = open_channels(self._results)
        if len(channels) == 1:
            self.dismiss(channels[0])
        elif channels:
            names = "\n".join(f"  {path.name}" for path in channels)
            self.query_one(Prose).update(self._t("error.host.several", names=names))

    def action_leave(self) -> None:
        """Out."""
        self.app.exit()
