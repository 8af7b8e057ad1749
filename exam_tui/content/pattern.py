"""Trainers' patterns, in RE2's syntax: a machine that reads every character once, so that no pattern can hang."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

LARGEST = 12_000
"""Steps of a compiled pattern; larger ones take RE2 out of its fast lane."""


def which_of(patterns: Sequence[str]) -> Callable[[str], Sequence[int]]:
    """A function from a text to the indexes of the patterns that are found in it.

    RE2 looks for words that the patterns can't do without, all at once, and tries only those that are left. (Its sets
    of patterns would be faster still, but they can't tell "none" from "out of memory".)
    """
    if not patterns:
        return lambda _: ()
    import re2

    together, options = re2.Filter(), _options()
    for pattern in patterns:
        together.Add(pattern, options)
    together.Compile()
    return lambda text: together.Match(text) or ()


def _options() -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False  # RE2 would print a bad pattern over the screen
    options.max_mem = 8 << 20
    return options


@lru_cache(maxsize=1024)
def compiled_pattern(pattern: str) -> Any:
    """A compiled RE2 pattern. ValueError says (in English, RE2's own words) what is wrong with it."""
    import re2  # late: only policies with patterns pay for it

    try:
        made = re2.compile(pattern, options=_options())
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        raise ValueError(reason.decode() if isinstance(reason, bytes) else str(reason)) from None
    if made.programsize > LARGEST:
        raise ValueError(f"too large: {made.programsize} > {LARGEST}")
    return made
