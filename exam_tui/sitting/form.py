"""The form: what exactly was asked, enough to mark the sitting anywhere without the workspace."""

from __future__ import annotations

import json
from typing import Annotated, Literal

from pydantic import Field

from exam_tui.content.base import Model, Slug, model_hash, sha256_of
from exam_tui.content.items import Item
from exam_tui.content.paper import PaperFile, Section, TypingSection
from exam_tui.content.passage import Passage
from exam_tui.content.phrases import QuickPhrase
from exam_tui.content.policy import Policy
from exam_tui.content.roleplay import RoleplayFile


class FormItem(Model):
    """An item as asked: `order` gives the author's indexes in the order shown (empty where nothing is shuffled): of
    options, steps, or the right entries of a match."""

    item: Item
    order: tuple[int, ...]
    version: str
    """Hash of what the candidate met; see `content.bank`."""


class FormSection(Model):
    """What one section presents. Only the list that fits the section's kind is filled."""

    id: Slug
    items: tuple[FormItem, ...] = ()
    passages: tuple[Passage, ...] = ()
    spares: tuple[Passage, ...] = ()
    """For a retest, and in place of tests that were interrupted."""
    scripts: tuple[RoleplayFile, ...] = ()
    """Complete ones."""
    arrivals: tuple[int, ...] = ()
    """When each customer comes, in milliseconds from the section's beginning; empty: one after another."""
    phrases: tuple[QuickPhrase, ...] = ()
    """The quick phrases that may be used."""

    @property
    def all_passages(self) -> tuple[Passage, ...]:
        """In the order in which they are presented."""
        return self.passages + self.spares

    def passage(self, passage_id: str) -> Passage:
        """The passage of that id."""
        return next(passage for passage in self.all_passages if passage.id == passage_id)


class Form(Model):
    """`form.json`."""

    schema_: Literal["exam-tui/form/1"] = "exam-tui/form/1"
    seed: int
    label: Annotated[str, Field(max_length=1)] = ""
    """Of parallel forms: A, B, …"""
    extra_time_percent: Annotated[int, Field(ge=0, le=100)] = 0
    """Longer time that was granted, as the paper allows it. A typing test measures speed, so it gets none."""
    paper: PaperFile
    policy: Policy
    sections: tuple[FormSection, ...]

    def to_bytes(self) -> bytes:
        """The bytes of `form.json`; a form that was read gives the same bytes again.

        Keys keep their order: the facts of an order stand on the screen as the author wrote them, also after a restart.
        """
        data = self.model_dump(mode="json", by_alias=True)
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"

    @property
    def hash(self) -> str:
        """SHA-256 of the bytes of `form.json`."""
        return sha256_of(self.to_bytes())

    @property
    def paper_ms(self) -> int:
        """How long the whole sitting lasts, in milliseconds."""
        added = sum(
            self.section_ms(section) - section.minutes * 60_000
            for section in self.paper.section
            if not isinstance(section, TypingSection)
        )
        return self.paper.paper.minutes * 60_000 + added

    def section_ms(self, section: Section) -> int:
        """How long a section lasts (of typing: each test), in milliseconds."""
        percent = 0 if isinstance(section, TypingSection) else self.extra_time_percent
        return section.minutes * (100 + percent) * 600

    def section(self, section_id: str) -> FormSection:
        """The section of that id."""
        return next(section for section in self.sections if section.id == section_id)

    def blueprint(self, section_id: str) -> Section:
        """The paper's own description of a section."""
        return next(section for section in self.paper.section if section.id == section_id)

    def script(self, script_id: str) -> RoleplayFile:
        """The script of that id."""
        return next(s for section in self.sections for s in section.scripts if s.roleplay.id == script_id)

    def item(self, item_id: str) -> FormItem:
        """The item of that id."""
        return next(i for section in self.sections for i in section.items if i.item.id == item_id)


def content_hashes(form: Form) -> dict[str, object]:
    """Hashes by which a result names the content that it was marked with."""
    return {
        "form": form.hash,
        "paper": model_hash(form.paper),
        "policy": model_hash(form.policy),
        "passages": {p.id: model_hash(p) for section in form.sections for p in section.all_passages},
        "scripts": {s.roleplay.id: model_hash(s) for section in form.sections for s in section.scripts},
        "items": {i.item.id: i.version for section in form.sections for i in section.items},
    }
