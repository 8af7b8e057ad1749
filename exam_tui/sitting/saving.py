"""Saving in the background: the screen never waits for the disk, and never says "saved" before it is.

One thread owns the journal file. Lines are handed over in order; whatever has piled up is written with one fsync.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from exam_tui.errors import reason_of
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

    When a write fails, the file's end is unknown and it is never written to again: everything so far and since goes
    into a new file in `rescue`, tried every `retry_seconds` until it takes. `on_change` is called from the thread
    after every attempt.
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
        self._unsaved: list[bytes] = []
        self._moving_to: Path | None = None
        """Set when a write has failed: the file's end is unknown, so everything must go into a new one, there."""
        self._status = SaveStatus(0, 0)
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    @property
    def status(self) -> SaveStatus:
        """How far saving has come."""
        return self._status

    def append(self, line: bytes) -> None:
        """Hand over one line; returns at once."""
        with self._changed:
            self._status = replace(self._status, taken=self._status.taken + 1)
        self._queue.put(line)

    def flush(self, seconds: float = 30) -> SaveStatus:
        """Wait until everything taken is on the disk, or until an attempt to write it has failed."""
        with self._changed:
            self._changed.wait_for(lambda: self._status.all_saved or self._status.failing is not None, seconds)
            return self._status

    def close(self) -> None:
        """Wait until everything is on the disk; while nothing can be saved, try once more and give up."""
        if self._thread.is_alive():
            self._queue.put(None)
            self._thread.join()
            self._file.close()

    def _run(self) -> None:
        closing = False
        while not closing:
            closing = self._collect()
            if self._unsaved:
                self._save()

    def _collect(self) -> bool:
        """Take what has piled up, waiting for it only when nothing is left to retry. True: closing."""
        try:
            entry = self._queue.get(timeout=self._retry_seconds if self._unsaved else None)
        except queue.Empty:
            return False
        while entry is not None:
            self._unsaved.append(entry)
            if self._queue.empty():
                return False
            entry = self._queue.get()
        return True

    def _save(self) -> None:
        data, count = b"".join(self._unsaved), len(self._unsaved)
        try:
            if self._moving_to is None:
                self._file.append(data)
        except OSError:
            self._moving_to = self._new_place()
        try:
            if self._moving_to is not None:
                self._file.move_to(self._moving_to, data)
                self._tell(replace(self._status, moved_to=self._moving_to))
                self._moving_to = None
        except Exception as error:  # whatever it is, this thread must live: it is the only one that saves
            reason = reason_of(error) if isinstance(error, OSError) else str(error)
            self._tell(replace(self._status, failing=reason))
            return
        self._unsaved.clear()
        self._tell(replace(self._status, failing=None), saved=count)

    def _new_place(self) -> Path:
        """A folder that is not there yet; certainly not the one that has just failed."""
        number, folder = 1, self._rescue
        while folder.exists() or folder == self._file.path.parent:
            number += 1
            folder = self._rescue.with_name(f"{self._rescue.name}-{number}")
        return folder

    def _tell(self, status: SaveStatus, saved: int = 0) -> None:
        with self._changed:
            # `taken` may have grown since the caller looked.
            self._status = replace(status, taken=self._status.taken, saved=self._status.saved + saved)
            self._changed.notify_all()
            told = self._status
        self._on_change(told)
