"""The only place that reads the machine's clocks; everything else is told the time.

Within one start of the computer, elapsed time comes from a clock that goes on while it sleeps and that nobody can
set; the wall clock serves only across a restart of the computer, and as evidence.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Instant:
    """One reading: milliseconds of the monotonic clock, the wall clock, and which start of the computer it was."""

    mono_ms: int
    wall: datetime
    boot: str
    """Names one start of the computer, or, where the system does not tell, one run of the program."""


class Clock(Protocol):
    """Something that tells the time."""

    def now(self) -> Instant:
        """The present reading."""
        ...


def elapsed_ms(earlier: Instant, later: Instant) -> int:
    """Milliseconds between two readings, never negative."""
    if earlier.boot == later.boot:
        return max(0, later.mono_ms - earlier.mono_ms)
    return max(0, int((later.wall - earlier.wall).total_seconds() * 1000))


def _boot_id() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        # Where the system does not name its starts, this run of the program is the longest span that we can be sure of.
        return f"run-{uuid.uuid4().hex}"


class SystemClock:
    """The machine's clocks. On Linux the boot-time clock: Python's own monotonic clock stops while it sleeps."""

    def __init__(self) -> None:
        self._boot = _boot_id()
        self._clock_id: int | None = getattr(time, "CLOCK_BOOTTIME", None)

    def now(self) -> Instant:
        """The present reading."""
        mono = time.monotonic_ns() if self._clock_id is None else time.clock_gettime_ns(self._clock_id)
        return Instant(mono // 1_000_000, datetime.now().astimezone(), self._boot)


class VirtualClock:
    """A clock that moves when told to: rehearsals and tests."""

    def __init__(self, start: datetime = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)) -> None:
        self._instant = Instant(0, start, "virtual")

    def now(self) -> Instant:
        """The present reading."""
        return self._instant

    def advance(self, ms: int) -> None:
        """Let time pass."""
        now = self._instant
        self._instant = Instant(now.mono_ms + ms, now.wall + timedelta(milliseconds=ms), now.boot)

    def jump_wall(self, ms: int) -> None:
        """Somebody sets the wall clock."""
        now = self._instant
        self._instant = Instant(now.mono_ms, now.wall + timedelta(milliseconds=ms), now.boot)

    def reboot(self, off_ms: int) -> None:
        """The computer is off for a while and starts again."""
        now = self._instant
        self._instant = Instant(0, now.wall + timedelta(milliseconds=off_ms), now.boot + "'")
