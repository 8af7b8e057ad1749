"""Trying a script: the author plays the agent, and sees which way each turn takes and why.

Time is the player's own: the customer reacts at once, and silence is a key. What was done is kept as steps, so a turn
is taken back by playing the others again.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from textual import on
from textual.binding import Binding
from textual.widgets import Input

from exam_tui.content.policy import Policy
from exam_tui.content.roleplay import Reply, RoleplayFile
from exam_tui.content.rounding import floored
from exam_tui.content.shelves import load_library
from exam_tui.dialogue.fillers import is_filler
from exam_tui.dialogue.playing import Player
from exam_tui.dialogue.remembering import milestones_reached, turns_said
from exam_tui.dialogue.state import Move
from exam_tui.errors import ExamTuiError
from exam_tui.marking.roleplay import mark_chat
from exam_tui.messages import Catalogue, Language
from exam_tui.rubric.judging import rules_met
from exam_tui.sitting.checking import check_roleplays
from exam_tui.tui.authoring.bench import BenchScreen
from exam_tui.tui.bars import StatusBar
from exam_tui.tui.reception.pickers import Pick, Picker
from exam_tui.tui.terminal_app import TerminalApp

SILENCE = ""
"""Stands among the steps for saying nothing."""


class TryingScreen(BenchScreen):
    """Chat, field, what happens behind it."""

    WORDS, SIDE = "trying", ("draft", "behind")
    BINDINGS = [
        Binding("f2", "jump", show=False, priority=True),
        Binding("f3", "take_back", show=False, priority=True),
        Binding("f4", "silence", show=False, priority=True),
        Binding("f5", "anew", show=False, priority=True),
        Binding("f6", "look_up", show=False, priority=True),
    ]
    CSS = "TryingScreen #side { width: 50%; }"

    def __init__(self, root: Path, script: RoleplayFile, policy: Policy, node: str | None, t: Catalogue) -> None:
        super().__init__(t)
        self._root, self._script, self._policy, self._node = root, script, policy, node
        self._steps: list[str] = []
        self._player = Player(script, policy, node=node)
        self._log: list[str] = []

    def on_mount(self) -> None:
        """Begin."""
        self.query_one(Input).focus()
        self._begin()

    # -- playing --------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """Play all steps from the beginning."""
        self._player = Player(self._script, self._policy, node=self._node)
        self._log = []
        for step in self._steps:
            self._play(step)
        self._show()

    def _play(self, step: str) -> None:
        player = self._player
        if player.over:
            return
        move = player.wait() if step == SILENCE else player.take_turn([step])
        if move is not None:
            self._log.append(self._move_words(move, player.played[-1].node))
        elif step == SILENCE:
            self._log.append(self._t("trying.nothing_waits"))
        elif not step.startswith("?") and is_filler(self._policy, (step,)):
            self._log.append(self._t("trying.filler"))

    def _move_words(self, move: Move, before: str) -> str:
        key = "trying.moved_stays" if move.node == before else "trying.moved"
        return self._t(
            key,
            via=via_words(move.via, self._t),
            node=move.node,
            mood=move.mood,
            meters=self._meters(dict(move.meters)),
        )

    def _meters(self, levels: dict[str, int]) -> str:
        return "　".join(
            self._t("trying.meter", name=name, level=level) for name, level in levels.items() if name != "mood"
        )

    def _do(self, step: str) -> None:
        self._steps.append(step)
        self._play(step)
        self._show()

    # -- showing --------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        player, t = self._player, self._t
        me = t("chat.me")
        name = self._script.roleplay.customer.name
        lines = [f"{name if line.speaker == 'customer' else me}：{line.text}" for line in player.chat.lines]
        lines += [f"{number}  {reply.choice}" for number, reply in enumerate(self._choices(), 1)]
        self.show_lines("\n".join(lines))
        self.show_beside("behind", "\n".join(self._behind()))
        self._show_draft(self.query_one(Input).value)
        problems = check_roleplays(load_library(self._root), [self._script.roleplay.id]) if not self._steps else None
        if problems is not None:
            state = t("trying.problems", count=len(problems)) if problems else t("trying.fine")
            title = t("trying.title", title=self._script.roleplay.title)
            self.query_one(StatusBar).show(title, "", state, "error" if problems else "")

    def _choices(self) -> tuple[Reply, ...]:
        return () if self._player.over else self._player.here.choices

    def _behind(self) -> Iterator[str]:
        player, t = self._player, self._t
        chat = player.chat
        yield t("trying.here", node=chat.node, mood=chat.mood, meters=self._meters(chat.levels))
        if chat.ended is not None:
            marks, _ = mark_chat(self._script, self._policy, chat)
            yield (
                t("trying.ended", ending=t(f"ending.{chat.ended}")) + "　" + t("trying.marks", marks=floored(marks, 1))
            )
        for one in chat.lookups:
            yield f"? {one.id}：{one.shows}"
        if chat.turns:
            last = chat.turns[-1]
            met = rules_met(self._policy, last.messages, leave=chat.leave_by(last.ended_ms))
            yield ""
            yield t("trying.findings")
            yield from (f"  {rule} “{quote}”" for rule, quote in met.items())
        reached = milestones_reached(self._script, turns_said(self._policy, chat, chat.turns), chat.note)
        yield ""
        yield t("trying.milestones")
        for milestone in self._script.milestone:
            yield t("trying.reached" if milestone.id in reached else "trying.open", title=milestone.title)
        yield ""
        yield from reversed(self._log)

    def _show_draft(self, text: str) -> None:
        player, words = self._player, ""
        text = text.strip()
        if text and not player.over and text[0] not in "#?" and not player.here.choices:
            route = player.route((text,))
            if route.via == "fallback" and is_filler(self._policy, (text,)):
                words = self._t("trying.filler")
            elif route.reply.to is None:
                words = self._t("trying.draft_stays", via=via_words(route.via, self._t))
            else:
                words = self._t("trying.draft", via=via_words(route.via, self._t), node=route.reply.to)
        self.show_beside("draft", words + "\n" if words else "")

    # -- what the keys do -----------------------------------------------------------------------------------------

    @on(Input.Changed)
    def _draft(self, event: Input.Changed) -> None:
        self._show_draft(event.value)

    @on(Input.Submitted)
    def _send(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip()
        event.input.value = ""
        if not text or self._player.over:
            return
        choices = len(self._choices())
        if choices and not (text.lstrip("#").isdecimal() and 1 <= int(text.lstrip("#")) <= choices):
            return
        self._do("#" + text.lstrip("#") if choices else text)

    def action_silence(self) -> None:
        """Say nothing."""
        if not self._player.over:
            self._do(SILENCE)

    def action_take_back(self) -> None:
        """As if the last step had not been."""
        if self._steps:
            last = self._steps.pop()
            self._begin()
            self.query_one(Input).value = last

    def action_anew(self) -> None:
        """From the beginning, with the file as it is now."""
        self._reload()
        self._steps = []
        self._begin()

    def action_jump(self) -> None:
        """Begin at another node."""
        self._reload()

        def picked(node: str | None) -> None:
            if node is not None:
                self._node, self._steps = node, []
                self._begin()

        picks = [
            Pick(name, f"{name}　{' '.join(node.says)}") for name, node in self._script.node.items() if node.end is None
        ]
        self.app.push_screen(Picker(self._t("trying.jump"), picks, self._t("keys.search"), searchable=True), picked)

    def _reload(self) -> None:
        """The file as it is now; as it was, where it is broken."""
        library = load_library(self._root)
        script = library.scripts.get(self._script.roleplay.id)
        try:
            policy = library.policy(self._policy.id)
        except ExamTuiError:
            policy = self._policy
        if script is None:
            self.notify(self._t("workbench.old"), markup=False)
            return
        self._script, self._policy = script, policy
        if self._node not in script.node:
            self._node = None

    def action_look_up(self) -> None:
        """Look something up, or ask the supervisor."""

        def picked(lookup: str | None) -> None:
            if lookup is not None:
                self._do(f"?{lookup}")

        done = {one.id for one in self._player.chat.lookups}
        picks = [Pick(one.id, one.title) for one in self._script.lookup if one.id not in done]
        if not picks and not self._player.over:
            self.notify(self._t("reception.nothing_to_look_up"), markup=False)
        elif not self._player.over:
            self.app.push_screen(Picker(self._t("reception.look_up"), picks, self._t("keys.pick")), picked)


def via_words(via: str, t: Catalogue) -> str:
    """Why a way was taken, in words; replies are counted from 1, those of every node as -1 and so on."""
    kind, _, what = via.partition(":")
    if what.lstrip("-").isdecimal() and int(what) >= 0:
        what = str(int(what) + 1)
    return t(f"via.{kind}", what=what)


class TryingApp(TerminalApp):
    """`roleplay try SCRIPT`."""

    def __init__(self, root: Path, script: RoleplayFile, policy: Policy, node: str | None, language: Language) -> None:
        super().__init__(language)
        self._begins_with = root, script, policy, node

    async def on_mount(self) -> None:
        """Straight to the script."""
        root, script, policy, node = self._begins_with
        await self.push_screen(TryingScreen(root, script, policy, node, self.t))
