"""A terminal driver that an exam can rely on.

Textual's own Linux driver decodes strictly (one invalid byte ends the program), waits for ever for the end of a
bracketed paste (later keys vanish), and goes on reading after the terminal has closed. This subclass replaces only
the reading loop: invalid bytes become U+FFFD, an unfinished paste is closed after a short silence, and a vanished
terminal is reported once.
"""

from __future__ import annotations

import os
import selectors
import sys
import time
from codecs import getincrementaldecoder
from typing import TYPE_CHECKING, Protocol, cast

from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.message import Message

if TYPE_CHECKING or sys.platform != "win32":
    from textual.drivers.linux_driver import LinuxDriver
else:  # pragma: no cover - Windows reads console records, not bytes: none of the three faults exists there
    from textual.drivers.windows_driver import WindowsDriver as LinuxDriver

PASTE_SILENCE_SECONDS = 0.5
"""A paste whose end has not come after so long without a byte is over."""
_POLL_SECONDS = 0.1
_CHUNK = 4096


class Mourner(Protocol):
    """An app that wants to know at once, on the reading thread, when its terminal is gone."""

    def terminal_gone(self) -> None:
        """Nobody can see or type anything any more."""
        ...


class ByteInput:
    """From raw bytes to parser events. Knows nothing of file descriptors, so it can be tested byte by byte."""

    def __init__(self, debug: bool = False) -> None:
        self._decode = getincrementaldecoder("utf-8")(errors="replace").decode
        self._parser = XTermParser(debug)
        self._tail = ""
        self._pasting = False
        self._last_byte_at = 0.0

    def feed(self, data: bytes, now: float) -> list[Message]:
        """Events of some bytes that came at `now` (seconds of any steady clock)."""
        self._last_byte_at = now
        text = self._decode(data)
        if not text:
            return []
        self._watch_paste(text)
        return list(self._parser.feed(text))

    def idle(self, now: float) -> list[Message]:
        """Events that silence brings about: a lone escape key, the end of a paste that never ended."""
        events = list(self._parser.tick())
        if self._pasting and now - self._last_byte_at >= PASTE_SILENCE_SECONDS:
            self._pasting = False
            self._tail = ""
            events += self._parser.feed(BRACKETED_PASTE_END)
        return events

    def _watch_paste(self, text: str) -> None:
        # The markers can be cut anywhere between two reads.
        seen = self._tail + text
        self._pasting = seen.rfind(BRACKETED_PASTE_START) > seen.rfind(BRACKETED_PASTE_END) or (
            self._pasting and BRACKETED_PASTE_END not in seen
        )
        self._tail = seen[-(len(BRACKETED_PASTE_START) - 1) :]


class ExamDriver(LinuxDriver):
    """Textual's Linux driver with a reading loop that survives what terminals send."""

    if sys.platform != "win32":

        def run_input_thread(self) -> None:
            """Read until the program ends or the terminal is gone."""
            source = ByteInput(self._debug)
            selector = selectors.SelectSelector()
            selector.register(self.fileno, selectors.EVENT_READ)
            try:
                while not self.exit_event.is_set():
                    if selector.select(_POLL_SECONDS):
                        data = self._read()
                        if data is None:
                            # Not by a message: the app's loop may be waiting for the same terminal.
                            cast("Mourner", self._app).terminal_gone()
                            return
                        self._process(source.feed(data, time.monotonic()))
                    self._process(source.idle(time.monotonic()))
            finally:
                selector.close()

        def _read(self) -> bytes | None:
            """Some bytes; None when the terminal is gone (end of file, or EIO on Linux)."""
            try:
                return os.read(self.fileno, _CHUNK) or None
            except InterruptedError:
                return b""
            except OSError:
                return None

        def _process(self, events: list[Message]) -> None:
            for event in events:
                self.process_message(event)
