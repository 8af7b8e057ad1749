"""20,000 mutated content files: never a traceback, never a hang, every problem with a sentence in both languages.

Run by hand (`python -m benchmarks.fuzzing [files]`); too long for the test suite.
"""

from __future__ import annotations

import signal
import sys
import time
from collections import Counter
from pathlib import Path
from types import FrameType

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from exam_tui.content.fixing import repair_text
from exam_tui.content.loading import load_text
from exam_tui.content.shelves import content_files
from exam_tui.content.workspace import shipped_root
from exam_tui.messages import LANGUAGES, Catalogue
from exam_tui.messages.problems import problem_line

FILES = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
_HANG_SECONDS = 10
_MOST_TABLES = 8
_SIGNS = [
    *"“”＝，【】\"'\\=[]{}\n#.\x00\ud7ff\u200b😀", '"""', "[[question]]", "[node.x]", "kind", "id", "wrong = []",
    "= true", "1e999", "nan", "-1", "C:\\题库", "标题 = 1",
]  # fmt: skip
_SOURCES = [file.read_text(encoding="utf-8") for file in content_files(shipped_root())]
_SENTENCES = [Catalogue(language) for language in LANGUAGES]
seen: Counter[str] = Counter()


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """The head and some tables of a shipped file, changed in one to five places."""
    head, *tables = draw(st.sampled_from(_SOURCES)).split("\n\n")
    first = draw(st.integers(0, len(tables)))
    text = "\n\n".join([head, *tables[first : first + _MOST_TABLES]])
    for _ in range(draw(st.integers(1, 5))):
        place = draw(st.integers(0, len(text)))
        end = min(len(text), place + draw(st.sampled_from([0, 0, 1, 3, 20, 200])))
        text = text[:place] + draw(st.sampled_from(["", *_SIGNS]) | st.text(max_size=5)) + text[end:]
    return text


def _hangs(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    raise TimeoutError(f"longer than {_HANG_SECONDS} s")


@settings(
    max_examples=FILES, deadline=None, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(mutated())
def run(text: str) -> None:
    """Read it, say what is wrong, mend what can be mended."""
    signal.alarm(_HANG_SECONDS)
    path = Path("mutated.toml")
    loaded, problems = load_text(path, text)
    assert (loaded is None) == bool(problems)
    lines = text.split("\n")
    for problem in problems:
        seen[problem.code] += 1
        assert 1 <= problem.line <= len(lines) + 1
        assert 1 <= problem.column <= max(map(len, lines)) + 1
        for sentences in _SENTENCES:
            assert problem_line(problem, path.parent, sentences)
    repair_text(path, text, problems)
    seen["fine"] += not problems
    signal.alarm(0)


if __name__ == "__main__":
    signal.signal(signal.SIGALRM, _hangs)
    started = time.perf_counter()
    run()
    print(f"{FILES} mutated files in {time.perf_counter() - started:.0f} s: no traceback, no hang")
    print(dict(seen.most_common()))
