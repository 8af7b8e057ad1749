"""Chats written as text: `客：` and `服：` before each message, as in examples of rules and in files to be judged."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from exam_tui.rubric.findings import Turn

_SPEAKER = re.compile(
    r"[^\S\n]*(?:(?P<customer>客|顾客|客户|买家|customer|c)|(?P<agent>服|客服|卖家|agent|a))[^\S\n]*[:：][^\S\n]*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class WrittenChat:
    """A chat: the agent's turns, and what the customer said after the last of them."""

    turns: tuple[Turn, ...]
    unanswered: tuple[str, ...] = ()


class NoSpeakerError(ValueError):
    """A line of which nobody knows who said it. `line` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def speaker_of(line: str) -> tuple[Literal["customer", "agent"] | None, str]:
    """Who says a line (None: it does not tell), and what."""
    found = _SPEAKER.match(line)
    if found is None:
        return None, line
    return ("agent" if found["agent"] is not None else "customer"), line[found.end() :]


def parse_chat(text: str) -> WrittenChat:
    """A chat of which every message says who sent it; a line without a speaker goes on with the message before it.

    Empty lines mean nothing. Raises NoSpeakerError if the first line has no speaker.
    """
    said: list[tuple[bool, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        found = _SPEAKER.match(line)
        if found is not None:
            said.append((found["agent"] is not None, line[found.end() :]))
        elif said:
            said[-1] = (said[-1][0], f"{said[-1][1]}\n{line}")
        else:
            raise NoSpeakerError(number)
    return _turns(said)


def parse_example(text: str) -> tuple[Turn, ...]:
    """An example of a rule: a chat, or one turn of the agent, every line a message."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if _SPEAKER.match(first) is None:
        return (Turn(tuple(line for line in text.splitlines() if line.strip()) or (text,)),)
    return parse_chat(text).turns


def _turns(said: list[tuple[bool, str]]) -> WrittenChat:
    turns: list[Turn] = []
    customer: list[str] = []
    messages: list[str] = []
    for by_agent, text in said:
        if by_agent:
            messages.append(text)
            continue
        if messages:
            turns.append(Turn(tuple(messages), tuple(customer)))
            customer, messages = [], []
        customer.append(text)
    if messages:
        turns.append(Turn(tuple(messages), tuple(customer)))
        customer = []
    return WrittenChat(tuple(turns), tuple(customer))
