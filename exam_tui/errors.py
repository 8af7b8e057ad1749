"""Errors as codes with parameters.

Nothing below the edges writes sentences: an error carries a code and the values that its sentence needs, and the
message catalogues (`exam_tui.messages`) turn it into Chinese or English where a person reads it.
"""

from __future__ import annotations

import errno
from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of every command."""

    OK = 0
    FINDINGS = 1
    """A check or a verification that says no."""
    USAGE = 2
    """Wrong use: a wrong argument, a missing file, an id that is not there."""
    BLOCKED = 3
    """Could not go on: disk full, journal damaged, another program holds the sitting."""


class ExamTuiError(Exception):
    """An error that a person can act on.

    `code` is a key under `error.` in the message catalogues; `params` fill its sentence.
    """

    def __init__(self, code: str, *, exit_code: Exit = Exit.USAGE, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.exit_code = exit_code
        self.params = params

    def __str__(self) -> str:
        """For developers' eyes only: people read the catalogue's sentence."""
        details = ", ".join(f"{key}={value!r}" for key, value in self.params.items())
        return f"{self.code}({details})"


def reason_of(error: OSError) -> str:
    """The system's reason by its name (ENOENT, ENOSPC …), which the catalogues know; else the system's own words."""
    return errno.errorcode.get(error.errno or 0) or error.strerror or str(error)
