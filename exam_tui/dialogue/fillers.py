"""Whether a turn is mere filling: a greeting, 稍等, 我看一下. It lets the customer wait on; it answers nothing."""

from __future__ import annotations

import re
import weakref

from exam_tui.content.policy import FILLERS, Policy
from exam_tui.dialogue.state import ClosedTurn
from exam_tui.rubric.text import bare, normal_phrase, normalise

LED_ON = ("finding", "choice", "keywords", "example")
"""How the `via` begins of a turn that led somewhere."""
_INTRODUCES = re.compile("我是|我叫|这里是|客服|工号|为您服务")
_NAMES = re.compile(r"[小阿][\u4e00-\u9fff](?:[\u4e00-\u9fff](?=为您|很高兴|$))?|(?:工号)?[a-z]?\d{1,5}号?")
"""How agents name themselves: 小李, 阿芳, 工号017. Whatever the name is, a greeting with it is still a greeting."""
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
    if pattern is None:
        return False
    said = bare(normalise("\n".join(messages)).text)
    left = pattern.sub("", _NAMES.sub("", said) if _INTRODUCES.search(said) else said)
    return left == ""


def answer_wait_ms(policy: Policy, turn: ClosedTurn) -> int | None:
    """Until the first message of a turn that answered something; None where none did.

    A turn of fillers counts where the script says that it leads on: 好的 may be all that there is to say.
    """
    for message, wait in zip(turn.messages, turn.waits_ms, strict=True):
        if not is_filler(policy, (message,)):
            return wait
    return turn.waits_ms[-1] if turn.via.startswith(LED_ON) else None
