"""The customer's next step, as a pure function of script, policy, chat, seed and time.

Precedence of the ways on: finding, choice, keywords (in file order), likeness to examples, fallback; a node's own
replies before those that every node has. Who only says 稍等 has not answered: the customer waits on.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from exam_tui.content.given import Given
from exam_tui.content.policy import Policy
from exam_tui.content.roleplay import Reply, RoleplayFile
from exam_tui.dialogue.fillers import is_filler
from exam_tui.dialogue.remembering import Memory, TurnSaid, given_holds, is_family, memory_at, turn_said
from exam_tui.dialogue.speaking import spoken
from exam_tui.dialogue.state import Chat, Move, edge_key
from exam_tui.rubric.matching import holds, likeness
from exam_tui.rubric.text import normalise

LIKENESS_NEEDED = 0.5
"""Dice coefficient of character bigrams from which a reply counts as like an example."""
CHOICE_SETTLE_MS = 800
"""A choice is one act: the customer answers at once, but not so fast that the screen jumps."""
COMPOSING_LIMIT_MS = 20_000
"""So long the customer waits for an agent who is still typing, counted from the last message sent."""
SHORTEST_SILENCE = 45
"""Seconds: nobody is blamed for less, whatever the customer's temperament."""


@dataclass(frozen=True)
class Route:
    """The reply that was taken, which one of the node it is (see `Move.edge`), and why."""

    reply: Reply
    edge: int
    via: str


def open_chat(script: RoleplayFile, seed: int = 0) -> Move:
    """The customer's first words."""
    node = script.roleplay.opening
    meters = script.begins_with
    says = spoken(script, script.node[node].says, f"{seed}:{script.roleplay.id}:0")
    return Move("opened", node, says, meters.pop("mood"), script.node[node].end, meters)


def route_turn(script: RoleplayFile, chat: Chat, said: TurnSaid, memory: Memory, choice: int | None = None) -> Route:
    """The way on from where the chat stands, for what the agent said (or chose, counted from 0)."""
    node = script.node[chat.node]
    replies = [
        (edge, reply)
        for edge, reply in script.replies_of(chat.node)
        if (reply.given is None or given_holds(reply.given, memory))
        and not (reply.once and edge_key(chat.node, edge) in chat.used)
    ]
    for edge, reply in replies:
        if reply.when is not None and reply.finding is not None and holds(reply.when, said.text, said.met):
            return Route(reply, edge, f"finding:{reply.finding}")
    if choice is not None:
        reply = node.choices[choice]
        return Route(reply, node.reply.index(reply), f"choice:{choice}")
    for edge, reply in replies:
        if reply.when is not None and reply.finding is None and holds(reply.when, said.text, said.met):
            return Route(reply, edge, f"keywords:{edge}")
    best, like = 0.0, -1
    for number, (_, reply) in enumerate(replies):
        for example in reply.examples:
            score = likeness(said.text.text, normalise(example).text)
            if score > best:
                best, like = score, number
    if best >= LIKENESS_NEEDED:
        edge, reply = replies[like]
        return Route(reply, edge, f"example:{edge}")
    return next(Route(reply, edge, "fallback") for edge, reply in replies if reply.fallback)


def next_move(
    script: RoleplayFile, policy: Policy, chat: Chat, now_ms: int, *, composing: bool = False, seed: int = 0
) -> Move | None:
    """What the customer does at `now_ms`, or None while the customer waits.

    `composing`: the agent has unsent text; the customer then waits longer for the rest of the turn.
    """
    if not chat.node:
        return open_chat(script, seed)
    if chat.ended is not None:
        return None
    asked_to_wait_ms: int | None = None
    waits_for_choice = bool(script.node[chat.node].choices) and chat.choice is None
    if chat.turn and not waits_for_choice:
        last_ms = chat.turn[-1].at_ms
        since = now_ms - last_ms
        settle = CHOICE_SETTLE_MS if chat.choice is not None else script.roleplay.settle_seconds * 1000
        if since < settle or (composing and chat.choice is None and since < COMPOSING_LIMIT_MS):
            return None
        messages = tuple(line.text for line in chat.turn)
        said = turn_said(policy, chat, messages, last_ms)
        memory = memory_at(script, policy, chat, said)
        route = route_turn(script, chat, said, memory, chat.choice)
        if route.via != "fallback" or not is_filler(policy, messages):
            return _Step(script, chat, seed, memory).along(route)
        asked_to_wait_ms = last_ms
    node = script.node[chat.node]
    if chat.silence_steps < len(node.silence):
        silence = node.silence[chat.silence_steps]
        factor = script.temper.waits if script.temper is not None else Decimal(1)
        patience_ms = max(SHORTEST_SILENCE * 1000, int(silence.after * factor * 1000))
        due_ms = chat.waiting_since_ms + patience_ms
        if asked_to_wait_ms is not None:  # the customer waits as long again, but is not put off again and again
            due_ms = min(asked_to_wait_ms + patience_ms, due_ms + patience_ms)
        if now_ms >= due_ms:
            return _Step(script, chat, seed, memory_at(script, policy, chat, None, now_ms)).in_silence()
    return None


class _Step:
    """One step of the customer: effects, words, where it leads."""

    def __init__(self, script: RoleplayFile, chat: Chat, seed: int, memory: Memory) -> None:
        self.script, self.chat, self.memory = script, chat, memory
        self.salt = f"{seed}:{script.roleplay.id}:{len(chat.lines)}"
        self.levels = chat.levels

    def along(self, route: Route) -> Move:
        reply = route.reply
        return self._move(route.via, reply.to, reply.says, reply.changes, reply.given, route.edge)

    def in_silence(self) -> Move:
        number = self.chat.silence_steps
        silence = self.script.node[self.chat.node].silence[number]
        says = (silence.says,) if silence.says else ()
        return self._move(f"silence:{number}", silence.to, says, silence.changes, None, None)

    def _move(
        self,
        via: str,
        to: str | None,
        says: tuple[str, ...],
        changes: dict[str, int],
        given: Given | None,
        edge: int | None,
    ) -> Move:
        script = self.script
        self._change(changes)
        words = list(self._words(says, given))
        if to is not None and to not in script.node:  # the checker refuses that; a sitting must not end by it
            to = None
        target = to or self.chat.node
        reaction = self._reaction()
        if reaction is not None and script.node[target].end is None:
            one = script.reaction[reaction]
            self._change(one.changes)
            words += self._words(one.says, one.given)
            to = one.to or to
            target = to or target
        else:
            reaction = None
        spent = next((name for name in ("mood", "patience") if self.levels[name] == 0), None)
        if spent is not None and script.node[target].end is None:
            via, to = spent, script.roleplay.leaves
            target = to
        if to is not None:
            words += self._words(script.node[target].says, given)
        levels = dict(self.levels)
        mood = levels.pop("mood")
        ended = script.node[target].end if to is not None else None
        return Move(via, target, tuple(words), mood, ended, levels, edge, reaction)

    def _words(self, says: tuple[str, ...], given: Given | None) -> tuple[str, ...]:
        quote = ""
        for wanted in given.found if given is not None else ():
            quote = quote or next((words for rule, words in self.memory.found.items() if is_family(rule, wanted)), "")
        return spoken(self.script, says, self.salt, quote)

    def _change(self, changes: dict[str, int]) -> None:
        temper = self.script.temper
        for name, change in changes.items():
            scaled = Decimal(change)
            if temper is not None and name in ("mood", "patience"):
                scaled *= temper.loses if change < 0 else temper.gains
            change_now = int(scaled.quantize(Decimal(1), ROUND_HALF_UP))
            self.levels[name] = max(0, min(100, self.levels.get(name, 0) + change_now))

    def _reaction(self) -> int | None:
        """The first reaction that has not happened yet and whose time has come."""
        memory = Memory(
            self.memory.been, self.memory.reached, self.memory.found, self.memory.known, dict(self.levels)
        )  # fmt: skip
        for number, reaction in enumerate(self.script.reaction):
            if f"reaction:{number}" not in self.chat.used and given_holds(reaction.given, memory):
                return number
        return None
