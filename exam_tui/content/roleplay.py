"""Role-play scripts: what the customer says, and where each kind of answer leads.

A script as written may use scenes and a temperament by name; `content.completing` puts them in, and what is sat, marked
and kept in a form is the complete script: the same model, with nothing left to look up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from exam_tui.content.base import Bool, Int, Model, Number, Seconds, Slug, Text, model_problem, require_unique
from exam_tui.content.catalogue import Code, Product
from exam_tui.content.condition import Condition, Phrases
from exam_tui.content.given import Given, Level, MeterName, NodeId
from exam_tui.content.lookup import Lookup
from exam_tui.content.policy import ListName
from exam_tui.content.positions import KeyPath
from exam_tui.content.temperament import Temper

Target = Annotated[str, Field(pattern=r"^@?[a-z0-9][a-z0-9_-]*(?:\.[a-z0-9][a-z0-9_-]*)?$")]
"""A node; in a scene `@name` for the way out of it."""
Change = Annotated[Int, Field(ge=-100, le=100)]
EndQuality = Literal["resolved", "escalated", "lost"]
OrderState = Literal["none", "ordered", "paid", "dispatched", "in-transit", "signed"]
OWN_METERS = ("mood", "patience")
"""Meters that every customer has. At 0 the customer leaves."""


class Customer(Model):
    """Who is asking, in which mood (0 furious, 100 delighted), and how long the customer puts up with things."""

    name: Text
    mood: Level = 60
    patience: Level = 60


class _Effects(Model):
    """What something does to the meters."""

    mood: Change = 0
    patience: Change = 0
    meters: dict[MeterName, Change] = Field(default_factory=dict)
    """The script's own meters."""

    @property
    def changes(self) -> dict[str, int]:
        """Every change, by meter."""
        return {"mood": self.mood, "patience": self.patience, **self.meters}


def _one_is_a_list_of_one(value: object) -> object:
    return [value] if isinstance(value, str) else value


class _OneOrMore:
    """In the JSON Schema: a string, or a list of them."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        several = handler(core)
        return {"anyOf": [several["items"], several]}


Sayings = Annotated[tuple[Text, ...], BeforeValidator(_one_is_a_list_of_one), _OneOrMore()]
"""What the customer says, message by message; a single one may be written without brackets."""


class Silence(_Effects):
    """What happens when the customer has waited `after` seconds without any answer.

    45 s at least: at 50 字/分钟 nine seconds are seven characters, and thinking takes time too.
    """

    after: Annotated[Seconds, Field(ge=45)]
    says: str | None = None
    to: Target | None = None


class Reply(_Effects):
    """One way on: by keywords or a finding (`when`), by likeness to `examples`, by a choice, or the fallback.

    Without `to` the chat stays where it is, and the customer says only what the reply says.
    """

    when: Condition | None = None
    given: Given | None = None
    choice: Text | None = None
    fallback: Bool = False
    once: Bool = False
    """Taken at most once in a chat."""
    examples: tuple[Text, ...] = ()
    """Sentences that lead here; also used for likeness when no keyword matches."""
    says: Sayings = ()
    to: Target | None = None

    @property
    def finding(self) -> str | None:
        """The rule, or family of rules, that it waits for."""
        return self.when.finding if self.when is not None else None

    @model_validator(mode="after")
    def _one_trigger(self) -> Reply:
        ways = sum((self.when is not None, self.choice is not None, self.fallback))
        if ways > 1 or (ways == 0 and not self.examples):
            raise model_problem("M020")
        if (self.choice is not None or self.fallback) and (self.given or self.once):
            raise model_problem("M054")
        if self.to is None and not self.says:
            raise model_problem("M055")
        return self


class Reaction(_Effects):
    """What the customer does by itself, once, as soon as something holds: when a mood sinks, a promise was made …"""

    given: Given
    says: Sayings = ()
    to: Target | None = None


class Node(Model):
    """A point of the conversation. Typed nodes need a fallback; choice nodes offer 2 to 4 choices and nothing else.

    `scene`: the conversation goes through a shared scene here; `exits` says where its ways out lead.
    """

    says: Sayings = ()
    silence: tuple[Silence, ...] = ()
    reply: tuple[Reply, ...] = ()
    end: EndQuality | None = None
    closes_as: EndQuality | None = None
    """How the chat has ended if the agent closes it here; `lost` when left out."""
    scene: Slug | None = None
    exits: dict[Slug, Target] = Field(default_factory=dict)

    @property
    def targets(self) -> list[str]:
        """Where its replies and silences lead."""
        ways = [reply.to for reply in self.reply] + [silence.to for silence in self.silence]
        return [to for to in ways if to is not None]

    @property
    def choices(self) -> tuple[Reply, ...]:
        """The replies that are offered for choosing; empty in a typed node."""
        return tuple(reply for reply in self.reply if reply.choice is not None)

    @model_validator(mode="after")
    def _leads_on(self) -> Node:
        if self.scene is not None:
            if self.reply or self.silence or self.end is not None or not self.exits:
                raise model_problem("M056")
            return self
        if not self.says:
            raise model_problem("M057")
        if self.end is not None:
            if self.reply or self.silence:
                raise model_problem("M021")
            return self
        if self.choices:
            if len(self.choices) != len(self.reply) or not 2 <= len(self.choices) <= 4:
                raise model_problem("M022")
            require_unique((reply.choice or "" for reply in self.choices), "M010", "reply", key="choice")
        elif sum(reply.fallback for reply in self.reply) != 1:
            raise model_problem("M023")
        return self


class Milestone(Model):
    """Something a good agent does in this scene, detected by conditions of its own in any turn.

    `after`: other milestones that must have been reached before, or in the same turn: for steps that have an order.
    `in_note`: looked for in the hand-over note instead of the chat.
    """

    id: Slug
    title: Text
    worth: Annotated[Number, Field(gt=0)]
    when: Condition | None = None
    given: Given | None = None
    after: tuple[Slug, ...] = ()
    in_note: Bool = False

    @model_validator(mode="after")
    def _says_something(self) -> Milestone:
        if self.when is None and (self.given is None or self.in_note):
            raise model_problem("M058")
        return self


class Script(Model):
    """`[roleplay]`: the scene."""

    id: Slug
    title: Text
    situation: Text
    """Which part of the work it trains: `logistics/late`."""
    temperament: Slug
    difficulty: Annotated[Int, Field(ge=1, le=5)] = 3
    customer: Customer
    opening: NodeId = "open"
    leaves: NodeId
    """The ending that is entered when the mood or the patience falls to 0."""
    settle_seconds: Annotated[Int, Field(ge=1, le=30)] = 4
    """The customer answers so long after the agent's last message of a turn."""
    meters: dict[MeterName, Level] = Field(default_factory=dict)
    """Meters of the script's own, with where they start."""
    state: OrderState = "none"
    """Of the order that it is about."""
    order: dict[Text, Text] = Field(default_factory=dict)
    facts: dict[Text, Text] = Field(default_factory=dict)
    """What stands beside the chat."""
    products: tuple[Code, ...] = ()
    """Products of the shop's catalogues that stand beside the chat."""

    @model_validator(mode="after")
    def _own_meters(self) -> Script:
        for name in OWN_METERS:
            if name in self.meters:
                raise model_problem("M059", ("meters", name), name=name)
        return self


class ModelDialogue(Model):
    """`[model]`: what an excellent agent would do, turn by turn: messages; `#1` picks a choice, `?id` looks something
    up (or asks the supervisor), `=…` is the hand-over note."""

    turns: tuple[tuple[Text, ...], ...]


class RoleplayFile(Model):
    """A file of `roleplays/`, or a complete script."""

    roleplay: Script
    words: dict[ListName, Phrases] = Field(default_factory=dict)
    """Word lists of the script's own, for `{name}` in conditions; written out in a complete script."""
    milestone: tuple[Milestone, ...] = ()
    lookup: tuple[Lookup, ...] = ()
    always: tuple[Reply, ...] = ()
    """Replies that every typed node has besides its own, which come first."""
    reaction: tuple[Reaction, ...] = ()
    node: Annotated[dict[NodeId, Node], Field(min_length=1)]
    model: ModelDialogue
    temper: Temper | None = None
    """The customer's temperament, in a complete script; files leave it out."""
    goods: tuple[Product, ...] = ()
    """The products, in a complete script; files leave them out."""

    @model_validator(mode="after")
    def _consistent(self) -> RoleplayFile:
        require_unique((milestone.id for milestone in self.milestone), "M011", "milestone", key="id")
        require_unique((lookup.id for lookup in self.lookup), "M011", "lookup", key="id")
        for index, reply in enumerate(self.always):
            if reply.choice is not None or reply.fallback:
                raise model_problem("M060", ("always", index))
        return self

    def conditions(self) -> Iterator[tuple[KeyPath, Condition]]:
        """Every `when`, with its place."""
        for index, milestone in enumerate(self.milestone):
            if milestone.when is not None:
                yield ("milestone", index, "when"), milestone.when
        for index, reply in enumerate(self.always):
            if reply.when is not None:
                yield ("always", index, "when"), reply.when
        yield from conditions_of(self.node)

    @property
    def begins_with(self) -> dict[str, int]:
        """Where every meter starts."""
        customer, temper = self.roleplay.customer, self.temper
        mood = customer.mood + (temper.mood if temper else 0)
        patience = customer.patience + (temper.patience if temper else 0)
        return {"mood": within(mood), "patience": within(patience), **self.roleplay.meters}

    def replies_of(self, node_id: str) -> list[tuple[int, Reply]]:
        """All replies of a node, numbered: its own from 0 on, those that every typed node has from -1 down."""
        node = self.node[node_id]
        own = list(enumerate(node.reply))
        if node.choices or node.end is not None:
            return own
        return own + [(-1 - number, reply) for number, reply in enumerate(self.always)]


def conditions_of(nodes: Mapping[str, Node]) -> Iterator[tuple[KeyPath, Condition]]:
    """Every `when` of some nodes, with its place."""
    for name, node in nodes.items():
        for index, reply in enumerate(node.reply):
            if reply.when is not None:
                yield ("node", name, "reply", index, "when"), reply.when


def within(level: int) -> int:
    """A meter's level within its bounds: 1 to 100 (0 is left to what happens in the chat)."""
    return max(1, min(100, level))
