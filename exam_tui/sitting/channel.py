"""The channel between a candidate's program and the trainer who plays the customer, on the same machine.

Two files in a folder that only this account can enter, each with one writer: `desk.jsonl` by the candidate's program,
`host.jsonl` by the trainer's. Each line is a JSON object; a line counts once its line end is there. Nothing listens on
any network: from another room the trainer logs in over SSH and runs `exam-tui roleplay host` there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Generic, Literal, TypeVar

from filelock import FileLock, Timeout
from pydantic import Field, TypeAdapter, ValidationError

from exam_tui.content.base import Model
from exam_tui.content.roleplay import EndQuality

CHANNELS = ".hosted"
"""Folder in the results folder that holds the channels."""
DESK, HOST, LOCK = "desk.jsonl", "host.jsonl", ".lock"
LONGEST_LINE = 4_000


class HostSays(Model):
    """The customer says something."""

    type: Literal["says"] = "says"
    text: Annotated[str, Field(min_length=1, max_length=500)]


class HostEnds(Model):
    """The customer ends the chat."""

    type: Literal["ends"] = "ends"
    quality: EndQuality


class HostRemarks(Model):
    """The trainer's own mark for how the matter was handled, in per cent, with a remark; a later one replaces it."""

    type: Literal["remarks"] = "remarks"
    by: Annotated[str, Field(min_length=1, max_length=40)]
    percent: Annotated[int, Field(ge=0, le=100)]
    text: Annotated[str, Field(max_length=500)] = ""


class DeskBegan(Model):
    """The candidate's program has opened the chat, perhaps again: all that was said follows."""

    type: Literal["began"] = "began"
    candidate: str
    title: str


class DeskLine(Model):
    """Something was said. `rules`: titles of the rules that it met, in what the agent said."""

    type: Literal["line"] = "line"
    speaker: Literal["customer", "agent"]
    text: str
    at_ms: int
    rules: tuple[str, ...] = ()


class DeskOver(Model):
    """The chat has ended, or the section is closed: nothing more is taken."""

    type: Literal["over"] = "over"
    closed: bool


HOST_LINE: TypeAdapter[HostSays | HostEnds | HostRemarks] = TypeAdapter(
    Annotated[HostSays | HostEnds | HostRemarks, Field(discriminator="type")]
)
DESK_LINE: TypeAdapter[DeskBegan | DeskLine | DeskOver] = TypeAdapter(
    Annotated[DeskBegan | DeskLine | DeskOver, Field(discriminator="type")]
)
LineT = TypeVar("LineT")


class Outbox:
    """The file that this program writes."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        size = os.fstat(self._file).st_size
        if size and os.pread(self._file, 1, size - 1) != b"\n":  # half a line of a program that died
            os.write(self._file, b"\n")

    def put(self, line: Model) -> None:
        """Append a line, whole. Raises OSError."""
        os.write(self._file, line.model_dump_json().encode() + b"\n")

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)


class Inbox(Generic[LineT]):
    """The file that the other program writes."""

    def __init__(self, path: Path, kind: TypeAdapter[LineT]) -> None:
        self._path, self._kind = path, kind
        self._offset = self._number = 0

    def new(self) -> Iterator[tuple[int, LineT]]:
        """Whole lines that have come since the last call, numbered from 1; what is no such line is passed over."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._offset)
                raw = file.read()
        except OSError:  # not there yet
            return
        *lines, _ = raw.split(b"\n")
        for line in lines:
            self._offset += len(line) + 1
            self._number += 1
            try:
                yield self._number, self._kind.validate_json(line[:LONGEST_LINE])
            except ValidationError:
                continue


def channel_folder(results: Path, sitting: str, section: str) -> Path:
    """Where the channel of a hosted section is."""
    return results / CHANNELS / f"{sitting}.{section}"


def open_channels(results: Path) -> list[Path]:
    """Channels at whose other end a candidate's program runs, the newest last; not those whose section is over."""
    found: list[tuple[float, Path]] = []
    folder = results / CHANNELS
    for path in folder.glob("*") if folder.is_dir() else ():
        with suppress(OSError):  # taken away while we look
            if _is_held(path) and not _is_closed(path):
                found.append(((path / DESK).stat().st_mtime, path))
    return [path for _, path in sorted(found)]


def hold_channel(folder: Path) -> FileLock:
    """Show that a candidate's program is there, until the lock is released or the program ends."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(folder / LOCK, mode=0o600, thread_local=False)
    with suppress(Timeout):
        lock.acquire(timeout=1, poll_interval=0.02)  # a trainer who looks holds it for a moment
    return lock


def _is_held(folder: Path) -> bool:
    if not (folder / LOCK).is_file():
        return False
    lock = FileLock(folder / LOCK, mode=0o600, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False


def remove_closed(results: Path) -> None:
    """Take away the channels of sections that are over: the journals have it all."""
    folder = results / CHANNELS
    for path in folder.glob("*") if folder.is_dir() else ():
        if (path / DESK).is_file() and _is_closed(path):
            shutil.rmtree(path, ignore_errors=True)


def _is_closed(path: Path) -> bool:
    last = None
    for _, last in Inbox(path / DESK, DESK_LINE).new():  # noqa: B007
        pass
    return isinstance(last, DeskOver) and last.closed
