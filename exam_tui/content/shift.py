"""Shifts: several customers of different scripts, arriving while others still wait."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from exam_tui.content.base import Model, Seconds, Slug, Text, model_problem, require_unique


class Arrival(Model):
    """`[[customer]]`: who comes when, in seconds from the beginning of the shift."""

    script: Slug
    at: Seconds
    temperament: Slug | None = None
    """Instead of the script's own."""


class ShiftInfo(Model):
    """`[shift]`."""

    id: Slug
    title: Text
    about: str = ""


class ShiftFile(Model):
    """A file of `roleplays/shifts/`."""

    shift: ShiftInfo
    customer: Annotated[tuple[Arrival, ...], Field(min_length=1, max_length=9)]

    @model_validator(mode="after")
    def _consistent(self) -> ShiftFile:
        require_unique((one.script for one in self.customer), "M010", "customer", key="script")
        times = [one.at for one in self.customer]
        if times != sorted(times):
            raise model_problem("M062", ("customer",))
        return self
