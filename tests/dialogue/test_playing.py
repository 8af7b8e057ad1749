"""What a script says must happen must happen, and nothing else: a candidate's marks hang on it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from exam_tui.content.library import Library
from exam_tui.dialogue.fillers import is_filler
from exam_tui.dialogue.playing import Player
from exam_tui.dialogue.remembering import milestones_reached, repeats, turns_said
from exam_tui.dialogue.state import Chat
from exam_tui.dialogue.stepping import next_move
from exam_tui.rubric.judging import rules_met
from tests.dialogue.scripts import BODY, PLAIN, house, script

HOUSE = house()


def player(**changes: object) -> Player:
    return Player(script(temper=PLAIN.model_copy(update=changes)), HOUSE)


def test_a_filler_answers_nothing_and_the_customer_waits_on() -> None:
    one = player()
    assert one.say(["您好", "稍等我看一下"]) is None
    assert one.chat.rounds == 1
    move = one.wait()
    assert move is not None
    assert move.via == "silence:0"
    assert one.say(["非常抱歉"]) is not None
    (turn,) = one.chat.turns
    assert turn.messages == ("您好", "稍等我看一下", "非常抱歉")


def test_asked_to_wait_the_customer_waits_as_long_again() -> None:
    chat = player().chat.said("稍等", 40_000)
    assert next_move(script(), HOUSE, chat, 60_000) is None
    move = next_move(script(), HOUSE, chat, 90_000)
    assert move is not None and move.via == "silence:0"


def test_a_reply_that_is_taken_once_is_not_taken_again() -> None:
    one = player()
    first, second = one.say(["非常抱歉"]), one.say(["非常抱歉"])
    assert first is not None and second is not None
    assert (first.via, second.via) == ("keywords:0", "fallback")


def test_saying_that_one_looks_is_not_looking() -> None:
    one = player()
    one.say(["非常抱歉"])
    told = one.say(["查到在中转场"])
    assert told is not None and told.via == "fallback"
    one.look_up("tracking")
    told = one.say(["查到在中转场"])
    assert told is not None and (told.node, told.ended) == ("done", "resolved")


def test_a_milestone_waits_for_its_look_up_and_for_what_comes_before_it() -> None:
    one = player()
    one.say(["货在中转"])  # neither looked up nor said sorry
    one.look_up("tracking")
    one.say(["货在中转"])  # not said sorry
    one.say(["抱歉，货在中转"])
    assert milestones_reached(one.script, turns_said(HOUSE, one.chat, one.chat.turns)) == {"sorry": 2, "cause": 2}


def test_what_was_promised_is_quoted_back_once() -> None:
    one = player()
    one.say(["保证明天到"])
    second = one.say(["抱歉"])
    assert second is not None
    assert "你说过“保证”的" in second.says
    assert one.chat.meters["patience"] == 40
    assert [move.move.reaction for move in one.played if move.move.reaction is not None] == [0]


def test_an_always_reply_counts_at_every_node() -> None:
    one = player()
    one.say(["保证明天到"])
    move = one.say(["滚"])
    assert move is not None and (move.edge, move.ended) == (-1, "lost")


def test_a_temperament_changes_words_and_what_things_cost() -> None:
    calm = player(loses=Decimal("0.5"), mood=10)
    wild = player(loses=Decimal(2))
    for one in (calm, wild):
        one.say(["什么"])
    assert (calm.chat.mood, wild.chat.mood) == (50, 10)
    angry = player()
    move = angry.say(["滚"])
    assert move is not None and move.says[0] in PLAIN.words["angry"]


@pytest.mark.parametrize(("waits", "after"), [("0.5", 50), ("2", 100)])
def test_impatience_never_begins_before_45_seconds(waits: str, after: int) -> None:
    chat = player().chat
    made = script(temper=PLAIN.model_copy(update={"waits": Decimal(waits)}))
    limit = max(45, after if waits == "2" else 25)
    assert next_move(made, HOUSE, chat, limit * 1000 - 1) is None
    assert next_move(made, HOUSE, chat, limit * 1000) is not None


def test_the_customer_leaves_when_mood_or_patience_is_gone() -> None:
    one = player()
    for _ in range(3):
        one.say(["什么"])
    assert one.chat.ended == "lost"
    assert one.played[-1].move.via == "mood"


def test_nobody_is_put_off_again_and_again() -> None:
    chat = player().chat
    after_ms = script().node[chat.node].silence[0].after * 1000
    for at_ms in range(20_000, 2 * after_ms, 20_000):
        chat = chat.said("稍等", at_ms)
        assert next_move(script(), HOUSE, chat, min(at_ms + 5_000, 2 * after_ms - 1)) is None
    move = next_move(script(), HOUSE, chat, 2 * after_ms)
    assert move is not None
    assert move.via == "silence:0"


def test_the_same_seed_says_the_same_words() -> None:
    def words(seed: int) -> list[str]:
        one = Player(script(), HOUSE, seed)
        one.say(["滚"])
        return [line.text for line in one.chat.lines]

    assert words(1) == words(1)
    assert len({tuple(words(seed)) for seed in range(20)}) == 2


def test_asking_the_supervisor_covers_what_needs_asking() -> None:
    one = player()
    assert not one.chat.leave_by(one.now_ms)
    one.look_up("boss")
    assert one.chat.leave_by(one.now_ms)
    assert not one.chat.leave_by(one.now_ms - 1)


def test_a_leave_is_for_what_the_supervisor_agreed_to(library: Library) -> None:
    made = script(BODY.replace("supervisor = true", 'supervisor = true\ngrants = ["compensation"]'))
    one = Player(made, HOUSE)
    one.look_up("boss")
    assert one.chat.leave_by(one.now_ms) == {"compensation"}
    qinghe, leave = library.policy("qinghe"), one.chat.leave_by(one.now_ms)
    cheaper, more = ("这单给您便宜 10 元",), ("补偿您 10 元",)
    assert rules_met(qinghe, cheaper, leave=leave)
    assert not rules_met(qinghe, cheaper, leave=frozenset({"discount"}))
    assert rules_met(qinghe, more)
    assert not rules_met(qinghe, more, leave=leave)


def test_a_supervisor_who_says_no_gives_no_leave() -> None:
    made = script(BODY.replace("supervisor = true", "supervisor = true\ngrants = false"))
    one = Player(made, HOUSE)
    one.look_up("boss")
    assert one.chat.known_by(one.now_ms) == {"boss"}
    assert not one.chat.leave_by(one.now_ms)


@pytest.mark.parametrize(
    "hello", ["您好，我是客服小李", "您好，工号017为您服务", "您好，我是017号客服", "您好，小王为您服务"]
)
def test_a_greeting_with_any_name_is_still_a_greeting(library: Library, hello: str) -> None:
    assert is_filler(library.policy("qinghe"), (hello,))
    assert not is_filler(library.policy("qinghe"), (hello, "您的包裹在中转场"))


def test_what_was_sent_before_says_nothing_a_second_time() -> None:
    one = player()
    everything = "抱歉让您久等了我们这边马上给您处理好这件事"
    one.say(["我先看一下这个情况再告诉您好吗请别着急"])
    one.say([everything])
    again = one.say([everything + "哦"])
    assert again is not None and again.via == "fallback"
    assert repeats(everything, [everything])
    assert not repeats("抱歉", ["抱歉"])  # short words may be said again


def test_one_turn_reaches_four_milestones_at_most() -> None:
    many = "".join(
        f'\n[[milestone]]\nid = "m{n}"\ntitle = "m"\nworth = 1\nwhen = {{ any = ["词{n}"] }}\n' for n in range(6)
    )
    made = script(BODY + many)
    one = Player(made, HOUSE)
    one.say(["词0词1词2词3词4词5"])
    assert len(milestones_reached(made, turns_said(HOUSE, one.chat, one.chat.turns))) == 4


def test_several_messages_of_a_trainer_are_one_question() -> None:
    from exam_tui.dialogue.state import HOSTED, HOSTED_ON, Move

    chat = Chat("x")
    for via, at in ((HOSTED, 0), (HOSTED_ON, 5_000), (HOSTED_ON, 9_000)):
        chat = chat.moved(Move(via, "live", ("在吗",), 60, None, edge=at), at)
    assert (chat.rounds, chat.waiting_since_ms, len(chat.lines)) == (1, 0, 3)


def test_a_milestone_may_ask_where_the_chat_had_been_and_how_the_customer_felt() -> None:
    made = script(
        BODY
        + """
[[milestone]]
id = "later"
title = "等过以后再道歉"
worth = 1
when = { any = ["抱歉"] }
given = { been = ["waits"] }

[[milestone]]
id = "cheered"
title = "在心情不好的时候道歉"
worth = 1
when = { any = ["抱歉"] }
given = { below = { mood = 40 } }
"""
    )
    one = Player(made, HOUSE)
    one.say(["抱歉"])
    assert "later" not in milestones_reached(made, turns_said(HOUSE, one.chat, one.chat.turns))
    one.say(["保证"])
    one.say(["抱歉"])
    reached = milestones_reached(made, turns_said(HOUSE, one.chat, one.chat.turns))
    assert reached["later"] == 2
    assert "cheered" not in reached
