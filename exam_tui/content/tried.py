"""Content that was tried and found in order, so that it is not tried again at every start.

Trying the examples of a large workspace takes seconds; an exam must not begin with content that does not do what it
says, and nobody should wait for it either. What is kept from one start to the next is only what had nothing against it,
as digests over the content and the program that tried it: a change to either is tried anew, and a lost or damaged file
costs time, nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

FILE = "tried.txt"
MOST_KEPT = 2000
"""Digests in the file, of which the newer half stays when there are more: a workspace has about a hundred. What goes
that is still in use is tried and noted once more."""
_DECIDING = ("content", "rubric", "dialogue")
"""The packages whose code says what an example gives, and the libraries that find the words."""
_LIBRARIES = ("ahocorasick-rs", "google-re2", "pydantic")

T = TypeVar("T")


class _Kept:
    """What this process knows, and the file that outlives it, if there is one."""

    def __init__(self, folder: Path | None = None) -> None:
        self.file = folder / FILE if folder is not None else None

    @cached_property
    def found(self) -> dict[str, tuple[object, ...]]:
        """What was found, by digest; read when it is first asked for, and not by every command."""
        lines: list[str] = []
        if self.file is not None:
            with suppress(OSError, UnicodeDecodeError):  # a file that can't be read says nothing
                lines = self.file.read_text(encoding="ascii").split()
                if len(lines) > MOST_KEPT:
                    self.file.write_text("\n".join([*lines[-MOST_KEPT // 2 :], ""]), encoding="ascii")
        return dict.fromkeys(lines, ())

    def write(self, digest: str) -> None:
        """Tell later processes. One short line each: several processes may write, and half a line matches nothing."""
        if self.file is not None:
            with suppress(OSError):
                self.file.parent.mkdir(parents=True, exist_ok=True)
                with self.file.open("a", encoding="ascii") as file:
                    file.write(f"{digest}\n")


_kept = _Kept()


def keep_in(folder: Path | None) -> None:
    """Start anew with what a folder knows, and tell it to later processes; None: with nothing, for this process only.

    Nothing is written on disk before this is called.
    """
    global _kept  # noqa: PLW0603  # one memory per process, like the caches that it replaces
    _kept = _Kept(folder)


def trouble_of(parts: Iterable[str], find: Callable[[], Iterable[T]]) -> tuple[T, ...]:
    """What `find` gives; not asked again while `parts`, all that its answer rests on, and the program are the same.

    Within a process every answer is remembered, from one process to the next only that there was none.
    """
    digest = _digest(parts)
    if digest not in _kept.found:
        _kept.found[digest] = tuple(find())
        if not _kept.found[digest]:
            _kept.write(digest)
    return _kept.found[digest]  # type: ignore[return-value]  # of the type that `find` gave under this digest


def _digest(parts: Iterable[str]) -> str:
    hashed = sha256(_program())
    for part in parts:
        written = part.encode("utf-8", "surrogatepass")
        hashed.update(len(written).to_bytes(8, "big"))
        hashed.update(written)
    return hashed.hexdigest()


@cache
def _program() -> bytes:
    from importlib.metadata import version  # late: twenty milliseconds that most commands need not wait for

    hashed = sha256(sys.version.encode())
    for name in _LIBRARIES:
        hashed.update(f"{name} {version(name)}\n".encode())
    root = Path(__file__).parent.parent
    for folder in _DECIDING:
        for file in sorted((root / folder).rglob("*")):
            if file.suffix in (".py", ".tsv"):
                hashed.update(f"{file.relative_to(root).as_posix()}\n".encode() + file.read_bytes())
    return hashed.digest()
