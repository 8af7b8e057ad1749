"""Who practises must find the figures again, and must be given what they are weak at."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from exam_tui.content.library import Library
from exam_tui.content.passage import Piece
from exam_tui.errors import ExamTuiError
from exam_tui.messages import Catalogue
from exam_tui.practice.drill import LENGTH, drill_for, weak_characters
from exam_tui.practice.history import History, Practice, book_of, practice_of, read_history, write_down
from exam_tui.reports.practice import progress_lines
from exam_tui.typing_test.measures import measure
from exam_tui.typing_test.strokes import strokes_of

PIECES = [Piece("您好，欢迎光临。")]
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def practice(cpm: str = "47.6", confusions: tuple[tuple[str, str, int], ...] = (), **more: object) -> Practice:
    return Practice.model_validate(
        {
            "at": AT, "passage": "service-prose-2", "title": "发货的事怎样答", "elapsed_ms": 60_000, "correct": 47,
            "net_cpm": cpm, "accuracy": "0.97", "confusions": confusions, **more,
        }
    )  # fmt: skip


def test_what_was_written_down_is_read_again(tmp_path: Path) -> None:
    book = book_of(tmp_path, "E0412")
    found = practice_of(measure(PIECES, strokes_of(len(PIECES), ["您好，换迎光临。"]), 60_000), "p", "问候", AT)
    write_down(book, found)
    write_down(book, practice("52.0"))
    assert read_history(book) == History((found, practice("52.0")))
    assert found.confusions == (("欢", "换", 1),)


def test_nobody_has_to_have_a_book(tmp_path: Path) -> None:
    assert read_history(book_of(tmp_path, "new")) == History()


def test_a_damaged_line_costs_that_line(tmp_path: Path) -> None:
    book = book_of(tmp_path, "E1")
    write_down(book, practice("40.0"))
    with book.open("ab") as file:
        file.write(b'{"v":1,"at":"2026')  # the power went
    write_down(book, practice("41.0"))
    with book.open("ab") as file:
        file.write(b"\xff\xfe nonsense\n")
    found = read_history(book)
    assert [one.net_cpm for one in found.practices] == [Decimal("40.0"), Decimal("41.0")]
    assert found.unreadable == 2


def test_a_book_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "practice").write_text("a file where the folder should be")
    with pytest.raises(ExamTuiError, match=r"file\.unwritable"):
        write_down(book_of(tmp_path, "E1"), practice())


def test_the_drill_holds_what_is_confused_and_slow(library: Library) -> None:
    history = History((practice(confusions=(("精", "晶", 3), ("裹", "果", 1)), slow=(("歉", 4000),)),))
    assert weak_characters(history).most_common(1) == [("精", 6)]
    drill = drill_for(history, library)
    assert drill is not None
    (piece,) = drill.pieces
    assert len(piece.text) >= LENGTH
    assert piece.text.count("精") >= 5
    assert "裹" in piece.text
    assert "歉" in piece.text


def test_what_is_weak_has_its_turn_and_the_drill_changes(library: Library) -> None:
    once = practice(confusions=(("的", "得", 2),))
    drills = {drill_for(History((once,) * count), library) for count in (1, 2, 3)}
    assert len(drills) == 3


def test_without_weaknesses_there_is_no_drill(library: Library) -> None:
    assert drill_for(History(), library) is None
    assert drill_for(History((practice(),)), library) is None
    assert drill_for(History((practice(confusions=(("龘", "龙", 1),)),)), library) is None


def test_a_weakness_of_one_short_sentence_still_makes_a_drill(library: Library) -> None:
    texts = "".join(piece.text for passage in library.practice_passages() for piece in passage.pieces)
    rare = [character for character in sorted(set(texts)) if texts.count(character) == 1 and character > "\u4e00"]
    for character in rare:
        drill = drill_for(History((practice(confusions=((character, "错", 1),)),)), library)
        assert drill is None or character in drill.pieces[0].text


def test_the_chart_says_best_last_and_trend() -> None:
    t = Catalogue("zh")
    history = History(tuple(practice(f"{40 + index}.0", confusions=(("的", "得", 2),)) for index in range(12)))
    lines = progress_lines(history, t)
    assert "练了 12 次" in lines[0]
    assert "最好 51.0" in lines[0]
    assert "最早 5 次平均 42.0" in lines[1]
    assert "最近 5 次平均 49.0" in lines[1]
    assert "的" in lines[2]
    assert lines[5].index("█") < lines[5].index("│")  # the newest first, beyond the line
    assert progress_lines(History(), t) == ["还没有练习记录。"]
