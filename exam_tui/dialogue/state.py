"""One chat as it stands: a fold over what was said and done, never a re-run of the script.

What the customer said is in the log as it happened, so a later version of a script or of the router cannot change a
chat that took place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from exam_tui.content.policy import PromiseKind
from exam_tui.content.roleplay import EndQuality

Speaker = Literal["customer", "agent"]
HOSTED, HOSTED_ON = "host", "host_on"
"""The `via` of moves that a trainer made; and of those that go on with a question that has not been answered yet, and
has waited since its first message."""


@dataclass(frozen=True)
class Line:
    """One message; `at_ms` is the sitting's time in milliseconds. `phrases`: the quick phrases it was made with."""

    speaker: Speaker
    text: str
    at_ms: int
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Move:
    """The customer's step: where the conversation stands now and what the customer says.

    `via` says why, for the transcript and the author: `opened`, `finding:<rule>`, `choice:<n>`, `keywords:<n>`,
    `example:<n>`, `fallback`, `silence:<n>`, `reaction:<n>`, `mood`, `patience` or `host`. `edge`: which of the node's
    replies was taken (negative: of those that every node has); `reaction`: which reaction followed.
    """

    via: str
    node: str
    says: tuple[str, ...]
    mood: int
    ended: EndQuality | None
    meters: Mapping[str, int] = field(default_factory=dict)
    """All meters but the mood."""
    edge: int | None = None
    reaction: int | None = None


@dataclass(frozen=True)
class LookedUp:
    """Something that the agent looked up, or asked the supervisor; it shows from `ready_ms` on."""

    id: str
    at_ms: int
    ready_ms: int
    shows: str
    supervisor: bool
    leave: tuple[PromiseKind, ...] = ()
    """The kinds of promises that the supervisor's answer is a leave for."""


@dataclass(frozen=True)
class Remark:
    """The mark (in per cent) and remark of a trainer who played the customer; `line`: the number of the line."""

    by: str
    percent: int
    text: str
    line: int


@dataclass(frozen=True)
class ClosedTurn:
    """An agent's turn that the customer has reacted to; waits count from the first message that it answers."""

    messages: tuple[str, ...]
    via: str
    waits_ms: tuple[int, ...]
    """Until each message of the turn."""
    asked: tuple[str, ...] = ()
    """What the customer had said before the turn."""
    ended_ms: int = 0
    """When its last message was sent, in the sitting's time."""
    been: frozenset[str] = frozenset()
    """Where the chat had been by then."""
    levels: Mapping[str, int] = field(default_factory=dict)
    """Where the meters stood when it was said."""


@dataclass(frozen=True)
class Chat:
    """The state of one chat."""

    script: str
    node: str = ""
    """Empty until the customer has opened the chat."""
    mood: int = 0
    meters: Mapping[str, int] = field(default_factory=dict)
    ended: EndQuality | None = None
    closed: bool = False
    """The agent has ended it."""
    lines: tuple[Line, ...] = ()
    turn: tuple[Line, ...] = ()
    """What the agent has sent since the customer's last step."""
    choice: int | None = None
    opened_ms: int = 0
    waiting_since_ms: int = 0
    silence_steps: int = 0
    """How many of the node's silence reactions have happened."""
    turns: tuple[ClosedTurn, ...] = ()
    rounds: int = 0
    """How often the customer has said something that wants an answer."""
    been: frozenset[str] = frozenset()
    """Nodes that the chat has been at."""
    used: frozenset[str] = frozenset()
    """Replies and reactions that were taken: see `edge_key`."""
    lookups: tuple[LookedUp, ...] = ()
    note: str = ""
    """The hand-over note."""
    remark: Remark | None = None

    @property
    def levels(self) -> dict[str, int]:
        """All meters."""
        return {"mood": self.mood, **self.meters}

    def said(self, text: str, at_ms: int, choice: int | None = None, phrases: tuple[str, ...] = ()) -> Chat:
        """The agent sends a message, or picks a choice."""
        line = Line("agent", text, at_ms, phrases)
        return replace(self, lines=(*self.lines, line), turn=(*self.turn, line), choice=choice)

    def moved(self, move: Move, at_ms: int) -> Chat:
        """The customer reacts."""
        lines = self.lines + tuple(Line("customer", text, at_ms) for text in move.says)
        used = self.used
        if move.edge is not None:
            used |= {edge_key(self.node, move.edge)}
        if move.reaction is not None:
            used |= {f"reaction:{move.reaction}"}
        changed = replace(self, lines=lines, mood=move.mood, meters=move.meters, used=used)
        if move.via.startswith("silence") and move.node == self.node and move.ended is None:
            return replace(changed, silence_steps=self.silence_steps + 1)
        if move.via == HOSTED_ON and move.ended is None:
            return changed
        return replace(
            changed,
            node=move.node,
            ended=move.ended,
            turn=(),
            choice=None,
            opened_ms=self.opened_ms if self.node else at_ms,
            waiting_since_ms=at_ms,
            silence_steps=0,
            turns=(*self.turns, self._close(move.via)) if self.turn else self.turns,
            rounds=self.rounds + (move.ended is None),
            been=self.been | {move.node},
        )

    def looked_up(self, found: LookedUp) -> Chat:
        """The agent looks something up."""
        return replace(self, lookups=(*self.lookups, found))

    def noted(self, text: str) -> Chat:
        """The agent writes the hand-over note, in place of an earlier one."""
        return replace(self, note=text)

    def remarked(self, remark: Remark) -> Chat:
        """The trainer gives a mark, in place of an earlier one."""
        return replace(self, remark=remark)

    def closed_by_agent(self, quality: EndQuality) -> Chat:
        """The agent ends the chat."""
        turns = (*self.turns, self._close("closed")) if self.turn else self.turns
        return replace(self, ended=quality, closed=True, turns=turns, turn=(), choice=None)

    def known_by(self, at_ms: int) -> frozenset[str]:
        """What the agent had looked up, and seen, by then."""
        return frozenset(one.id for one in self.lookups if one.ready_ms <= at_ms)

    def leave_by(self, at_ms: int) -> frozenset[PromiseKind]:
        """The kinds of promises that the supervisor had given leave for by then."""
        return frozenset(kind for one in self.lookups if one.ready_ms <= at_ms for kind in one.leave)

    def all_turns(self) -> tuple[ClosedTurn, ...]:
        """The closed turns, and the open one if time ran out on it."""
        return (*self.turns, self._close("unfinished")) if self.turn else self.turns

    def _close(self, via: str) -> ClosedTurn:
        waits = tuple(line.at_ms - self.waiting_since_ms for line in self.turn)
        asked: list[str] = []
        for line in reversed(self.lines):
            if line.speaker == "customer":
                asked.append(line.text)
            elif line not in self.turn:
                break
        messages = tuple(line.text for line in self.turn)
        ended_ms = self.turn[-1].at_ms
        return ClosedTurn(messages, via, waits, tuple(reversed(asked)), ended_ms, self.been, self.levels)


def edge_key(node: str, edge: int) -> str:
    """The name of a reply, for what is taken once: those that every node has are the same everywhere."""
    return f"{node}:{edge}" if edge >= 0 else f"always:{-1 - edge}"
