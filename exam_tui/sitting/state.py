"""The state of a sitting: a pure fold over its events.

Nothing here reads a clock or a file. The screen, the remaining time and the marks all start from this state, and a
crash costs nothing because folding the journal again gives the same state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from exam_tui.dialogue.state import Chat, LookedUp, Move, Remark
from exam_tui.sitting.events import (
    Answer,
    Answered,
    ChatClosed,
    ClockJumped,
    Erased,
    Event,
    Flagged,
    FocusGained,
    FocusLost,
    Left,
    LookUp,
    Moved,
    NoteWritten,
    Opened,
    PasteRefused,
    ReplySent,
    Resumed,
    Said,
    SectionEntered,
    SectionLeft,
    Shown,
    Started,
    Submitted,
    TrainerRemarked,
    Typed,
    TypingEnded,
    TypingGranted,
    TypingStarted,
    WarmedUp,
    WarmUpFailed,
)
from exam_tui.typing_test.strokes import Stroke, StrokeKind


@dataclass(frozen=True)
class SectionTimes:
    """When a section was entered and left, in the sitting's milliseconds."""

    entered_ms: int
    left_ms: int | None = None


@dataclass(frozen=True, eq=False)
class _Link:
    """A stroke and those before it: adding one costs the same however many there are."""

    before: _Link | None
    stroke: Stroke


@dataclass(frozen=True)
class TypingRun:
    """One typing test, finished, running or interrupted."""

    passage: str
    started_ms: int
    text: str = ""
    """What stands in the piece that is open."""
    sent: int = 0
    """How many replies were sent."""
    ended_ms: int | None = None
    interrupted: bool = False
    """The program was stopped in the middle: the test is void."""
    _last: _Link | None = None

    @property
    def running(self) -> bool:
        """Whether its time runs."""
        return self.ended_ms is None

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """All strokes, in order."""
        found: list[Stroke] = []
        link = self._last
        while link is not None:
            found.append(link.stroke)
            link = link.before
        return tuple(reversed(found))

    def ended(self, at_ms: int, *, interrupted: bool = False) -> TypingRun:
        """The test, over."""
        return replace(self, ended_ms=at_ms, interrupted=interrupted)

    def after(self, at_ms: int, kind: StrokeKind, text: str = "", count: int = 0) -> TypingRun:
        """The test after one more stroke."""
        stood = self.text[:-count] if kind == "erased" else self.text + text
        return replace(
            self,
            text="" if kind == "sent" else stood,
            sent=self.sent + (kind == "sent"),
            _last=_Link(self._last, Stroke(at_ms - self.started_ms, kind, text, count)),
        )


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
    typing: Mapping[str, tuple[TypingRun, ...]] = field(default_factory=dict)
    """Typing tests by section, in the order in which they were taken."""
    grants: Mapping[str, int] = field(default_factory=dict)
    """By section: how many interrupted tests may be taken again."""
    given_back_ms: int = 0
    """By how much the whole sitting lasts longer than planned."""
    warmed_up: int = 0
    """The run of the program in which the warm-up line arrived unharmed; 0: none."""
    warm_ups_failed: int = 0
    """How often it has arrived harmed since it last arrived unharmed."""
    chats: Mapping[str, Chat] = field(default_factory=dict)
    evidence: tuple[Event, ...] = ()
    """Facts about integrity, in order. They are never a verdict."""
    submitted: Submitted | None = None

    @property
    def typing_now(self) -> TypingRun | None:
        """The typing test that is running."""
        run = self.typing_last
        return run if run is not None and run.running else None

    @property
    def typing_last(self) -> TypingRun | None:
        """The last typing test of the open section."""
        runs = self.typing.get(self.section or "")
        return runs[-1] if runs else None


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
        case Typed(text=text, paste=paste):
            return _stroke(state, event, "pasted" if paste else "typed", text)
        case Erased(count=count):
            return _stroke(state, event, "erased", count=count)
        case ReplySent(last=last):
            state = _stroke(state, event, "sent")
            return _with_typing(state, lambda run: run.ended(event.at_ms)) if last else state
        case Answered(item=item, answer=answer):
            answers = {key: value for key, value in state.answers.items() if key != item}
            if answer is not None:
                answers[item] = answer
            return replace(state, answers=answers)
        case Shown(item=item):
            return replace(state, item=item)
        case Flagged(item=item, on=on):
            return replace(state, flagged=state.flagged | {item} if on else state.flagged - {item})
        case Said() | Moved() | LookUp() | NoteWritten() | ChatClosed() | TrainerRemarked():
            return _chat(state, event)
        case WarmedUp():
            return replace(state, warmed_up=event.run, warm_ups_failed=0)
        case WarmUpFailed():
            return replace(state, warm_ups_failed=state.warm_ups_failed + 1)
        case TypingStarted(section=section, passage=passage):
            runs = (*state.typing.get(section, ()), TypingRun(passage, event.at_ms))
            return replace(state, typing={**state.typing, section: runs})
        case TypingEnded():
            return _with_typing(state, lambda run: run.ended(event.at_ms))
        case TypingGranted(given_back_ms=given_back):
            section = state.section or ""
            grants = {**state.grants, section: state.grants.get(section, 0) + 1}
            return replace(
                state, grants=grants, given_back_ms=state.given_back_ms + given_back,
                evidence=(*state.evidence, event),
            )  # fmt: skip
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
        case PasteRefused(length=length):
            state = replace(state, evidence=(*state.evidence, event))
            return _stroke(state, event, "refused", count=length) if state.typing_now else state
        case FocusLost() | FocusGained() | ClockJumped() | Left():
            return replace(state, evidence=(*state.evidence, event))


def _with_typing(state: State, change: Callable[[TypingRun], TypingRun]) -> State:
    section = state.section or ""
    *earlier, run = state.typing[section]
    return replace(state, typing={**state.typing, section: (*earlier, change(run))})


def _stroke(state: State, event: Event, kind: StrokeKind, text: str = "", count: int = 0) -> State:
    return _with_typing(state, lambda run: run.after(event.at_ms, kind, text, count))


def _resumed(state: State, event: Resumed) -> State:
    if state.typing_now is not None:
        # Nobody knows what happened meanwhile; the test ends where the journal does.
        at_ms = state.last.at_ms if state.last else 0
        state = _with_typing(state, lambda run: run.ended(at_ms, interrupted=True))
    return replace(state, run=event.run, evidence=(*state.evidence, event))


def _chat(state: State, event: Said | Moved | LookUp | NoteWritten | ChatClosed | TrainerRemarked) -> State:
    chat = state.chats.get(event.script, Chat(event.script))
    match event:
        case Said():
            chat = chat.said(event.text, event.at_ms, event.choice, event.phrases)
        case Moved():
            move = Move(
                event.via, event.node, event.says, event.mood, event.ended, event.meters, event.edge, event.reaction
            )
            chat = chat.moved(move, event.at_ms)
        case LookUp():
            found = LookedUp(event.lookup, event.at_ms, event.ready_ms, event.shows, event.supervisor, event.leave)
            chat = chat.looked_up(found)
        case NoteWritten():
            chat = chat.noted(event.text)
        case ChatClosed():
            chat = chat.closed_by_agent(event.quality)
        case TrainerRemarked():
            chat = chat.remarked(Remark(event.by, event.percent, event.text, event.line))
    return replace(state, chats={**state.chats, event.script: chat})
