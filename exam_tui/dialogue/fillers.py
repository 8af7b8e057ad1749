"""Whether a turn is mere filling: a greeting, 稍等, 我看一下. It lets the customer wait on; it answers nothing."""

from __future__ import annotations

import re
import weakref

from exam_tui.content.policy import FILLERS, Policy
from exam_tui.dialogue.state import ClosedTurn
from exam_tui.rubric.text import bare, normal_phrase, normalise

LED_ON = ("finding", "choice", "keywords", "example")
"""How the `via` begins of a turn that led somewhere."""
_known: dict[int, tuple[weakref.ref[Policy], re.Pattern[str] | None]] = {}


def _pattern(policy: Policy) -> re.Pattern[str] | None:
    known = _known.get(id(policy))
    if known is not None and known[0]() is policy:
        return known[1]
    words = sorted({bare(normal_phrase(word)) for word in policy.words.get(FILLERS, ())} - {""}, key=len, reverse=True)
    made = re.compile("|".join(map(re.escape, words))) if words else None
    number = id(policy)
    _known[number] = (weakref.ref(policy, lambda _: _known.pop(number, None)), made)
    return made


def is_filler(policy: Policy, messages: tuple[str, ...]) -> bool:
    """Whether nothing is left of the messages without the policy's fillers, punctuation and emoticons."""
    pattern = _pattern(policy)
    said = bare(normalise("\n".join(messages)).text)
    return pattern is not None and pattern.sub("", said) == ""


def answer_wait_ms(policy: Policy, turn: ClosedTurn) -> int | None:
    """Until the first message of a turn that answered something; None where none did.

    A turn of fillers counts where the script says that it leads on: 好的 may be all that there is to say.
    """
    for message, wait in zip(turn.messages, turn.waits_ms, strict=True):
        if not is_filler(policy, (message,)):
            return wait
    return turn.waits_ms[-1] if turn.via.startswith(LED_ON) else None
