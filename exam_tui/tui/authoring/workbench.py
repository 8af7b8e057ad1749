"""The workbench: a trainer types replies and sees at once what the policy says, also after each save of its file.

The chat stands on the left, with what is being typed below it; the findings on the right. A line that begins
with 客： is the customer's. Where the file has an error, the last policy that was in
order goes on judging, and the error is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from textual import on
from textual.binding import Binding
from textual.widgets import Input

from exam_tui.content.house import House, load_house
from exam_tui.content.policy import Policy
from exam_tui.content.problems import Problem
from exam_tui.errors import ExamTuiError
from exam_tui.messages import Catalogue, Language
from exam_tui.messages.problems import problem_line
from exam_tui.reports.judging import excused_lines, finding_lines, points_lines
from exam_tui.rubric.chats import WrittenChat, parse_chat, speaker_of
from exam_tui.rubric.checking import check_policy
from exam_tui.rubric.findings import Judgement
from exam_tui.rubric.judging import judge
from exam_tui.rubric.scoring import points_of_chat
from exam_tui.tui.authoring.bench import BenchScreen
from exam_tui.tui.authoring.preview import WATCH_SECONDS
from exam_tui.tui.authoring.reading import stamp
from exam_tui.tui.bars import StatusBar
from exam_tui.tui.terminal_app import TerminalApp

CUSTOMER, AGENT = "客：", "服："
_MOST_PROBLEMS = 4


@dataclass(frozen=True)
class Bench:
    """What has been said, as lines of a written chat. `draft` is what is in the field."""

    lines: tuple[str, ...] = ()
    draft: str = ""

    def line(self, text: str) -> str:
        """A line with its speaker: the agent's where none is named."""
        speaker, words = speaker_of(text.strip())
        return (CUSTOMER if speaker == "customer" else AGENT) + words

    @property
    def chat(self) -> WrittenChat:
        """The chat with the draft as its last line."""
        draft = [self.line(self.draft)] if self.draft.strip() else []
        return parse_chat("\n".join([*self.lines, *draft]))


class WorkbenchScreen(BenchScreen):
    """Chat, field, findings."""

    WORDS, SIDE = "workbench", ("problems", "findings")
    BINDINGS = [
        Binding("f2", "clear", show=False, priority=True),
        Binding("f3", "take_back", show=False, priority=True),
        Binding("f5", "reload", show=False, priority=True),
    ]
    CSS = """
    WorkbenchScreen #side { width: 60%; }
    WorkbenchScreen #problems { color: $error; }
    """

    def __init__(self, root: Path, name: str, house: House, t: Catalogue) -> None:
        super().__init__(t)
        self._root, self._wanted = root, name
        self._house = house
        self._policy: Policy | None = house.policy
        """The last one that was in order."""
        self._stamps: tuple[tuple[int, int], ...] = ()
        self._problems: tuple[Problem, ...] = ()
        self._house_is_old = False
        self._bench = Bench()

    def on_mount(self) -> None:
        """Read, and look again twice a second."""
        self.query_one(Input).focus()
        self.action_reload()
        self.set_interval(WATCH_SECONDS, self.look)

    def look(self) -> None:
        """Read the policy again if one of its files has changed."""
        if self._now() != self._stamps:
            self.action_reload()

    def _now(self) -> tuple[tuple[int, int], ...]:
        return tuple(stamp(path) for path in self._house.paths)

    def action_reload(self) -> None:
        """Read the policy again, and try its examples."""
        try:
            house = load_house(self._root, self._wanted)
        except ExamTuiError as error:  # the file was taken away, or has become something else
            self._house_is_old = True
            self._stamps = self._now()
            self._show_problems([self._t.error(error)])
            return
        self._house_is_old = house.policy is None
        if house.policy is not None:
            self._house, self._policy = house, house.policy
        self._stamps = self._now()
        self._problems = house.problems
        if house.policy is not None:
            self._problems = tuple(check_policy(house.files, house.policy))
        self._show_problems([problem_line(problem, self._root, self._t) for problem in self._problems])
        self._show()

    def _show_problems(self, lines: list[str]) -> None:
        shown = lines[:_MOST_PROBLEMS]
        if shown and self._house_is_old:
            shown.insert(0, self._t("workbench.old"))
        if len(lines) > len(shown):
            shown.append(self._t("workbench.more", count=len(lines) - len(shown)))
        self.show_beside("problems", "\n".join([*shown, ""] if shown else []))
        policy = self._policy
        state = self._t("workbench.problems", count=len(lines)) if lines else self._t("workbench.fine")
        title = self._t("workbench.title", title=policy.title, count=len(policy.rule)) if policy else self._wanted
        self.query_one(StatusBar).show(title, "", state, "error" if lines else "")

    def _show(self) -> None:
        self.show_lines("\n".join(self._bench.lines) or self._t("workbench.empty"))
        if self._policy is not None:
            self.show_beside("findings", "\n".join(self._finding_lines(self._policy)))

    def _finding_lines(self, policy: Policy) -> list[str]:
        chat = self._bench.chat
        if not chat.turns:
            return [self._t("workbench.nothing")]
        judgement = judge(policy, chat.turns)
        titles = {rule.id: rule.title for rule in policy.rule}
        points, total = points_of_chat(policy, judgement, chat)
        last = len(chat.turns) - 1
        lines = [self._t("workbench.last_turn"), *self._of_turn(judgement, titles, last)]
        if last:
            lines += ["", self._t("workbench.before"), *self._earlier(judgement, last)]
        return [*lines, "", *points_lines(points, total, self._t)]

    def _of_turn(self, judgement: Judgement, titles: dict[str, str], turn: int) -> list[str]:
        lines = list(finding_lines((f for f in judgement.findings if f.turn == turn), self._t))
        lines += excused_lines((e for e in judgement.excused if e.turn == turn), titles, self._t)
        return lines or [self._t("judge.nothing")]

    def _earlier(self, judgement: Judgement, last: int) -> list[str]:
        return [
            self._t("workbench.earlier", turn=f.turn + 1, title=f.title, points=f"{f.points:+}")
            for f in judgement.findings
            if f.turn < last
        ] or [self._t("judge.nothing")]

    # -- what the keys do -----------------------------------------------------------------------------------------

    @on(Input.Changed)
    def _draft(self, event: Input.Changed) -> None:
        self._bench = Bench(self._bench.lines, event.value)
        self._show()

    @on(Input.Submitted)
    def _send(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self._bench = Bench((*self._bench.lines, self._bench.line(event.value)))
            event.input.value = ""
            self._show()

    def action_clear(self) -> None:
        """A new chat."""
        self._bench = Bench()
        self.query_one(Input).value = ""
        self._show()

    def action_take_back(self) -> None:
        """The last line back into the field."""
        if self._bench.lines:
            *before, last = self._bench.lines
            self._bench = Bench(tuple(before))
            self.query_one(Input).value = last.removeprefix(AGENT)
            self.query_one(Input).cursor_position = len(self.query_one(Input).value)
            self._show()


class WorkbenchApp(TerminalApp):
    """`rubric workbench POLICY`."""

    def __init__(self, root: Path, name: str, house: House, language: Language) -> None:
        super().__init__(language)
        self._root, self._wanted, self._house = root, name, house

    async def on_mount(self) -> None:
        """Straight to the workbench."""
        await self.push_screen(WorkbenchScreen(self._root, self._wanted, self._house, self.t))
