"""A person's marks for short answers: the one thing in a result that no program decides.

Until a person has marked a short item with `human = true`, its mark is provisional: a line counts as met or missed
only if it would be so whatever the person decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from exam_tui.content.base import Model, Text


class HumanMark(Model):
    """What a person gave for one item, in points of its `worth`."""

    item: str
    worth: Annotated[int, Field(ge=0)]
    reason: Text
    by: Text


class HumanMarks(Model):
    """`human-marks.json`: belongs to the journal whose head it names."""

    schema_: Literal["exam-tui/human-marks/1"] = "exam-tui/human-marks/1"
    journal: str
    marks: tuple[HumanMark, ...]

    @property
    def by_item(self) -> Mapping[str, HumanMark]:
        """The marks by item id; of two for an item the later one counts."""
        return {mark.item: mark for mark in self.marks}
