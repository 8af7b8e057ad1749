"""The same words must lead to the same place, and no chat may hang or run away."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_tui.content.library import Library
from exam_tui.content.policy import Policy
from exam_tui.content.roleplay import RoleplayFile
from exam_tui.dialogue.playing import Player
from exam_tui.dialogue.state import Chat
from exam_tui.dialogue.stepping import next_move

SCRIPTS = ("late-parcel", "bargain", "sold-out")


@pytest.fixture
def policy(library: Library) -> Policy:
    return library.policy("qinghe")


@pytest.fixture
def script(library: Library) -> RoleplayFile:
    return library.scripts["late-parcel"]


def opened(script: RoleplayFile, policy: Policy, now: int = 0) -> Chat:
    chat = Chat(script.roleplay.id)
    move = next_move(script, policy, chat, now)
    assert move is not None
    return chat.moved(move, now)


def test_the_customer_begins(script: RoleplayFile, policy: Policy) -> None:
    chat = opened(script, policy)
    assert [line.text for line in chat.lines] == list(script.node[script.roleplay.opening].says)


def test_the_customer_waits_for_the_rest_of_a_turn(script: RoleplayFile, policy: Policy) -> None:
    chat = opened(script, policy).said("您好", 1_000).said("非常抱歉，我马上查", 4_500)
    assert next_move(script, policy, chat, 8_000) is None
    assert next_move(script, policy, chat, 9_000, composing=True) is None
    assert next_move(script, policy, chat, 8_500) is not None
    assert next_move(script, policy, chat, 30_000, composing=True) is not None  # not for ever


def test_splitting_an_answer_changes_nothing(script: RoleplayFile, policy: Policy) -> None:
    whole = Player(script, policy).route(("非常抱歉让您久等了，我马上帮您查一下物流",))
    split = Player(script, policy).route(("非常抱歉让您久等了", "我马上帮您查一下物流"))
    assert whole == split


def test_a_finding_comes_before_keywords(script: RoleplayFile, policy: Policy) -> None:
    route = Player(script, policy).route(("抱歉，这是快递的问题，跟我们没关系，我查一下",))
    assert route.via.startswith("finding:")


def test_silence_makes_the_customer_ask_and_then_leave(script: RoleplayFile, policy: Policy) -> None:
    chat, now = opened(script, policy), 0
    while chat.ended is None and now < 3_600_000:
        now += 1_000
        move = next_move(script, policy, chat, now)
        if move is not None:
            chat = chat.moved(move, now)
    assert chat.ended == "lost"
    assert any("？" in line.text or "?" in line.text for line in chat.lines)


def test_the_customer_leaves_at_the_end_of_patience(script: RoleplayFile, policy: Policy) -> None:
    from dataclasses import replace

    chat = replace(opened(script, policy), mood=1).said("那个啥", 1_000)
    move = next_move(script, policy, chat, 10_000)
    assert move is not None
    assert (move.via, move.ended, move.mood) == ("mood", "lost", 0)


replies = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["非常抱歉", "我马上查", "保证明天到", "快递的问题", "您好", "可以给您退款或者补发", "嗯", "再见"]),
)


@pytest.mark.parametrize("name", SCRIPTS)
@settings(max_examples=60, deadline=None)
@given(said=st.lists(replies, max_size=12), pauses=st.lists(st.integers(1, 400), min_size=12, max_size=12))
def test_any_replies_end_or_wait_and_replay_the_same(
    library: Library, name: str, said: list[str], pauses: list[int]
) -> None:
    script, policy = library.scripts[name], library.policy("qinghe")

    def play() -> Chat:
        chat, now = opened(script, policy), 0
        for text, pause in zip(said, pauses, strict=False):
            if chat.ended is None:
                choices = script.node[chat.node].choices
                picked = len(text) % len(choices) if choices else None
                words = choices[picked].choice if picked is not None else text
                chat = chat.said(words or text, now, picked)
            for _ in range(50):  # a step that answers itself for ever would be a loop
                now += pause * 100
                move = next_move(script, policy, chat, now)
                if move is None:
                    break
                chat = chat.moved(move, now)
                assert 0 <= chat.mood <= 100
            else:
                pytest.fail("the customer talks to himself")
        return chat

    assert play() == play()


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_model_dialogue_reaches_a_good_end(library: Library, name: str) -> None:
    script, policy = library.scripts[name], library.policy("qinghe")
    chat, now = opened(script, policy), 0
    for turn in script.model.turns:
        for message in turn:
            now += 3_000
            choice = int(message[1:]) - 1 if message.startswith("#") else None
            chat = chat.said(message, now, choice)
        now += 10_000
        move = next_move(script, policy, chat, now)
        assert move is not None
        chat = chat.moved(move, now)
    assert chat.ended == "resolved"
