"""Role-play scripts: what the customer says, and where each kind of answer leads."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from exam_tui.content.base import Bool, Int, Model, Number, Seconds, Slug, Text, model_problem, require_unique
from exam_tui.content.condition import Condition

NodeId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Mood = Annotated[Int, Field(ge=0, le=100)]
EndQuality = Literal["resolved", "escalated", "lost"]
Temperament = Literal["rigid", "warm", "cool", "frank", "overbearing", "hesitant", "face-conscious"]


class Customer(Model):
    """Who is asking, and in which mood (0 furious, 100 delighted)."""

    name: Text
    mood: Mood = 60


class Silence(Model):
    """What happens when the customer has waited `after` seconds without any answer.

    45 s at least: at 50 字/分钟 nine seconds are seven characters, and thinking takes time too.
    """

    after: Annotated[Seconds, Field(ge=45)]
    says: str | None = None
    mood: Annotated[Int, Field(ge=-100, le=100)] = 0
    to: NodeId | None = None


class Reply(Model):
    """One way on from a node: by keywords or a finding (`when`), by a choice, or the fallback."""

    when: Condition | None = None
    choice: Text | None = None
    fallback: Bool = False
    examples: tuple[Text, ...] = ()
    """Sentences that lead here; also used for likeness when no keyword matches."""
    says: tuple[Text, ...] = ()
    mood: Annotated[Int, Field(ge=-100, le=100)] = 0
    to: NodeId

    @model_validator(mode="before")
    @classmethod
    def _says_may_be_one_string(cls, data: object) -> object:
        if isinstance(data, dict) and isinstance(data.get("says"), str):
            return {**data, "says": [data["says"]]}
        return data

    @model_validator(mode="after")
    def _one_trigger(self) -> Reply:
        if sum((self.when is not None, self.choice is not None, self.fallback)) != 1:
            raise model_problem("M020")
        return self


class Node(Model):
    """A point of the conversation. Typed nodes need a fallback; choice nodes offer 2 to 4 choices and nothing else."""

    says: Annotated[tuple[Text, ...], Field(min_length=1)]
    silence: tuple[Silence, ...] = ()
    reply: tuple[Reply, ...] = ()
    end: EndQuality | None = None

    @property
    def choices(self) -> tuple[Reply, ...]:
        """The replies that are offered for choosing; empty in a typed node."""
        return tuple(reply for reply in self.reply if reply.choice is not None)

    @model_validator(mode="after")
    def _leads_on(self) -> Node:
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
    """Something a good agent does in this scene, detected by a condition of its own in any turn."""

    id: Slug
    title: Text
    worth: Annotated[Number, Field(gt=0)]
    when: Condition


class Script(Model):
    """`[roleplay]`: the scene."""

    id: Slug
    title: Text
    situation: Text
    temperament: Temperament
    customer: Customer
    opening: NodeId = "open"
    leaves: NodeId
    """The ending that is entered when the mood falls to 0."""
    settle_seconds: Annotated[Int, Field(ge=1, le=30)] = 4
    """The customer answers so long after the agent's last message of a turn."""
    facts: dict[str, str] = Field(default_factory=dict)
    """What the agent can look up beside the chat."""


class ModelDialogue(Model):
    """`[model]`: what an excellent agent would send, turn by turn; `#1` picks a choice."""

    turns: tuple[tuple[Text, ...], ...]


class RoleplayFile(Model):
    """A file of `roleplays/`."""

    roleplay: Script
    milestone: tuple[Milestone, ...] = ()
    node: Annotated[dict[NodeId, Node], Field(min_length=1)]
    model: ModelDialogue

    @model_validator(mode="after")
    def _consistent(self) -> RoleplayFile:
        require_unique((milestone.id for milestone in self.milestone), "M011", "milestone", key="id")
        return self
