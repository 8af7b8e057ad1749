"""The shape of a script: which nodes there are, which can be reached, which can come to an end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from exam_tui.content.roleplay import Node, RoleplayFile


def ways(script: RoleplayFile, node_id: str) -> set[str]:
    """Every node that may come next, of a complete script."""
    node = script.node[node_id]
    if node.end is not None:
        return set()
    always = [reply.to for _, reply in script.replies_of(node_id)]
    targets = {*node.targets, *(to for to in always if to is not None)}
    targets |= {reaction.to for reaction in script.reaction if reaction.to is not None}
    return targets | {script.roleplay.leaves}


def reachable(script: RoleplayFile) -> set[str]:
    """Every node that some chat could come to."""
    return _closure([script.roleplay.opening], {name: ways(script, name) for name in script.node})


def can_end(script: RoleplayFile) -> set[str]:
    """Every node from which one of its own answers can lead on to an ending.

    That the customer storms off, or is insulted anywhere (`leaves`, `always`), is left out here: a scene whose only end
    is that is not finished.
    """
    leads = {name: {reply.to for reply in node.reply if reply.to is not None} for name, node in script.node.items()}
    back: dict[str, set[str]] = {}
    for name, targets in leads.items():
        for target in targets:
            back.setdefault(target, set()).add(name)
    return _closure([name for name, node in script.node.items() if node.end is not None], back)


def silent_loops(nodes: Mapping[str, Node]) -> list[list[str]]:
    """Nodes that lead back to themselves by silence alone: the customer would talk in circles to nobody."""
    loops: list[list[str]] = []
    seen: set[str] = set()
    for start in nodes:
        path: list[str] = []
        at: str | None = start
        while at is not None and at in nodes and at not in path and at not in seen:
            path.append(at)
            at = next((silence.to for silence in nodes[at].silence if silence.to is not None), None)
        if at in path:
            loops.append(path[path.index(at) :])
        seen.update(path)
    return loops


def _closure(start: Iterable[str], leads: Mapping[str, Iterable[str]]) -> set[str]:
    found = set[str]()
    frontier = list(start)
    while frontier:
        name = frontier.pop()
        if name not in found:
            found.add(name)
            frontier.extend(leads.get(name, ()))
    return found
