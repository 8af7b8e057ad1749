"""How long the checker takes for 10,000 questions, against reading the same files with the standard library.

The questions are made of words drawn at random, with the lengths of real ones, so that nothing about them is degenerate
for the search for near-duplicates.
"""

from __future__ import annotations

import random
import resource
import shutil
import statistics
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from exam_tui.content.shelves import content_files, load_library
from exam_tui.content.workspace import CONTENT_FOLDERS, shipped_root
from exam_tui.exchange.toml_text import file_text
from exam_tui.sitting.checking import check_library

QUESTIONS = 10_000
_BANKS = 20
_SEED = 20261121
_ROUNDS = 3


def _words(rng: random.Random, count: int) -> str:
    return "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(count))


def _questions(rng: random.Random, bank: int) -> Iterator[dict[str, object]]:
    for number in range(QUESTIONS // _BANKS):
        options = [_words(rng, rng.randrange(6, 22)) for _ in range(4)]
        yield {
            "id": f"b{bank}-q{number}", "kind": "single", "topic": f"商品/第{number % 25}类",
            "difficulty": number % 5 + 1, "stem": _words(rng, rng.randrange(15, 45)) + "？",
            "right": options[0], "wrong": options[1:],
            "explain": _words(rng, 30) + "。", "source": "手册·商品",
        }  # fmt: skip


def make_workspace(folder: Path) -> None:
    """The shipped content and 10,000 questions more."""
    for name in CONTENT_FOLDERS:
        shutil.copytree(shipped_root() / name, folder / name)
    rng = random.Random(_SEED)
    for bank in range(_BANKS):
        info = {"id": f"bench-{bank}", "title": f"第 {bank} 个题库"}
        text = file_text("bank", info, "question", _questions(rng, bank), None)
        (folder / "question_banks" / f"bench-{bank}.toml").write_text(text, encoding="utf-8")


def measure() -> tuple[float, float, int, int]:
    """Medians of three rounds: seconds for tomllib alone and for the whole check; notes; peak memory in MiB."""
    reading, checking, notes = [], [], 0
    with TemporaryDirectory() as name:
        folder = Path(name)
        make_workspace(folder)
        texts = [file.read_text(encoding="utf-8") for file in content_files(folder)]
        for _ in range(_ROUNDS):
            started = time.perf_counter()
            for text in texts:
                tomllib.loads(text)
            reading.append(time.perf_counter() - started)
            started = time.perf_counter()
            notes = len(check_library(load_library(folder)))
            checking.append(time.perf_counter() - started)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return statistics.median(reading), statistics.median(checking), notes, peak


def report() -> None:
    """One line with the ratio, one with the memory."""
    read, checked, notes, peak = measure()
    ratio = checked / read
    print(f"check of {QUESTIONS} questions: {checked:.2f} s against {read:.2f} s of tomllib alone, ratio {ratio:.2f}")
    print(f"  (goal 4; {notes} notes; peak memory {peak} MiB)")


if __name__ == "__main__":
    report()
