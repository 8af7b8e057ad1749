"""Papers: the blueprint of an exam - sections, minutes, weights, gates, and what is drawn from where."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from exam_tui.content.base import Bool, Int, Model, Number, Ratio, Slug, Text, model_problem, require_unique
from exam_tui.content.items import Topic

Minutes = Annotated[Int, Field(ge=1, le=600)]
Weight = Annotated[Int, Field(ge=0, le=1000)]


ItemKind = Literal["single", "multiple", "judge", "number", "fill", "order", "match", "short"]
Level = Annotated[Int, Field(ge=1, le=5)]


class Draw(Model):
    """`count` items of a topic (and everything below it), or items made from a catalogue."""

    topic: Topic | None = None
    catalogue: Slug | None = None
    count: Annotated[Int, Field(ge=1, le=500)]
    difficulty: tuple[Level, Level] = (1, 5)
    kinds: tuple[ItemKind, ...] = ()
    """Only items of these kinds; of all kinds when left out."""

    @property
    def name(self) -> str:
        """What it draws from, for sentences."""
        return " · ".join(name for name in (self.catalogue, self.topic) if name)

    @model_validator(mode="after")
    def _says_from_where(self) -> Draw:
        if self.topic is None and self.catalogue is None:
            raise model_problem("M037")
        if self.difficulty[0] > self.difficulty[1]:
            raise model_problem("M038", ("difficulty",), low=self.difficulty[0], high=self.difficulty[1])
        return self


class KnowledgeGate(Model):
    """Share of items that must be answered fully right, over the section or over one topic of it."""

    ratio: Ratio
    topic: Topic | None = None


class TypingGate(Model):
    """Net 字/分钟, accuracy and share of exact fields that must be reached."""

    cpm: Annotated[Number, Field(ge=0)]
    accuracy: Ratio | None = None
    fields: Ratio | None = None


class TypingWatch(Model):
    """From what on the proctor is told. Facts, never a verdict; nothing here changes a mark."""

    paste: Annotated[Int, Field(ge=1, le=200)] = 20
    """Marked pastes longer than this (in characters) or with a line end are kept out; more characters at once that no
    terminal marked as a paste are kept and told."""
    burst: Annotated[Int, Field(ge=2, le=200)] = 8
    """From so many characters at once the rate is looked at."""
    rate: Annotated[Number, Field(gt=0, le=1000)] = Decimal(12)
    """Characters per second that nobody composes."""
    sustained: Annotated[Int, Field(ge=60, le=10_000)] = 300
    """字/分钟 that nobody keeps up for ten seconds."""
    regular_bursts: Annotated[Int, Field(ge=5, le=1000)] = 30
    regularity: Ratio = Decimal("0.1")
    """Gaps that vary less (standard deviation / mean), over `regular_bursts` in a row, are a machine's."""
    repeat: Annotated[Int, Field(ge=4, le=1000)] = 15
    """Text of so many characters that came before, though the passage has it once."""
    doubled: Annotated[Int, Field(ge=2, le=1000)] = 8
    """So many characters twice in a row are a terminal's fault."""


class RoleplayGate(Model):
    """Share of the section's marks that must be reached."""

    ratio: Ratio


class PassageDraw(Model):
    """`count` passages of a group: as many tests."""

    group: Text
    count: Annotated[Int, Field(ge=1, le=5)] = 1


def _id_may_be_left_out(schema: dict[str, Any]) -> None:
    schema["required"] = [name for name in schema["required"] if name != "id"]


class _Section(Model):
    model_config = ConfigDict(json_schema_extra=_id_may_be_left_out)

    id: Slug
    title: Text
    minutes: Minutes
    weight: Weight

    @property
    def planned_minutes(self) -> int:
        """How many minutes of the paper it needs."""
        return self.minutes

    @model_validator(mode="before")
    @classmethod
    def _id_defaults_to_kind(cls, data: object) -> object:
        if isinstance(data, dict) and "id" not in data and isinstance(data.get("kind"), str):
            return {**data, "id": data["kind"]}
        return data


class QuestionsSection(_Section):
    """Product knowledge and rules."""

    kind: Literal["questions"]
    draw: Annotated[tuple[Draw, ...], Field(min_length=1)]
    shuffle: Bool = True
    """Whether options come in a drawn order (recorded in the form) or in the author's."""
    gate: KnowledgeGate | None = None

    @property
    def asked(self) -> int:
        """How many items are drawn."""
        return sum(draw.count for draw in self.draw)


WARM_UP = "您好，很高兴为您服务！一共 2 件。"


class TypingSection(_Section):
    """Typing tests of `minutes` each, on a passage each."""

    kind: Literal["typing"]
    passages: PassageDraw
    rule: Literal["best", "mean"] = "mean"
    """Which figures count when there are several tests: the best test's, or those of all together."""
    retest: Bool = False
    """Whether who misses a line may take one more test; the better of the two counts."""
    errors_shown: Bool = True
    """Whether wrong characters are marked while typing."""
    warm_up: Annotated[Text, Field(max_length=40)] = WARM_UP
    """A line that must arrive exactly as shown before the test: it finds terminals that damage composed text."""
    watch: TypingWatch = TypingWatch()
    scale: Annotated[tuple[tuple[Number, Number], ...], Field(min_length=2)]
    """字/分钟 to marks (0 to 100), straight lines between the points, level outside them."""
    gate: TypingGate | None = None

    @property
    def planned_minutes(self) -> int:
        """Of all tests that there can be, interrupted ones left aside."""
        return self.minutes * (self.passages.count + self.retest)

    @model_validator(mode="after")
    def _retest_has_lines(self) -> TypingSection:
        if self.retest and self.gate is None:
            raise model_problem("M042", ("retest",))
        return self

    @model_validator(mode="after")
    def _scale_rises(self) -> TypingSection:
        speeds = [speed for speed, _ in self.scale]
        marks = [mark for _, mark in self.scale]
        if speeds != sorted(set(speeds)) or marks != sorted(marks):
            raise model_problem("M030")
        if marks[0] < 0 or marks[-1] > Decimal(100):
            raise model_problem("M031")
        return self


class RoleplaySection(_Section):
    """Role-play chats: one after another (`scripts`), several customers at once (`shift`), or with a trainer who plays
    the customer (`hosted`)."""

    kind: Literal["roleplay"]
    scripts: tuple[Slug, ...] = ()
    shift: Slug | None = None
    hosted: Bool = False
    """A mystery shopper: the trainer plays the customer from another terminal."""
    count: Annotated[Int, Field(ge=1)] | None = None
    """How many of `scripts` are drawn; all when left out."""
    phrases: Slug | None = None
    """The quick phrases that may be used; none when left out."""
    gate: RoleplayGate | None = None

    @model_validator(mode="after")
    def _can_be_drawn(self) -> RoleplaySection:
        if sum((bool(self.scripts), self.shift is not None, self.hosted)) != 1:
            raise model_problem("M063")
        require_unique(self.scripts, "M010", "scripts")
        if self.count is not None and (self.shift is not None or self.hosted or self.count > len(self.scripts)):
            raise model_problem("M032", count=self.count, have=len(self.scripts))
        return self


Section = Annotated[QuestionsSection | TypingSection | RoleplaySection, Field(discriminator="kind")]


class Attempts(Model):
    """How often the paper may be sat, and how many days must lie between two hand-ins."""

    max: Annotated[Int, Field(ge=1, le=99)]
    wait_days: Annotated[Int, Field(ge=0, le=365)] = 0


class PaperInfo(Model):
    """`[paper]`."""

    id: Slug
    title: Text
    minutes: Minutes
    """The whole sitting; when it is over, the program hands in."""
    pass_: Annotated[Number, Field(alias="pass", ge=0, le=100)]
    """Overall marks (of 100) that must be reached."""
    policy: Slug
    decides: Bool = False
    """Counts for the probation decision: stricter checks apply."""
    attempts: Attempts | None = None
    extra_time_percent: Annotated[Int, Field(ge=0, le=100)] = 0
    """The most extra time that a proctor may grant, in per cent of all sections but the typing test."""


class PaperFile(Model):
    """A file of `question_banks/papers/`."""

    paper: PaperInfo
    section: Annotated[tuple[Section, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _consistent(self) -> PaperFile:
        require_unique((section.id for section in self.section), "M011", "section", key="id")
        if sum(section.weight for section in self.section) == 0:
            raise model_problem("M033")
        needed = sum(section.planned_minutes for section in self.section)
        if needed > self.paper.minutes:
            raise model_problem("M034", ("paper", "minutes"), needed=needed, minutes=self.paper.minutes)
        return self
