"""What was shown as saved must be there after any accident, and damage must never pass unnoticed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_tui.errors import ExamTuiError
from exam_tui.sitting.chain import Chain
from exam_tui.sitting.events import Submitted, Typed
from exam_tui.sitting.journal import JournalFile, read_journal, set_torn_aside


def write(path: Path, count: int = 5) -> bytes:
    chain, file = Chain(), JournalFile(path)
    for number in range(1, count + 1):
        file.append(chain.seal(Typed(n=number, text=f"字{number}")))
    file.close()
    return path.read_bytes()


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    write(path)
    contents = read_journal(path)
    assert [event.text for event in contents.events if event.type == "typed"] == ["字1", "字2", "字3", "字4", "字5"]
    assert contents.torn == b""


def test_every_line_is_json_that_anybody_can_read(tmp_path: Path) -> None:
    lines = write(tmp_path / "j").decode().splitlines()
    assert [json.loads(line)["n"] for line in lines] == [1, 2, 3, 4, 5]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_torn_last_line_is_cut_and_kept_and_the_rest_is_there(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("torn") / "journal.jsonl"
    whole = write(path)
    cut = data.draw(st.integers(0, len(whole)))
    path.write_bytes(whole[:cut])
    contents = read_journal(path)
    assert len(contents.events) == whole[:cut].count(b"\n")
    if contents.torn:
        set_torn_aside(path, contents.torn)
        assert path.with_name("journal.torn-1").read_bytes() == contents.torn
    assert path.read_bytes() + contents.torn == whole[:cut]
    assert read_journal(path).torn == b""


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_any_changed_byte_is_noticed_and_nothing_is_touched(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("damage") / "journal.jsonl"
    whole = bytearray(write(path))
    at = data.draw(st.integers(0, len(whole) - 2))  # not the last line feed: that is a torn line
    whole[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(whole)
    with pytest.raises(ExamTuiError, match=r"journal\.damaged"):
        read_journal(path)
    assert path.read_bytes() == whole


@pytest.mark.parametrize(
    "change", [lambda lines: lines[:2] + lines[3:], lambda lines: [lines[1], lines[0], *lines[2:]]]
)
def test_a_removed_or_moved_line_is_noticed(tmp_path: Path, change: Callable[[list[bytes]], list[bytes]]) -> None:
    path = tmp_path / "journal.jsonl"
    lines = write(path).splitlines(keepends=True)
    path.write_bytes(b"".join(change(lines)))
    with pytest.raises(ExamTuiError, match=r"journal\.damaged"):
        read_journal(path)


def test_a_journal_goes_on_elsewhere_with_everything(tmp_path: Path) -> None:
    chain, file = Chain(), JournalFile(tmp_path / "journal.jsonl", {"form.json": b"form"})
    file.append(chain.seal(Typed(n=1, text="一")))
    file.move_to(tmp_path / "rescue", chain.seal(Typed(n=2, text="二")))
    file.append(chain.seal(Typed(n=3, text="三")))
    file.close()
    assert len(read_journal(tmp_path / "rescue" / "journal.jsonl").events) == 3
    assert (tmp_path / "rescue" / "form.json").read_bytes() == b"form"


def test_nothing_can_follow_the_hand_in(tmp_path: Path) -> None:
    chain, path = Chain(), tmp_path / "journal.jsonl"
    path.write_bytes(chain.seal(Submitted(n=1, reason="candidate")) + chain.seal(Typed(n=2, text="晚了")))
    with pytest.raises(ExamTuiError, match=r"journal\.damaged"):
        read_journal(path)


def test_a_line_has_one_reading(tmp_path: Path) -> None:
    """A key given twice would read one way and hash another."""
    path = tmp_path / "journal.jsonl"
    whole = write(path, 1)
    path.write_bytes(whole.replace(b'"text":', b'"text":"x","text":', 1))
    with pytest.raises(ExamTuiError, match=r"journal\.damaged"):
        read_journal(path)
