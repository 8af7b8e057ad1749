"""Simulated candidates: they go through the same sitting code as a person, on a virtual clock, without screens.

A rehearsal shows a trainer that a paper can be passed, and what marks come out. It never counts.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

from exam_tui.content.items import (
    FillItem,
    Item,
    JudgeItem,
    MatchItem,
    MultipleItem,
    NumberItem,
    OrderItem,
    ShortItem,
    SingleItem,
)
from exam_tui.content.paper import QuestionsSection, RoleplaySection, TypingSection
from exam_tui.content.roleplay import RoleplayFile
from exam_tui.sitting.clock import VirtualClock
from exam_tui.sitting.events import Answer
from exam_tui.sitting.sitting import Sitting

ProfileName = Literal["perfect", "average", "silent"]


@dataclass(frozen=True)
class Profile:
    """How a simulated candidate behaves. Ratios are 0 to 1; times in milliseconds."""

    knows: float
    """Chance of knowing an item; the others are guessed."""
    item_ms: int
    cpm: int
    """Typing speed in 字/分钟 before mistakes."""
    slips: float
    """Share of characters that are mistyped and left so."""
    follows_model: float
    """Chance, per turn, of answering as the script's model dialogue does."""
    reply_ms: int
    """Until the first message of a turn; half of it between messages."""


PROFILES: dict[ProfileName, Profile | None] = {
    "perfect": Profile(knows=1.0, item_ms=8_000, cpm=90, slips=0.0, follows_model=1.0, reply_ms=6_000),
    "average": Profile(knows=0.72, item_ms=20_000, cpm=54, slips=0.02, follows_model=0.7, reply_ms=12_000),
    "silent": None,
}
"""None: starts the exam and does nothing more."""

_VAGUE = ("好的，我看一下", "嗯嗯，稍等一下哦", "您稍等，我问一下同事再回复您")
"""What a simulated candidate says where it does not follow the model."""
_STEP_MS = 500


def rehearse(sitting: Sitting, clock: VirtualClock, profile: ProfileName, seed: int) -> None:
    """Take a freshly opened sitting to its end. The same arguments give the same journal."""
    sitting.start()
    behaviour = PROFILES[profile]
    if behaviour is None:
        _wait_for_the_end(sitting, clock)
        return
    _Simulation(sitting, clock, behaviour, random.Random(f"{profile}:{seed}")).run()


def _wait_for_the_end(sitting: Sitting, clock: VirtualClock) -> None:
    while sitting.state.submitted is None:
        if sitting.state.section is None:
            sitting.enter_next_section()
        if isinstance(sitting.blueprint, TypingSection):
            _warm_up(sitting)
            sitting.start_typing()
        clock.advance(_STEP_MS)
        sitting.tick()


def _warm_up(sitting: Sitting) -> None:
    if isinstance(sitting.blueprint, TypingSection):
        sitting.warm_up(sitting.blueprint.warm_up)


class _Simulation:
    def __init__(self, sitting: Sitting, clock: VirtualClock, profile: Profile, rng: random.Random) -> None:
        self._sitting = sitting
        self._clock = clock
        self._profile = profile
        self._rng = rng

    def run(self) -> None:
        sitting = self._sitting
        while sitting.state.submitted is None:
            match sitting.blueprint:
                case QuestionsSection():
                    self._questions()
                case TypingSection():
                    self._typing()
                case RoleplaySection():
                    self._roleplay()
                case None:
                    pass
            sitting.leave_section()
            if sitting.next_section is None:
                sitting.submit()
            else:
                sitting.enter_next_section()

    def _questions(self) -> None:
        presented = self._sitting.presented
        for asked in presented.items if presented else ():
            self._sitting.show(asked.item.id)
            self._pause(self._profile.item_ms)
            knows = self._rng.random() < self._profile.knows
            self._sitting.answer(asked.item.id, _right(asked.item) if knows else self._guess(asked.item))

    def _guess(self, item: Item) -> Answer:
        match item:
            case SingleItem():
                return (self._rng.randrange(len(item.options)),)
            case MultipleItem():
                return tuple(i for i in range(len(item.options)) if self._rng.random() < 0.5)
            case JudgeItem():
                return self._rng.random() < 0.5
            case NumberItem():
                return str(item.answer + self._rng.choice([-2, -1, 1, 2]))
            case OrderItem():
                return tuple(self._rng.sample(range(len(item.steps)), len(item.steps)))
            case MatchItem():
                return tuple(self._rng.sample(range(len(item.right)), len(item.pairs)))
            case FillItem() | ShortItem():
                return "不清楚"

    def _typing(self) -> None:
        sitting = self._sitting
        while (stage := sitting.typing_stage) is not None and stage.name in ("ready", "retest") and stage.passage:
            _warm_up(sitting)
            self._pause(3_000)
            sitting.start_typing()
            for piece in stage.passage.pieces:
                self._type(piece.text)
                sitting.send_reply()
            while sitting.typing_may_end_ms:
                self._pause(_STEP_MS)
            sitting.finish_typing()

    def _type(self, text: str) -> None:
        characters = [c for c in text if not c.isspace()]
        burst_ms = 60_000 * 2 // self._profile.cpm
        while characters and self._sitting.state.typing_now:
            # No hand is as even as a clock, and the watch on machines would say so.
            self._pause(int(burst_ms * self._rng.uniform(0.5, 1.5)))
            burst, characters = characters[:2], characters[2:]
            typed = ("错" if self._rng.random() < self._profile.slips else c for c in burst)
            self._sitting.type_text("".join(typed))

    def _roleplay(self) -> None:
        reception = self._sitting.reception
        while not reception.over and self._sitting.state.section is not None:
            for script in reception.here:
                chat = reception.chat(script.roleplay.id)
                if not chat.turn and chat.ended is None:
                    self._take_turn(script, len(chat.turns))
            self._pause(_STEP_MS)

    def _take_turn(self, script: RoleplayFile, number: int) -> None:
        reception, name, model = self._sitting.reception, script.roleplay.id, script.model.turns
        follows = number < len(model) and self._rng.random() < self._profile.follows_model
        choices = reception.choices(name)
        if choices:
            self._pause(self._profile.reply_ms)
            picks = [pick for turn in model[number : number + 1] for pick in turn if pick.startswith("#")]
            best = int(picks[0][1:]) - 1 if picks and picks[0][1:].isdecimal() else 0
            reception.choose(best if follows else self._rng.randrange(len(choices)), name)
            return
        first = True
        for step in model[number] if follows else (self._rng.choice(_VAGUE),):
            match step[0]:
                case "?":
                    reception.look_up(name, step[1:])
                    waits = [one.seconds for one in script.lookup if one.id == step[1:]]
                    self._pause(sum(waits) * 1000)
                case "=":
                    reception.write_note(name, step[1:])
                case _:
                    self._pause(self._profile.reply_ms if first else min(2_500, self._profile.reply_ms // 2))
                    reception.say(step, name)
                    first = False

    def _pause(self, ms: int) -> None:
        """Let time pass in steps, as the screens do, so that customers and deadlines act when they are due."""
        while ms > 0:
            step = min(ms, _STEP_MS)
            self._clock.advance(step)
            self._sitting.tick()
            ms -= step


def _right(item: Item) -> Answer:
    match item:
        case SingleItem() | MultipleItem():
            return tuple(sorted(item.key))
        case JudgeItem():
            return item.answer
        case NumberItem():
            return str(item.answer)
        case FillItem():
            return item.accept[0]
        case OrderItem():
            return tuple(range(len(item.steps)))
        case MatchItem():
            return tuple(range(len(item.pairs)))
        case ShortItem():
            return item.sample
