"""Nobody waits twice for content to be tried, and nothing is taken for tried that was not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from exam_tui.content import tried
from exam_tui.content.tried import FILE, MOST_KEPT, keep_in, trouble_of


class Trial:
    """Content to try: counts how often it was."""

    def __init__(self, *trouble: str) -> None:
        self.trouble, self.times = trouble, 0

    def __call__(self) -> Iterator[str]:
        self.times += 1
        yield from self.trouble


@pytest.fixture
def restart(tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Begins a process anew, with what earlier ones have kept."""
    before = tried._kept
    keep_in(tmp_path)
    yield lambda: keep_in(tmp_path)
    tried._kept = before


def test_what_is_in_order_is_tried_once_for_all_processes(restart: Callable[[], None]) -> None:
    trial = Trial()
    assert trouble_of(["a", "b"], trial) == trouble_of(["a", "b"], trial) == ()
    restart()
    assert trouble_of(["a", "b"], trial) == ()
    assert trial.times == 1


@pytest.mark.parametrize("parts", [["a"], ["a", "b", ""], ["ab", ""], ["", "ab"], ["b", "a"], ["a", "c"]])
def test_whatever_changes_is_tried_anew(restart: Callable[[], None], parts: list[str]) -> None:
    trouble_of(["a", "b"], Trial())
    restart()
    assert trouble_of(parts, Trial("wrong")) == ("wrong",)


def test_trouble_is_told_every_time_and_tried_anew_by_the_next_process(restart: Callable[[], None]) -> None:
    trial = Trial("wrong")
    assert trouble_of(["a"], trial) == trouble_of(["a"], trial) == ("wrong",)
    assert trial.times == 1
    restart()
    assert trouble_of(["a"], trial) == ("wrong",)
    assert trial.times == 2


def test_another_program_tries_for_itself(restart: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    trouble_of(["a"], Trial())
    restart()
    monkeypatch.setattr(tried, "_program", lambda: b"another")
    assert trouble_of(["a"], Trial("wrong")) == ("wrong",)


@pytest.mark.parametrize("damage", [b"\xff\xfe\x00", b"0123", b"\n\n", b""])
def test_a_damaged_file_costs_time_only(restart: Callable[[], None], tmp_path: Path, damage: bytes) -> None:
    trouble_of(["a"], Trial())
    (tmp_path / FILE).write_bytes(damage)
    restart()
    trial = Trial()
    assert trouble_of(["a"], trial) == ()
    assert trial.times == 1


def test_half_a_line_says_nothing(restart: Callable[[], None], tmp_path: Path) -> None:
    trouble_of(["a"], Trial())
    (tmp_path / FILE).write_text((tmp_path / FILE).read_text()[:-9])
    restart()
    assert trouble_of(["a"], Trial("wrong")) == ("wrong",)


def test_where_nothing_can_be_kept_everything_is_tried(restart: Callable[[], None], tmp_path: Path) -> None:
    (tmp_path / "in the way").write_text("")
    keep_in(tmp_path / "in the way")
    assert trouble_of(["a"], Trial("wrong")) == ("wrong",)
    assert trouble_of(["b"], Trial()) == ()


def test_the_file_does_not_grow_for_ever(restart: Callable[[], None], tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("".join(f"{number:064x}\n" for number in range(MOST_KEPT + 1)))
    restart()
    trouble_of(["a"], Trial())
    lines = (tmp_path / FILE).read_text().split()
    assert len(lines) == MOST_KEPT // 2 + 1
    assert lines[-2] == f"{MOST_KEPT:064x}"
