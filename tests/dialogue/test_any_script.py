"""Whatever a trainer writes and a candidate types: a chat ends or waits, and replay gives the same."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from exam_tui.content.roleplay import RoleplayFile
from exam_tui.dialogue.state import Chat
from exam_tui.dialogue.stepping import next_move
from exam_tui.marking.roleplay import mark_chat
from tests.dialogue.scripts import PLAIN, house

HOUSE = house()
NODES = ("open", "a", "b", "end")
WORDS = ("抱歉", "保证", "查", "中转", "好的")
changes = st.integers(-100, 100)
targets = st.sampled_from([*NODES, None])
givens = st.one_of(
    st.none(),
    st.fixed_dictionaries({"below": st.fixed_dictionaries({"mood": st.integers(1, 100)})}),
    st.fixed_dictionaries({"reached": st.just(["sorry"])}),
    st.fixed_dictionaries({"found": st.just(["promise.guarantee"])}),
    st.fixed_dictionaries({"not_been": st.just(["b"])}),
)


@st.composite
def replies(draw: st.DrawFn) -> dict[str, object]:
    reply: dict[str, object] = {
        "when": {"any": [draw(st.sampled_from(WORDS))]}, "says": ["嗯{quote}"], "to": draw(targets),
        "mood": draw(changes), "patience": draw(changes), "meters": {"trust": draw(changes)},
        "once": draw(st.booleans()), "given": draw(givens),
    }  # fmt: skip
    return reply


@st.composite
def nodes(draw: st.DrawFn) -> dict[str, object]:
    silence = [
        {"after": after, "says": "？", "mood": draw(changes), "to": draw(targets)}
        for after in sorted(draw(st.lists(st.integers(45, 200), max_size=2)))
    ]
    fallback = {"fallback": True, "says": ["哦"], "to": draw(targets), "mood": draw(changes)}
    return {"says": ["说"], "silence": silence, "reply": [*draw(st.lists(replies(), max_size=3)), fallback]}


@st.composite
def scripts(draw: st.DrawFn) -> RoleplayFile:
    reactions = draw(st.lists(st.fixed_dictionaries({"given": givens.filter(bool), "to": targets, "mood": changes,
                                                     "says": st.just(["哼"])}), max_size=2))  # fmt: skip
    made = RoleplayFile.model_validate(
        {
            "roleplay": {
                "id": "any", "title": "任意", "situation": "x", "temperament": "plain", "leaves": "end",
                "customer": {"name": "客", "mood": draw(st.integers(0, 100))}, "meters": {"trust": 50},
            },
            "milestone": [{"id": "sorry", "title": "道歉", "worth": 1, "when": {"any": ["抱歉"]}}],
            "always": draw(st.lists(replies(), max_size=1)),
            "reaction": reactions,
            "node": {**{name: draw(nodes()) for name in NODES[:-1]}, "end": {"says": ["完"], "end": "lost"}},
            "model": {"turns": [["抱歉"]]},
        }
    )  # fmt: skip
    return made.model_copy(update={"temper": PLAIN})


said = st.lists(
    st.tuples(st.one_of(st.text(max_size=12), st.sampled_from([*WORDS, "稍等", "您好"])), st.integers(0, 300)),
    max_size=8,
)


def play(script: RoleplayFile, turns: list[tuple[str, int]]) -> Chat:
    chat, now = Chat("any"), 0
    for text, pause in [("", 0), *turns]:
        if text and chat.ended is None and chat.node:
            chat = chat.said(text, now)
        for _ in range(40):
            now += 1_000 + pause * 100
            move = next_move(script, HOUSE, chat, now, seed=3)
            if move is None:
                break
            chat = chat.moved(move, now)
            assert all(0 <= level <= 100 for level in chat.levels.values())
    return chat


@settings(max_examples=150, deadline=None)
@given(script=scripts(), turns=said)
def test_meters_stay_in_bounds_and_replay_gives_the_same_chat_and_marks(
    script: RoleplayFile, turns: list[tuple[str, int]]
) -> None:
    first, again = play(script, turns), play(script, turns)
    assert first == again
    marks, written = mark_chat(script, HOUSE, first)
    assert (marks, written) == mark_chat(script, HOUSE, again)
    assert 0 <= marks <= 100


@settings(max_examples=100, deadline=None)
@given(script=scripts(), turns=said)
def test_the_customer_never_answers_itself(script: RoleplayFile, turns: list[tuple[str, int]]) -> None:
    """Between two words of the candidate there are at most as many steps as there are silences to break."""
    chat, now = play(script, turns), 10_000_000
    limit = sum(len(node.silence) for node in script.node.values()) + len(script.node)
    seen: set[str] = set()
    for _ in range(limit + 1):
        now += 1_000_000
        move = next_move(script, HOUSE, chat, now, seed=3)
        if move is None:
            return
        if move.node != chat.node and move.node in seen:
            return  # a circle of silences, which the checker reports (R027)
        seen.add(move.node)
        chat = chat.moved(move, now)
    raise AssertionError("the customer talks in circles")
