"""`--fix` may change how a thing is written, never what it says; what it can't mend it must leave alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_tui.content.fixing import repair_file
from exam_tui.content.loading import load_file
from tests.content.test_loading import BANK


def mend(file: Path, text: str | bytes) -> tuple[list[str], str]:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    _, problems = load_file(file)
    return [repair.code for repair in repair_file(file, problems)], file.read_bytes().decode("utf-8", "replace")


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ('title = "题库"', "title = “题库”", ["T007"]),
        ('title = "题库"', 'title ＝ "题库"', ["T007"]),
        ('wrong = ["玫瑰", "甜杏仁"]', "wrong = [“玫瑰”， “甜杏仁”]", ["T007", "T007", "T007"]),
    ],
)
def test_signs_of_an_input_method_are_mended(tmp_path: Path, old: str, new: str, codes: list[str]) -> None:
    broken = BANK.replace(old, new)
    done, text = mend(tmp_path / "b.toml", broken)
    assert (done, text) == (codes, BANK)


def test_text_within_quotes_keeps_its_full_width_signs(tmp_path: Path) -> None:
    broken = BANK.replace('stem = "哪一款适合油皮？"', "stem = “顾客说，哪一款＝好？”")
    _, text = mend(tmp_path / "b.toml", broken)
    assert tomli.loads(text)["question"][0]["stem"] == "顾客说，哪一款＝好？"


def test_a_chinese_key_gets_its_quotes(tmp_path: Path) -> None:
    done, text = mend(tmp_path / "b.toml", BANK + "备注 = 2\n")
    assert done == ["T008"]
    assert '"备注" = 2' in text


def test_a_chinese_word_for_a_key_becomes_the_key(tmp_path: Path) -> None:
    done, text = mend(tmp_path / "b.toml", BANK.replace("stem =", "题干 ＝"))
    assert (done, text) == (["T008"], BANK)


@pytest.mark.parametrize("broken", ['"哪一款适合油皮？”', '“哪一款适合油皮？"'])
def test_one_full_width_quote_of_two_is_mended(tmp_path: Path, broken: str) -> None:
    done, text = mend(tmp_path / "b.toml", BANK.replace('"哪一款适合油皮？"', broken))
    assert (done, text) == (["T007"], BANK)


def test_gbk_becomes_utf8_and_line_ends_stay(tmp_path: Path) -> None:
    done, text = mend(tmp_path / "b.toml", BANK.replace("\n", "\r\n").encode("gbk"))
    assert done == ["T003"]
    assert text == BANK.replace("\n", "\r\n")


@pytest.mark.parametrize(
    "line",
    [
        'stem = "顾客说：“多久发货，怎么查”，您回答',
        'stem = """打开 C:\\用户，再点“设置”"""',
        'stem = """没有写完\n“…＝坏',
        "stem = “顾客说：“多久发货，怎么查”，您回答”",
    ],
)
def test_what_can_not_be_mended_for_sure_is_left_alone(tmp_path: Path, line: str) -> None:
    broken = BANK.replace('stem = "哪一款适合油皮？"', line)
    done, text = mend(tmp_path / "b.toml", broken)
    assert (done, text) == ([], broken)


def test_a_damaged_byte_does_not_make_gbk_of_utf8(tmp_path: Path) -> None:
    broken = BANK.encode().replace(b"[bank]", b"# caf\xe9s\n[bank]")
    done, _ = mend(tmp_path / "b.toml", broken)
    assert done == []
    assert (tmp_path / "b.toml").read_bytes() == broken


def test_a_schema_named_below_a_licence_is_not_named_twice(tmp_path: Path) -> None:
    mend(tmp_path / "b.toml", "# 版权\n#:schema x.json\n" + BANK)
    assert repair_file(tmp_path / "b.toml", [], "../schemas/bank.json") == []


def test_the_schema_line_is_added_once(tmp_path: Path) -> None:
    file = tmp_path / "b.toml"
    file.write_text(BANK, encoding="utf-8")
    assert [r.code for r in repair_file(file, [], "../schemas/bank.json")] == ["Q024"]
    assert repair_file(file, [], "../schemas/bank.json") == []
    assert file.read_text(encoding="utf-8") == "#:schema ../schemas/bank.json\n" + BANK


def said(text: str) -> str | None:
    """What a file says; None where it can't be read."""
    try:
        return str(tomli.loads(text))
    except tomli.TOMLDecodeError:
        return None


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_what_could_be_read_says_the_same_when_it_was_mended(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(BANK)))
    sign = data.draw(st.sampled_from([*"“”＝，【】#'\"\\=[]{}\n不", "哪一句不能"]))
    text = BANK[:place] + sign + BANK[place:]
    _, after = mend(tmp_path_factory.mktemp("f") / "b.toml", text)
    if said(text) is not None:
        assert said(after) == said(text)
