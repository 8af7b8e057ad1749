"""The one vocabulary: everything that can happen in a sitting, as it stands in the journal.

Each event has an envelope (version, number, run, the sitting's own time, wall time) and its own fields. `at_ms` is
the sitting's time: milliseconds since the candidate started, running on while the program is closed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, TypeAdapter, model_validator

from exam_tui.content.base import Model
from exam_tui.content.policy import PROMISE_KINDS, PromiseKind
from exam_tui.content.roleplay import EndQuality
from exam_tui.sitting.mode import ModeName
from exam_tui.typing_test.warm_up import Damage

CANDIDATE_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$"
CandidateId = Annotated[str, Field(pattern=CANDIDATE_PATTERN)]
"""A staff number. It becomes part of a folder name, so nothing that could be a path passes."""
Answer = tuple[int, ...] | bool | str
"""Indexes in the author's order (options ticked; steps as placed; for each left entry its right one), a verdict, or
text as typed."""
NOT_MATCHED = -1
"""Stands in a match answer for a left entry that has no right one yet."""


class Candidate(Model):
    """Who sits."""

    id: CandidateId
    name: Annotated[str, Field(min_length=1, max_length=40)]
    track: Literal["A", "B", "C"] | None = None
    attempt: Annotated[int, Field(ge=1, le=99)] = 1


class _Event(Model):
    v: Literal[1] = 1
    n: int = 0
    """Number of the event, from 1."""
    run: int = 1
    """Number of the program's start in this sitting, from 1."""
    at_ms: int = 0
    mono_ms: int = 0
    wall: AwareDatetime = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
    boot: str = ""


class Opened(_Event):
    """The sitting exists: who, what, under which rules, with which form."""

    type: Literal["opened"] = "opened"
    sitting: str
    mode: ModeName
    candidate: Candidate
    paper: str
    form: str
    """SHA-256 of `form.json`."""
    program: str
    """Version of the program."""


class Resumed(_Event):
    """The program was started again on an open sitting."""

    type: Literal["resumed"] = "resumed"
    torn_bytes: int = 0
    """Bytes of a half-written last line that were set aside."""
    wall_back_ms: int = 0
    """How far the wall clock had been set back since the last event, where only it could tell."""


class Started(_Event):
    """The candidate accepted the rules: the exam's clock runs."""

    type: Literal["started"] = "started"


class SectionEntered(_Event):
    """A section begins."""

    type: Literal["section_entered"] = "section_entered"
    section: str


class SectionLeft(_Event):
    """A section is over and stays closed."""

    type: Literal["section_left"] = "section_left"
    section: str
    reason: Literal["candidate", "time"]


class Shown(_Event):
    """An item came onto the screen."""

    type: Literal["shown"] = "shown"
    item: str


class Answered(_Event):
    """An answer was given, changed or (None) taken back."""

    type: Literal["answered"] = "answered"
    item: str
    answer: Answer | None


class Flagged(_Event):
    """An item was marked for another look, or unmarked."""

    type: Literal["flagged"] = "flagged"
    item: str
    on: bool


class WarmedUp(_Event):
    """The warm-up line arrived as shown: this terminal, in this run, passes composed text on unharmed."""

    type: Literal["warmed_up"] = "warmed_up"


class WarmUpFailed(_Event):
    """The warm-up line arrived, but not as shown."""

    type: Literal["warm_up_failed"] = "warm_up_failed"
    damage: Damage


class TypingStarted(_Event):
    """The countdown is over: the typing test's time runs."""

    type: Literal["typing_started"] = "typing_started"
    section: str
    passage: str


class TypingGranted(_Event):
    """An interrupted test may be taken again, on another passage."""

    type: Literal["typing_granted"] = "typing_granted"
    by: Annotated[str, Field(max_length=40)] = ""
    """The proctor; nobody where the sitting does not count."""
    given_back_ms: Annotated[int, Field(ge=0)]
    """Time that the interrupted test took, and that the whole sitting lasts longer now."""


class Typed(_Event):
    """Text was added at the end. `paste` tells how the terminal delivered it, for whoever looks at the evidence."""

    type: Literal["typed"] = "typed"
    text: str
    paste: bool = False


class Erased(_Event):
    """Characters were taken away from the end."""

    type: Literal["erased"] = "erased"
    count: Annotated[int, Field(ge=1)]


class ReplySent(_Event):
    """In a typing test of chat replies: this one is finished and the next prompt is shown; after the last one the
    test is over."""

    type: Literal["reply_sent"] = "reply_sent"
    last: bool = False


class TypingEnded(_Event):
    """The typing test is over."""

    type: Literal["typing_ended"] = "typing_ended"
    reason: Literal["candidate", "time"]


class PasteRefused(_Event):
    """Pasted text was kept out."""

    type: Literal["paste_refused"] = "paste_refused"
    length: int


class Said(_Event):
    """The agent sent a message."""

    type: Literal["said"] = "said"
    script: str
    text: str
    choice: int | None = None
    """Which choice was picked, counted from 0."""
    phrases: tuple[str, ...] = ()
    """Codes of the quick phrases that it was made with."""


class Moved(_Event):
    """The customer reacted (or began): the outcome of a step, never computed again."""

    type: Literal["moved"] = "moved"
    script: str
    via: str
    node: str
    says: tuple[str, ...]
    mood: int
    ended: EndQuality | None = None
    meters: dict[str, int] = Field(default_factory=dict)
    edge: int | None = None
    """Which reply was taken; in a hosted chat, the number of the trainer's line."""
    reaction: int | None = None


class LookUp(_Event):
    """The agent looked something up, or asked the supervisor: what came, and when it was there to see."""

    type: Literal["look_up"] = "look_up"
    script: str
    lookup: str
    shows: str
    ready_ms: int
    supervisor: bool = False
    leave: tuple[PromiseKind, ...] = ()
    """The kinds of promises that the supervisor's answer is a leave for."""

    @model_validator(mode="before")
    @classmethod
    def _before_kinds(cls, data: Any) -> Any:
        """Journals of earlier versions say only whether it is a leave: for all kinds, then."""
        if isinstance(data, dict) and "grants" in data:
            data = dict(data)
            data["leave"] = PROMISE_KINDS if data.pop("grants") and data.get("supervisor") else ()
        return data


class NoteWritten(_Event):
    """The hand-over note of a chat, in place of an earlier one."""

    type: Literal["note_written"] = "note_written"
    script: str
    text: str


class ChatClosed(_Event):
    """The agent ended a chat. `quality`: how it has ended by that, as the script says."""

    type: Literal["chat_closed"] = "chat_closed"
    script: str
    quality: EndQuality


class TrainerRemarked(_Event):
    """The trainer who played the customer gives a mark for how the matter was handled, in place of an earlier one."""

    type: Literal["trainer_remarked"] = "trainer_remarked"
    script: str
    line: int
    """Number of the trainer's line."""
    by: Annotated[str, Field(max_length=40)]
    percent: Annotated[int, Field(ge=0, le=100)]
    text: str = ""


class FocusLost(_Event):
    """The terminal reported that another window came to the front."""

    type: Literal["focus_lost"] = "focus_lost"


class FocusGained(_Event):
    """The terminal reported that it is in front again."""

    type: Literal["focus_gained"] = "focus_gained"


class Left(_Event):
    """The candidate left the program on purpose."""

    type: Literal["left"] = "left"


class ClockJumped(_Event):
    """The wall clock was moved against the monotonic clock while the program ran."""

    type: Literal["clock_jumped"] = "clock_jumped"
    by_ms: int


class Submitted(_Event):
    """Handed in; the journal is sealed."""

    type: Literal["submitted"] = "submitted"
    reason: Literal["candidate", "time"]


Event = (
    Opened | Resumed | Started | SectionEntered | SectionLeft | Shown | Answered | Flagged | WarmedUp | WarmUpFailed
    | TypingStarted | Typed | Erased | ReplySent | TypingEnded | TypingGranted | PasteRefused | Said | Moved
    | LookUp | NoteWritten | ChatClosed | TrainerRemarked
    | FocusLost | FocusGained | Left | ClockJumped | Submitted
)  # fmt: skip

EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="type")])
"""Reads any event by its `type`."""
