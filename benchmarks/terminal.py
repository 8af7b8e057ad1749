"""Timing a program in a pty from outside: until its first frame, and from a key to the screen.

Absolute times say little on a shared machine; the callers print ratios of two programs measured in turns.
"""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import time
from collections.abc import Callable
from types import TracebackType

import pexpect

_ESCAPES = re.compile(rb"\x1b\[[0-9;?<>=!$ ]*[A-Za-z@`~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()=>78]")


class Timed:
    """A program in a pty of 100x30."""

    def __init__(self, arguments: list[str], environment: dict[str, str] | None = None) -> None:
        self.started = time.perf_counter()
        self._child = pexpect.spawn(
            sys.executable, arguments, dimensions=(30, 100), encoding=None,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(environment or {})},
        )  # fmt: skip

    def __enter__(self) -> Timed:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.kill(signal.SIGKILL)
        self._child.close(force=True)

    def _read(self, seconds: float) -> bytes:
        ready, _, _ = select.select([self._child.fileno()], [], [], max(0.0, seconds))
        return os.read(self._child.fileno(), 65536) if ready else b""

    def until(self, shows: Callable[[bytes], bool], seconds: float = 20) -> float:
        """Seconds from now until the printable output since now satisfies `shows`."""
        start, seen = time.perf_counter(), b""
        while time.perf_counter() - start < seconds:
            seen += self._read(seconds)
            if shows(_ESCAPES.sub(b"", seen)):
                return time.perf_counter() - start
        raise TimeoutError(seen[-400:])

    def first_frame(self) -> float:
        """Seconds from the start of the process to its first printable output."""
        self.until(lambda text: bool(text.strip()))
        return time.perf_counter() - self.started

    def quiet(self, seconds: float = 0.5) -> None:
        """Read until nothing has come for a while (a ticking clock counts as nothing)."""
        until = time.perf_counter() + 5
        while self._read(seconds) and time.perf_counter() < until:
            pass

    def send(self, text: str) -> None:
        """Keys."""
        os.write(self._child.fileno(), text.encode())

    def echo(self, text: str) -> float:
        """Seconds from sending `text` in one write until its last character is on the screen."""
        self.quiet(0.03)
        wanted = text[-1].encode()
        self.send(text)
        return self.until(lambda shown: wanted in shown, 3)
