"""No byte that a terminal sends may end a sitting or swallow what is typed after it."""

from __future__ import annotations

from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.events import Key, Paste

from exam_tui.tui.driver import PASTE_SILENCE_SECONDS, ByteInput


def text_of(events: list[object]) -> str:
    return "".join(e.character or "" for e in events if isinstance(e, Key))


def test_a_commit_of_five_characters_is_five_keys() -> None:
    assert text_of(ByteInput().feed("很高兴为您".encode(), 0)) == "很高兴为您"


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7])
def test_characters_cut_between_reads_arrive_whole(size: int) -> None:
    source, data, got = ByteInput(), "您好，欢迎光临😀".encode(), ""
    for start in range(0, len(data), size):
        got += text_of(source.feed(data[start : start + size], 0))
    assert got == "您好，欢迎光临😀"


@pytest.mark.parametrize("bad", [b"\xff", b"\xe6\x82", b"\xc0\xaf", "您好".encode("gbk")])
def test_invalid_bytes_are_replaced_and_what_follows_arrives(bad: bytes) -> None:
    source = ByteInput()
    got = text_of(source.feed(b"a" + bad, 0)) + text_of(source.feed(b"bc", 0))
    assert got.startswith("a")
    assert got.endswith("bc")


def test_a_paste_that_never_ends_is_closed_and_typing_goes_on() -> None:
    source = ByteInput()
    assert source.feed(b"\x1b[200~stolen text", 10.0) == []
    assert source.idle(10.0 + PASTE_SILENCE_SECONDS / 2) == []
    (paste,) = source.idle(10.0 + PASTE_SILENCE_SECONDS)
    assert isinstance(paste, Paste)
    assert paste.text == "stolen text"
    assert text_of(source.feed("您好".encode(), 11.0)) == "您好"


@pytest.mark.parametrize("cut", range(1, 6))
def test_paste_markers_cut_between_reads_are_seen(cut: int) -> None:
    source, end = ByteInput(), b"\x1b[201~"
    source.feed(b"\x1b[200~ab"[:cut], 0)
    source.feed(b"\x1b[200~ab"[cut:], 0)
    events = [*source.feed(end[:cut], 0.1), *source.feed(end[cut:], 0.1)]
    assert [e.text for e in events if isinstance(e, Paste)] == ["ab"]
    assert source.idle(5) == []
    assert text_of(source.feed(b"c", 5)) == "c"


@settings(max_examples=300, deadline=None)
@given(st.lists(st.binary(max_size=40), max_size=8))
def test_any_bytes_and_then_a_word(chunks: list[bytes]) -> None:
    source, now = ByteInput(), [0.0]

    def silence() -> None:
        """Long enough to settle lone escapes and open pastes."""
        for _ in range(12):
            now[0] += 0.2
            source.idle(now[0])

    with mock.patch("textual._parser.get_time", lambda: now[0]):  # the parser's own clock
        for chunk in chunks:
            source.feed(chunk, now[0])
            now[0] += 0.01
        silence()
        source.feed(b" ", now[0])  # ends a half character
        silence()
        assert text_of(source.feed("您好".encode(), now[0])).endswith("您好")
