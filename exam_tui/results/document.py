"""The result document, `result.json`: schema `exam-tui/result/1`, described in docs/formats.md.

It is a pure function of form, journal and (for short answers) a person's marks, so anybody can compute it again.
Numbers that could be disputed are integers or decimals in strings; there are no floats and nothing that depends on
when it was written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from pydantic import AwareDatetime, ValidationError

from exam_tui.content.base import Model, model_hash
from exam_tui.content.paper import TypingSection
from exam_tui.errors import ExamTuiError
from exam_tui.marking.human import HumanMark, HumanMarks
from exam_tui.marking.marking import mark
from exam_tui.marking.marks import MARKING_VERSION, Marks
from exam_tui.sitting.events import (
    Candidate,
    ClockJumped,
    Event,
    FocusGained,
    FocusLost,
    Left,
    PasteRefused,
    Resumed,
    Typed,
    TypingGranted,
    WarmUpFailed,
)
from exam_tui.sitting.form import Form, content_hashes
from exam_tui.sitting.mode import MODES, ModeName
from exam_tui.sitting.state import State, replay
from exam_tui.typing_test.evidence import flags_of


class PaperRef(Model):
    """Which paper, by content."""

    id: str
    title: str
    hash: str
    seed: int
    form: str = ""
    """Of parallel forms: A, B, …"""
    extra_time_percent: int = 0


class Times(Model):
    """Wall-clock times are evidence; `used_ms` is the sitting's own time at hand-in, at most the time given."""

    opened: AwareDatetime
    started: AwareDatetime
    submitted: AwareDatetime
    used_ms: int
    submitted_by: Literal["candidate", "time"]
    runs: int
    """How often the program was started during the sitting."""


class EvidenceItem(Model):
    """One fact about integrity. Never a verdict."""

    kind: Literal[
        "paste_refused", "typed_as_paste", "clock_jumped", "restarted", "focus_lost", "focus_gained",
        "left", "warm_up_failed", "typing_granted", "typing_fast", "typing_flood", "typing_sustained",
        "typing_regular", "typing_repeated", "typing_doubled",
    ]  # fmt: skip
    at_ms: int
    detail: int | None = None
    words: str | None = None
    """Who granted it; or the text that is meant."""


class Evidence(Model):
    """Facts about integrity, and what could not be observed."""

    facts: tuple[EvidenceItem, ...]
    focus: Literal["observed", "not_observable"]
    """A terminal that never reported focus is not one that never lost it."""


class ContentRef(Model):
    """The content that the marks rest on, by hash."""

    form: str
    paper: str
    policy: str
    passages: dict[str, str]
    scripts: dict[str, str]
    items: dict[str, str]


class JournalRef(Model):
    """The journal that the marks rest on."""

    head: str
    events: int


class ProgramRef(Model):
    """Program version at the sitting, and version of the marking rules."""

    version: str
    marking: int


class HumanMarksRef(Model):
    """The person's marks for short answers that went in, with the hash of their file's content."""

    hash: str
    by: tuple[str, ...]
    marks: tuple[HumanMark, ...]


class Result(Model):
    """`result.json`."""

    schema_: Literal["exam-tui/result/1"] = "exam-tui/result/1"
    sitting: str
    mode: ModeName
    counts: bool
    """Whether the mode lets it feed a probation decision."""
    candidate: Candidate
    paper: PaperRef
    times: Times
    marks: Marks
    evidence: Evidence
    content: ContentRef
    journal: JournalRef
    human_marks: HumanMarksRef | None = None
    program: ProgramRef

    def to_bytes(self) -> bytes:
        """The bytes of `result.json`: readable, in a fixed order, with a line feed at the end."""
        data = self.model_dump(mode="json", by_alias=True)
        data = {"schema": data.pop("schema_"), **data}
        return json.dumps(data, ensure_ascii=False, indent=2).encode() + b"\n"


def parse_result(data: bytes) -> Result:
    """The document in bytes that have been verified. Raises ExamTuiError."""
    try:
        raw = json.loads(data)
        if not isinstance(raw, dict) or not str(raw.get("schema", "")).startswith("exam-tui/result/"):
            raise ExamTuiError("result.not_one")
        if raw["schema"] != "exam-tui/result/1":
            raise ExamTuiError("result.newer", schema=raw["schema"])
        raw["schema_"] = raw.pop("schema")
        return Result.model_validate_json(json.dumps(raw))
    except (ValueError, ValidationError, RecursionError) as error:
        raise ExamTuiError("result.malformed") from error


def compute_result(form: Form, events: Sequence[Event], head: str, human: HumanMarks | None = None) -> Result:
    """The result of a sitting that was handed in, with a person's marks if there are any. Raises ExamTuiError."""
    state = replay(events)
    opened, submitted = state.opened, state.submitted
    started = next((event for event in events if event.type == "started"), None)
    if opened is None or submitted is None or started is None:
        raise ExamTuiError("sitting.not_submitted")
    hashes = content_hashes(form)
    return Result(
        sitting=opened.sitting,
        mode=opened.mode,
        counts=MODES[opened.mode].counts,
        candidate=opened.candidate,
        paper=PaperRef(
            id=form.paper.paper.id,
            title=form.paper.paper.title,
            hash=model_hash(form.paper),
            seed=form.seed,
            form=form.label,
            extra_time_percent=form.extra_time_percent,
        ),
        times=Times(
            opened=opened.wall,
            started=started.wall,
            submitted=submitted.wall,
            used_ms=min(submitted.at_ms, _given_ms(form, state)),
            submitted_by=submitted.reason,
            runs=state.run,
        ),
        marks=mark(form, state, human.by_item if human else None),
        evidence=_evidence(form, events, state),
        content=ContentRef.model_validate(hashes),
        journal=JournalRef(head=head, events=len(events)),
        human_marks=_human_ref(human),
        program=ProgramRef(version=opened.program, marking=MARKING_VERSION),
    )


def _given_ms(form: Form, state: State) -> int:
    """How long the sitting could last: a typing test that had begun was given its full time."""
    ends = [run.ended_ms or 0 for runs in state.typing.values() for run in runs]
    return max([form.paper_ms + state.given_back_ms, *ends])


def _human_ref(human: HumanMarks | None) -> HumanMarksRef | None:
    if human is None:
        return None
    return HumanMarksRef(hash=model_hash(human), by=tuple(sorted({one.by for one in human.marks})), marks=human.marks)


def _evidence(form: Form, events: Sequence[Event], state: State) -> Evidence:
    facts = []
    started = next((event.n for event in events if event.type == "started"), 0)
    for event in events:
        if event.n < started:  # before the clock ran nothing could be gained
            continue
        match event:
            case PasteRefused(length=length):
                facts.append(EvidenceItem(kind="paste_refused", at_ms=event.at_ms, detail=length))
            case ClockJumped(by_ms=by_ms):
                facts.append(EvidenceItem(kind="clock_jumped", at_ms=event.at_ms, detail=by_ms))
            case Resumed(wall_back_ms=back):
                facts.append(EvidenceItem(kind="restarted", at_ms=event.at_ms, detail=back or None))
            case TypingGranted(by=by):
                facts.append(EvidenceItem(kind="typing_granted", at_ms=event.at_ms, words=by or None))
            case FocusLost() | FocusGained() | Left():
                facts.append(EvidenceItem(kind=event.type, at_ms=event.at_ms))
            case _:
                pass
    facts += _typing_flags(form, state)
    failed = [event for event in events if isinstance(event, WarmUpFailed)]
    if failed:
        facts.append(EvidenceItem(kind="warm_up_failed", at_ms=failed[0].at_ms, detail=len(failed)))
    # How much of the typing test a terminal delivered as (short) pastes: input methods on some, a trick on others.
    pasted = [event for event in events if isinstance(event, Typed) and event.paste]
    if pasted:
        count = sum(len(event.text) for event in pasted)
        facts.append(EvidenceItem(kind="typed_as_paste", at_ms=pasted[0].at_ms, detail=count))
    seen_focus = any(isinstance(event, FocusLost | FocusGained) for event in events)
    return Evidence(facts=tuple(facts), focus="observed" if seen_focus else "not_observable")


def _typing_flags(form: Form, state: State) -> Iterator[EvidenceItem]:
    for section in form.paper.section:
        if not isinstance(section, TypingSection):
            continue
        presented = form.section(section.id)
        for run in state.typing.get(section.id, ()):
            text = "".join(piece.text for piece in presented.passage(run.passage).pieces)
            for flag in flags_of(run.strokes, text, section.watch):
                at_ms = run.started_ms + flag.at_ms
                yield EvidenceItem(kind=flag.kind, at_ms=at_ms, detail=flag.count, words=flag.text or None)


def result_schema() -> dict[str, Any]:
    """JSON Schema of `result.json`."""
    schema = Result.model_json_schema(mode="serialization")
    properties = schema["properties"]
    schema["properties"] = {"schema": properties.pop("schema_"), **properties}
    schema["required"] = ["schema", *(name for name in schema["required"] if name != "schema_")]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


if __name__ == "__main__":
    print(json.dumps(result_schema(), ensure_ascii=False, indent=2))
