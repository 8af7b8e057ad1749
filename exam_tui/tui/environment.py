"""Environment variables that must be set before Textual is imported. This module imports nothing of Textual's."""

from __future__ import annotations

import os


def prepare_environment() -> None:
    """Turn the kitty keyboard protocol off and forget every other setting that could change an exam.

    With that protocol an input-method commit of five or more characters arrives as garbage. Other `TEXTUAL_*`
    variables load drivers, run keys or open debugging ports: nothing for an exam.
    """
    for name in [name for name in os.environ if name.startswith("TEXTUAL_")]:
        del os.environ[name]
    os.environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"
