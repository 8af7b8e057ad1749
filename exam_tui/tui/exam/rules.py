"""Before the start: who sits what, what will be asked, by which lines it is judged, and what is recorded."""

from __future__ import annotations

from decimal import Decimal

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll

from exam_tui.content.paper import QuestionsSection, RoleplaySection, Section, TypingSection
from exam_tui.content.rounding import short
from exam_tui.messages import Catalogue
from exam_tui.sitting.form import Form
from exam_tui.tui.desk import desk_of
from exam_tui.tui.exam.base import SittingScreen
from exam_tui.tui.prose import Prose


def minutes_of(ms: int) -> str:
    """Minutes, with a decimal only where extra time makes one."""
    return short(Decimal(ms) / 60_000)


def section_sentence(section: Section, form: Form, t: Catalogue) -> str:
    """One section: minutes, weight, line."""
    line = ""
    match section:
        case QuestionsSection(gate=gate) if gate is not None:
            key = "rules.gate_topic" if gate.topic else "rules.gate_ratio"
            line = t(key, percent=short(gate.ratio * 100), topic=gate.topic or "")
        case TypingSection(gate=gate):
            if gate is not None:
                line = t("rules.gate_cpm", cpm=short(gate.cpm))
            if gate is not None and gate.accuracy is not None:
                line += t("rules.gate_accuracy", percent=short(gate.accuracy * 100))
            if gate is not None and gate.fields is not None:
                line += t("rules.gate_fields", percent=short(gate.fields * 100))
            if section.passages.count > 1:
                line += t(f"rules.typing_{section.rule}", count=section.passages.count)
            if section.retest:
                line += t("rules.typing_retest")
        case RoleplaySection(gate=gate) if gate is not None:
            line = t("rules.gate_ratio", percent=short(gate.ratio * 100))
        case _:
            pass
    return (
        t("rules.section", title=section.title, minutes=minutes_of(form.section_ms(section)), weight=section.weight)
        + line
    )


class RulesScreen(SittingScreen):
    """The candidate reads and starts."""

    HELP = "help.rules"
    BINDINGS = [Binding("enter", "start", show=False), Binding("escape", "leave_program", show=False)]
    CSS = """
    RulesScreen VerticalScroll { padding: 1 2; }
    RulesScreen .who { text-style: bold; }
    RulesScreen .block { margin-top: 1; }
    RulesScreen .start { margin-top: 1; color: $primary; text-style: bold; }
    """

    def compose_body(self) -> ComposeResult:
        """Identity, sections, rules."""
        t, opened, form = self.t, self.sitting.opened, self.sitting.form
        paper = form.paper
        candidate = opened.candidate
        with VerticalScroll():
            yield Prose(
                t(
                    "rules.who",
                    mode=t(f"mode.{opened.mode}"),
                    name=candidate.name,
                    id=candidate.id,
                    track=candidate.track or "-",
                    attempt=candidate.attempt,
                ),
                classes="who",
            )
            lines = [
                t(
                    "rules.paper",
                    title=paper.paper.title,
                    minutes=minutes_of(form.paper_ms),
                    line=short(paper.paper.pass_),
                )
            ]
            lines += [f"  {number}  {section_sentence(s, form, t)}" for number, s in enumerate(paper.section, 1)]
            if form.extra_time_percent:
                lines.append(t("rules.extra_time", percent=form.extra_time_percent))
            yield Prose("\n".join(lines), hang=3, classes="block")
            yield Prose(t(f"rules.text_{opened.mode}"), classes="block")
            yield Prose(t("rules.start"), classes="start")

    def keys(self) -> str:
        """Enter starts."""
        return self.t("keys.rules")

    def action_start(self) -> None:
        """The clock runs."""
        self.sitting.start()
        desk_of(self).show_current()


class IntroScreen(SittingScreen):
    """Between two sections: what comes next. The exam's clock runs."""

    HELP = "help.intro"
    BINDINGS = [Binding("enter", "go_on", show=False)]
    CSS = """
    IntroScreen VerticalScroll { padding: 1 2; }
    IntroScreen .title { text-style: bold; }
    IntroScreen .block { margin-top: 1; }
    """

    def compose_body(self) -> ComposeResult:
        """The next section."""
        section = self.sitting.next_section
        with VerticalScroll():
            if section is not None:
                yield Prose(self.t("intro.title", title=section.title), classes="title")
                yield Prose(section_sentence(section, self.sitting.form, self.t), classes="block")
                yield Prose(self.t(f"intro.{section.kind}"), classes="block")
            yield Prose(self.t("intro.clock"), classes="block")

    def keys(self) -> str:
        """Enter goes on."""
        return self.t("keys.intro")

    def action_go_on(self) -> None:
        """Enter the section."""
        self.sitting.enter_next_section()
        desk_of(self).show_current()
