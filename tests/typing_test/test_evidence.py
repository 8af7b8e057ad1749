"""A proctor must see when text was not typed, and must not be told so about somebody who types."""

from __future__ import annotations

import random

from exam_tui.content.paper import TypingWatch
from exam_tui.typing_test.evidence import Flag, flags_of
from exam_tui.typing_test.strokes import Stroke
from exam_tui.typing_test.warm_up import damage_to
from tests.typing_test.test_alignment import LONG

WATCH = TypingWatch()
PASSAGE = "".join(LONG.split())
LINE = "您好，很高兴为您服务！一共 2 件。"


def person(characters: int, seed: int = 1, per_minute: int = 80) -> list[Stroke]:
    """Words of one to four characters; sometimes a long one, sometimes a pause, sometimes a slip."""
    rng, strokes, at, done = random.Random(seed), [], 0, 0
    while done < characters:
        size = rng.choice([1, 1, 2, 2, 2, 3, 4, 4])
        at += int(size * 60_000 / per_minute * rng.lognormvariate(0, 0.45))
        strokes.append(Stroke(at, "typed", PASSAGE[done : done + size]))
        done += size
        if rng.random() < 0.05:
            at += 300
            strokes.append(Stroke(at, "erased", count=1))
            done -= 1
    return strokes


def kinds(strokes: list[Stroke]) -> list[str]:
    return [flag.kind for flag in flags_of(strokes, LONG, WATCH)]


def test_people_are_not_flagged() -> None:
    for seed in range(40):
        assert kinds(person(400, seed, per_minute=60 + seed * 4)) == []


def test_a_long_commit_that_took_its_time_is_no_flag() -> None:
    assert kinds([Stroke(4000, "typed", PASSAGE[:13])]) == []


def test_a_burst_faster_than_twelve_a_second_is_told() -> None:
    strokes = [Stroke(4000, "typed", PASSAGE[:4]), Stroke(4400, "typed", PASSAGE[4:17])]
    assert flags_of(strokes, LONG, WATCH) == [Flag("typing_fast", 4400, 13, PASSAGE[4:17])]
    assert kinds([Stroke(4000, "typed", PASSAGE[:4]), Stroke(4400, "typed", PASSAGE[4:11])]) == []  # seven are too few


def test_a_flood_is_told_also_when_it_comes_character_by_character() -> None:
    strokes = [Stroke(2000 + index * 4, "typed", one) for index, one in enumerate(PASSAGE[:60])]
    (flag,) = flags_of(strokes, LONG, WATCH)
    assert (flag.kind, flag.at_ms, flag.count) == ("typing_flood", 2000, 60)


def test_a_machine_that_waits_between_its_characters_is_told() -> None:
    strokes = [Stroke(index * 700 + index % 3, "typed", one) for index, one in enumerate(PASSAGE[:60], 1)]
    assert kinds(strokes) == ["typing_regular"]


def test_a_speed_that_nobody_keeps_up_is_told_also_without_long_bursts() -> None:
    rng = random.Random(4)
    at, strokes = 0, []
    for index in range(200):
        at += rng.randrange(40, 110)
        strokes.append(Stroke(at, "typed", PASSAGE[index]))
    assert "typing_sustained" in kinds(strokes)


def test_short_pastes_are_no_unmarked_flood() -> None:
    strokes = [Stroke(1000, "pasted", PASSAGE[:18]), Stroke(1010, "pasted", PASSAGE[18:36])]
    assert "typing_flood" not in kinds(strokes)


def test_text_from_earlier_is_told_where_the_passage_has_it_once() -> None:
    strokes = [*person(200), Stroke(200_000, "typed", PASSAGE[20:38])]
    flags = flags_of(strokes, LONG, WATCH)
    assert [(flag.kind, flag.text) for flag in flags if flag.kind == "typing_repeated"] == [
        ("typing_repeated", PASSAGE[20:38])
    ]
    twice = PASSAGE[:40] * 2
    assert "typing_repeated" not in [f.kind for f in flags_of([Stroke(9, "typed", twice)], twice, WATCH)]


def test_doubled_characters_are_a_terminals_fault() -> None:
    strokes = [Stroke(index * 900 + index**2, "typed", one * 2) for index, one in enumerate(PASSAGE[:20], 1)]
    assert "typing_doubled" in kinds(strokes)


def test_thresholds_are_the_papers() -> None:
    strokes = [Stroke(4000, "typed", PASSAGE[:4]), Stroke(4400, "typed", PASSAGE[4:17])]
    assert flags_of(strokes, LONG, WATCH.model_copy(update={"burst": 14})) == []


def test_the_warm_up_line_finds_damage_and_names_it() -> None:
    assert damage_to(LINE, LINE) is None
    assert damage_to(LINE, LINE.replace("，", ",").replace(" ", "")) is None
    assert damage_to(LINE, "".join(one * 2 for one in LINE)) == "doubled"
    assert damage_to(LINE, "您您好好，，很很高高兴兴为为您您") == "doubled"
    assert damage_to(LINE, LINE.replace("您好", "您您好")) == "other"
    assert damage_to(LINE, "".join("?" if ord(one) > 255 else one for one in LINE)) == "replaced"
    assert damage_to(LINE, LINE.replace("好", "\ufffd")) == "replaced"
    assert damage_to(LINE, LINE.replace("2", "２")) == "wide"
    assert damage_to(LINE, LINE[:-3]) == "short"
    assert damage_to(LINE, LINE.replace("件", "伴")) == "other"
