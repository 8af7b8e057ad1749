"""The countdown before a typing test: three, two, one. It never runs behind another window."""

from __future__ import annotations

from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from exam_tui.tui.plain import plain

SECONDS = 3


class Countdown(Static):
    """A line that shows the seconds left; empty when it does not run."""

    DEFAULT_CSS = "Countdown { height: 1; text-style: bold; color: $primary; }"

    class Over(Message):
        """The last second is over."""

    def __init__(self) -> None:
        super().__init__("")
        self._left = 0
        self._timer: Timer | None = None

    def start(self) -> None:
        """Begin, unless it runs already."""
        if self._timer is None:
            self._left = SECONDS
            self._timer = self.set_interval(1, self._count)
            self._show()

    def stop(self) -> None:
        """Give it up. Safe to call when it does not run."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._left = 0
        self._show()

    def _count(self) -> None:
        if self.app.screen is not self.screen:  # a question or a help page came up
            self.stop()
            return
        self._left -= 1
        if self._left > 0:
            self._show()
        else:
            self.stop()
            self.post_message(self.Over())

    def _show(self) -> None:
        self.update(plain(str(self._left) if self._left else ""), layout=False)
