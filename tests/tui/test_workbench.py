"""A trainer must see what a rule does while writing it, also when the file is broken for a moment."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from exam_tui.content.house import load_house
from exam_tui.tui.authoring.workbench import WorkbenchApp, WorkbenchScreen
from tests.content.test_inheriting import BASE, SHOP
from tests.tui.helpers import commit, prose, settle, words


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "roleplays" / "policies"
    folder.mkdir(parents=True)
    (folder / "base.toml").write_text(BASE, encoding="utf-8")
    (folder / "shop.toml").write_text(SHOP, encoding="utf-8")
    return tmp_path


def shop_file(root: Path) -> Path:
    return root / "roleplays" / "policies" / "shop.toml"


def app_for(root: Path) -> WorkbenchApp:
    return WorkbenchApp(root, "shop", load_house(root, "shop"), "zh")


def look(app: WorkbenchApp) -> None:
    """What the timer does twice a second."""
    assert isinstance(app.screen, WorkbenchScreen)
    app.screen.look()


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 20)])
async def test_findings_appear_while_typing(root: Path, size: tuple[int, int]) -> None:
    app = app_for(root)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await commit(pilot, "保证到")
        await pilot.pause()
        shown = prose(app, "#findings")
        assert "说死" in shown
        assert "“保证”" in shown
        assert "尽量" in shown
        assert "说死" in words(app)


async def test_a_chat_is_kept_and_lines_are_taken_back(root: Path) -> None:
    app = app_for(root)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for line in ("客：还没到吗", "保证到"):
            app.screen.query_one(Input).value = line
            await pilot.press("enter")
        await pilot.pause()
        assert prose(app, "#lines") == "客：还没到吗\n服：保证到"
        assert "合计" in prose(app, "#findings")
        await pilot.press("f3")
        assert app.screen.query_one(Input).value == "保证到"
        await pilot.press("f2")
        await pilot.pause()
        assert app.screen.query_one(Input).value == ""
        assert "客" not in prose(app, "#findings")


async def test_the_judgement_follows_the_file(root: Path) -> None:
    app = app_for(root)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await commit(pilot, "妥妥的")
        await pilot.pause()
        assert "没有发现" in prose(app, "#findings")
        shop_file(root).write_text(SHOP + '[words]\nsure = { add = ["妥妥"] }\n', encoding="utf-8")
        look(app)
        await pilot.pause()
        assert "“妥妥”" in prose(app, "#findings")


async def test_a_broken_file_is_told_and_the_last_good_policy_goes_on(root: Path) -> None:
    app = app_for(root)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await commit(pilot, "保证到")
        for broken, told in (("x = \n", "T001"), ('[words]\nsurr = { add = ["x"] }\n', "M044")):
            shop_file(root).write_text(SHOP + broken, encoding="utf-8")
            look(app)
            await pilot.pause()
            assert told in prose(app, "#problems")
            assert "说死" in prose(app, "#findings")
        shop_file(root).unlink()
        look(app)
        await pilot.pause()
        assert prose(app, "#problems")
        assert "说死" in prose(app, "#findings")
        shop_file(root).write_text(SHOP, encoding="utf-8")
        look(app)
        await pilot.pause()
        assert prose(app, "#problems") == ""


async def test_an_example_that_is_judged_otherwise_is_told(root: Path) -> None:
    app = app_for(root)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        shop_file(root).write_text(SHOP + '[[change]]\nid = "promise.sure"\nhit = ["尽力"]\n', encoding="utf-8")
        look(app)
        await pilot.pause()
        assert "R010" in prose(app, "#problems")
