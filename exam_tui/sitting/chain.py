"""The hash chain of a journal: each line's `hash` covers the line and the hash before it.

The chain has no key. It finds damage and careless edits; against somebody who rewrites everything before the
signature it helps only that the head is shown at hand-in (see docs/threat-model.md).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from pydantic import ValidationError

from exam_tui.content.base import canonical_json
from exam_tui.sitting.events import EVENT, Event

GENESIS = "0" * 64
"""The hash before the first line."""


class BrokenChainError(Exception):
    """A line is damaged. `line` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass
class Chain:
    """The growing end of a chain."""

    head: str = GENESIS
    events: int = 0

    def seal(self, event: Event) -> bytes:
        """The event's line, ending in a line feed; moves the head."""
        data = event.model_dump(mode="json")
        self.head = _link(self.head, data)
        self.events += 1
        return canonical_json({**data, "hash": self.head}) + b"\n"

    def open(self, line: bytes) -> Event:
        """The event of the next line (without its line feed). Raises BrokenChainError; the head then stays."""
        number = self.events + 1
        try:
            data = json.loads(line)
            claimed = data.pop("hash")
            event = EVENT.validate_json(json.dumps(data))
        except (ValueError, ValidationError, KeyError, AttributeError, TypeError, RecursionError):
            raise BrokenChainError(number) from None
        # The very bytes, not only their meaning: a key given twice would otherwise read one way and hash another.
        if line != canonical_json({**data, "hash": claimed}):
            raise BrokenChainError(number)
        if event.n != number or claimed != _link(self.head, data):
            raise BrokenChainError(number)
        self.head = claimed
        self.events = number
        return event


def _link(previous: str, data: dict[str, object]) -> str:
    return hashlib.sha256(previous.encode() + b"\n" + canonical_json(data)).hexdigest()
