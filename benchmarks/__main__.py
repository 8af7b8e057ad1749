"""`make bench`: how fast, as ratios within one run.

Goals: first frame of the home screen at most 1.5 times a bare Textual app; key to screen in the typing section at
most 1.2 times a bare Input (median; 99th percentile 1.5), also with 1,500 characters typed; key to screen on the
reception desk, with the whole shift waiting, at most 1.5 times; aligning 1,000 characters
in less than 1 ms; checking 10,000 questions at most 4 times what tomllib takes to read them.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
import timeit
from collections.abc import Callable
from pathlib import Path

from benchmarks import checking
from benchmarks.terminal import Timed
from exam_tui.content.passage import Piece
from exam_tui.content.shelves import load_library
from exam_tui.content.workspace import shipped_root
from exam_tui.sitting.chain import Chain
from exam_tui.sitting.checking import check_library
from exam_tui.sitting.events import Typed
from exam_tui.sitting.journal import JournalFile
from exam_tui.tui.reception.reply import LONGEST_MESSAGE
from exam_tui.typing_test.alignment import align
from exam_tui.typing_test.measures import measure
from exam_tui.typing_test.scoring import score
from exam_tui.typing_test.strokes import Stroke

BARE = ["-m", "benchmarks.bare"]
HOME = ["-m", "exam_tui"]
PAPER = """\
[paper]
id = "bench"
title = "bench"
minutes = 60
pass = 0
policy = "qinghe"
[[section]]
kind = "typing"
title = "bench"
minutes = 30
weight = 1
passages = { group = "bench" }
scale = [[0, 0], [100, 100]]
warm_up = "ok"
"""
TYPED = 1_500
COMMITS = ["您", "好", "很高兴为您", "服务", "鑫", "森", "淼", "焱", "垚"]


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of the values lie."""
    return sorted(values)[min(len(values) - 1, round(share * (len(values) - 1)))]


def report(name: str, ours: list[float], bare: list[float]) -> None:
    """One line: medians in milliseconds, and the ratio."""
    one, other = statistics.median(ours), statistics.median(bare)
    print(
        f"{name}: {one * 1e3:.1f} ms against {other * 1e3:.1f} ms bare, ratio {one / other:.2f} "
        f"(p99 {percentile(ours, 0.99) * 1e3:.1f} against {percentile(bare, 0.99) * 1e3:.1f} ms, n={len(ours)})"
    )


def first_frame(runs: int) -> None:
    """Home screen against the bare app, in turns, after one run of each to warm the caches."""
    ours: list[float] = []
    bare: list[float] = []
    for number in range(runs + 1):
        for arguments, times in ((HOME, ours), (BARE, bare)):
            with Timed(arguments) as program:
                taken = program.first_frame()
            if number:
                times.append(taken)
    report("first frame, home", ours, bare)


def prose(characters: int) -> str:
    """The beginning of the shipped prose, without spaces."""
    passages = [one.model.passage for one in load_library(shipped_root()).passages.values()]
    text = "".join(one.text for one in passages if one.text and one.kind == "prose")
    return "".join(text.split())[:characters]


def key_to_screen(keys: int) -> None:
    """Typing section against a bare Input, key by key in turns."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for top in ("question_banks", "roleplays"):
            shutil.copytree(shipped_root() / top, folder / top)
        (folder / "question_banks" / "papers" / "bench.toml").write_text(PAPER, encoding="utf-8")
        passage = prose(2_000)
        (folder / "question_banks" / "passages" / "bench.toml").write_text(
            f'[passage]\nid = "bench"\ntitle = "bench"\ngroup = "bench"\ntext = "{passage}"', encoding="utf-8"
        )
        sit = ["-m", "exam_tui", "sit", "bench", "--candidate", "B1", "--name", "b", "--workspace", str(folder)]
        with Timed(sit, {"EXAM_TUI_LANG": "en"}) as ours, Timed(BARE) as bare:
            ours.until(lambda text: b"Enter" in text)
            ours.quiet()
            ours.send("\r")
            ours.until(lambda text: b"input method" in text)
            ours.quiet()
            ours.send("ok")
            ours.until(lambda text: b"Press Enter" in text)
            ours.quiet()
            ours.send("\r")
            ours.until(lambda text: b"finish early" in text)
            bare.quiet()
            # A slip now and then: errors are marked while we measure.
            typed = "".join("错" if index % 40 == 39 else one for index, one in enumerate(passage[:TYPED]))
            for label in ("empty", f"with {TYPED} characters typed"):
                times: tuple[list[float], list[float]] = ([], [])
                for number in range(keys):
                    commit = COMMITS[number % len(COMMITS)]
                    times[0].append(ours.echo(commit))
                    times[1].append(bare.echo(commit))
                report(f"key to screen, typing, {label}", *times)
                if label == "empty":
                    ours.send(typed)
                    ours.quiet(1.5)


SHIFT_PAPER = """\
[paper]
id = "bench"
title = "bench"
minutes = 60
pass = 0
policy = "qinghe"
[[section]]
kind = "roleplay"
title = "bench"
minutes = 30
weight = 1
shift = "bench"
"""


def reception(keys: int) -> None:
    """Reception desk with five customers waiting, against a bare Input, key by key in turns."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for top in ("question_banks", "roleplays"):
            shutil.copytree(shipped_root() / top, folder / top)
        (folder / "question_banks" / "papers" / "bench.toml").write_text(SHIFT_PAPER, encoding="utf-8")
        scripts = sorted(path.stem for path in (folder / "roleplays").glob("*.toml"))[:5]
        shift = '[shift]\nid = "bench"\ntitle = "bench"\n' + "".join(
            f'[[customer]]\nscript = "{script}"\nat = {number}\n' for number, script in enumerate(scripts)
        )
        (folder / "roleplays" / "shifts" / "bench.toml").write_text(shift, encoding="utf-8")
        sit = ["-m", "exam_tui", "sit", "bench", "--candidate", "B1", "--name", "b", "--workspace", str(folder)]
        with Timed(sit, {"EXAM_TUI_LANG": "en"}) as ours, Timed(BARE) as bare:
            ours.until(lambda text: b"Enter" in text)
            ours.quiet()
            ours.send("\r")
            ours.until(lambda text: b"waiting 5" in text)
            bare.quiet()
            times: tuple[list[float], list[float]] = ([], [])
            room = LONGEST_MESSAGE - 10  # a full line takes no more, and there would be nothing to wait for
            for number in range(keys):
                commit = COMMITS[number % len(COMMITS)]
                room -= len(commit)
                if room < 0:
                    break
                times[0].append(ours.echo(commit))
                times[1].append(bare.echo(commit))
            report(f"key to screen, reception, {len(scripts)} customers", *times)


def core(runs: int) -> None:
    """Work that happens beside the screen."""
    text = prose(1_000)
    slips = {index: ("错", "", "多一")[index // 25 % 3] for index in range(0, 1000, 25)}
    typed = "".join(slips.get(index, one) for index, one in enumerate(text))

    def timed(work: Callable[[], object], count: int) -> float:
        # The best of five rounds, as timeit has it: what else the machine does can only add.
        return min(timeit.repeat(work, number=count, repeat=5)) / count

    pieces, strokes = [Piece(text)], [Stroke(0, "typed", typed)]

    def scored() -> None:
        align.cache_clear()
        score(pieces, strokes, 300_000)

    print(f"score 1,000 characters with {len(slips)} slips: {timed(scored, runs) * 1e3:.2f} ms (goal 1)")
    whole = timed(lambda: measure(pieces, strokes, 300_000), runs)
    print(f"all measures of 1,000 characters: {whole * 1e3:.1f} ms")
    chain = Chain()
    seal = timed(lambda: chain.seal(Typed(n=1, text="您")), runs * 10)
    print(f"seal one event: {seal * 1e6:.0f} µs")
    with tempfile.TemporaryDirectory() as name:
        file = JournalFile(Path(name) / "journal.jsonl")
        line = Chain().seal(Typed(n=1, text="您"))
        print(f"append and fsync one line: {timed(lambda: file.append(line), runs) * 1e3:.2f} ms")
        file.close()
    start = time.perf_counter()
    library = load_library(shipped_root())
    loaded = time.perf_counter()
    check_library(library)
    checked = time.perf_counter()
    print(f"load the shipped content: {(loaded - start) * 1e3:.0f} ms; check it: {(checked - loaded) * 1e3:.0f} ms")


if __name__ == "__main__":
    first_frame(8)
    key_to_screen(200)
    reception(100)
    core(50)
    checking.report()
