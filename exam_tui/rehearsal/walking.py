"""Walks: simulated candidates go through a script again and again, to show what is never reached and what it is worth.

Every way is taken by what its author wrote for it: examples, choices, and for findings the house policy's own examples.
The same seed gives the same walks.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Literal

from exam_tui.content.policy import Policy
from exam_tui.content.roleplay import Reply, RoleplayFile
from exam_tui.dialogue.playing import Player
from exam_tui.dialogue.remembering import is_family
from exam_tui.marking.roleplay import mark_chat
from exam_tui.rehearsal.goals import Goal, Roads, edge_name, goal_of

WalkerName = Literal["random", "greedy", "silent", "careless"]
WALKERS: tuple[WalkerName, ...] = ("greedy", "silent", "random", "careless")
"""`greedy` keeps to the model dialogue, and then to what pleases the customer; `careless` likes findings; both this and
`random` try first what was tried least, and some of `random` make straight for it (see `rehearsal.goals`)."""
MOST_TURNS = 30
"""So long at most goes a walk: then the candidate ends the chat."""
VAGUE = ("嗯嗯这个嘛", "额这个说不好呢", "哎呀您说的是那个啥")
"""Leads nowhere: what takes the fallback."""
LOOKUP_SHARE, CLOSE_SHARE = 0.3, 0.01
KIND_SHARE = 0.4
"""Walks of those that would rather not annoy the customer: or nobody would come to the far ends."""
GOAL_SHARE = 0.7
"""Walks of those that try what was tried least in which there is a goal."""
STRAIGHT_SHARE = 0.8
"""Turns in which who has a goal makes for it."""


@dataclass
class Walks:
    """What the walks through one script came to. Nodes, edges and endings by their names, with how often."""

    script: str
    runs: int = 0
    nodes: Counter[str] = field(default_factory=Counter)
    edges: Counter[str] = field(default_factory=Counter)
    endings: Counter[str] = field(default_factory=Counter)
    marks: list[Fraction] = field(default_factory=list)
    marks_at: dict[str, list[Fraction]] = field(default_factory=dict)
    """The marks of the walks to each ending."""
    best: tuple[Fraction, list[str]] | None = None
    """The best marks, and the way (node by node) that led to them."""
    worst: tuple[Fraction, list[str]] | None = None
    never: tuple[str, ...] = ()
    """Nodes and edges that no walk came to."""

    def data(self) -> dict[str, object]:
        """As JSON. Marks are of 100, in strings with one decimal, rounded down."""
        from exam_tui.content.rounding import floored

        def spread(marks: list[Fraction]) -> dict[str, str]:
            low, mean, high = min(marks), sum(marks, Fraction(0)) / len(marks), max(marks)
            return {"min": str(floored(low, 1)), "mean": str(floored(mean, 1)), "max": str(floored(high, 1))}

        return {
            "script": self.script,
            "runs": self.runs,
            "nodes": dict(sorted(self.nodes.items())),
            "edges": dict(sorted(self.edges.items())),
            "endings": dict(sorted(self.endings.items())),
            "marks": spread(self.marks),
            "marks_by_ending": {name: spread(marks) for name, marks in sorted(self.marks_at.items())},
            "best_path": self.best[1] if self.best else [],
            "worst_path": self.worst[1] if self.worst else [],
            "never_reached": list(self.never),
        }


def walk(script: RoleplayFile, policy: Policy, runs: int, seed: int, walkers: Sequence[WalkerName] = WALKERS) -> Walks:
    """Go through a complete script `runs` times, with each of the walkers in turn."""
    rng = random.Random(f"{script.roleplay.id}:{seed}")
    found = Walks(script.roleplay.id)
    ways = _Ways(script, policy)
    taken: Counter[str] = Counter()
    for number in range(runs):
        name = walkers[number % len(walkers)]
        # Greedy and silent ones do the same each time: a few are enough, the others try what was tried least.
        if number >= 4 * len(walkers) and name in ("greedy", "silent"):
            name = "random" if name == "greedy" else "careless"
        player = _Walker(script, policy, ways, taken, rng, name, seed + number).run()
        _note(found, player, script, policy)
    nodes = {f"node:{name}" for name in script.node} - {f"node:{name}" for name in found.nodes}
    edges = {f"edge:{name}" for name in ways.names} - {f"edge:{name}" for name in found.edges}
    found.never = tuple(sorted(nodes) + sorted(edges))
    return found


def _note(found: Walks, player: Player, script: RoleplayFile, policy: Policy) -> None:
    found.runs += 1
    path: list[str] = []
    for step in player.played:
        found.nodes[step.move.node] += 1
        path.append(step.move.node)
        if step.move.edge is not None:
            found.edges[edge_name(step.node, step.move.edge)] += 1
        elif step.move.via.startswith("silence"):
            found.edges[f"{step.node}/{step.move.via}"] += 1
        if step.move.reaction is not None:
            found.edges[f"reaction:{step.move.reaction}"] += 1
    ended = player.chat.ended or "open"
    ending = "closed" if player.chat.closed else f"{player.chat.node}:{ended}"
    found.endings[ending] += 1
    marks, _ = mark_chat(script, policy, player.chat)
    found.marks.append(marks)
    found.marks_at.setdefault(ending, []).append(marks)
    if found.best is None or marks > found.best[0]:
        found.best = marks, path
    if found.worst is None or marks < found.worst[0]:
        found.worst = marks, path


class _Ways:
    """What can be said on each way, and the names of all ways."""

    def __init__(self, script: RoleplayFile, policy: Policy) -> None:
        self.script, self.policy = script, policy
        self._sayings: dict[int, tuple[str, ...]] = {}

    @cached_property
    def goals(self) -> dict[str, Goal]:
        """The ways that one can make for."""
        found = {name: goal_of(name) for name in sorted(self.names)}
        return {name: goal for name, goal in found.items() if goal is not None}

    @cached_property
    def roads(self) -> Roads:
        """How to get from node to node."""
        return Roads(self.script)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every way of the script."""
        names = {edge_name("", -1 - n) for n in range(len(self.script.always))}
        names |= {f"reaction:{n}" for n in range(len(self.script.reaction))}
        for name, node in self.script.node.items():
            names |= {edge_name(name, n) for n in range(len(node.reply))}
            names |= {f"{name}/silence:{n}" for n in range(len(node.silence))}
        return frozenset(names)

    def sayings(self, reply: Reply) -> tuple[str, ...]:
        """What takes a reply, or should."""
        known = self._sayings.get(id(reply))
        if known is None:
            known = self._sayings[id(reply)] = tuple(self._find(reply))
        return known

    def _find(self, reply: Reply) -> Sequence[str]:
        if reply.fallback:
            return VAGUE
        if reply.examples or reply.finding is None:
            return reply.examples
        wanted = reply.finding
        return [
            example
            for rule in self.policy.rule
            if is_family(rule.id, wanted) and rule.scope in ("message", "turn") and rule.after is None
            for example in rule.hit
            if "\n" not in example
        ][:12]


class _Walker:
    """One walk."""

    def __init__(
        self,
        script: RoleplayFile,
        policy: Policy,
        ways: _Ways,
        taken: Counter[str],
        rng: random.Random,
        name: WalkerName,
        seed: int,
    ) -> None:
        self.player = Player(script, policy, seed)
        self.script, self.ways, self.taken, self.rng, self.name = script, ways, taken, rng, name
        self.kind = rng.random() < KIND_SHARE
        self.goal: Goal | None = None
        self.looks_up = 1.0 if self.name == "greedy" else LOOKUP_SHARE
        if self.name == "random" and rng.random() < GOAL_SHARE:
            rare = min(ways.goals, key=lambda name: (taken[name], rng.random()))
            taken[rare] += 1
            self.goal = ways.goals[rare]
            self.looks_up = rng.choice((0.0, LOOKUP_SHARE, 1.0))  # some ways are there only for who did, or did not

    def run(self) -> Player:
        player = self.player
        for number in range(MOST_TURNS):
            if player.over:
                return player
            if self.name == "silent":
                if player.wait() is None:
                    break
            elif self.name == "greedy" and number < len(self.script.model.turns):
                player.take_turn(self.script.model.turns[number])
            else:
                self._turn()
        if not player.over:
            player.close()
        return player

    def _turn(self) -> None:
        player, rng = self.player, self.rng
        if rng.random() < CLOSE_SHARE and self.name != "greedy":
            player.close()
            return
        if player.here.choices:
            # A rare choice is worth more than a random one.
            choice = min(range(len(player.here.choices)), key=lambda n: (self._weight(n), rng.random()))
            self._took(choice)
            player.choose(choice)
            return
        unseen = [one.id for one in player.lookups()]
        if unseen and rng.random() < self.looks_up:
            player.look_up(rng.choice(unseen))
        picked = self._pick()
        if picked is None:
            player.wait()
            return
        edge, reply = picked
        said = self.ways.sayings(reply) or VAGUE
        self._took(edge)
        if player.say([rng.choice(said)]) is None and not player.over:
            player.wait()  # mere filling: the customer waits on

    def _pick(self) -> tuple[int, Reply] | None:
        """A way on; None: say nothing."""
        player, rng = self.player, self.rng
        every = self.script.replies_of(player.chat.node)
        replies = [(edge, reply) for edge, reply in every if self.ways.sayings(reply)]
        if self.goal is not None and rng.random() < STRAIGHT_SHARE:
            if self.goal.is_silence_at(player.chat.node, player.chat.silence_steps):
                return None
            edge = self.ways.roads.next_edge(player.chat.node, self.goal)
            onward = next((one for one in replies if one[0] == edge), None)
            if onward is not None:
                return onward
        good = [one for one in replies if one[1].finding is None and not one[1].fallback]
        if self.name == "greedy":
            return max(good or replies, key=lambda one: (one[1].mood + one[1].patience, rng.random()))
        if self.name == "careless":
            slips = [one for one in replies if one[1].finding is not None]
            replies = slips if slips and rng.random() < 0.5 else replies
        elif self.kind and good:
            replies = good
        picked = min(replies, key=lambda one: self._weight(one[0]) * rng.uniform(0.2, 1.0))
        silence = player.chat.silence_steps
        if silence < len(player.here.silence) and rng.random() < 0.3:
            quiet = f"{player.chat.node}/silence:{silence}"
            if 1.0 + self.taken[quiet] < self._weight(picked[0]):
                self.taken[quiet] += 1
                return None
        return picked

    def _weight(self, edge: int) -> float:
        return 1.0 + self.taken[edge_name(self.player.chat.node, edge)]

    def _took(self, edge: int) -> None:
        self.taken[edge_name(self.player.chat.node, edge)] += 1
