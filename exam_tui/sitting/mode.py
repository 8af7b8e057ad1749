"""What a sitting of each kind allows: one object instead of conditions spread over the screens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ModeName = Literal["mock", "proctored", "rehearsal"]


@dataclass(frozen=True)
class Mode:
    """The rules of a kind of sitting."""

    name: ModeName
    counts: bool
    """Whether the result may feed a probation decision."""
    shows_keys: bool
    """Whether right answers are shown after hand-in."""


MODES: dict[ModeName, Mode] = {
    "mock": Mode("mock", counts=False, shows_keys=True),
    "proctored": Mode("proctored", counts=True, shows_keys=False),
    "rehearsal": Mode("rehearsal", counts=False, shows_keys=True),
}
