"""One chat as it stands: a fold over what was said, never a re-run of the script.

What the customer said is in the log as it happened, so a later version of a script or of the router cannot change a
chat that took place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from exam_tui.content.roleplay import EndQuality

Speaker = Literal["customer", "agent"]


@dataclass(frozen=True)
class Line:
    """One message; `at_ms` is the sitting's time in milliseconds."""

    speaker: Speaker
    text: str
    at_ms: int


@dataclass(frozen=True)
class Move:
    """The customer's step: where the conversation stands now and what the customer says.

    `via` says why, for the transcript and the author: `opened`, `finding:<rule>`, `choice:<n>`, `keywords:<n>`,
    `example:<n>`, `fallback`, `silence:<n>` or `mood`.
    """

    via: str
    node: str
    says: tuple[str, ...]
    mood: int
    ended: EndQuality | None


@dataclass(frozen=True)
class ClosedTurn:
    """An agent's turn that the customer has reacted to; `ms` are waits since the customer's last message."""

    messages: tuple[str, ...]
    via: str
    first_wait_ms: int
    """Until the first message of the turn."""
    answer_wait_ms: int
    """Until the last message of the turn."""
    asked: tuple[str, ...] = ()
    """What the customer had said before the turn."""


@dataclass(frozen=True)
class Chat:
    """The state of one chat."""

    script: str
    node: str = ""
    """Empty until the customer has opened the chat."""
    mood: int = 0
    ended: EndQuality | None = None
    lines: tuple[Line, ...] = ()
    turn: tuple[Line, ...] = ()
    """What the agent has sent since the customer's last step."""
    choice: int | None = None
    waiting_since_ms: int = 0
    silence_steps: int = 0
    """How many of the node's silence reactions have happened."""
    turns: tuple[ClosedTurn, ...] = ()
    rounds: int = 0
    """How often the customer has said something that wants an answer."""

    def said(self, text: str, at_ms: int, choice: int | None = None) -> Chat:
        """The agent sends a message, or picks a choice."""
        line = Line("agent", text, at_ms)
        return replace(self, lines=(*self.lines, line), turn=(*self.turn, line), choice=choice)

    def moved(self, move: Move, at_ms: int) -> Chat:
        """The customer reacts."""
        lines = self.lines + tuple(Line("customer", text, at_ms) for text in move.says)
        if move.via.startswith("silence") and move.node == self.node:
            return replace(self, lines=lines, mood=move.mood, silence_steps=self.silence_steps + 1)
        return replace(
            self,
            node=move.node,
            mood=move.mood,
            ended=move.ended,
            lines=lines,
            turn=(),
            choice=None,
            waiting_since_ms=at_ms,
            silence_steps=0,
            turns=(*self.turns, self._close(move.via)) if self.turn else self.turns,
            rounds=self.rounds + (move.ended is None),
        )

    def all_turns(self) -> tuple[ClosedTurn, ...]:
        """The closed turns, and the open one if time ran out on it."""
        return (*self.turns, self._close("unfinished")) if self.turn else self.turns

    def _close(self, via: str) -> ClosedTurn:
        waits = [line.at_ms - self.waiting_since_ms for line in self.turn]
        asked: list[str] = []
        for line in reversed(self.lines[: -len(self.turn)]):
            if line.speaker == "agent":
                break
            asked.append(line.text)
        return ClosedTurn(tuple(line.text for line in self.turn), via, waits[0], waits[-1], tuple(reversed(asked)))
