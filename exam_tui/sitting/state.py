"""The state of a sitting: a pure fold over its events.

Nothing here reads a clock or a file. The screen, the remaining time and the marks all start from this state, and a
crash costs nothing because folding the journal again gives the same state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from exam_tui.dialogue.state import Chat, Move
from exam_tui.sitting.events import (
    Answer,
    Answered,
    ClockJumped,
    Erased,
    Event,
    Flagged,
    FocusGained,
    FocusLost,
    Moved,
    Opened,
    PasteRefused,
    Resumed,
    Said,
    SectionEntered,
    SectionLeft,
    Shown,
    Started,
    Submitted,
    Typed,
    TypingEnded,
    TypingStarted,
)


@dataclass(frozen=True)
class SectionTimes:
    """When a section was entered and left, in the sitting's milliseconds."""

    entered_ms: int
    left_ms: int | None = None


@dataclass(frozen=True)
class TypingRun:
    """One typing test."""

    section: str
    started_ms: int
    text: str = ""
    ended_ms: int | None = None
    interrupted: bool = False
    """The program was stopped and started again in the middle."""
    erased: int = 0


@dataclass(frozen=True)
class State:
    """Everything that a sitting knows about itself."""

    opened: Opened | None = None
    run: int = 0
    last: Event | None = None
    started: bool = False
    section: str | None = None
    """The section that is open now."""
    sections: Mapping[str, SectionTimes] = field(default_factory=dict)
    item: str | None = None
    """The item that is on the screen."""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    flagged: frozenset[str] = frozenset()
    typing: Mapping[str, TypingRun] = field(default_factory=dict)
    chats: Mapping[str, Chat] = field(default_factory=dict)
    evidence: tuple[Event, ...] = ()
    """Facts about integrity, in order. They are never a verdict."""
    submitted: Submitted | None = None

    @property
    def typing_now(self) -> TypingRun | None:
        """The typing test that is running."""
        run = self.typing.get(self.section or "")
        return run if run is not None and run.ended_ms is None else None


def replay(events: Iterable[Event]) -> State:
    """Fold a whole journal."""
    state = State()
    for event in events:
        state = apply(state, event)
    return state


def apply(state: State, event: Event) -> State:
    """The state after one more event."""
    return replace(_step(state, event), last=event)


def _step(state: State, event: Event) -> State:
    match event:
        case Typed(text=text):
            return _with_typing(state, lambda run: replace(run, text=run.text + text))
        case Erased(count=count):
            return _with_typing(state, lambda run: replace(run, text=run.text[:-count], erased=run.erased + count))
        case Answered(item=item, answer=answer):
            answers = {key: value for key, value in state.answers.items() if key != item}
            if answer is not None:
                answers[item] = answer
            return replace(state, answers=answers)
        case Shown(item=item):
            return replace(state, item=item)
        case Flagged(item=item, on=on):
            return replace(state, flagged=state.flagged | {item} if on else state.flagged - {item})
        case Said() | Moved():
            return _chat(state, event)
        case TypingStarted(section=section):
            return replace(state, typing={**state.typing, section: TypingRun(section, event.at_ms)})
        case TypingEnded():
            return _with_typing(state, lambda run: replace(run, ended_ms=event.at_ms))
        case SectionEntered(section=section):
            times = {**state.sections, section: SectionTimes(event.at_ms)}
            return replace(state, section=section, sections=times, item=None)
        case SectionLeft(section=section):
            times = {**state.sections, section: replace(state.sections[section], left_ms=event.at_ms)}
            return replace(state, section=None, sections=times)
        case Opened():
            return replace(state, opened=event, run=1)
        case Resumed():
            return _resumed(state, event)
        case Started():
            return replace(state, started=True)
        case Submitted():
            return replace(state, submitted=event)
        case PasteRefused() | FocusLost() | FocusGained() | ClockJumped():
            return replace(state, evidence=(*state.evidence, event))


def _with_typing(state: State, change: Callable[[TypingRun], TypingRun]) -> State:
    run = state.typing[state.section or ""]
    return replace(state, typing={**state.typing, run.section: change(run)})


def _resumed(state: State, event: Resumed) -> State:
    if state.typing_now is not None:
        state = _with_typing(state, lambda run: replace(run, interrupted=True))
    return replace(state, run=event.run, evidence=(*state.evidence, event))


def _chat(state: State, event: Said | Moved) -> State:
    chat = state.chats.get(event.script, Chat(event.script))
    if isinstance(event, Said):
        chat = chat.said(event.text, event.at_ms, event.choice)
    else:
        chat = chat.moved(Move(event.via, event.node, event.says, event.mood, event.ended), event.at_ms)
    return replace(state, chats={**state.chats, event.script: chat})
