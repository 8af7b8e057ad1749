"""Playing a script without a sitting: for checks, walks and trying out. Time is what one says it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from exam_tui.content.lookup import Lookup
from exam_tui.content.policy import Policy
from exam_tui.content.roleplay import Node, RoleplayFile
from exam_tui.dialogue.remembering import Memory, lookups_now, memory_at, turn_said
from exam_tui.dialogue.state import Chat, LookedUp, Move
from exam_tui.dialogue.stepping import Route, next_move, route_turn

REPLY_MS = 6_000
"""Until the first message of a turn."""
NEXT_MESSAGE_MS = 2_000
SILENCE_STEP_MS = 1_000
LONGEST_SILENCE_MS = 900_000


@dataclass(frozen=True)
class Played:
    """One step of the customer: from which node, and what the customer did."""

    node: str
    move: Move


class Player:
    """A chat on a virtual clock."""

    def __init__(self, script: RoleplayFile, policy: Policy, seed: int = 0, node: str | None = None) -> None:
        """`node`: begin there instead of at the opening."""
        self.script, self.policy, self.seed = script, policy, seed
        if node is not None and node != script.roleplay.opening:
            script = script.model_copy(update={"roleplay": script.roleplay.model_copy(update={"opening": node})})
        self.now_ms = 0
        self.chat = Chat(script.roleplay.id)
        self.played: list[Played] = []
        self._step(script)

    @property
    def here(self) -> Node:
        """The node that the chat is at."""
        return self.script.node[self.chat.node]

    @property
    def over(self) -> bool:
        """Whether the chat has ended."""
        return self.chat.ended is not None

    def memory(self, messages: tuple[str, ...] = ()) -> Memory:
        """What is known if this were said now."""
        said = turn_said(self.policy, self.chat, messages, self.now_ms) if messages else None
        return memory_at(self.script, self.policy, self.chat, said)

    def route(self, messages: tuple[str, ...]) -> Route:
        """Where this would lead now."""
        said = turn_said(self.policy, self.chat, messages, self.now_ms + REPLY_MS)
        return route_turn(self.script, self.chat, said, memory_at(self.script, self.policy, self.chat, said))

    def say(self, messages: Iterable[str], wait_ms: int = REPLY_MS) -> Move | None:
        """Send a turn of messages; what the customer does then."""
        for number, message in enumerate(messages):
            self.now_ms += NEXT_MESSAGE_MS if number else wait_ms
            self.chat = self.chat.said(message, self.now_ms)
        return self._settle()

    def choose(self, choice: int, wait_ms: int = REPLY_MS) -> Move | None:
        """Pick a choice, counted from 0."""
        self.now_ms += wait_ms
        self.chat = self.chat.said(self.here.choices[choice].choice or "", self.now_ms, choice)
        return self._settle()

    def lookups(self) -> list[Lookup]:
        """What can be looked up, or asked, now."""
        return lookups_now(self.script, self.policy, self.chat, self.now_ms)

    def look_up(self, lookup_id: str) -> None:
        """Look something up and wait for what it shows."""
        for lookup in self.lookups():
            if lookup.id == lookup_id:
                ready = self.now_ms + lookup.seconds * 1000
                found = LookedUp(lookup.id, self.now_ms, ready, lookup.shows, lookup.supervisor, lookup.leave)
                self.chat = self.chat.looked_up(found)
                self.now_ms = ready

    def write_note(self, text: str) -> None:
        """The hand-over note."""
        self.chat = self.chat.noted(text)

    def close(self) -> None:
        """End the chat."""
        self.chat = self.chat.closed_by_agent(self.here.closes_as or "lost")

    def wait(self) -> Move | None:
        """Say nothing until the customer does something; None if nothing will ever happen."""
        if self.chat.silence_steps >= len(self.here.silence):
            return None
        end = self.now_ms + LONGEST_SILENCE_MS
        while self.now_ms < end:
            self.now_ms += SILENCE_STEP_MS
            move = self._step(self.script)
            if move is not None:
                return move
        return None

    def take_turn(self, steps: Iterable[str]) -> Move | None:
        """A turn as model dialogues write it: messages, `#1`, `?id`, `=note`."""
        messages: list[str] = []
        for step in steps:
            match step[0]:
                case "#" if step[1:].isdecimal() and 0 < int(step[1:]) <= len(self.here.choices):
                    return self.choose(int(step[1:]) - 1)
                case "?":
                    self.look_up(step[1:])
                case "=":
                    self.write_note(step[1:])
                case _:
                    messages.append(step)
        return self.say(messages) if messages else None

    def _settle(self) -> Move | None:
        self.now_ms += self.script.roleplay.settle_seconds * 1000
        return self._step(self.script)

    def _step(self, script: RoleplayFile) -> Move | None:
        move = next_move(script, self.policy, self.chat, self.now_ms, seed=self.seed)
        if move is not None:
            self.played.append(Played(self.chat.node, move))
            self.chat = self.chat.moved(move, self.now_ms)
        return move


def play_model(script: RoleplayFile, policy: Policy) -> Player:
    """The model dialogue, played."""
    player = Player(script, policy)
    for turn in script.model.turns:
        if player.over:
            for step in turn:
                if step.startswith("="):
                    player.write_note(step[1:])
            continue
        player.take_turn(turn)
    return player
