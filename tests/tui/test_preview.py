"""A trainer must see what candidates will see, and see at once when a file is broken or mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from exam_tui.tui.authoring.preview import PreviewApp, PreviewScreen
from tests.tui.helpers import commit, settle, words
from tests.workspaces import KINDS, workspace

SIZE = (80, 24)


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return workspace(tmp_path / "ws", {"kinds.toml": KINDS}) / "question_banks" / "kinds.toml"


def app_for(bank: Path) -> PreviewApp:
    return PreviewApp(bank, bank.parent.parent, "zh")


def look(app: PreviewApp) -> None:
    """What the timer does twice a second."""
    assert isinstance(app.screen, PreviewScreen)
    app.screen.look()


async def test_every_kind_is_shown_with_its_key_and_can_be_tried(bank: Path) -> None:
    app = app_for(bank)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "哪一款适合易长痘的皮肤" in words(app)
        assert "正确答案：茶树净肤精油" in words(app).replace("\n", "")
        await pilot.press("right", "right", "1")
        assert "1.00 / 1" in words(app)
        await pilot.press("right", "9", "9", "right")
        await commit(pilot, "七")
        await pilot.pause()
        assert "1.00 / 1" in words(app)
        await pilot.press("enter", "f2")
        assert "答案已隐藏" in words(app)


async def test_the_first_question_takes_keys_at_once(bank: Path) -> None:
    app = app_for(bank)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("1")
        assert "/ 1 分" in words(app)


async def test_the_screen_follows_the_file_and_stays_on_the_question(bank: Path) -> None:
    app = app_for(bank)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("right", "right")
        assert "会员日全店九折" in words(app)
        good = bank.read_text(encoding="utf-8")
        bank.write_text(good.replace("answer = true", "answer = “对”"), encoding="utf-8")
        look(app)
        await settle(pilot)
        assert "T007" in words(app)
        assert "⟪“对”" in words(app)
        bank.write_text(good.replace("会员日全店九折", "会员日全店八折"), encoding="utf-8")
        look(app)
        await settle(pilot)
        assert "会员日全店八折" in words(app)


async def test_a_key_that_changed_under_an_answer_does_no_harm(bank: Path) -> None:
    """The answer was given to the question as it was: with fewer options it may point at nothing."""
    app = app_for(bank)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for key in "1234":
            await pilot.press(key)
        await pilot.press("4")
        text = bank.read_text(encoding="utf-8")
        text = text.replace(', { text = "甜杏仁基础油", why = "偏滋润" }, { text = "以上都不适合", pin = true }', "")
        bank.write_text(text, encoding="utf-8")
        look(app)
        await settle(pilot)
        assert "哪一款适合易长痘的皮肤" in words(app)
        bank.unlink()
        look(app)
        await settle(pilot)
        assert "T006" in words(app)
