"""An import must say first what it would do, find every wrong cell, and leave what it does not change as it was."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_tui.content.shelves import load_library
from exam_tui.errors import ExamTuiError
from exam_tui.exchange.entries import check, raw_item
from exam_tui.exchange.excel import read_csv, read_workbook, write_bank
from exam_tui.exchange.gift import read_gift
from exam_tui.exchange.moodle import read_moodle
from exam_tui.exchange.moving import export, prepare_import, read_foreign
from tests.workspaces import KINDS, kinds_library, workspace

DATA = Path(__file__).parent.parent / "data"


def edited(tmp_path: Path, data: bytes, **cells: object) -> Path:
    """A workbook with some cells changed, such as `单选_E2`."""
    book = openpyxl.load_workbook(BytesIO(data))
    for name, value in cells.items():
        sheet, _, address = name.partition("_")
        book[sheet][address] = value
    file = tmp_path / "edited.xlsx"
    book.save(file)
    return file


@pytest.fixture
def kinds(tmp_path: Path) -> bytes:
    return write_bank(kinds_library(tmp_path).banks["kinds"].model)


def test_a_workbook_saved_by_libreoffice_is_the_same_bank(tmp_path: Path) -> None:
    """tests/data/kinds-libreoffice.xlsx: the bank of all kinds, through LibreOffice Calc (xlsx to ods to xlsx)."""
    bank = kinds_library(tmp_path).banks["kinds"].model
    shelf = read_workbook(DATA / "kinds-libreoffice.xlsx")
    assert check(Path("x"), shelf) == []
    assert {e.raw["id"]: e.raw for e in shelf.entries} == {i.id: raw_item(i) for i in bank.question}


@pytest.mark.parametrize(
    ("cells", "code", "place"),
    [
        ({"单选_C2": "十"}, "X002", "单选!C2"),
        ({"单选_C2": 9}, "M005", "单选!C2"),
        ({"单选_A2": "中文编号"}, "M008", "单选!A2"),
        ({"单选_F2": "茶树净肤精油"}, "M010", "单选!F2"),
        ({"单选_E1": "正确打案"}, "X006", "单选!E1"),
        ({"判断_E2": "也许"}, "X003", "判断!E2"),
        ({"填空_D2": "没有空"}, "M036", "填空!D2"),
        ({"单选_D2": None}, "M001", "单选!2"),
        ({"配对_G2": "茶树精油"}, "M010", "配对!G2"),
    ],
)
def test_a_wrong_cell_is_named_by_its_address(
    tmp_path: Path, kinds: bytes, cells: dict[str, object], code: str, place: str
) -> None:
    file = edited(tmp_path, kinds, **cells)
    problems = check(file, read_workbook(file))
    assert (code, place) in [(problem.code, problem.place) for problem in problems]


def test_an_import_keeps_comments_and_what_only_the_toml_file_has(tmp_path: Path, kinds: bytes) -> None:
    text = KINDS.replace("answer = true", "answer = true   # 每月 18 日").replace("[bank]", "# 店里自己的题\n[bank]")
    root = workspace(tmp_path / "shop", {"kinds.toml": text})
    book = openpyxl.load_workbook(edited(tmp_path, kinds, 判断_E2="错", 填数_D2="现货最迟几小时内发出？"))
    del book["排序"]
    file = tmp_path / "new.xlsx"
    book.save(file)
    prepared = prepare_import(load_library(root), file, None, None)
    assert prepared.problems == ()
    assert (prepared.plan.added, prepared.plan.same, prepared.plan.kept) == ((), 5, 1)
    assert [(c.name, c.keys) for c in prepared.plan.changed] == [("k-judge", ("answer",)), ("k-number", ("stem",))]
    wanted = text.replace("answer = true ", "answer = false ").replace("最迟多少小时", "最迟几小时")
    assert prepared.text == wanted.rstrip("\n") + "\n"


def test_new_questions_are_added_at_the_end(tmp_path: Path, kinds: bytes) -> None:
    root = workspace(tmp_path / "shop", {"kinds.toml": KINDS})
    file = edited(tmp_path, kinds, 判断_A2="k-another")
    prepared = prepare_import(load_library(root), file, None, None)
    assert prepared.plan.added == ("k-another",)
    assert prepared.text is not None
    assert prepared.text.startswith(KINDS.rstrip("\n"))
    assert prepared.text.rstrip().endswith("answer = true")


def test_a_workbook_with_few_columns_takes_nothing_away(tmp_path: Path) -> None:
    """A trainer who sends only stems and options back must not lose explanations and sources."""
    root = workspace(tmp_path / "shop", {"kinds.toml": KINDS})
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "单选"
    sheet.append(["编号", "主题", "题干", "正确答案", "错误1", "错误2", "错误3", "留在最后"])
    sheet.append(
        ["k-single", "题型/单选", "哪一款？", "茶树净肤精油", "玫瑰润养精油", "甜杏仁基础油", "以上都不适合", "错误3"]
    )
    book.save(tmp_path / "few.xlsx")
    prepared = prepare_import(load_library(root), tmp_path / "few.xlsx", "kinds", None)
    assert [(c.name, c.keys) for c in prepared.plan.changed] == [("k-single", ("stem", "wrong"))]
    assert prepared.text is not None
    assert "explain = " in prepared.text


def test_remarks_between_options_stay(tmp_path: Path, kinds: bytes) -> None:
    old = 'right = ["我帮您核实一下", "非常抱歉让您久等了"]\nwrong = ["不知道", "自己看"]'
    text = KINDS.replace(
        old, old.replace('wrong = ["不知道", "自己看"]', 'wrong = [\n  "不知道",  # 新人常说\n  "自己看",\n]')
    )
    root = workspace(tmp_path / "shop", {"kinds.toml": text})
    book = openpyxl.load_workbook(BytesIO(kinds))
    sheet = book["多选"]
    column = [cell.value for cell in sheet[1]].index("错误2")
    sheet.cell(2, column + 1).value = "您自己看"
    book.save(tmp_path / "new.xlsx")
    prepared = prepare_import(load_library(root), tmp_path / "new.xlsx", None, None)
    assert prepared.text == text.replace('"自己看"', '"您自己看"').rstrip("\n") + "\n"


def test_what_a_sheet_would_lose_is_told(tmp_path: Path, kinds: bytes) -> None:
    file = edited(tmp_path, kinds, 单选_F2='=E2&"x"', 判断_Z2="没有列名")
    problems = check(file, read_workbook(file))
    assert {("X013", "单选!F2"), ("X009", "判断!Z2")} <= {(p.code, p.place) for p in problems}


def test_an_id_of_another_bank_is_refused(tmp_path: Path, kinds: bytes) -> None:
    root = workspace(tmp_path / "shop", {"kinds.toml": KINDS})
    file = edited(tmp_path, kinds, 判断_A2="rose-oil-sensitive-skin")
    prepared = prepare_import(load_library(root), file, None, None)
    assert prepared.text is None
    assert [problem.code for problem in prepared.problems] == ["R001"]


def test_a_choice_of_one_with_several_right_answers_is_not_made_another_question() -> None:
    shelf = read_gift(
        Path("g.gift"),
        "哪一款？{=甲 =乙 ~丙}\n\n哪两款？{~%50%甲 ~%50%乙 ~%-100%丙}\n\n坏的{=%1.2.3%a ~b}\n\n坏的{#sNaN}",
    )
    assert [entry.raw["kind"] for entry in shelf.entries] == ["multiple", "single"]
    assert [problem.code for problem in shelf.problems] == ["X014", "X010"]


def test_the_command_shows_first_and_writes_only_when_told(tmp_path: Path, kinds: bytes) -> None:
    root = workspace(tmp_path / "shop", {"kinds.toml": KINDS})
    file, bank = edited(tmp_path, kinds, 判断_E2="错"), root / "question_banks" / "kinds.toml"

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "exam_tui", "content", *args, "--workspace", str(root)],
            capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60,
        )  # fmt: skip

    dry = run("import", str(file))
    assert (dry.returncode, bank.read_text(encoding="utf-8")) == (0, KINDS)
    assert "k-judge：answer" in dry.stdout
    assert run("import", str(file), "--yes").returncode == 0
    assert "answer = false" in bank.read_text(encoding="utf-8")
    bad = run("import", str(edited(tmp_path, kinds, 单选_C2=9)), "--yes")
    assert bad.returncode == 1
    assert "单选!C2" in bad.stdout
    out = tmp_path / "out.gift"
    assert run("export", "kinds", "--to", str(out)).returncode == 0
    refused = run("export", "kinds", "--to", str(out))
    assert refused.returncode == 2
    assert "--force" in refused.stderr


def test_moodles_own_xml_is_read(tmp_path: Path) -> None:
    shelf = read_moodle(Path("m.xml"), (DATA / "moodle-sample.xml").read_bytes())
    first, second = (entry.raw for entry in shelf.entries)
    assert first["stem"] == "签收 第三天，面膜没拆封，想退：\n可以吗？"
    assert (first["right"], first["topic"], first["tags"]) == ("可以", "售后/退货流程", ["新人"])
    assert first["wrong"] == [{"text": "不可以", "why": "还在七天内"}, "问主管"]
    assert (second["id"], second["stem"], second["accept"]) == ("few-days", "几天内可以退？____", ["七天", "7天"])
    assert [(problem.code, problem.severity) for problem in shelf.problems] == [("X012", "warning")]
    assert check(Path("m.xml"), shelf) == list(shelf.problems)


def test_gift_from_elsewhere_is_read() -> None:
    shelf = read_gift(Path("g.gift"), (DATA / "gift-sample.gift").read_text(encoding="utf-8"))
    raws = [entry.raw for entry in shelf.entries]
    assert [raw["kind"] for raw in raws] == ["single", "judge", "fill", "number", "number", "match", "multiple"]
    assert raws[2]["stem"] == "签收后____天内可以退。"
    assert raws[2]["accept"] == ["七", "7"]
    assert (str(raws[4]["answer"]), str(raws[4]["tolerance"])) == ("8", "1")
    assert raws[6]["wrong"] == ["不理"]
    assert [(problem.code, problem.line) for problem in shelf.problems] == [("X010", 25), ("X010", 27)]
    assert all(raw["topic"] == "售后" for raw in raws)
    assert [p for p in check(Path("g.gift"), shelf) if p.severity == "error"] == []


def test_a_catalogue_in_csv_may_come_from_excel_on_a_chinese_windows(tmp_path: Path) -> None:
    rows = "编号,名称,类目,价格,材质,卖点\nA-1,棉被,家纺,199,100%棉,暖和；柔软\nA-2,毛毯,家纺,89.5,羊毛,轻\n"
    for encoding in ("utf-8-sig", "gb18030"):
        file = tmp_path / "p.csv"
        file.write_bytes(rows.encode(encoding))
        shelf = read_csv(file)
        assert check(file, shelf) == []
        assert shelf.entries[0].raw["strong"] == ["暖和", "柔软"]
        assert shelf.entries[0].raw["facts"] == {"材质": "100%棉"}


@pytest.mark.parametrize("name", ["x.xlsx", "x.csv", "x.xml", "x.gift"])
@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=300))
def test_any_bytes_give_a_sentence_and_no_traceback(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: bytes
) -> None:
    file = tmp_path_factory.mktemp("x") / name
    file.write_bytes(data)
    try:
        shelf = read_foreign(file)
    except ExamTuiError:
        return
    check(file, shelf)


def test_an_xml_bomb_is_refused(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE q [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><quiz>&b;</quiz>'
    with pytest.raises(ExamTuiError, match=r"exchange\.not_moodle"):
        read_moodle(tmp_path / "b.xml", bomb)


def test_a_row_without_an_id_gets_one_that_stays(tmp_path: Path, kinds: bytes) -> None:
    file = edited(tmp_path, kinds, 判断_A2=None)
    first, second = read_workbook(file), read_workbook(file)
    ids = [entry.raw["id"] for entry in first.entries if entry.raw["kind"] == "judge"]
    assert ids == [entry.raw["id"] for entry in second.entries if entry.raw["kind"] == "judge"]
    assert check(file, first) == []


def test_a_value_that_is_the_default_is_no_change(tmp_path: Path, kinds: bytes) -> None:
    root = workspace(tmp_path / "shop", {"kinds.toml": KINDS})
    prepared = prepare_import(load_library(root), edited(tmp_path, kinds, 单选_C2=3), None, None)
    assert prepared.plan.empty


def test_our_own_gift_finds_its_bank_again(tmp_path: Path) -> None:
    root = workspace(tmp_path / "shop", {"kinds.toml": KINDS})
    library = load_library(root)
    file = tmp_path / "anything.gift"
    file.write_bytes(export(library, "kinds", file)[0])
    prepared = prepare_import(library, file, None, None)
    assert (prepared.target.name, prepared.plan.empty) == ("kinds.toml", True)
