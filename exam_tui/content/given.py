"""What must hold in a chat so far for a reply to be taken, a milestone to count, a look-up to be there."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from exam_tui.content.base import Int, Model, Slug, Text, model_problem

NodeId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*(?:\.[a-z0-9][a-z0-9_-]*)?$")]
"""With a dot: a node of a scene, in a complete script."""
MeterName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=24)]
Level = Annotated[Int, Field(ge=0, le=100)]


class Given(Model):
    """What must hold in the chat so far; all that is given must.

    `below` and `at_least`: levels of meters. `been`: nodes that the chat has been at. `reached`: milestones, those of
    the present turn included. `found`: rules, or families of rules, that were met before the present turn.
    `looked_up`: what the agent has looked up or asked, and got an answer to.
    """

    below: dict[MeterName, Level] = Field(default_factory=dict)
    at_least: dict[MeterName, Level] = Field(default_factory=dict)
    been: tuple[NodeId, ...] = ()
    not_been: tuple[NodeId, ...] = ()
    reached: tuple[Slug, ...] = ()
    not_reached: tuple[Slug, ...] = ()
    found: tuple[Text, ...] = ()
    not_found: tuple[Text, ...] = ()
    looked_up: tuple[Slug, ...] = ()
    not_looked_up: tuple[Slug, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Given:
        if not any(getattr(self, name) for name in type(self).model_fields):
            raise model_problem("M051")
        for name in ("been", "reached", "found", "looked_up"):
            both = sorted(set(getattr(self, name)) & set(getattr(self, f"not_{name}")))
            if both:
                raise model_problem("M052", (name,), value=both[0])
        for meter, level in self.below.items():
            if level == 0 or self.at_least.get(meter, 0) >= level:
                raise model_problem("M053", ("below", meter), meter=meter, level=level)
        return self
