"""Does a script lead somewhere, and do its own examples go where it says?"""

from __future__ import annotations

from collections.abc import Iterator

from exam_tui.content.condition import Condition
from exam_tui.content.guessing import did_you_mean
from exam_tui.content.loading import Loaded
from exam_tui.content.policy import Policy
from exam_tui.content.positions import KeyPath
from exam_tui.content.problems import Problem
from exam_tui.content.roleplay import RoleplayFile
from exam_tui.dialogue.stepping import route_turn


def check_script(loaded: Loaded[RoleplayFile], policy: Policy | None) -> Iterator[Problem]:
    """Missing targets, unreachable nodes, nodes without a way to an ending, examples that route elsewhere."""
    missing = list(_missing_targets(loaded))
    yield from missing
    if missing:
        return
    yield from _dead_places(loaded)
    if policy is not None:
        yield from _unknown_findings(loaded, policy)
        yield from _strayed_examples(loaded, policy)


def _ways(script: RoleplayFile, node_id: str) -> set[str]:
    node = script.node[node_id]
    targets = {reply.to for reply in node.reply} | {silence.to for silence in node.silence if silence.to}
    return targets | ({script.roleplay.leaves} if node.end is None else set())


def _missing_targets(loaded: Loaded[RoleplayFile]) -> Iterator[Problem]:
    script, source = loaded.model, loaded.source
    if script.roleplay.opening not in script.node:
        yield source.problem(("roleplay", "opening"), "R020", node=script.roleplay.opening)
    leaves = script.node.get(script.roleplay.leaves)
    if leaves is None:
        yield source.problem(("roleplay", "leaves"), "R020", node=script.roleplay.leaves)
    elif leaves.end is None:
        yield source.problem(("roleplay", "leaves"), "R024", node=script.roleplay.leaves)
    for node_id, node in script.node.items():
        for index, reply in enumerate(node.reply):
            if reply.to not in script.node:
                yield source.problem(("node", node_id, "reply", index, "to"), "R020", node=reply.to)
        for index, silence in enumerate(node.silence):
            if silence.to is not None and silence.to not in script.node:
                yield source.problem(("node", node_id, "silence", index, "to"), "R020", node=silence.to)


def _dead_places(loaded: Loaded[RoleplayFile]) -> Iterator[Problem]:
    script, source = loaded.model, loaded.source
    reached, frontier = set[str](), [script.roleplay.opening]
    while frontier:
        node_id = frontier.pop()
        if node_id not in reached:
            reached.add(node_id)
            frontier.extend(_ways(script, node_id))
    # `leaves` is left out here: a scene whose only end is that the customer storms off is not finished.
    can_end = {node_id for node_id, node in script.node.items() if node.end is not None}
    grew = True
    while grew:
        more = {n for n, node in script.node.items() if n not in can_end and any(r.to in can_end for r in node.reply)}
        grew = bool(more)
        can_end |= more
    for node_id in script.node:
        if node_id not in reached:
            yield source.problem(("node", node_id), "R021", node=node_id)
        elif node_id not in can_end:
            yield source.problem(("node", node_id), "R022", node=node_id)


def _unknown_findings(loaded: Loaded[RoleplayFile], policy: Policy) -> Iterator[Problem]:
    """Conditions on a rule, or a family of rules, that the policy has not: they never hold."""
    known = {rule.id for rule in policy.rule} | {rule.family for rule in policy.rule}
    places: list[tuple[KeyPath, Condition | None]] = [
        (("milestone", index, "when"), milestone.when) for index, milestone in enumerate(loaded.model.milestone)
    ]
    for node_id, node in loaded.model.node.items():
        places += ((("node", node_id, "reply", index, "when"), reply.when) for index, reply in enumerate(node.reply))
    for place, written in places:
        at, condition = place, written
        while condition is not None:
            if condition.finding is not None and condition.finding not in known:
                guess = did_you_mean(condition.finding, sorted(known))
                yield loaded.source.problem(
                    (*at, "finding"), "R025", "error", rule=condition.finding, policy=policy.id, guess=guess
                )
            at, condition = (*at, "and"), condition.and_


def _strayed_examples(loaded: Loaded[RoleplayFile], policy: Policy) -> Iterator[Problem]:
    for node_id, node in loaded.model.node.items():
        if node.choices:
            continue
        for index, reply in enumerate(node.reply):
            for number, example in enumerate(reply.examples):
                route = route_turn(policy, node, (example,))
                if route.reply is not reply:
                    yield loaded.source.problem(
                        ("node", node_id, "reply", index, "examples", number), "R023", example=example, via=route.via
                    )
