"""The core must run where there is no terminal, and the command line must not wait for what it does not use."""

from __future__ import annotations

import subprocess
import sys

CORE = (
    "content",
    "rubric",
    "typing_test",
    "dialogue",
    "sitting",
    "rehearsal",
    "marking",
    "results",
    "probation",
    "reports",
)


def loaded_after(code: str) -> set[str]:
    """Top-level modules that a fresh interpreter has loaded after running `code`."""
    script = f"import sys\n{code}\nprint('\\n'.join(sorted({{name.partition('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_core_loads_neither_textual_nor_rich_nor_click() -> None:
    code = f"""
import pkgutil, importlib
for name in {CORE!r}:
    package = importlib.import_module("exam_tui." + name)
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"exam_tui.{{name}}.{{module.name}}")
"""
    assert not loaded_after(code) & {"textual", "rich", "click"}


def test_help_does_not_load_the_screens_or_the_core() -> None:
    code = """
import io, contextlib
sys.argv = ["exam-tui", "--help"]
from exam_tui.cli.main import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    main()
"""
    assert not loaded_after(code) & {"textual", "rich", "pydantic", "cryptography"}
