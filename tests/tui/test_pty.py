"""What only a real terminal shows: bytes in, bytes out, signals, kills. A candidate must not lose a saved answer."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pyte
import pytest

from exam_tui.content.paper import TypingWatch
from exam_tui.content.workspace import shipped_root
from exam_tui.sitting.folder import read_sitting
from exam_tui.sitting.journal import read_journal
from exam_tui.sitting.state import State, replay
from exam_tui.typing_test.evidence import flags_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ptys are a Unix thing")

PAPER = """\
[paper]
id = "{kind}"
title = "小测"
minutes = 20
pass = 0
policy = "qinghe"
[[section]]
kind = "{kind}"
title = "小测"
minutes = 10
weight = 1
{draw}
"""
DRAWS = {
    "questions": 'draw = [{ topic = "售后", count = 6, difficulty = [1, 3] }]',
    "typing": 'passages = { group = "客服散文·中" }\nscale = [[0, 0], [100, 100]]\nwarm_up = "试试"',
    "roleplay": 'scripts = ["late-parcel"]',
}


class Terminal:
    """A program in a pty, its screen read by pyte, its raw output kept.

    The tests type 龘, which no passage holds, where they wait for their own text.
    """

    def __init__(self, arguments: list[str], environment: dict[str, str]) -> None:
        self.raw = b""
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._screen)
        self.child = pexpect.spawn(
            sys.executable, ["-m", "exam_tui", *arguments], dimensions=(24, 80), timeout=30, encoding=None,
            env={**os.environ, "TERM": "xterm-256color", "EXAM_TUI_LANG": "zh", "PYTHONUTF8": "1", **environment},
        )  # fmt: skip

    def text(self) -> str:
        """The screen's lines; a wide character stands once."""
        return "\n".join(
            "".join(self._screen.buffer[row][column].data for column in range(80)).rstrip() for row in range(24)
        )

    def wait(self, wanted: str | Callable[[str], bool], seconds: float = 20) -> str:
        """Read until the screen shows something."""
        shows = (lambda text: wanted in text) if isinstance(wanted, str) else wanted
        until = time.monotonic() + seconds
        while not shows(self.text()):
            if time.monotonic() > until:
                pytest.fail(f"never shown: {wanted!r}\n{self.text()}")
            try:
                data = self.child.read_nonblocking(65536, timeout=0.2)
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                pytest.fail(f"ended before {wanted!r} was shown\n{self.text()}")
            self.raw += data
            self._stream.feed(data)
        return self.text()

    def wait_saved(self) -> None:
        """Until a whole frame says saved: what is read in one piece may be half a frame."""
        quiet, until = False, time.monotonic() + 20
        while not (quiet and "已保存 ✓" in self.text()):
            if time.monotonic() > until:
                pytest.fail(f"never saved\n{self.text()}")
            try:
                data = self.child.read_nonblocking(65536, timeout=0.2)
            except pexpect.TIMEOUT:
                quiet = True
                continue
            quiet = False
            self.raw += data
            self._stream.feed(data)

    def send(self, data: bytes | str) -> None:
        """What the keyboard sends, in one write."""
        self.child.send(data)

    def ends(self) -> int | None:
        """Wait for the end; the exit code, or None where a signal ended it."""
        try:
            self.child.expect(pexpect.EOF, timeout=20)
        except pexpect.TIMEOUT:
            pytest.fail(f"did not end\n{self.text()}")
        self.child.close()
        code: int | None = self.child.exitstatus
        return code


class Room:
    """A workspace with a small paper per kind, and terminals in it."""

    def __init__(self, folder: Path) -> None:
        self.results = folder / "results"
        self._workspace = folder / "shop"
        self._folder = folder
        self._terminals: list[Terminal] = []
        for name in ("question_banks", "roleplays"):
            shutil.copytree(shipped_root() / name, self._workspace / name)
        self._leave_only_what_is_sat()
        for kind, draw in DRAWS.items():
            paper = self._workspace / "question_banks" / "papers" / f"{kind}.toml"
            paper.write_text(PAPER.format(kind=kind, draw=draw), encoding="utf-8")

    def _leave_only_what_is_sat(self) -> None:
        """Each program checks its whole workspace first; here each test starts one or more."""
        plays = self._workspace / "roleplays"
        unused = [path for path in plays.glob("*.toml") if path.stem != "late-parcel"]
        for path in (*unused, *plays.glob("shifts/*"), *self._workspace.glob("question_banks/papers/*")):
            path.unlink()

    def sit(self, kind: str, **environment: str) -> Terminal:
        """The exam program for one kind of section."""
        terminal = Terminal(
            ["sit", kind, "--candidate", "E0412", "--name", "周小敏", "--seed", "3",
             "--workspace", str(self._workspace), "--out", str(self.results)],
            {"XDG_DATA_HOME": str(self._folder / "data"), **environment},
        )  # fmt: skip
        self._terminals.append(terminal)
        return terminal

    def begin(self, kind: str, **environment: str) -> Terminal:
        """… with the clock running, and in typing the countdown over."""
        terminal = self.sit(kind, **environment)
        terminal.wait("准备好了就按 Enter")
        terminal.send("\r")
        terminal.wait("剩余")
        if kind == "typing":
            terminal.wait("先试一下")
            terminal.send("试试")
            terminal.wait("Enter 开始  F1")
            terminal.send("\r")
            terminal.wait("Ctrl+S 提前结束")
        return terminal

    def folder(self) -> Path:
        (folder,) = self.results.iterdir()
        return folder

    def state(self) -> State:
        """What is on the disk now."""
        return replay(read_journal(self.folder() / "journal.jsonl").events)

    def forget(self, terminal: Terminal) -> None:
        """A terminal that the test has closed itself."""
        self._terminals.remove(terminal)
        terminal.child.closed = terminal.child.ptyproc.closed = True

    def close(self) -> None:
        for terminal in self._terminals:
            terminal.child.close(force=True)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    made.close()


def typed(state: State) -> str:
    return state.typing["typing"][-1].text


def test_commits_arrive_whole_and_the_kitty_protocol_is_never_asked_for(room: Room) -> None:
    terminal = room.begin("typing", TEXTUAL_DISABLE_KITTY_KEY="0", TEXTUAL_DRIVER="no.such:Driver")
    for burst in ("您", "欢迎", "很高兴为您", "十三个字的一次输入法提交龘"):
        terminal.send(burst)
        terminal.wait(burst)
    terminal.wait("已保存 ✓ 21 字")
    assert typed(room.state()) == "您欢迎很高兴为您十三个字的一次输入法提交龘"
    assert not re.search(rb"\x1b\[>[0-9;]*u", terminal.raw)


def test_the_input_method_opens_under_the_typed_text(room: Room) -> None:
    terminal = room.begin("typing")
    terminal.send("龘龘")
    terminal.wait("龘龘")
    row = next(i for i, line in enumerate(terminal.text().split("\n")) if line.strip() == "龘龘")
    moves = re.findall(rb"\x1b\[(\d+);(\d+)H", terminal.raw)
    assert (str(row + 1).encode(), b"7") in moves  # two cells of padding, four of text, counted from 1


def test_invalid_bytes_do_not_end_the_test(room: Room) -> None:
    terminal = room.begin("typing")
    terminal.send("您".encode() + b"\xff\xfe" + "好".encode("gbk") + "在龘".encode())
    terminal.wait("在龘")
    terminal.send("还龘")
    terminal.wait("还龘")


def test_a_paste_that_never_ends_does_not_swallow_what_follows(room: Room) -> None:
    terminal = room.begin("typing")
    terminal.send(b"\x1b[200~" + "整段粘贴".encode() * 20)
    terminal.wait("已记录")
    terminal.send("自己打龘")
    terminal.wait("自己打龘")
    terminal.wait("已保存 ✓ 4 字")
    state = room.state()
    assert typed(state) == "自己打龘"
    assert [event.type for event in state.evidence] == ["paste_refused"]


def test_a_short_bracketed_commit_is_typed_text_and_a_long_paste_is_not(room: Room) -> None:
    terminal = room.begin("typing")
    terminal.send(b"\x1b[200~" + "光临龘龘".encode() + b"\x1b[201~")
    terminal.wait("光临龘龘")
    terminal.send(b"\x1b[200~" + "很长的一段".encode() * 9 + b"\x1b[201~")
    terminal.wait("粘贴的 45 个字没有算")
    terminal.wait("已保存 ✓ 4 字")
    assert typed(room.state()) == "光临龘龘"


def test_4096_bytes_at_once_are_all_taken(room: Room) -> None:
    terminal = room.begin("typing")
    text = "洪水" * 682
    terminal.send(text)
    terminal.send("龘")
    terminal.wait("龘")
    terminal.wait("已保存 ✓ 1365 字")
    assert typed(room.state()) == text + "龘"


def test_a_paste_that_comes_in_pieces_is_one_paste(room: Room) -> None:
    terminal = room.begin("typing")
    pasted = b"\x1b[200~" + "分成几次送来的一段文字".encode() * 4 + b"\x1b[201~"
    for start in range(0, len(pasted), 7):  # also in the middle of a character and of the marks
        terminal.send(pasted[start : start + 7])
    terminal.wait("粘贴的 44 个字没有算")
    terminal.send("自己打龘")
    terminal.wait("已保存 ✓ 4 字")
    state = room.state()
    assert typed(state) == "自己打龘"
    assert [event.type for event in state.evidence] == ["paste_refused"]


def test_lines_pasted_one_after_another_are_refused_each(room: Room) -> None:
    terminal = room.begin("typing")
    terminal.send(b"\x1b[200~" + "两行\n的文字".encode() + b"\x1b[201~")
    terminal.wait("粘贴的 6 个字没有算")
    assert typed(room.state()) == ""


def test_a_storm_of_resizing_loses_nothing(room: Room) -> None:
    terminal = room.begin("typing")
    text = "窗口一直在变大变小也不能丢掉一个字"
    for index, character in enumerate(text):
        terminal.child.setwinsize(5 + index * 7 % 40, 12 + index * 31 % 150)
        terminal.send(character)
    terminal.child.setwinsize(24, 80)
    terminal.send("龘")
    terminal.wait("龘")
    terminal.wait(f"已保存 ✓ {len(text) + 1} 字")
    assert typed(room.state()) == text + "龘"


def test_a_flood_without_marks_is_kept_and_flagged_a_quick_commit_too(room: Room) -> None:
    terminal = room.begin("typing")
    terminal.send("慢")
    terminal.wait("慢")
    flood, commit = "没有标明是粘贴却一下子来了这么多的文字怎么看都不像打的", "十三个字的一次输入法提交龘"
    terminal.send(flood)
    terminal.wait("不像打的")
    terminal.wait("已保存 ✓ 28 字")
    terminal.send(commit)
    terminal.wait("提交龘")
    terminal.wait("已保存 ✓ 41 字")
    (run,) = room.state().typing["typing"]
    flags = flags_of(run.strokes, "", TypingWatch())
    assert typed(room.state()) == "慢" + flood + commit
    assert flags[0].kind == "typing_flood"
    assert {flag.kind for flag in flags} <= {"typing_flood", "typing_fast"}


@pytest.mark.parametrize("kind", ["questions", "typing", "roleplay"])
def test_after_kill_9_everything_that_was_saved_is_back(room: Room, kind: str) -> None:
    terminal = room.begin(kind)
    if kind == "questions":
        terminal.send("1")
        terminal.wait("1✓")
        terminal.send("\x1b[C")
        terminal.wait("第 2 题")
        terminal.send("2")
        terminal.wait("2✓")
    elif kind == "typing":
        terminal.send("您好龘龘")
        terminal.wait("已保存 ✓ 4 字")
    else:
        terminal.wait("在吗")
        terminal.send("您好，马上为您查\r")
        terminal.wait(lambda text: "我 " in text and "您好，马上为您查" in text)
    terminal.wait_saved()
    terminal.child.kill(signal.SIGKILL)
    terminal.ends()
    before = room.state()

    again = room.sit(kind)
    if kind == "questions":
        shown = again.wait("第 2 题")
        assert "1✓" in shown
        assert "2✓" in shown
    elif kind == "typing":
        again.wait("准许重打  Ctrl+S")
        assert typed(room.state()) == "您好龘龘"
        again.send("\r")
        again.wait("先试一下")
    else:
        again.wait("您好，马上为您查")
    after = room.state()
    assert (after.answers, after.typing.keys(), after.run) == (before.answers, before.typing.keys(), 2)
    assert before.last is not None
    assert after.last is not None
    assert after.last.at_ms >= before.last.at_ms  # the clock ran on


def test_a_closed_terminal_ends_the_program_and_loses_nothing(room: Room) -> None:
    terminal = room.begin("questions")
    terminal.send("1")
    terminal.wait("1✓")
    pid = terminal.child.pid
    terminal.child.ptyproc.fileobj.close()
    os.waitpid(pid, 0)  # a program that goes on without a terminal would run into the test's time limit
    room.forget(terminal)
    assert len(room.state().answers) == 1
    _, events, _ = read_sitting(room.folder())  # whole: no torn line
    assert events[-1].type in ("answered", "focus_lost", "clock_jumped")
    assert room.sit("questions").wait("1✓")


def test_being_told_to_end_leaves_the_terminal_clean(room: Room) -> None:
    terminal = room.begin("questions")
    terminal.send("1")
    terminal.wait("1✓")
    terminal.child.kill(signal.SIGTERM)
    assert terminal.ends() == 128 + signal.SIGTERM
    assert len(room.state().answers) == 1
    assert b"\x1b[?1049l" in (terminal.child.before or b"")  # the normal screen is back


def test_leaving_asks_first(room: Room) -> None:
    terminal = room.begin("questions")
    terminal.send("\x11")
    terminal.wait("考试时间照走")
    terminal.send("y")
    assert terminal.ends() == 0


def test_a_full_disk_is_said_and_the_answers_go_on_elsewhere(room: Room, tmp_path: Path) -> None:
    terminal = room.begin("questions")
    folder = room.folder()
    # The open file can still be written to; what fails is injected by limiting the size of files.
    size = (folder / "journal.jsonl").stat().st_size
    import resource

    resource.prlimit(terminal.child.pid, resource.RLIMIT_FSIZE, (size + 10, resource.RLIM_INFINITY))
    terminal.send("1")
    terminal.wait("无法保存")
    resource.prlimit(terminal.child.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    terminal.wait("换了位置")
    terminal.send("\x1b[C")
    terminal.wait("第 2 题")
    terminal.send("2")
    terminal.wait("2✓")
    terminal.wait_saved()
    terminal.child.kill(signal.SIGKILL)
    terminal.ends()
    (rescued,) = (tmp_path / "data" / "exam-tui" / "rescue").iterdir()
    assert len(replay(read_journal(rescued / "journal.jsonl").events).answers) == 2
    again = room.sit("questions").wait("第 2 题")
    assert "1✓" in again
    assert "2✓" in again


def test_losing_the_window_is_recorded_also_behind_a_help_page(room: Room) -> None:
    terminal = room.begin("questions")
    terminal.send("\x1bOP")  # F1
    terminal.wait("Esc 关闭")
    terminal.send("\x1b[O")
    terminal.send("\x1b[I")
    terminal.send("q")
    terminal.wait("第 1 题")
    terminal.send("1")
    terminal.wait("1✓")
    terminal.wait_saved()
    assert [event.type for event in room.state().evidence] == ["focus_lost", "focus_gained"]
