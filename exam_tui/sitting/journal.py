"""The journal file: append-only JSONL, one writer, nothing acknowledged before fsync.

Life of a record: `Sitting` seals an event into a line -> `JournalFile.append` writes and fsyncs -> only then may the
screen say "saved". Reading: every whole line must hold in the chain. A last line without its line feed is a torn
write: set aside as `journal.torn-<n>`, cut off, told. Damage anywhere else is refused loudly and touched by nobody.
After a failed write nothing more is acknowledged until a new file elsewhere holds everything.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from exam_tui.errors import ExamTuiError, Exit, reason_of
from exam_tui.sitting.chain import BrokenChainError, Chain
from exam_tui.sitting.events import Event, Opened

JOURNAL_NAME = "journal.jsonl"
_LONGEST_FIRST_LINE = 64 * 1024


@dataclass(frozen=True)
class JournalContents:
    """What a journal file holds."""

    events: tuple[Event, ...]
    chain: Chain
    torn: bytes
    """A half-written last line; empty when the file ends cleanly."""


def read_journal(path: Path) -> JournalContents:
    """Read and verify a journal. Raises ExamTuiError where it is damaged; changes nothing."""
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = reason_of(error)
        raise ExamTuiError("journal.unreadable", exit_code=Exit.BLOCKED, path=str(path), reason=reason) from error
    *lines, torn = data.split(b"\n")
    chain = Chain()
    events: list[Event] = []
    for line in lines:
        try:
            # The journal is sealed at hand-in: whatever stands after that was not recorded by a sitting.
            if events and events[-1].type == "submitted":
                raise BrokenChainError(len(events) + 1)
            events.append(chain.open(line))
        except BrokenChainError as error:
            raise ExamTuiError("journal.damaged", exit_code=Exit.BLOCKED, path=str(path), line=error.line) from error
    return JournalContents(tuple(events), chain, torn)


def first_event(path: Path) -> Opened | None:
    """Whose sitting a journal is, from its first line alone; None where that can't be told."""
    try:
        with path.open("rb") as file:
            event = Chain().open(file.readline(_LONGEST_FIRST_LINE).rstrip(b"\n"))
    except (OSError, BrokenChainError):
        return None
    return event if isinstance(event, Opened) else None


def has_a_line(path: Path) -> bool:
    """Whether anything was ever recorded: a first line that ends, or a file that can't be looked into."""
    try:
        with path.open("rb") as file:
            return file.readline(_LONGEST_FIRST_LINE).endswith(b"\n")
    except FileNotFoundError:
        return False
    except OSError:
        return True


def set_torn_aside(path: Path, torn: bytes) -> None:
    """Keep a torn last line in a file of its own, then cut it off the journal."""
    number = 1
    while (aside := path.with_name(f"journal.torn-{number}")).exists():
        number += 1
    write_durably(aside, torn)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - len(torn))
        os.fsync(file.fileno())


def write_durably(path: Path, data: bytes) -> None:
    """Write a whole file or nothing: a temporary file, fsync, rename, fsync of the folder."""
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        # For the owner only: sittings hold personal data, and a form holds the keys.
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(temporary, flags, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a new name in `folder` durable, where the system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class JournalFile:
    """The writing end. `append` returns only when the bytes are on the disk."""

    def __init__(
        self,
        path: Path,
        companions: Mapping[str, bytes] | None = None,
        moved: Callable[[Path], None] = lambda _: None,
    ) -> None:
        self.path = path
        self._moved = moved
        self._companions = dict(companions or {})
        """Files that must stand beside the journal wherever it goes on."""
        self._descriptor = self._open(path)
        self._held = bytearray(path.read_bytes())
        """Everything acknowledged so far, so that it can be written elsewhere if this disk fails."""

    def _open(self, path: Path) -> int:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        descriptor = os.open(path, flags, 0o600)
        sync_folder(path.parent)
        return descriptor

    def append(self, lines: bytes, *, durable: bool = True) -> None:
        """Write and fsync. Raises OSError; the file must then be left (`move_to`), as its end is unknown."""
        view = memoryview(lines)
        while view:
            view = view[os.write(self._descriptor, view) :]
        if durable:
            os.fsync(self._descriptor)
        self._held += lines

    def move_to(self, folder: Path, unsaved: bytes) -> None:
        """Go on in a new file that holds everything acknowledged and `unsaved`. Raises OSError or ExamTuiError.

        Nothing of this object changes until all has worked, so it can be tried again with the same `unsaved`.
        """
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in self._companions.items():
            write_durably(folder / name, data)
        path = folder / JOURNAL_NAME
        write_durably(path, bytes(self._held + unsaved))
        self._moved(folder)
        descriptor = self._open(path)
        self.close()
        self.path, self._descriptor = path, descriptor
        self._held += unsaved

    def close(self) -> None:
        """Close the file; appending is then over."""
        with contextlib.suppress(OSError):
            os.close(self._descriptor)
