"""Who asks why a chat has its marks must find every point in the arithmetic, and every finding at its message."""

from __future__ import annotations

from decimal import Decimal

import pytest

from exam_tui.content.library import Library
from exam_tui.dialogue.playing import Player
from exam_tui.marking.marks import ChatMarks
from exam_tui.marking.roleplay import mark_chat
from exam_tui.messages import Catalogue
from exam_tui.reports.chats import chat_blocks

ZH = Catalogue("zh")
SLIP = "您放心，明天一定到"
SLIPS = [[], ["稍等"], ["不知道"], [SLIP], ["您好，我是客服小禾", "非常抱歉，让您久等了"]]


def marked(library: Library, script: str, slip: list[str]) -> ChatMarks:
    """The model dialogue, with something else in the second turn."""
    player = Player(library.scripts[script], library.policy("qinghe"))
    for number, turn in enumerate(library.scripts[script].model.turns):
        if player.over:
            break
        player.take_turn([*turn, *slip] if number == 1 else turn)
    return mark_chat(library.scripts[script], library.policy("qinghe"), player.chat)[1]


@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize("script", ["late-parcel", "bargain", "gift-for-mother", "phishing-link"])
def test_every_point_can_be_added_up(library: Library, script: str, slip: list[str]) -> None:
    chat = marked(library, script, slip)
    shares = {
        "response": (chat.promptness.first + chat.promptness.answers) / 2,
        "tone": Decimal(min(chat.relevant, chat.rounds)) / chat.rounds,
        "promise": Decimal(min(chat.relevant, chat.rounds)) / chat.rounds,
        "process": sum((m.worth for m in chat.milestones if m.turn is not None), Decimal(0))
        / sum(m.worth for m in chat.milestones),
    }
    for one in chat.dimensions:
        bonuses = [f.points for f in chat.findings if f.dimension == one.dimension and f.points > 0]
        missed = [m.points for m in chat.missed if m.dimension == one.dimension]
        assert sum(missed) <= one.offered <= sum(missed) + sum(bonuses)
        assert abs(one.base - shares[one.dimension] * max(0, one.possible - one.offered)) <= Decimal("0.1")
        assert one.rules == sum(f.points for f in chat.findings if f.dimension == one.dimension)
        assert abs(one.earned - min(one.possible, max(Decimal(0), one.base + one.rules))) <= Decimal("0.1")
    if not chat.critical:
        assert abs(chat.marks - sum(one.earned for one in chat.dimensions)) <= Decimal("0.4")


def test_the_talk_stands_there_whole_with_everything_at_its_message(library: Library) -> None:
    chat = marked(library, "late-parcel", [SLIP])
    (_, sums), (_, talk) = chat_blocks(chat, ZH)
    said = [line for line in talk if " 顾客：" in line or " 客服（" in line]
    assert len(said) == len(chat.lines)
    for line, one in zip(said, chat.lines, strict=True):
        assert line.endswith(one.text)
    slip = next(f for f in chat.findings if f.rule == "promise.arrival")
    at = next(number for number, line in enumerate(talk) if line.endswith(SLIP))
    assert slip.title in talk[at + 1]
    assert slip.advice in talk[at + 1]
    marked_lines = [line for line in talk if line.startswith("  ")]
    reached = [m for m in chat.milestones if m.turn is not None]
    assert len(marked_lines) == len(chat.findings) + len(reached)
    assert [m.title for m in chat.milestones if m.turn is None] == [
        m.title for m in chat.milestones if any(m.title in line and "没有做到" in line for line in sums)
    ]


def test_what_was_looked_up_stands_where_it_came_and_who_did_not_answer_is_told(library: Library) -> None:
    script = library.scripts["lost-parcel"]
    player = Player(script, library.policy("qinghe"))
    player.look_up(script.lookup[0].id)
    player.say(["不知道"])
    _, chat = mark_chat(script, library.policy("qinghe"), player.chat)
    _, (_, talk) = chat_blocks(chat, ZH)
    shown = next(number for number, line in enumerate(talk) if script.lookup[0].shows in line)
    said = next(number for number, line in enumerate(talk) if line.endswith("：不知道"))
    assert shown < said
    assert any("没有答到点上" in line for line in talk[said:])


def test_a_missed_bonus_is_told(library: Library) -> None:
    turns = library.scripts["late-parcel"].model.turns
    player = Player(library.scripts["late-parcel"], library.policy("qinghe"))
    for turn in [["包裹的事我来查，请稍等"], *turns[1:]]:
        if not player.over:
            player.take_turn(turn)
    _, chat = mark_chat(library.scripts["late-parcel"], library.policy("qinghe"), player.chat)
    (_, sums), _ = chat_blocks(chat, ZH)
    assert chat.missed
    for bonus in chat.missed:
        assert any("没有拿到的加分" in line and bonus.title in line for line in sums)


def test_a_result_of_an_earlier_version_can_still_be_read(library: Library) -> None:
    chat = marked(library, "late-parcel", [SLIP])
    old = chat.model_dump(
        mode="json", exclude={"promptness", "missed", "lines", "asked", "counted", "found", "at_most"}
    )
    for dimension in old["dimensions"]:
        del dimension["offered"]
    ((_, sums),) = chat_blocks(ChatMarks.model_validate(old), ZH)
    for title in (*(f.title for f in chat.findings), *(m.title for m in chat.milestones)):
        assert any(title in line for line in sums)
