"""The customer's next step, as a pure function of script, policy, chat and time.

Precedence of the ways on: finding, choice, keywords (in file order), likeness to examples, fallback.
"""

from __future__ import annotations

from dataclasses import dataclass

from exam_tui.content.policy import Policy
from exam_tui.content.roleplay import Node, Reply, RoleplayFile
from exam_tui.dialogue.state import Chat, Move
from exam_tui.rubric.judging import rules_met
from exam_tui.rubric.matching import holds, likeness
from exam_tui.rubric.text import normalise

LIKENESS_NEEDED = 0.5
"""Dice coefficient of character bigrams from which a reply counts as like an example."""
CHOICE_SETTLE_MS = 800
"""A choice is one act: the customer answers at once, but not so fast that the screen jumps."""
COMPOSING_LIMIT_MS = 20_000
"""So long the customer waits for an agent who is still typing, counted from the last message sent."""


@dataclass(frozen=True)
class Route:
    """The reply that was taken, and why."""

    reply: Reply
    via: str


def open_chat(script: RoleplayFile) -> Move:
    """The customer's first words."""
    node = script.roleplay.opening
    return Move("opened", node, script.node[node].says, script.roleplay.customer.mood, script.node[node].end)


def route_turn(policy: Policy, node: Node, messages: tuple[str, ...], choice: int | None = None) -> Route:
    """The way on from `node` for what the agent sent (or chose, counted from 0)."""
    met = rules_met(policy, messages)
    said = normalise("\n".join(messages))
    for reply in node.reply:
        if reply.when is not None and reply.when.finding is not None and holds(reply.when, said, met):
            return Route(reply, f"finding:{reply.when.finding}")
    if choice is not None:
        return Route(node.choices[choice], f"choice:{choice}")
    for index, reply in enumerate(node.reply):
        if reply.when is not None and reply.when.finding is None and holds(reply.when, said, met):
            return Route(reply, f"keywords:{index}")
    best, best_index = 0.0, -1
    for index, reply in enumerate(node.reply):
        for example in reply.examples:
            score = likeness(said.text, normalise(example).text)
            if score > best:
                best, best_index = score, index
    if best >= LIKENESS_NEEDED:
        return Route(node.reply[best_index], f"example:{best_index}")
    return Route(next(reply for reply in node.reply if reply.fallback), "fallback")


def next_move(script: RoleplayFile, policy: Policy, chat: Chat, now_ms: int, *, composing: bool = False) -> Move | None:
    """What the customer does at `now_ms`, or None while the customer waits.

    `composing`: the agent has unsent text; the customer then waits longer for the rest of the turn.
    """
    if not chat.node:
        return open_chat(script)
    if chat.ended is not None:
        return None
    node = script.node[chat.node]
    if chat.turn:
        since = now_ms - chat.turn[-1].at_ms
        settle = CHOICE_SETTLE_MS if chat.choice is not None else script.roleplay.settle_seconds * 1000
        if since < settle or (composing and chat.choice is None and since < COMPOSING_LIMIT_MS):
            return None
        route = route_turn(policy, node, tuple(line.text for line in chat.turn), chat.choice)
        return _move(script, chat, route.via, route.reply.to, route.reply.says, route.reply.mood)
    if chat.silence_steps < len(node.silence):
        silence = node.silence[chat.silence_steps]
        if now_ms - chat.waiting_since_ms >= silence.after * 1000:
            says = (silence.says,) if silence.says else ()
            return _move(script, chat, f"silence:{chat.silence_steps}", silence.to, says, silence.mood)
    return None


def _move(script: RoleplayFile, chat: Chat, via: str, to: str | None, says: tuple[str, ...], mood_change: int) -> Move:
    mood = max(0, min(100, chat.mood + mood_change))
    target = to or chat.node
    if mood == 0 and script.node[target].end is None:
        via, target = "mood", script.roleplay.leaves
    if to is None and target == chat.node:
        return Move(via, target, says, mood, None)
    node = script.node[target]
    return Move(via, target, (*says, *node.says), mood, node.end)
