"""Orders that look random and are the same on every machine for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def seeded_order(seed: int | str, names: Iterable[str]) -> list[str]:
    """`names` ordered by sha256(seed, name): no library's random generator can change it."""
    return sorted(names, key=lambda name: hashlib.sha256(f"{seed}:{name}".encode()).digest())
