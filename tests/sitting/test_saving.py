"""Nothing may be called saved that is not on the disk, and a failing disk must not lose an answer."""

from __future__ import annotations

import errno
import threading
from pathlib import Path

import pytest

from exam_tui.sitting.chain import Chain
from exam_tui.sitting.events import Typed
from exam_tui.sitting.journal import JournalFile, read_journal
from exam_tui.sitting.saving import BackgroundSink, SaveStatus


class FailingFile(JournalFile):
    """A journal whose disk fails from the `good`-th write on, after writing half of it."""

    def __init__(self, path: Path, good: int, rescue_fails: int = 0) -> None:
        super().__init__(path, {"form.json": b"{}"})
        self.good = good
        self.rescue_fails = rescue_fails

    def append(self, lines: bytes, *, durable: bool = True) -> None:
        if self.good == 0:
            with self.path.open("ab") as file:
                file.write(lines[: len(lines) // 2])
            raise OSError(errno.EIO, "Input/output error")
        self.good -= 1
        super().append(lines, durable=durable)

    def move_to(self, folder: Path, unsaved: bytes) -> None:
        self.asked = folder
        if self.rescue_fails:
            self.rescue_fails -= 1
            raise OSError(errno.ENOSPC, "No space left on device")
        super().move_to(folder, unsaved)
        self.good = -1


def lines(count: int) -> list[bytes]:
    chain = Chain()
    return [chain.seal(Typed(n=number, text="字")) for number in range(1, count + 1)]


def test_saved_is_said_only_after_the_disk_has_it(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    path = tmp_path / "journal.jsonl"

    def listen(status: SaveStatus) -> None:
        told.append((status.saved, path.read_bytes().count(b"\n")))

    sink = BackgroundSink(JournalFile(path), tmp_path / "rescue", listen)
    for line in lines(20):
        sink.append(line)
    sink.close()
    assert sink.status.all_saved
    assert all(saved <= on_disk for saved, on_disk in told)


def test_when_the_disk_fails_everything_goes_on_in_another_place(tmp_path: Path) -> None:
    moved = threading.Event()
    sealed = lines(6)
    file = FailingFile(tmp_path / "journal.jsonl", good=1)
    file.append(sealed[0])
    sink = BackgroundSink(file, tmp_path / "rescue", lambda status: moved.set() if status.moved_to else None)
    for line in sealed[1:3]:
        sink.append(line)
    assert moved.wait(10)
    for line in sealed[3:]:
        sink.append(line)
    sink.close()
    assert sink.status.all_saved
    assert sink.status.moved_to == tmp_path / "rescue"
    assert len(read_journal(tmp_path / "rescue" / "journal.jsonl").events) == 6


def test_when_nothing_can_be_written_it_says_so_until_it_can(tmp_path: Path) -> None:
    told: list[SaveStatus] = []
    saved = threading.Event()

    def listen(status: SaveStatus) -> None:
        told.append(status)
        if status.moved_to:
            saved.set()

    sink = BackgroundSink(
        FailingFile(tmp_path / "journal.jsonl", good=0, rescue_fails=2), tmp_path / "rescue", listen, retry_seconds=0.01
    )
    sink.append(lines(1)[0])
    assert saved.wait(10)
    sink.close()
    assert [status.failing for status in told[:2]] == ["ENOSPC"] * 2
    assert not any(status.all_saved for status in told[:2])
    assert told[-1].all_saved


def test_closing_on_a_dead_disk_gives_up_and_does_not_claim_to_have_saved(tmp_path: Path) -> None:
    sink = BackgroundSink(FailingFile(tmp_path / "j", good=0, rescue_fails=99), tmp_path / "rescue", retry_seconds=60)
    sink.append(lines(1)[0])
    sink.close()
    assert not sink.status.all_saved


@pytest.mark.parametrize("count", [1, 500])
def test_closing_waits_for_everything(tmp_path: Path, count: int) -> None:
    sink = BackgroundSink(JournalFile(tmp_path / "journal.jsonl"), tmp_path / "rescue")
    for line in lines(count):
        sink.append(line)
    sink.close()
    assert len(read_journal(tmp_path / "journal.jsonl").events) == count


def test_after_giving_up_the_damaged_file_is_never_written_to_again(tmp_path: Path) -> None:
    """What stands there up to the torn line must stay readable."""
    file = FailingFile(tmp_path / "journal.jsonl", good=1, rescue_fails=99)
    sealed = lines(4)
    file.append(sealed[0])
    sink = BackgroundSink(file, tmp_path / "rescue", retry_seconds=60)
    sink.append(sealed[1])
    assert sink.flush().failing == "ENOSPC"
    file.good = -1  # the first disk would work again
    sink.append(sealed[2])
    sink.append(sealed[3])
    sink.close()
    contents = read_journal(tmp_path / "journal.jsonl")
    assert len(contents.events) == 1
    assert contents.torn


def test_a_second_failure_goes_to_a_third_place_and_nothing_is_doubled(tmp_path: Path) -> None:
    """Also when the sitting already lives in the rescue folder."""
    sealed = lines(6)
    rescue = tmp_path / "rescue"
    rescue.mkdir()
    file = FailingFile(rescue / "journal.jsonl", good=1)
    file.append(sealed[0])
    sink = BackgroundSink(file, rescue)
    sink.append(sealed[1])
    assert sink.flush().moved_to == tmp_path / "rescue-2"
    file.good = 0
    sink.append(sealed[2])
    assert sink.flush().moved_to == tmp_path / "rescue-3"
    sink.close()
    assert len(read_journal(tmp_path / "rescue-3" / "journal.jsonl").events) == 3


def test_the_saving_thread_survives_any_error(tmp_path: Path) -> None:
    sealed, broken = lines(2), [True]

    def moved(_: Path) -> None:
        if broken[0]:
            raise ValueError("anything")

    file = JournalFile(tmp_path / "journal.jsonl", {}, moved)
    file.append(sealed[0])
    file.append = lambda data, *, durable=True: (_ for _ in ()).throw(OSError(errno.EIO, "x"))  # type: ignore[method-assign]
    sink = BackgroundSink(file, tmp_path / "rescue", retry_seconds=0.01)
    sink.append(sealed[1])
    assert sink.flush().failing == "anything"
    broken[0] = False
    while not sink.flush(1).all_saved:
        pass
    sink.close()
    assert len(read_journal(tmp_path / "rescue" / "journal.jsonl").events) == 2
