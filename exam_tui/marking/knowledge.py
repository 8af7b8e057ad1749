"""Range knowledge: what the share answered correctly says about all that could have been asked.

The gate is on the share itself. Beside it stand what chance alone makes of it: the 95 % interval (Wilson's score
interval, E. B. Wilson, JASA 22, 1927) and the share corrected for guessing (formula scoring: a wrong answer takes
away what guessing gives on average, an open one nothing; Lord & Novick, 1968, section 14.3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction

from exam_tui.content.items import guess_chance, topic_within
from exam_tui.content.paper import KnowledgeGate
from exam_tui.content.rounding import floored
from exam_tui.marking.marks import Gate, TopicShare
from exam_tui.marking.questions import Share
from exam_tui.sitting.events import Answer
from exam_tui.sitting.form import FormItem

Z95 = Decimal("1.959964")
"""The normal deviate that leaves 2.5 % on either side."""
_PLACES = Decimal("0.0001")


def wilson_interval(correct: int, asked: int) -> tuple[Decimal, Decimal]:
    """95 % interval of a share (0 to 1), rounded outwards to four places. `asked` is 1 or more."""
    with localcontext(prec=28):  # decimals: the same digits on every machine
        n, share = Decimal(asked), Decimal(correct) / Decimal(asked)
        square = Z95 * Z95
        centre = share + square / (2 * n)
        spread = Z95 * (share * (1 - share) / n + square / (4 * n * n)).sqrt()
        scale = 1 + square / n
        low, high = (centre - spread) / scale, (centre + spread) / scale
    low, high = max(low, Decimal(0)), min(high, Decimal(1))
    return low.quantize(_PLACES, ROUND_FLOOR), high.quantize(_PLACES, ROUND_CEILING)


def corrected_for_guessing(asked: Sequence[FormItem], shares: Mapping[str, Share], answered: set[str]) -> Fraction:
    """Share of items known, after taking away what guessing gives; never below 0."""
    score = Fraction(0)
    for one in asked:
        chance = guess_chance(one.item)
        if shares[one.item.id].figure == 1:
            score += 1
        elif one.item.id in answered:
            score -= chance / (1 - chance)
    return max(Fraction(0), score / len(asked))


def knowledge_gate(
    section: str,
    gate: KnowledgeGate,
    items: Sequence[FormItem],
    shares: Mapping[str, Share],
    answers: Mapping[str, Answer],
) -> Gate:
    """The gate over a section, or over one topic of it. Undecided while a person's marks could turn it."""
    asked = [i for i in items if gate.topic is None or topic_within(i.item.topic, gate.topic)]
    gate_id = f"{section}.ratio"
    if not asked:
        return Gate(
            id=gate_id, measure="knowledge", section=section, topic=gate.topic, figure=Decimal(0), line=gate.ratio,
            met=None, asked=0, correct=0,
        )  # fmt: skip
    own = [shares[one.item.id] for one in asked]
    line = Fraction(gate.ratio)
    lowest, correct, highest = (
        Fraction(sum(reading == 1 for reading in readings), len(asked))
        for readings in ([s.low for s in own], [s.figure for s in own], [s.high for s in own])
    )
    right = sum(share.figure == 1 for share in own)
    return Gate(
        id=gate_id,
        measure="knowledge",
        section=section,
        topic=gate.topic,
        figure=floored(correct, 4),
        line=gate.ratio,
        met=decided(lowest, highest, line),
        asked=len(asked),
        correct=right,
        interval=wilson_interval(right, len(asked)),
        corrected=floored(corrected_for_guessing(asked, shares, set(answers)), 4),
        topics=_topics(asked, shares),
    )


def decided(lowest: Fraction, highest: Fraction, line: Fraction) -> bool | None:
    """Whether a line is met, if that is so for the lowest and the highest figure that are still possible."""
    return None if (lowest >= line) != (highest >= line) else lowest >= line


def _topics(asked: Sequence[FormItem], shares: Mapping[str, Share]) -> tuple[TopicShare, ...]:
    """By topic, the weakest first; of equally weak ones the one that was asked more."""
    found: dict[str, list[bool]] = {}
    for one in asked:
        found.setdefault(one.item.topic, []).append(shares[one.item.id].figure == 1)
    topics = [TopicShare(topic=topic, asked=len(hits), correct=sum(hits)) for topic, hits in found.items()]
    return tuple(sorted(topics, key=lambda t: (Fraction(t.correct, t.asked), -t.asked, t.topic)))
