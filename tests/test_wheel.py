"""Who installs the wheel must have the shipped content with it, and be able to make a shop from it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_a_wheel_works_outside_the_repository(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index",
         "--disable-pip-version-check", "-w", tmp_path / "dist", ROOT],
        check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    (tmp_path / "elsewhere").mkdir()

    def run(*arguments: str, cwd: str = "elsewhere") -> subprocess.CompletedProcess[str]:
        # -S and -P: neither the installed checkout nor the folder we stand in, only the unpacked wheel.
        paths = [str(tmp_path / "site"), *(p for p in sys.path if p.endswith("site-packages"))]
        return subprocess.run(
            [sys.executable, "-S", "-P", "-m", "exam_tui", *arguments],
            cwd=tmp_path / cwd, capture_output=True, text=True, encoding="utf-8", check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1", "EXAM_TUI_LANG": "en"},
        )  # fmt: skip

    checked = run("content", "check")
    assert checked.returncode == 0, checked.stderr
    assert run("new", "shop").returncode == 0
    assert (tmp_path / "elsewhere" / "shop" / "question_banks" / "handbook.md").is_file()
    assert "No problems" in run("content", "check", cwd="elsewhere/shop").stdout
