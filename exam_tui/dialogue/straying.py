"""Examples of a script that lead elsewhere than the reply in which they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from exam_tui.content.given import Given
from exam_tui.content.policy import Policy
from exam_tui.content.positions import KeyPath
from exam_tui.content.roleplay import Node, RoleplayFile
from exam_tui.dialogue.playing import Player
from exam_tui.dialogue.state import edge_key
from exam_tui.dialogue.stepping import Route


def strayed(
    script: RoleplayFile, nodes: Mapping[str, Node], policy: Policy, prefix: str = ""
) -> Iterator[tuple[KeyPath, str, str]]:
    """Where an example stands that leads elsewhere, the example, and why it does.

    Tried in a chat that begins at their node; a reply that waits for something (`given`) is tried as if it held, and
    one that comes behind a `once` reply with the same words as if that had been taken. `prefix`: what the nodes' names
    begin with in the complete script.
    """
    for name, node in nodes.items():
        if node.choices or node.end is not None or node.scene is not None:
            continue
        for index, reply in enumerate(node.reply):
            tried = _as_if_given(script, prefix + name, index)
            for number, example in enumerate(reply.examples):
                route = _route(tried, policy, prefix + name, example, index)
                if route.edge != index:
                    yield ("node", name, "reply", index, "examples", number), example, route.via


def _route(script: RoleplayFile, policy: Policy, node_id: str, example: str, wanted: int) -> Route:
    player = Player(script, policy, node=node_id)
    route = player.route((example,))
    while route.edge != wanted and route.reply.once:
        player.chat = replace(player.chat, used=player.chat.used | {edge_key(node_id, route.edge)})
        route = player.route((example,))
    return route


def _as_if_given(script: RoleplayFile, node_id: str, index: int) -> RoleplayFile:
    """The script with one reply's `given` taken as met, and those of the others as not."""
    node = script.node[node_id]
    if all(reply.given is None for reply in (*node.reply, *script.always)):
        return script
    never = Given(below={"mood": 1})
    replies = tuple(
        reply.model_copy(update={"given": None if n == index or reply.given is None else never})
        for n, reply in enumerate(node.reply)
    )
    always = tuple(r if r.given is None else r.model_copy(update={"given": never}) for r in script.always)
    return script.model_copy(
        update={"node": {**script.node, node_id: node.model_copy(update={"reply": replies})}, "always": always}
    )
