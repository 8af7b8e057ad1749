"""Saving in the background: the screen never waits for the disk, and never says "saved" before it is.

One thread owns the journal file. Lines are handed over in order; whatever has piled up is written with one fsync.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from exam_tui.sitting.journal import JournalFile


class Sink(Protocol):
    """Takes sealed lines in order."""

    def append(self, line: bytes) -> None:
        """Take one line."""
        ...

    def close(self) -> None:
        """Return when everything taken is on the disk."""
        ...


@dataclass(frozen=True)
class SaveStatus:
    """How far saving has come."""

    taken: int
    saved: int
    moved_to: Path | None = None
    """Where the journal goes on after the first place failed."""
    failing: str | None = None
    """The system's reason while nothing can be saved at all."""

    @property
    def all_saved(self) -> bool:
        """Whether every line taken is on the disk."""
        return self.saved == self.taken and self.failing is None


class DirectSink:
    """Writes each line before going on: rehearsals and tests. `durable` off leaves out the fsync."""

    def __init__(self, file: JournalFile, *, durable: bool = True) -> None:
        self._file = file
        self._durable = durable

    def append(self, line: bytes) -> None:
        """Write and fsync one line."""
        self._file.append(line, durable=self._durable)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class BackgroundSink:
    """Writes in a thread of its own.

    `rescue` is the folder where the journal goes on when its own place fails, tried again every `retry_seconds`
    until it takes. `on_change` is called from the thread after every write.
    """

    def __init__(
        self,
        file: JournalFile,
        rescue: Path,
        on_change: Callable[[SaveStatus], None] = lambda _: None,
        retry_seconds: float = 2.0,
    ) -> None:
        self._file = file
        self._rescue = rescue
        self._on_change = on_change
        self._retry_seconds = retry_seconds
        self._queue: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._status = SaveStatus(0, 0)
        self._moves = 0
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    @property
    def status(self) -> SaveStatus:
        """How far saving has come."""
        return self._status

    def listen(self, on_change: Callable[[SaveStatus], None]) -> None:
        """Who is told from now on."""
        self._on_change = on_change

    def append(self, line: bytes) -> None:
        """Hand over one line; returns at once."""
        with self._lock:
            self._status = SaveStatus(
                self._status.taken + 1, self._status.saved, self._status.moved_to, self._status.failing
            )
        self._queue.put(line)

    def close(self) -> None:
        """Wait until everything is on the disk. While nothing can be saved, tries once more and gives up."""
        self._closing.set()
        self._queue.put(None)
        self._thread.join()
        self._file.close()

    def _run(self) -> None:
        over = False
        while not over:
            lines: list[bytes] = []
            entry = self._queue.get()
            while entry is not None:
                lines.append(entry)
                if self._queue.empty():
                    break
                entry = self._queue.get()
            over = entry is None
            if lines:
                self._save(b"".join(lines), len(lines))

    def _save(self, data: bytes, count: int) -> None:
        try:
            self._file.append(data)
            self._tell(count, moved_to=self._status.moved_to)
        except OSError:
            self._save_elsewhere(data, count)

    def _save_elsewhere(self, data: bytes, count: int) -> None:
        """A failed write leaves the file's end unknown, so it is never written to again: all goes into a new one."""
        self._moves += 1
        folder = self._rescue if self._moves == 1 else self._rescue.with_name(f"{self._rescue.name}-{self._moves}")
        while True:
            try:
                self._file.move_to(folder, data)
            except OSError as worse:
                self._tell(0, moved_to=self._status.moved_to, failing=worse.strerror or str(worse))
                if self._closing.wait(self._retry_seconds):
                    return
            else:
                self._tell(count, moved_to=folder)
                return

    def _tell(self, count: int, *, moved_to: Path | None, failing: str | None = None) -> None:
        with self._lock:
            self._status = SaveStatus(self._status.taken, self._status.saved + count, moved_to, failing)
            status = self._status
        self._on_change(status)
