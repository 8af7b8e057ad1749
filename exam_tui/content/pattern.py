"""Trainers' patterns, in RE2's syntax: a machine that reads every character once, so that no pattern can hang."""

from __future__ import annotations

from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1024)
def compiled_pattern(pattern: str) -> Any:
    """A compiled RE2 pattern. ValueError says (in English, RE2's own words) what is wrong with it."""
    import re2  # late: only policies with patterns pay for it

    options = re2.Options()
    options.log_errors = False  # RE2 would print a bad pattern over the screen
    options.max_mem = 8 << 20
    try:
        return re2.compile(pattern, options=options)
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        raise ValueError(reason.decode() if isinstance(reason, bytes) else str(reason)) from None
