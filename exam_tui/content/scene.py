"""Scenes: pieces of conversation that several scripts share, such as confirming an address."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from exam_tui.content.base import Model, Slug, Text, model_problem, require_unique
from exam_tui.content.condition import Phrases
from exam_tui.content.given import NodeId
from exam_tui.content.policy import ListName
from exam_tui.content.roleplay import Milestone, Node


class SceneInfo(Model):
    """`[scene]`."""

    id: Slug
    title: Text
    opening: NodeId = "open"


class SceneFile(Model):
    """A file of `roleplays/scenes/`. `to = "@name"` leaves the scene by that exit."""

    scene: SceneInfo
    words: dict[ListName, Phrases] = Field(default_factory=dict)
    """Word lists of the scene's own, for `{name}` in conditions."""
    milestone: tuple[Milestone, ...] = ()
    node: Annotated[dict[NodeId, Node], Field(min_length=1)]

    @property
    def exits(self) -> frozenset[str]:
        """Names of the ways out."""
        return frozenset(target[1:] for node in self.node.values() for target in node.targets if target.startswith("@"))

    @model_validator(mode="after")
    def _consistent(self) -> SceneFile:
        require_unique((milestone.id for milestone in self.milestone), "M011", "milestone", key="id")
        for name, node in self.node.items():
            if node.scene is not None:
                raise model_problem("M061", ("node", name, "scene"))
        return self
