"""A sitting in progress: commands in, sealed events out.

Invariant: the state is always the fold of the events that were sealed, and an event is sealed only if the exam's
clock still allowed it. Every command first keeps the deadlines, so nothing slips in after the end.
"""

from __future__ import annotations

from typing import Literal

from exam_tui.content.paper import Section, TypingSection
from exam_tui.sitting.chain import Chain
from exam_tui.sitting.clock import Clock, Instant, elapsed_ms
from exam_tui.sitting.deadlines import held_ms, paper_end_ms, section_end_ms, typing_may_end_ms
from exam_tui.sitting.events import (
    Answer,
    Answered,
    ClockJumped,
    Erased,
    Event,
    Flagged,
    FocusGained,
    FocusLost,
    Left,
    Opened,
    PasteRefused,
    ReplySent,
    SectionEntered,
    SectionLeft,
    Shown,
    Started,
    Submitted,
    Typed,
    TypingEnded,
    TypingGranted,
    TypingStarted,
    WarmedUp,
    WarmUpFailed,
)
from exam_tui.sitting.fitting import require_fitting
from exam_tui.sitting.form import Form, FormSection
from exam_tui.sitting.mode import MODES, Mode
from exam_tui.sitting.reception import Reception
from exam_tui.sitting.saving import Sink
from exam_tui.sitting.state import State, apply
from exam_tui.sitting.typing import TypingStage, stage_of
from exam_tui.typing_test.warm_up import Damage, damage_to

CLOCK_JUMP_MS = 5_000
"""From which difference a moved wall clock is recorded."""
LONGEST_TIMES, LONGEST_MORE = 3, 300
"""Of text in a typing test: so many times what is presented, and so many characters more."""
Reason = Literal["candidate", "time"]


def instant_of(event: Event) -> Instant:
    """The clock reading at which an event was sealed."""
    return Instant(event.mono_ms, event.wall, event.boot)


class Sitting:
    """One candidate's sitting of one paper. Not thread-safe: one owner gives all commands."""

    def __init__(self, form: Form, state: State, chain: Chain, clock: Clock, sink: Sink) -> None:
        self.form = form
        self.state = state
        self._chain = chain
        self._clock = clock
        self._sink = sink
        self.reception = Reception(self)
        """The customers of a role-play section."""
        now = clock.now()
        self._base = now
        self._base_at = self._resumed_at(now)
        self._drift_ms = self._drift(now)

    def _resumed_at(self, now: Instant) -> int:
        last = self.state.last
        if last is None or not self.state.started:
            return 0
        return last.at_ms + elapsed_ms(instant_of(last), now)

    # -- what is known --------------------------------------------------------------------------------------------

    @property
    def opened(self) -> Opened:
        """The first event."""
        assert self.state.opened is not None
        return self.state.opened

    @property
    def mode(self) -> Mode:
        """What this sitting allows."""
        return MODES[self.opened.mode]

    @property
    def head(self) -> str:
        """Hash of the last sealed line."""
        return self._chain.head

    @property
    def blueprint(self) -> Section | None:
        """The paper's description of the open section."""
        return self.form.blueprint(self.state.section) if self.state.section else None

    @property
    def presented(self) -> FormSection | None:
        """What the open section presents."""
        return self.form.section(self.state.section) if self.state.section else None

    @property
    def next_section(self) -> Section | None:
        """The first section that has not been entered."""
        return next((s for s in self.form.paper.section if s.id not in self.state.sections), None)

    def at_ms(self) -> int:
        """The sitting's time now: milliseconds since the start, 0 before it."""
        if not self.state.started:
            return 0
        return self._base_at + elapsed_ms(self._base, self._clock.now())

    def remaining_ms(self) -> int:
        """Until the whole sitting is over."""
        return max(0, self._paper_end() - self.at_ms())

    def section_remaining_ms(self) -> int | None:
        """Until the open section is over; None in a typing section whose test has not begun."""
        end = self._section_end()
        return None if end is None else max(0, min(end, self._paper_end()) - self.at_ms())

    def _paper_end(self) -> int:
        return paper_end_ms(self.form, self.state, self.typing_stage, self.at_ms())

    def _section_end(self) -> int | None:
        return section_end_ms(self.form, self.state)

    @property
    def typing_stage(self) -> TypingStage | None:
        """Where the open section of typing tests stands; None in any other."""
        section, presented = self.blueprint, self.presented
        if not isinstance(section, TypingSection) or presented is None:
            return None
        return stage_of(section, presented, self.state)

    @property
    def warmed_up(self) -> bool:
        """Whether the warm-up line has arrived unharmed since the program was started."""
        return self.state.warmed_up == self.state.run

    @property
    def typing_may_end_ms(self) -> int:
        """Until the running typing test may be finished; 0: at once."""
        end = typing_may_end_ms(self.form, self.state)
        return 0 if end is None else max(0, end - self.at_ms())

    # -- commands -------------------------------------------------------------------------------------------------

    def record(self, event: Event) -> None:
        """Seal an event and hand it to be saved. For the commands below, and for opening and resuming."""
        now = self._clock.now()
        stamped = event.model_copy(
            update={
                "n": self._chain.events + 1,
                "run": event.run if event.type == "resumed" else max(1, self.state.run),
                "at_ms": self.at_ms(),
                "mono_ms": now.mono_ms,
                "wall": now.wall,
                "boot": now.boot,
            }
        )
        line = self._chain.seal(stamped)
        self.state = apply(self.state, stamped)
        if stamped.type == "started":
            self._base, self._base_at = now, 0
        self._sink.append(line)

    def start(self) -> None:
        """The candidate accepts the rules; the clock runs and the first section begins."""
        if not self.state.started:
            self.record(Started())
            self.enter_next_section()

    def enter_next_section(self) -> None:
        """Begin the next section, if one is left."""
        self.tick()
        section = self.next_section
        if self._open and self.state.section is None and section is not None:
            self.record(SectionEntered(section=section.id))
            self.tick()

    def show(self, item: str) -> None:
        """An item comes onto the screen."""
        if self.may("questions") and self.state.item != item:
            self.record(Shown(item=item))

    def answer(self, item: str, answer: Answer | None) -> None:
        """Give, change or take back an answer. An answer of the wrong form is a mistake of the caller's."""
        if not self.may("questions") or self.state.answers.get(item) == answer:
            return
        require_fitting(self.form.item(item), answer)
        self.record(Answered(item=item, answer=answer))

    def flag(self, item: str, on: bool) -> None:
        """Mark or unmark an item for another look."""
        if self.may("questions") and (item in self.state.flagged) != on:
            self.record(Flagged(item=item, on=on))

    def warm_up(self, text: str) -> Damage | None:
        """The warm-up line as it arrived; tells what is wrong with it, None when nothing is."""
        section = self.blueprint
        if not self.may("typing") or not isinstance(section, TypingSection):
            return None
        damage = damage_to(section.warm_up, text)
        if damage is not None:
            self.record(WarmUpFailed(damage=damage))
        elif not self.warmed_up:
            self.record(WarmedUp())
        return damage

    def start_typing(self) -> None:
        """The countdown is over: the test that is due begins, if the warm-up line has arrived."""
        stage = self.typing_stage if self.may("typing") and self.warmed_up else None
        if stage is not None and stage.name in ("ready", "retest") and stage.passage and self.state.section:
            self.record(TypingStarted(section=self.state.section, passage=stage.passage.id))

    def type_text(self, text: str, *, paste: bool = False) -> None:
        """Add text at the end: up to several times as much as is presented, beyond which a key is stuck."""
        stage = self.typing_stage if self.may("typing") else None
        run = self.state.typing_now
        if stage is None or stage.passage is None or run is None or run.sent >= len(stage.passage.pieces):
            return
        room = LONGEST_TIMES * len(stage.passage.pieces[run.sent].text) + LONGEST_MORE - len(run.text)
        if text := text[: max(0, room)]:
            self.record(Typed(text=text, paste=paste))

    def erase(self, count: int = 1) -> None:
        """Take characters away from the end, as many as there are."""
        if self.may("typing") and (run := self.state.typing_now) and run.text:
            self.record(Erased(count=min(count, len(run.text))))

    def send_reply(self) -> None:
        """In a test of chat replies: this reply is finished. After the last one the test is over."""
        stage = self.typing_stage if self.may("typing") else None
        run = self.state.typing_now
        if stage is None or run is None or stage.passage is None or stage.passage.kind != "chat" or not run.text:
            return
        self.record(ReplySent(last=run.sent + 1 == len(stage.passage.pieces)))
        self._close_if_over("candidate")

    def finish_typing(self) -> None:
        """Finish the running test early; refused before `typing_may_end_ms` is over."""
        if self.may("typing") and self.state.typing_now and not self.typing_may_end_ms:
            self.record(TypingEnded(reason="candidate"))
            self._close_if_over("candidate")

    def grant_typing(self, by: str = "") -> None:
        """Allow an interrupted test to be taken again. The time that it took is given back."""
        stage = self.typing_stage if self.may("typing") else None
        run = self.state.typing_last
        if stage is not None and stage.name == "interrupted" and stage.passage and run:
            self.record(TypingGranted(by=by, given_back_ms=held_ms(run, self.at_ms())))

    def refuse_paste(self, length: int) -> None:
        """Pasted text was kept out."""
        if self.may():
            self.record(PasteRefused(length=length))

    def focus(self, gained: bool) -> None:
        """The terminal tells that the window lost or gained the focus."""
        if self.may():
            self.record(FocusGained() if gained else FocusLost())

    def leave(self) -> None:
        """The candidate leaves the program on purpose; the sitting goes on without it."""
        if self.may():
            self.record(Left())

    def leave_section(self) -> None:
        """The candidate finishes the open section; it stays closed. Refused while a typing test runs."""
        if self.may() and not self.state.typing_now:
            self._close_section("candidate")

    def submit(self) -> None:
        """Hand in, whatever is still open. The journal is sealed; nothing can follow."""
        if self.may():
            self._close_section("candidate")
            self.record(Submitted(reason="candidate"))

    def tick(self, *, composing: str | None = None) -> None:
        """Let time do what is due: the end of a section or of the exam, the customers' steps.

        `composing`: the chat in which the agent has begun a message that is not sent yet, so its customer waits for it.
        """
        if self._open:
            self._keep_deadlines()
            if self._open:
                self.reception.step(composing)

    def _keep_deadlines(self) -> None:
        self._watch_clock()
        if self.at_ms() >= self._paper_end():
            self._close_section("time")
            self.record(Submitted(reason="time"))
            return
        end = self._section_end()
        if end is not None and self.at_ms() >= end:
            if self.state.typing_now:
                self.record(TypingEnded(reason="time"))
            else:
                self._close_section("time")
        self._close_if_over("time")

    # -- inside ---------------------------------------------------------------------------------------------------

    @property
    def _open(self) -> bool:
        return self.state.started and self.state.submitted is None

    def may(self, kind: str | None = None) -> bool:
        """Whether the exam still runs and, given a kind, whether a section of that kind is open.

        The customer does not step here: a message that is being sent belongs to the turn that it was written for.
        """
        if self._open:
            self._keep_deadlines()
        if not self._open:
            return False
        return kind is None or (self.blueprint is not None and self.blueprint.kind == kind)

    def _close_if_over(self, reason: Reason) -> None:
        """A section of typing tests is over when none is due. (A crash may have come between the two events.)"""
        stage = self.typing_stage
        if stage is not None and stage.name == "over":
            self._close_section(reason)

    def _close_section(self, reason: Reason) -> None:
        section = self.state.section
        if section is None:
            return
        if self.state.typing_now:
            self.record(TypingEnded(reason=reason))
        self.record(SectionLeft(section=section, reason=reason))

    def _drift(self, now: Instant) -> int:
        return int(now.wall.timestamp() * 1000) - now.mono_ms

    def _watch_clock(self) -> None:
        drift = self._drift(self._clock.now())
        jump, self._drift_ms = drift - self._drift_ms, drift
        if abs(jump) >= CLOCK_JUMP_MS:
            self.record(ClockJumped(by_ms=jump))
