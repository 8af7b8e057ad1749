"""What marking produces: models that go into `result.json` as they are."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from exam_tui.content.base import Model
from exam_tui.content.policy import Dimension
from exam_tui.marking.figures import Written
from exam_tui.sitting.events import Answer
from exam_tui.typing_test.measures import RunKind

MARKING_VERSION = 6
"""Grows whenever the same journal and form could get other marks, or marks that are explained otherwise."""


MarkedBy = Literal["rule", "person", "provisional"]
"""`provisional`: by rule, until a person has marked it."""


class ItemMark(Model):
    """One item. `answer` uses option indexes in the author's order; None: not answered."""

    id: str
    version: str
    topic: str
    marking: str
    answer: Answer | None
    earned: Written
    possible: Written
    marked_by: MarkedBy = "rule"


class QuestionsMarks(Model):
    """A section of questions."""

    kind: Literal["questions"] = "questions"
    answered: int
    correct: int
    """Items with full marks."""
    asked: int
    items: tuple[ItemMark, ...]


class DifferenceRun(Model):
    """A stretch of what was typed against what was presented. Of right text only the presented form is kept."""

    kind: RunKind
    presented: str
    typed: str


class Confusion(Model):
    """A character that was typed for another one."""

    presented: str
    typed: str
    count: int


class TypingTestMarks(Model):
    """One typing test. Counts are countable characters after alignment; speeds and shares are rounded down."""

    passage: str
    title: str
    counted: bool
    """Whether the section's figures come from it (and from others, as the paper's rule says)."""
    interrupted: bool
    """The program was stopped in the middle: void."""
    correct: int
    substituted: int
    omitted: int
    inserted: int
    reached: int
    elapsed_ms: int
    """The time that the speed is counted over."""
    net_cpm: Written
    """Correct 字/分钟."""
    gross_cpm: Written
    """字/分钟 that stood at the end, right or wrong."""
    accuracy: Written
    """C / (C + S + O + I)."""
    erased: int
    erased_share: Written
    """Erased of all entered characters."""
    steadiness: Written | None
    """1 - standard deviation / mean of the speeds of the half minutes; None below two."""
    course: tuple[int, ...]
    """Correct characters by half minute."""
    sentences_right: int
    sentences_reached: int
    fields_right: int
    fields_asked: int
    first_key_ms: tuple[int, ...]
    """Of a chat, reply by reply: from the prompt to the first character."""
    confusions: tuple[Confusion, ...]
    difference: tuple[DifferenceRun, ...]


class TypingMarks(Model):
    """A section of typing tests, in the order in which they were taken."""

    kind: Literal["typing"] = "typing"
    rule: Literal["best", "mean"]
    planned: int
    tests: tuple[TypingTestMarks, ...]
    net_cpm: Written
    """Of the tests that count, by the rule; rounded down."""
    accuracy: Written
    fields: Written
    """Share of the exact fields that were reached and are right; 0 where none was reached."""
    interrupted: bool
    """A test was interrupted and nothing took its place."""


class FindingMark(Model):
    """A rule met in a chat; `turn`, `message`, `start` and `end` count from 0."""

    rule: str
    title: str
    dimension: Dimension
    severity: str
    points: Written
    turn: int
    message: int
    start: int
    end: int
    quote: str
    advice: str


class MilestoneMark(Model):
    """A milestone, and the turn (from 0) that reached it first; -1: the hand-over note did; None: never."""

    id: str
    title: str
    worth: Written
    turn: int | None


class DimensionMarks(Model):
    """Points of one dimension: `base` for what was done and `rules` for how, together within 0 and `possible`.

    `base` is a share of `possible` less `offered`: what bonuses could have brought in this chat.
    """

    dimension: Dimension
    earned: Written
    possible: Written
    offered: Written = Decimal(0)
    base: Written
    rules: Written


class MissedBonus(Model):
    """A bonus for which there was an occasion, and which was not earned."""

    rule: str
    title: str
    dimension: Dimension
    points: Written


class ChatLookup(Model):
    """Something that the agent looked up, or asked the supervisor, and what came of it at `ready_ms`."""

    title: str
    supervisor: bool
    at_ms: int
    ready_ms: int
    shows: str


class ChatLine(Model):
    """One message as it stood in the chat. `turn` and `message`: where findings say it is; None: the customer's."""

    at_ms: int
    text: str
    turn: int | None = None
    message: int | None = None


class RoundWait(Model):
    """How long the customer waited in a round, in milliseconds from the first unanswered message. `answer_ms`: until
    there was more than a filler (稍等); None: there never was."""

    turn: int
    first_ms: int
    answer_ms: int | None


class Promptness(Model):
    """Points for waits, each 0 to 1: of the first reply, and of the answers to all rounds on average.

    A wait earns 1 up to `full` seconds, 0 from `zero` seconds on, and in proportion between.
    """

    first: Written
    first_full: int
    first_zero: int
    answers: Written
    answer_full: int
    answer_zero: int


class TrainerMark(Model):
    """How a trainer who played the customer marks the handling of the matter, in per cent of the process points."""

    by: str
    percent: int
    text: str


class ChatMarks(Model):
    """One role-play. `rounds` is how often an answer counts as due, `relevant` how many answers took the matter on.

    `asked` is how often the customer said something that wanted an answer: less than `rounds` where the chat did not
    come to a good end, and counts as as long as the model dialogue.
    """

    script: str
    title: str
    ended: str | None
    rounds: int
    relevant: int
    asked: int | None = None
    """None in results of marking before version 6."""
    counted: tuple[int, ...] = ()
    """The turns (from 0) that took the matter on."""
    first_reply_ms: int | None
    promptness: Promptness | None = None
    """None in results of marking before version 6, as `missed` and `lines` are empty there."""
    waits: tuple[RoundWait, ...] = ()
    closed: bool = False
    """The agent ended it."""
    lookups: tuple[str, ...] = ()
    """Titles of what was looked up or asked."""
    found: tuple[ChatLookup, ...] = ()
    """The same, with what came of it."""
    quick_phrases: int = 0
    """How many messages were made with quick phrases."""
    note: str = ""
    """The hand-over note."""
    hosted: bool = False
    """A trainer played the customer."""
    trainer: TrainerMark | None = None
    """None in a hosted chat: not given yet."""
    marks: Written
    """Of 100."""
    dimensions: tuple[DimensionMarks, ...]
    milestones: tuple[MilestoneMark, ...]
    findings: tuple[FindingMark, ...]
    missed: tuple[MissedBonus, ...] = ()
    critical: bool
    """A critical finding leaves at most `at_most`."""
    at_most: int = 0
    lines: tuple[ChatLine, ...] = ()
    """All that was said, in order."""


class RoleplayMarks(Model):
    """A section of role-plays."""

    kind: Literal["roleplay"] = "roleplay"
    chats: tuple[ChatMarks, ...]


class SectionMarks(Model):
    """One section: marks of 100, its weight, and how they came about."""

    id: str
    title: str
    weight: int
    marks: Written
    detail: Annotated[QuestionsMarks | TypingMarks | RoleplayMarks, Field(discriminator="kind")]


class TopicShare(Model):
    """How many of a topic's items were asked, and answered fully right."""

    topic: str
    asked: int
    correct: int


class Gate(Model):
    """A line that must be met. `met` is None where a person has to decide first."""

    id: str
    measure: Literal["overall", "knowledge", "cpm", "accuracy", "fields", "roleplay"]
    section: str | None = None
    topic: str | None = None
    figure: Written
    line: Written
    met: bool | None
    asked: int | None = None
    """Knowledge gates: how many items the figure rests on."""
    correct: int | None = None
    """Knowledge gates: how many of them earned full marks."""
    interval: tuple[Written, Written] | None = None
    """Knowledge gates: 95 % interval of the share; see `marking.knowledge`."""
    corrected: Written | None = None
    """Knowledge gates: the share corrected for guessing."""
    topics: tuple[TopicShare, ...] = ()
    """Knowledge gates: by topic, the weakest first."""


Outcome = Literal["passed", "failed", "pending"]


class Marks(Model):
    """Everything that marking has to say."""

    overall: Written
    sections: tuple[SectionMarks, ...]
    gates: tuple[Gate, ...]
    outcome: Outcome
