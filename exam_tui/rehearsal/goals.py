"""Where a walk wants to go: to a way that was taken least, by the road that annoys the customer least."""

from __future__ import annotations

import heapq
import re
from dataclasses import dataclass

from exam_tui.content.roleplay import Reply, RoleplayFile


def edge_name(node: str, edge: int) -> str:
    """How a reply is called in the report: `open/reply:0`, `always:1`."""
    return f"{node}/reply:{edge}" if edge >= 0 else f"always:{-1 - edge}"


@dataclass(frozen=True)
class Goal:
    """A way: a reply of a node (`edge`), one of those that every node has (no node), or a silence (`silent`)."""

    node: str | None
    edge: int
    silent: bool = False

    def is_silence_at(self, node: str, steps: int) -> bool:
        """Whether to say nothing here, until the silence that is wanted."""
        return self.silent and node == self.node and steps <= self.edge


def goal_of(name: str) -> Goal | None:
    """The goal that a way's name stands for; None for a reaction, which happens by itself."""
    found = re.fullmatch(r"(?:(.+)/)?(reply|silence|always):(\d+)", name)
    if found is None:
        return None
    number = int(found[3])
    if found[2] == "always":
        return Goal(None, -1 - number)
    return Goal(found[1], number, silent=found[2] == "silence")


class Roads:
    """The cheapest roads through a script: a slip costs more than an answer, an annoyed customer more than a glad."""

    def __init__(self, script: RoleplayFile) -> None:
        self._ways = {
            node: [(edge, reply.to or node, _cost(reply)) for edge, reply in script.replies_of(node)]
            for node in script.node
        }
        self._costs: dict[str, dict[str, int]] = {}

    def next_edge(self, node: str, goal: Goal) -> int | None:
        """The reply to take at a node; None where no road leads to the goal."""
        if goal.node is None or (node == goal.node and not goal.silent):
            return goal.edge
        costs = self._costs_to(goal.node)
        roads = [(cost + costs[to], edge) for edge, to, cost in self._ways[node] if to in costs and to != node]
        return min(roads)[1] if roads else None

    def _costs_to(self, goal: str) -> dict[str, int]:
        """What it costs to get to a node, from each from which one can."""
        if goal not in self._costs:
            costs = {goal: 0}
            queue = [(0, goal)]
            while queue:
                so_far, at = heapq.heappop(queue)
                for node, ways in self._ways.items():
                    step = min((cost for _, to, cost in ways if to == at and to != node), default=None)
                    if step is not None and so_far + step < costs.get(node, so_far + step + 1):
                        costs[node] = so_far + step
                        heapq.heappush(queue, (costs[node], node))
            self._costs[goal] = costs
        return self._costs[goal]


def _cost(reply: Reply) -> int:
    return 10 + (20 if reply.finding is not None or reply.fallback else 0) + max(0, -reply.mood - reply.patience)
