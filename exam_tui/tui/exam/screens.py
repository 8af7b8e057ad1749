"""Which screen a sitting's state calls for: the only place that knows, so that a resumed sitting needs no other."""

from __future__ import annotations

from textual.screen import Screen

from exam_tui.tui.exam.handin import HandInScreen
from exam_tui.tui.exam.questions import QuestionsScreen
from exam_tui.tui.exam.result import ResultScreen
from exam_tui.tui.exam.rules import IntroScreen, RulesScreen
from exam_tui.tui.exam.typing import TypingScreen
from exam_tui.tui.reception.screen import ReceptionScreen
from exam_tui.tui.session import Session


def screen_for(session: Session) -> Screen[None]:
    """The screen."""
    sitting = session.sitting
    if not sitting.state.started:
        return RulesScreen(session)
    if sitting.state.submitted is not None:
        return ResultScreen(session)
    section = sitting.blueprint
    if section is None:
        return HandInScreen(session) if sitting.next_section is None else IntroScreen(session)
    match section.kind:
        case "questions":
            return QuestionsScreen(session)
        case "typing":
            return TypingScreen(session)
        case "roleplay":
            return ReceptionScreen(session)
